"""What happens to an account's ways in is logged, whoever's page it happened on (A11)."""

import datetime as dt
from dataclasses import replace
from typing import Any

from allauth.account.signals import user_logged_in as came_in
from allauth.mfa import signals as mfa
from django.contrib.auth.signals import user_logged_in

from larka.accounts.assurance import strong_at
from larka.accounts.browsers import BROWSER_KEY, ENDS_KEY, IDLE_KEY, WAY_KEY, browser_name
from larka.accounts.models import User
from larka.accounts.refusals import log_refusal
from larka.accounts.standing import idle_seconds, longest
from larka.audit.actions import record
from larka.register.actor import Actor
from larka.register.queries import roles_of


def _logged(action: str) -> Any:
    def receive(request: Any, user: User, authenticator: Any = None, **_: Any) -> None:
        details = {"type": str(authenticator.type)} if authenticator is not None else {}
        record(acting(request, user), action, user, details=details)

    return receive


def acting(request: Any, user: User) -> Actor:
    """Whoever is signed in, or is on the way in."""
    by = visiting(request)
    return by if by.person_id is not None else replace(by, person_id=user.person_id)


def visiting(request: Any) -> Actor:
    """Whoever is signed in, or somebody of whom nothing is known but the address."""
    signed_in: Actor | None = getattr(request, "actor", None)
    return signed_in or Actor(person_id=None, at=dt.datetime.now(dt.UTC), address=request.META.get("REMOTE_ADDR") or None)


def _begun(request: Any, user: User, **_: Any) -> None:
    """What a session is told at its start: with which browser, how long it lasts unused, and when it ends whatever is done."""
    now = dt.datetime.now(dt.UTC)
    request.session[BROWSER_KEY] = browser_name(request.META.get("HTTP_USER_AGENT", ""))
    request.session[IDLE_KEY] = idle_seconds(roles_of(user.person_id, now))
    request.session[ENDS_KEY] = (now + longest()).timestamp()


def _came_in(request: Any, user: User, **_: Any) -> None:
    request.session[WAY_KEY] = "password"
    level = "strong" if strong_at(request.session, user.pk) else "weak"
    record(acting(request, user), "account.signed_in", user, details={"level": level})


def _code_failed(request: Any, user: User, **_: Any) -> None:
    log_refusal(request, "account.second_factor_failed", user.username)


RECEIVERS = (
    (user_logged_in, _begun),
    (came_in, _came_in),
    (mfa.authentication_failed, _code_failed),
    (mfa.authenticator_added, _logged("account.second_factor_added")),
    (mfa.authenticator_removed, _logged("account.second_factor_removed")),
    (mfa.authenticator_reset, _logged("account.recovery_codes_made")),
    (mfa.authenticator_used, _logged("account.second_factor_given")),
)


def connect() -> None:
    """Once, when the program starts."""
    for signal, receiver in RECEIVERS:
        signal.connect(receiver, weak=False)
