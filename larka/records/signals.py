"""When somebody signs out, the key of what the device keeps ends (Q6)."""

from typing import Any

from django.contrib.auth.signals import user_logged_out

from larka.records.actions.devices import end_device_key
from larka.records.devices import device_of


def _signed_out(request: Any, user: Any, **_: Any) -> None:
    by, device = getattr(request, "actor", None), device_of(request)
    if user is not None and by is not None and device is not None:
        end_device_key(by=by, device=device)


def connect() -> None:
    """Once, when the program starts."""
    user_logged_out.connect(_signed_out, weak=False)
