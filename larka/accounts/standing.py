"""What a person is, as far as log-in asks."""

import datetime as dt
from collections.abc import Iterable

from larka.register.choices import Role
from larka.register.settings import setting

_FAMILY = frozenset({Role.GUARDIAN, Role.OTHER_RESPONSIBLE})


def is_staff(roles: Iterable[str]) -> bool:
    """Whether any of the roles is neither the family's nor the pupil's."""
    return bool(frozenset(roles) - _FAMILY - {Role.PUPIL})


def staff_needs_second_factor() -> bool:
    """Whether the huvudman has left the strict default as it is."""
    return bool(setting("login.staff_documentation") != "password")


def idle_seconds(roles: Iterable[str]) -> int:
    """How long a session lasts unused: staff's longest, since they write."""
    held = frozenset(roles)
    who = "staff" if is_staff(held) else "family" if held & _FAMILY else "pupil"
    return int(setting(f"login.idle_minutes_{who}")) * 60


def longest() -> dt.timedelta:
    """How long a session lasts at most, whatever is done in it."""
    return dt.timedelta(hours=setting("login.longest_hours"))
