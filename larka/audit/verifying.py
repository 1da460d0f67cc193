"""Verifying the log: every seal is asked of the database anew, and what does not agree is named by seal and period, never by content."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from django.db import connection

from larka.audit.models import Disposal, Entry, Seal
from larka.audit.sealing import LONG_AGO, Stretch, own_hash, stretches

_ROWS_AT_ONCE = 20_000
_SEALS_AT_ONCE = 2_000
MOST_PROBLEMS = 1_000
# How long before its neighbours an act may have begun, as a long import does, and how far clocks may differ.
_EARLIER, _LATER = dt.timedelta(days=1), dt.timedelta(hours=1)
DISPOSED = "audit.disposed"
What = Literal["changed", "removed", "added", "gap", "chain", "head", "disposal"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not agree: what, at which seal, of which period."""

    what: What
    seal: int | None = None
    from_at: dt.datetime | None = None
    to_at: dt.datetime | None = None
    head: str = ""


@dataclass
class Report:
    """What was found."""

    seals: int = 0
    rows: int = 0
    disposed_rows: int = 0
    unsealed: int = 0
    disposals: list[Disposal] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    misdated: list[Seal] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether everything agrees."""
        return not self.problems

    def wrong(self, what: What, seal: Seal | None = None, *, head: str = "") -> None:
        """One more problem; after very many the log is wrong as a whole."""
        if len(self.problems) < MOST_PROBLEMS:
            place = Problem(what, seal.number, seal.from_at, seal.to_at) if seal else Problem(what, head=head)
            self.problems.append(place)


def verify_log(heads: Iterable[tuple[str, int, str]] = (), *, progress: Callable[[int], None] = lambda _rows: None) -> Report:
    """The whole log, seal by seal. ``heads``: name, number and hash of heads that were kept elsewhere."""
    report = Report(disposals=list(Disposal.objects.order_by("before", "pk")))
    left = Remaining(report.disposals)
    kept = {name: (number, head) for name, number, head in heads}
    wanted = {number for number, _ in kept.values()}
    seen: dict[int, str] = {}
    previous: Seal | None = None
    for some in in_batches(_seals()):
        _check_rows(report, some, left)
        for seal in some:
            _check_chain(report, previous, seal)
            if _is_misdated(previous, seal) and len(report.misdated) < MOST_PROBLEMS:
                report.misdated.append(seal)
            previous = seal
            if seal.number in wanted:
                seen[seal.number] = seal.own_hash
        progress(sum(seal.count for seal in some))
    for name, (number, head) in kept.items():
        if seen.get(number) != head:
            report.wrong("head", head=name)
    _check_outside(report, previous)
    _check_disposals(report)
    return report


class Remaining:
    """What must be left of a seal after the disposals: all, nothing, or the rows that lay beyond the border."""

    def __init__(self, disposals: Iterable[Disposal]) -> None:
        self.before = LONG_AGO
        self.remnants: dict[int, tuple[int, str]] = {}
        for disposal in disposals:
            self.before = max(self.before, disposal.before)
            self.remnants |= {row["seal"]: (row["count"], row["hash"]) for row in disposal.remnants}

    def of(self, seal: Seal) -> tuple[int, str]:
        """Number and hash of the rows that must be there."""
        if seal.to_at < self.before:
            return 0, ""
        return self.remnants.get(seal.number, (seal.count, seal.rows_hash))


def _seals() -> Iterator[Seal]:
    after = None
    while some := list(Seal.objects.filter(**({"number__gt": after} if after is not None else {})).order_by("number")[:_SEALS_AT_ONCE]):
        yield from some
        after = some[-1].number


def in_batches(seals: Iterable[Seal]) -> Iterator[list[Seal]]:
    """Seals that are asked of the database at once: so many rows, and so many seals, at the most."""
    rows = number = 0

    def batch(seal: Seal) -> int:
        nonlocal rows, number
        rows += seal.count
        number += 1
        return max(rows // _ROWS_AT_ONCE, number // _SEALS_AT_ONCE)

    for _, some in groupby(seals, key=batch):
        yield list(some)


def as_they_are(seals: list[Seal]) -> Iterator[tuple[Seal, Stretch | None]]:
    """Each seal with its rows as they are now, None where there are none; asked at once."""
    found = stretches([(seal.first_id, seal.last_id) for seal in seals])
    return ((seal, found.get(place)) for place, seal in enumerate(seals))


def _check_rows(report: Report, seals: list[Seal], left: Remaining) -> None:
    for seal, rows in as_they_are(seals):
        count, expected = left.of(seal)
        there = rows.count if rows else 0
        report.seals, report.rows, report.disposed_rows = report.seals + 1, report.rows + there, report.disposed_rows + seal.count - count
        if there != count:
            report.wrong("added" if there > count else "removed", seal)
        elif rows and rows.rows_hash != expected:
            report.wrong("changed", seal)


def _check_chain(report: Report, previous: Seal | None, seal: Seal) -> None:
    number, before, first = (previous.number + 1, previous.own_hash, previous.last_id + 1) if previous else (1, "", 1)
    if seal.number != number:
        report.wrong("gap", seal)
    elif (seal.previous_hash, seal.first_id, seal.own_hash) != (before, first, own_hash(seal)):
        report.wrong("chain", seal)


def _is_misdated(previous: Seal | None, seal: Seal) -> bool:
    """Whether rows say a time long before what was sealed before them, or after their own seal: whole, but to be looked at."""
    known = min(previous.to_at, previous.sealed_at) if previous else LONG_AGO + _EARLIER
    return seal.from_at < known - _EARLIER or seal.to_at > seal.sealed_at + _LATER


def _check_outside(report: Report, newest: Seal | None) -> None:
    """Rows that no seal covers: before the first there may be none, after the last they wait for the next."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE id < 1")
        if cursor.fetchone()[0]:
            report.wrong("added")
        cursor.execute("SELECT count(*) FROM audit_entry WHERE id > %s", [newest.last_id if newest else 0])
        report.unsealed = cursor.fetchone()[0]


def _check_disposals(report: Report) -> None:
    """Each stands in the log itself, as it was decided; one that a later disposal has taken with it is proved by that one."""
    for disposal in report.disposals:
        told = Entry.objects.filter(action=DISPOSED, object_id=disposal.pk, details__digest=digest(disposal)).exists()
        later = any(other.before > disposal.disposed_at and disposal.pk < other.pk for other in report.disposals)
        if disposal.digest != digest(disposal) or not (told or later):
            report.wrong("disposal")


def digest(disposal: Disposal) -> str:
    """A hash of all that the disposal says."""
    said = [
        disposal.before.astimezone(dt.UTC).isoformat(), disposal.rule, disposal.decision,
        disposal.disposed_at.astimezone(dt.UTC).isoformat(), disposal.disposed_by, disposal.last_seal, disposal.count, disposal.remnants,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
