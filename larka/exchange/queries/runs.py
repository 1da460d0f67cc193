"""The runs of the register's import, and what waits."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models.query import QuerySet

from larka.exchange import uploads
from larka.people.models import ImportRun, PendingChange
from larka.people.register_import.difference import ENDED_BY_ROLLOVER
from larka.register.models import Person
from larka.register.settings import setting

RUN_LOCKS = 726_543  # any number, the same in every process
TIME_TO_START = dt.timedelta(seconds=30)
UNDER_WAY = (ImportRun.State.COMPARING, ImportRun.State.APPLYING)
_WORKED_ON = "SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted"


@dataclass
class RunRow:
    """One run, and whether the work on it goes on or was cut off."""

    run: ImportRun
    working: bool = False
    lost: bool = False
    by: str = ""
    changed: int = 0
    names: list[dict[str, Any]] = field(default_factory=list)


def runs() -> QuerySet[ImportRun]:
    """All runs, the newest first."""
    return ImportRun.objects.select_related("by").defer("report").order_by("-at", "-pk")


def rows_of(found: Iterable[ImportRun], now: dt.datetime) -> list[RunRow]:
    """The runs as they stand at this moment."""
    alive = worked_on()
    rows = []
    for run in found:
        under_way = run.state in UNDER_WAY
        young = run.begun_at is not None and run.begun_at > now - TIME_TO_START
        working = under_way and (run.pk in alive or young)
        by = run.by.display_name if run.by is not None else ""
        rows.append(RunRow(run, working, under_way and not working, by, changed_rows(run)))
    return rows


def worked_on() -> set[int]:
    """The runs that a living process is working on: it holds their lock."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKED_ON, [RUN_LOCKS])
        return {pk for (pk,) in cursor.fetchall()}


def changed_rows(run: ImportRun) -> int:
    """How many rows of the files it created, changed or ended, or would."""
    return sum(counts[act] for counts in run.counts.values() for act in ("created", "changed", "ended"))


def newest_night() -> ImportRun | None:
    """The last run of the night that read its files to the end, however that went; one that was cut off is tried again."""
    nights = ImportRun.objects.filter(origin=ImportRun.Origin.NIGHTLY).exclude(state__in=UNDER_WAY)
    return nights.exclude(outcome__in=("not_begun", "crashed")).order_by("-at", "-pk").first()


def run_of(public_id: uuid.UUID) -> ImportRun | None:
    """One run with all that it found."""
    return ImportRun.objects.select_related("by").filter(public_id=public_id).first()


def is_used(folder: str) -> bool:
    """Whether a run has its files there."""
    return ImportRun.objects.filter(folder=folder).exists()


def has_files(run: ImportRun) -> bool:
    """Whether its files are still there."""
    return bool(run.folder) and uploads.folder_of(run.folder).is_dir()


def too_many(run: ImportRun, *, rollover: bool) -> list[dict[str, Any]]:
    """What would end more of than the setting allows."""
    share = setting("register.largest_share_ended")
    ends = run.report.get("ends", ())
    return [end for end in ends if end["ended"] > share * end["of"] and not (rollover and end["what"] in ENDED_BY_ROLLOVER)]


def people_named(run: ImportRun) -> list[int]:
    """Those of the people it lists by name who are here."""
    named = {change["person"] for change in run.report.get("by_name", ()) if change.get("person")}
    return list(Person.objects.filter(pk__in=named).values_list("pk", flat=True))


def waiting() -> QuerySet[PendingChange]:
    """What waits to be decided by name, the oldest first."""
    return PendingChange.objects.filter(decided_at=None).select_related("person", "other").order_by("first_seen_at", "pk")


def declined() -> QuerySet[PendingChange]:
    """What somebody has said no to, as long as that holds."""
    rows = PendingChange.objects.filter(decision=PendingChange.Decision.DECLINED, forgotten_at=None)
    return rows.select_related("person", "other", "decided_by").order_by("-decided_at", "-pk")


def change_of(public_id: str) -> PendingChange | None:
    """One of them, by the id that the page gave."""
    try:
        return PendingChange.objects.filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        return None
