"""The cookie that tells one browser from another, so that a draft on a shared computer has a key for the person and the device (Q6)."""

import uuid
from typing import Any

from django.conf import settings

DEVICE_COOKIE = "larka_enhet"
_YEAR = 365 * 24 * 60 * 60


def device_of(request: Any) -> uuid.UUID | None:
    """Which browser asks, if it has been told apart before."""
    try:
        return uuid.UUID(request.COOKIES.get(DEVICE_COOKIE, ""))
    except ValueError:
        return None


def keep_device(answer: Any, device: uuid.UUID) -> None:
    """Let the browser tell the same next time. It says nothing about anybody, and no script reads it."""
    answer.set_cookie(
        DEVICE_COOKIE, str(device), max_age=_YEAR, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Strict", path="/"
    )
