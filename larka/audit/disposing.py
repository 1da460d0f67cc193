"""Disposing of the log by rule (H1): whole months, by the tables' owner, with a decision; what is left can still be verified."""

import datetime as dt

from django.db import connections, transaction

from larka.audit.actions import record
from larka.audit.models import Disposal, Seal
from larka.audit.partitions import DEFAULT, first_of_month, moment_of, month_of, partitions
from larka.audit.sealing import stretch_of
from larka.audit.verifying import DISPOSED, Remaining, as_they_are, digest, in_batches
from larka.core.postgres.roles import psycopg_connection
from larka.register.actor import Actor

RULE = "Loggen gallras i hela månader när den inte längre behövs"


class DisposalError(Exception):
    """It cannot be done; the message says why, in Swedish."""


@transaction.atomic(using="owner")
def dispose_of_log(*, by: Actor, before: dt.date, rule: str, decision: str) -> Disposal:
    """Remove every month before that of this day. Nothing goes that is not sealed, or no longer agrees with its seal."""
    if not decision.strip():
        raise DisposalError("Beslutets beteckning saknas.")
    first = first_of_month(before)
    if first > first_of_month(by.today):
        raise DisposalError("Bara månader som är slut kan gallras.")
    border = moment_of(first)
    last_seal, remnants = _checked(border)
    made = Disposal(
        before=border, rule=rule, decision=decision.strip(), disposed_at=by.at, disposed_by=by.name, last_seal=last_seal,
        count=_removed(first, border), remnants=remnants,
    )  # fmt: skip
    made.digest = digest(made)
    made.save(using="owner", force_insert=True)
    record(by, DISPOSED, made, details={"digest": made.digest, "rows": made.count}, using="owner")
    return made


def _checked(border: dt.datetime) -> tuple[int, list[dict[str, object]]]:
    """The last seal that has rows before the border, and what stays of those that reach over it."""
    left = Remaining(Disposal.objects.order_by("before", "pk"))
    remnants: list[dict[str, object]] = []
    last = 0
    for some in in_batches(Seal.objects.filter(from_at__lt=border, to_at__gte=left.before).order_by("number").iterator()):
        for seal, now in as_they_are(some):
            if (now.count, now.rows_hash) != left.of(seal) if now else left.of(seal)[0]:
                raise DisposalError(
                    f"Loggen stämmer inte med sigill {seal.number}. Kör `larka audit verify` och utred innan något gallras."
                )
            if seal.to_at >= border and (stays := stretch_of(seal.first_id, seal.last_id, since=border)):
                remnants.append({"seal": seal.number, "count": stays.count, "hash": stays.rows_hash})
            last = seal.number
    if not last:
        raise DisposalError("Det finns inget i loggen från den tiden.")
    return last, remnants


def _removed(first: dt.date, border: dt.datetime) -> int:
    """Remove the months; answers how many rows went. Whoever wants to log waits meanwhile."""
    raw = psycopg_connection(connections["owner"])
    raw.execute("SET LOCAL lock_timeout = '10s'")
    raw.execute("LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE")
    counted = raw.execute(
        "SELECT count(*), count(*) FILTER (WHERE id > (SELECT max(last_id) FROM audit_seal)) FROM audit_entry WHERE at < %s", [border]
    ).fetchone()
    rows, unsealed = counted or (0, 0)
    if unsealed:
        raise DisposalError(f"{unsealed} rader från den tiden är inte förseglade än. Kör `larka audit seal` och försök igen.")
    for name in partitions(raw):
        if month_of(name) < first:
            raw.execute(f"DROP TABLE {name}")
    raw.execute(f"DELETE FROM {DEFAULT} WHERE at < %s", [border])  # noqa: S608 – a constant of ours
    return int(rows)
