"""What the log tells of earlier terms: families that have read, and mentors who read up on their new class (A11, A12)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from larka.audit.models import Entry
from larka.core.dates import STOCKHOLM
from larka.core.models import new_public_id
from larka.demo.copying import copy_in
from larka.demo.families import GUARDIAN
from larka.demo.judgements import Written
from larka.demo.past import Ids
from larka.demo.world import Somebody, World
from larka.register.models import Term

PAGE = "child_judgements"
KEPT_OUT = "rut"
NOT_YET_READ = ("anders",)  # has not opened the newest of the earlier terms
PUPILS_WHO_READ_FROM = 4


@dataclass(frozen=True)
class TermOfChild:
    """One child's published omdömen of one term that is over."""

    child: Somebody
    term: Term
    newest_at: dt.datetime
    records: list[int]


def enter_readings(world: World, ids: Ids, entered: Iterable[tuple[int, Written]]) -> None:
    """One row in the log for each time that somebody opened a child's omdömen of a term."""
    rows = list(_terms(world, entered))
    last = max((row.term.starts_on for row in rows), default=world.today)
    mentors = {
        child.id: staff.person for place in world.places if place.kind == "Klass" for staff, _ in place.staff for child in place.children
    }
    copy_in(Entry, (entry for row in rows for entry in _entries(world, ids, row, mentors[row.child.id], newest=row.term.starts_on == last)))


def _terms(world: World, entered: Iterable[tuple[int, Written]]) -> Iterator[TermOfChild]:
    grouped: dict[tuple[str, int], list[tuple[int, Written]]] = {}
    for key, row in entered:
        if row.versions and row.term.ends_on <= world.today:
            grouped.setdefault((row.child.id.hex, row.term.pk), []).append((key, row))
    for rows in grouped.values():
        first = rows[0][1]
        yield TermOfChild(first.child, first.term, max(row.versions[-1][1] for _, row in rows), [key for key, _ in rows])


def _entries(world: World, ids: Ids, row: TermOfChild, mentor: Somebody, *, newest: bool) -> Iterator[Entry]:
    for n, (adult, relation) in enumerate(row.child.responsibles):
        late = newest and adult in [world.named[key] for key in NOT_YET_READ]
        forgot = (row.child.id.int + row.term.pk + n) % 9 == 0 and adult not in world.named.values()
        if relation == GUARDIAN and adult is not world.named[KEPT_OUT] and not late and not forgot:
            yield _entry(ids, row, adult, "guardian", _evening(row, 1 + n * 2))
    if (row.child.grade or 0) >= PUPILS_WHO_READ_FROM and row.child.id.int % 3:
        yield _entry(ids, row, row.child, "self", _evening(row, 0))
    if newest and (read_up := _evening(row, 0).replace(year=world.year_start.year, month=8, day=17)) < world.at:
        yield _entry(ids, row, mentor, "mentor", max(read_up, _evening(row, 2)))


def _evening(row: TermOfChild, days: int) -> dt.datetime:
    day = (row.newest_at + dt.timedelta(days=1 + days)).astimezone(STOCKHOLM).date()
    return dt.datetime.combine(day, dt.time(18 + row.child.id.int % 4, row.child.id.int % 60), STOCKHOLM)


def _entry(ids: Ids, row: TermOfChild, reader: Somebody, role: str, at: dt.datetime) -> Entry:
    child = ids.people[row.child.id]
    return Entry(
        at=at,
        kind=Entry.Kind.READ,
        action=PAGE,
        person_id=ids.people[reader.id],
        role=role,
        object_kind="register.person",
        object_id=child,
        child_ids=[child],
        record_kind="judgement",
        record_ids=sorted(row.records),
        earliest_on=row.term.starts_on,
        request_id=new_public_id(),
        details=Jsonb({}),
    )
