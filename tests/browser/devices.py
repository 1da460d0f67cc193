"""What people hold in their hands, and how long the tests wait for it."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: Any = {"width": 1280, "height": 900}
TALL_SMALL_PHONE: Any = {"width": 320, "height": 8000}  # nothing lies under the navigation at the bottom
PATIENCE = 20_000  # milliseconds that a condition may take on a busy machine

Opens = Callable[..., Page]
