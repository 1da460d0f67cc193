"""What happens to an account's ways in is logged, whoever's page it happened on (A11)."""

import datetime as dt
from typing import Any

from allauth.mfa import signals as mfa

from larka.accounts.models import User
from larka.audit.actions import record
from larka.register.actor import Actor


def _logged(action: str) -> Any:
    def receive(request: Any, user: User, authenticator: Any = None, **_: Any) -> None:
        details = {"type": str(authenticator.type)} if authenticator is not None else {}
        record(acting(request, user), action, user, details=details)

    return receive


def acting(request: Any, user: User) -> Actor:
    """Whoever is signed in, or is on the way in."""
    signed_in: Actor | None = getattr(request, "actor", None)
    return signed_in or Actor(person_id=user.person_id, at=dt.datetime.now(dt.UTC), address=request.META.get("REMOTE_ADDR") or None)


RECEIVERS = (
    (mfa.authenticator_added, _logged("account.second_factor_added")),
    (mfa.authenticator_removed, _logged("account.second_factor_removed")),
    (mfa.authenticator_reset, _logged("account.recovery_codes_made")),
    (mfa.authenticator_used, _logged("account.second_factor_given")),
)


def connect() -> None:
    """Once, when the program starts."""
    for signal, receiver in RECEIVERS:
        signal.connect(receiver, weak=False)
