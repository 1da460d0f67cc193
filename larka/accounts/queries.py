"""One's own sessions."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.functions import Now

from larka.accounts.models import Session
from larka.accounts.oidc.chosen import provider_with


@dataclass(frozen=True, slots=True)
class Open:
    """One session: when, with what, its way in (``password``, a provider's name, or not known), and whether it is the one that asks."""

    public_id: Any
    started_at: Any
    seen_at: Any
    browser: str
    system: str
    way: str
    is_this: bool


def open_sessions(account: int, this: str | None) -> list[Open]:
    """Those that still open something, the one that asks first, then those used last."""
    unused = F("idle_seconds") * Value(dt.timedelta(seconds=1))
    lasts = ExpressionWrapper(F("seen_at") + unused, output_field=DateTimeField())
    rows = Session.objects.alias(lasts=lasts).filter(account_id=account, expire_date__gt=Now(), lasts__gt=Now()).order_by("-seen_at")
    found = [Open(s.public_id, s.started_at, s.seen_at, *_parts(s.browser), _way(s.way), s.session_key == this) for s in rows]
    return sorted(found, key=lambda row: not row.is_this)


def _parts(browser: str) -> tuple[str, str]:
    name, _slash, system = browser.partition("/")
    return name, system


def _way(key: str) -> str:
    provider = provider_with(key)
    return provider.name if provider else key if key == "password" else ""
