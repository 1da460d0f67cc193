"""What was tried and refused at the way in is logged at once, whatever becomes of the request (A11)."""

import datetime as dt
from typing import Any

from larka.accounts.models import User
from larka.audit.actions import record
from larka.audit.models import Entry
from larka.register.actor import Actor


def log_refusal(request: Any, action: str, name: str) -> None:
    """Of which account, where there is one; what was typed is never logged, since it may be a password in the wrong field."""
    record(_by(request), action, User.objects.filter(username__iexact=name).first(), kind=Entry.Kind.REFUSED)


def log_refused_identity(request: Any, reason: str, account: User | None = None) -> None:
    """Why what an identity provider said opened nothing, in one word; never what it said."""
    record(_by(request), "account.identity_refused", account, kind=Entry.Kind.REFUSED, details={"reason": reason})


def _by(request: Any) -> Actor:
    signed_in: Actor | None = getattr(request, "actor", None)
    return signed_in or Actor(person_id=None, at=dt.datetime.now(dt.UTC), address=request.META.get("REMOTE_ADDR") or None)


def log_held_back(by: Actor) -> None:
    """Somebody has asked for too many links."""
    record(by, "account.password_asking_held_back", kind=Entry.Kind.REFUSED)
