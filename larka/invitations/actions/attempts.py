"""How often one may try within an hour: kept in the database, so that it holds for every process of every node.

An address is often a whole school's, so it may try often; one applicant, or about one child, seldom.
"""

import datetime as dt
from collections.abc import Iterable
from math import ceil

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from larka.audit.actions import record
from larka.invitations.models import Attempt
from larka.register.actor import Actor

WINDOW = dt.timedelta(hours=1)
MOST = {Attempt.Kind.APPLICATION: 200, Attempt.Kind.CODE: 20}
MOST_ABOUT_ONE = 10


def seconds_to_wait(by: Actor, kind: Attempt.Kind, numbers: Iterable[str] = ()) -> int:
    """0 where this address, and each of these numbers, has tries left; else after how many seconds they have."""
    if not settings.RATE_LIMITS:
        return 0
    return max(_wait(by, kind, key, most) for key, most in _counted(by, kind, numbers).items())


@transaction.atomic
def note_attempt(*, by: Actor, kind: Attempt.Kind, numbers: Iterable[str] = ()) -> int:
    """Count one try and answer 0; how long to wait, and a line in the log, where it is one too many. At once is one after the other."""
    counted = _counted(by, kind, numbers)
    with connection.cursor() as cursor:
        for key in sorted(counted):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{kind}:{key}"])
    Attempt.objects.filter(at__lte=by.at - WINDOW).delete()
    if wait := seconds_to_wait(by, kind, numbers):
        record(by, "invitation.too_many_tries", details={"kind": str(kind)})
        return wait
    Attempt.objects.bulk_create(Attempt(kind=kind, address=key, at=by.at) for key in counted)
    return 0


def _wait(by: Actor, kind: Attempt.Kind, key: str, most: int) -> int:
    """Until the oldest of the last tries that fill the hour is an hour old."""
    tries = Attempt.objects.filter(kind=kind, address=key, at__gt=by.at - WINDOW).order_by("-at").values_list("at", flat=True)
    filling = next(iter(tries[most - 1 : most]), None)
    return 0 if filling is None else max(1, ceil((filling + WINDOW - by.at).total_seconds()))


def _counted(by: Actor, kind: Attempt.Kind, numbers: Iterable[str]) -> dict[str, int]:
    """What is counted, and how many tries it has in an hour."""
    return {_key("address", by.address or ""): MOST[kind], **{_key("number", number): MOST_ABOUT_ONE for number in numbers}}


def _key(what: str, value: str) -> str:
    """What an address or a number is recognised by: neither of them is kept."""
    return salted_hmac(f"larka.invitations.attempts.{what}", value, algorithm="sha256").hexdigest()
