"""Seals: the log's rows in order, hashed in the database and chained, so that whoever changes one is found out (docs/adr/0101)."""

import datetime as dt
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from larka.audit.models import Seal
from larka.core.dates import stockholm_day

FORM = 1
MOST_ROWS = 10_000  # in one seal
_MOST_SEALS = 100  # in one transaction
_PATIENCE = 20.0  # seconds to wait for those who are writing
_LOCK = 7_265_431_011  # any number, the same in every process
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

# A row as text that no setting of a session changes: moments as microseconds, days as numbers, each value quoted by the database.
ROW = """ROW(e.id, (extract(epoch FROM e.at) * 1000000)::bigint, e.kind, e.action, e.person_id, e.role, e.object_kind, e.object_id,
 e.child_ids, e.record_kind, e.record_ids, e.earliest_on - DATE '2000-01-01', e.request_id, e.address, e.details)::text"""
_HASHES = f"""
SELECT width_bucket(e.id, %(borders)s::bigint[]), count(*), min(e.at), max(e.at),
 encode(sha256(convert_to(string_agg({ROW}, E'\\n' ORDER BY e.id), 'UTF8')), 'hex')
FROM audit_entry e WHERE e.id BETWEEN %(first)s AND %(last)s AND e.at >= %(since)s GROUP BY 1 ORDER BY 1
"""  # noqa: S608 – the parts are constants of ours
_REACHED = "SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM audit_entry_id_seq"
_ENDS = """
SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM audit_entry WHERE id > %(after)s AND id <= %(reached)s) numbered
WHERE n %% %(most)s = 0 ORDER BY id LIMIT %(seals)s
"""
# Whoever adds to the log holds this lock from before the row gets its id until the row is there for all to see.
_WRITERS = """
SELECT DISTINCT l.virtualtransaction FROM pg_locks l JOIN pg_partition_tree('audit_entry') t ON t.relid = l.relation
WHERE l.mode = 'RowExclusiveLock' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
 AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
LONG_AGO = dt.datetime(1, 1, 2, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows from one id to another as they are now."""

    count: int
    from_at: dt.datetime
    to_at: dt.datetime
    rows_hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest seal: who keeps it elsewhere can prove what the log was."""

    number: int
    hash: str
    last_id: int
    sealed_at: str


def seal_log(at: dt.datetime, *, patience: float = _PATIENCE) -> int:
    """Seal what is there and nobody is still writing; answers how many seals were made. One process at a time, the others do nothing."""
    made = 0
    while sealed := _seal_some(at, patience):
        made += sealed
        if sealed < _MOST_SEALS:
            break
    return made


@transaction.atomic
def _seal_some(at: dt.datetime, patience: float) -> int:
    if not _one("SELECT pg_try_advisory_xact_lock(%(lock)s)", lock=_LOCK):
        return 0
    reached: int = _one(_REACHED)
    if not _finished(patience):
        return 0
    newest = Seal.objects.order_by("-number").first()
    after = newest.last_id if newest else 0
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, {"after": after, "reached": reached, "most": MOST_ROWS, "seals": _MOST_SEALS})
        ends = [end for (end,) in cursor.fetchall()]
    if len(ends) < _MOST_SEALS and (not ends or ends[-1] < reached):
        ends.append(reached)
    made = 0
    for end in ends:
        if end > after and (rows := stretch_of(after + 1, end)):
            newest = _seal(newest, rows, after + 1, end, at)
            after, made = end, made + 1
    return made


def _finished(patience: float) -> bool:
    """Whether all who were writing when we looked are done; those who began later write rows with higher ids."""
    writing, last = _writers(), time.monotonic() + patience
    while writing & _writers():
        if time.monotonic() > last:
            return False
        time.sleep(0.05)
    return True


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return {writer for (writer,) in cursor.fetchall()}


def stretch_of(first: int, last: int, since: dt.datetime = LONG_AGO) -> Stretch | None:
    """The rows from one id to another, from a moment on, as they are now; None where there are none."""
    return stretches([(first, last)], since).get(0)


def stretches(ranges: Sequence[tuple[int, int]], since: dt.datetime = LONG_AGO) -> dict[int, Stretch]:
    """The same for several ranges of ids in order, asked at once: place in the list → what is there now."""
    borders = [border for first, last in ranges for border in (first, last + 1)]
    # As text it is a bigint[] from the beginning; a list of smaller numbers would be turned into one again for each row.
    values: dict[str, Any] = {"borders": f"{{{','.join(map(str, borders))}}}", "first": borders[0], "last": borders[-1] - 1, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_HASHES, values)
        return {place // 2: Stretch(*rest) for place, *rest in cursor.fetchall() if place % 2}


def _seal(previous: Seal | None, rows: Stretch, first: int, last: int, at: dt.datetime) -> Seal:
    seal = Seal(
        number=previous.number + 1 if previous else 1,
        form=FORM,
        first_id=first,
        last_id=last,
        **asdict(rows),
        previous_hash=previous.own_hash if previous else "",
        sealed_at=at,
    )
    seal.own_hash = own_hash(seal)
    seal.save(force_insert=True)
    return seal


def own_hash(seal: Seal) -> str:
    """What the next seal takes over: everything that this one says, and through the hash before it all that came earlier."""
    moments = [(moment - _EPOCH) // dt.timedelta(microseconds=1) for moment in (seal.from_at, seal.to_at, seal.sealed_at)]
    said = (seal.form, seal.number, seal.first_id, seal.last_id, *moments, seal.count, seal.rows_hash, seal.previous_hash)
    return hashlib.sha256("|".join(map(str, said)).encode()).hexdigest()


def head() -> Head | None:
    """The newest seal."""
    newest = Seal.objects.order_by("-number").first()
    return Head(newest.number, newest.own_hash, newest.last_id, newest.sealed_at.isoformat()) if newest else None


def heads_folder(home: Path) -> Path:
    """Where the heads of each day are kept: to be copied to a place that the database's owner cannot change."""
    return home / "audit-heads"


def export_head(home: Path, at: dt.datetime) -> Path | None:
    """Write the day's head to a file, once a day; answers the file when it was written now."""
    target = heads_folder(home) / f"{stockholm_day(at)}.json"
    found = head()
    if found is None or target.exists():
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(found)) + "\n", encoding="utf-8")
    fresh.replace(target)
    return target


def exported_heads(home: Path) -> Iterator[tuple[str, int, str]]:
    """The heads of earlier days: file, number, hash. A file that is none is a head that no seal has."""
    for path in sorted(heads_folder(home).glob("*.json")):
        yield path.name, *read_head(path)


def read_head(path: Path) -> tuple[int, str]:
    """Number and hash in a head's file."""
    try:
        said = json.loads(path.read_text("utf-8"))
        return int(said["number"]), str(said["hash"])
    except (ValueError, KeyError, TypeError):
        return 0, ""


def _one(statement: str, **values: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]
