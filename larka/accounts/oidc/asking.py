"""What a session remembers of what it asked a provider, until the answer comes: each question is answered once."""

import datetime as dt
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass
from typing import Any

from authlib.common.security import generate_token
from django.core.cache import cache

from larka.accounts.oidc.configuration import Provider
from larka.accounts.oidc.connections import connection

KEY = "larka_oidc"
MOST = 5  # pages that wait for an answer at the same time
ANSWERED_WITHIN = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Asked:
    """``back``: the page that asks for a further proof in a session that goes on; empty at log-in. ``kept``: its form, encrypted."""

    provider: str
    state: str
    nonce: str
    verifier: str
    at: float
    target: str
    back: str = ""
    kept: str = ""


def ask(
    session: MutableMapping[str, Any],
    provider: Provider,
    *,
    redirect_uri: str,
    at: dt.datetime,
    target: str,
    back: str = "",
    kept: str = "",
) -> str:
    """The address at the provider to go to. Raises ProviderDownError, and remembers nothing then."""
    asked = Asked(provider.key, generate_token(43), generate_token(43), generate_token(64), at.timestamp(), target, back, kept)
    address = connection(provider).address_to_ask(
        redirect_uri=redirect_uri, state=asked.state, nonce=asked.nonce, verifier=asked.verifier, anew=bool(back)
    )
    session[KEY] = [*session.get(KEY, []), asdict(asked)][-MOST:]
    return address


def take(session: MutableMapping[str, Any], state: str, *, at: dt.datetime) -> Asked | None:
    """What was asked with this state; None if this session did not, long ago, or has had its answer (in any process)."""
    waiting = [Asked(**row) for row in session.get(KEY, [])]
    found = next((asked for asked in waiting if asked.state == state), None)
    if found is None:
        return None
    session[KEY] = [asdict(asked) for asked in waiting if asked is not found]
    in_time = at - dt.datetime.fromtimestamp(found.at, dt.UTC) <= ANSWERED_WITHIN
    first = cache.add(f"{KEY}:{state}", value=True, timeout=int(ANSWERED_WITHIN.total_seconds()))
    return found if in_time and first else None
