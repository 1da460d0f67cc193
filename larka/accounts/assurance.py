"""How surely a session knows who it is (A14): read from what django-allauth records of each step of a log-in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY

from larka.access.assurance import TooWeakError
from larka.register.actor import Actor

_WHOSE = f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"  # allauth's: the account that the records are about
SECOND_FACTOR, PROVIDER = "mfa", "oidc"
FRESH = dt.timedelta(minutes=15)  # for changing one's own way in


def strong_at(session: Mapping[str, Any], account: int) -> dt.datetime | None:
    """When the second factor was given last in this session; None: never."""
    return _last(session, account, strong_only=True)


def proved_at(session: Mapping[str, Any], account: int) -> dt.datetime | None:
    """When anything was proved last in this session."""
    return _last(session, account, strong_only=False)


def note_step(session: Any, account: int, method: str, at: dt.datetime, *, strong: bool = False) -> None:
    """Record one step of a log-in as allauth does. ``strong``: it is as good as a second factor, as an identity provider's may be."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, []) if session.get(_WHOSE) == str(account) else []
    step = {"method": method, "at": at.timestamp(), "strong": strong}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [*records, step]
    session[_WHOSE] = str(account)


def _last(session: Mapping[str, Any], account: int, *, strong_only: bool) -> dt.datetime | None:
    if session.get(_WHOSE) != str(account):
        return None
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    times = [record["at"] for record in records if record["method"] == SECOND_FACTOR or record.get("strong") or not strong_only]
    return dt.datetime.fromtimestamp(max(times), dt.UTC) if times else None


def require_fresh(by: Actor) -> None:
    """Raise TooWeakError unless a second factor was given just now, whatever the huvudman has decided: for another's way in."""
    if by.strong_at is None or by.at - by.strong_at > FRESH:
        raise TooWeakError("fresh")
