"""Knocking at a browser: an empty message, so that nobody on the way learns anything but that there is news (F2, A15).

The address to knock at comes from the browser. Only the services that the huvudman allows are knocked at, over TLS.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from larka.core.home import kept_secret
from larka.notices.models import Channel, Delivery, PushSubscription
from larka.notices.queries.due import Due
from larka.notices.queries.visible import unread_among
from larka.notices.sending.handing import claimed
from larka.register.settings import setting

if TYPE_CHECKING:
    from py_vapid import Vapid02

_SECONDS = 5
_DAY = 24 * 60 * 60
_TAKEN = range(200, 300)
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


def is_allowed(endpoint: str) -> bool:
    """Whether this is an address at one of the services that the huvudman allows."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username or parts.password or port not in (None, 443) or not parts.hostname:
        return settings.PUSH_TEST_SERVER != "" and endpoint.startswith(f"{settings.PUSH_TEST_SERVER}/")
    return any(_is_at(parts.hostname, allowed) for allowed in setting("notices.push_hosts"))


def _is_at(host: str, allowed: str) -> bool:
    return host == allowed or (allowed.startswith("*.") and host.endswith(allowed[1:]))


def hand_pushes(people: Iterable[Due], at: dt.datetime) -> int:
    """Knock at every browser of those who still have something to read; answers at how many."""
    if not setting("notices.push"):
        return 0
    knocked = 0
    for due in people:
        ids = unread_among(due.actor(at), due.ids)
        delivery = Delivery(person_id=due.person, channel=Channel.PUSH, begun_at=at)
        if ids and claimed(delivery, ids):
            heard = [knock(each, at) for each in PushSubscription.objects.filter(person=due.person)]
            outcome = Delivery.Outcome.HANDED if any(heard) else Delivery.Outcome.REFUSED
            Delivery.objects.filter(pk=delivery.pk).update(outcome=outcome)
            knocked += sum(heard)
    return knocked


def knock(subscription: PushSubscription, at: dt.datetime) -> bool:
    """One empty message; a browser that is there no more is forgotten, and a service that is allowed no more is not asked."""
    import requests  # a tenth of a second, which no start of the server waits for

    endpoint = subscription.endpoint
    if not is_allowed(endpoint):
        return False
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(endpoint))
    claims = {"aud": origin, "exp": int(at.timestamp()) + _DAY // 2, "sub": f"mailto:{settings.DEFAULT_FROM_EMAIL}"}
    headers = {**our_key().sign(claims), "TTL": str(_DAY), "Urgency": "high", "Content-Length": "0"}
    try:
        answer = requests.post(endpoint, headers=headers, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        logging.getLogger("larka.notices").warning("a push service did not answer: %s", type(error).__name__)
        return False
    if answer.status_code in _GONE:
        subscription.delete()
    return answer.status_code in _TAKEN


@lru_cache(maxsize=1)
def our_key() -> "Vapid02":
    """The key that our messages are signed with: the operator's, or one that the installation makes for itself once."""
    from py_vapid import Vapid02

    if settings.VAPID_KEY:
        return Vapid02.from_string(settings.VAPID_KEY)
    secret = int.from_bytes(sha256(kept_secret(settings.HOME, "push-key").encode()).digest())
    return Vapid02(ec.derive_private_key(secret >> 1 | 1, ec.SECP256R1()))


def public_key() -> str:
    """What a browser must be told when it subscribes."""
    from py_vapid.utils import b64urlencode

    return str(b64urlencode(our_key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))
