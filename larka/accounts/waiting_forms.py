"""A form that was sent when the session had ended by itself: kept sealed for a short time, for the same person alone (mission 5, Q2).

It lies in the session that is not signed in yet, of the same browser, so that it goes along through every way of logging in.
"""

import json
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import InvalidToken

from larka.accounts.models import Session
from larka.accounts.secrets import decrypted, encrypted

KEY = "larka_waiting_form"
KEPT_SECONDS = 30 * 60
MOST_BYTES = 64 * 1024

Form = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the form was going, and its fields."""

    target: str
    form: Form


def account_of_ended(session_key: str) -> int | None:
    """Whose session this was; None where there was none, or where it was ended on purpose."""
    row = Session.objects.filter(session_key=session_key, account__is_active=True).values_list("account_id", flat=True).first()
    return int(row) if row else None


def keep(session: Any, *, account: int, target: str, form: Form) -> None:
    """Keep it; an earlier one gives way. The session itself lasts no longer than that while nobody has logged in."""
    session[KEY] = encrypted(json.dumps({"account": account, "target": target, "form": form}))
    session.set_expiry(KEPT_SECONDS)


def take(session: MutableMapping[str, Any], *, account: int) -> Waiting | None:
    """What waits for this account, once; what waits for another is removed unread, and so is what has waited too long."""
    sealed = session.pop(KEY, "") if KEY in session else ""
    try:
        kept = json.loads(decrypted(sealed, seconds=KEPT_SECONDS)) if sealed else {}
    except InvalidToken:
        return None
    return Waiting(kept["target"], kept["form"]) if kept.get("account") == account else None
