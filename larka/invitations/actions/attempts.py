"""How often one address may try within an hour: kept in the database, so that it holds for every process of every node."""

import datetime as dt

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from larka.audit.actions import record
from larka.invitations.models import Attempt
from larka.register.actor import Actor

WINDOW = dt.timedelta(hours=1)
MOST = {Attempt.Kind.APPLICATION: 10, Attempt.Kind.CODE: 20}


def may_try(by: Actor, kind: Attempt.Kind) -> bool:
    """Whether this address has tries left."""
    return Attempt.objects.filter(kind=kind, address=_address(by), at__gt=by.at - WINDOW).count() < MOST[kind]


@transaction.atomic
def note_attempt(*, by: Actor, kind: Attempt.Kind) -> bool:
    """Count one try; False, and a line in the log, where it is one too many. Two at the same moment are counted one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{kind}:{_address(by)}"])
    Attempt.objects.filter(at__lte=by.at - WINDOW).delete()
    if not may_try(by, kind):
        record(by, "invitation.too_many_tries", details={"kind": str(kind)})
        return False
    Attempt.objects.create(kind=kind, address=_address(by), at=by.at)
    return True


def _address(by: Actor) -> str:
    """What an address is recognised by; the address itself stands in the log alone."""
    return salted_hmac("larka.invitations.attempts", by.address or "", algorithm="sha256").hexdigest()
