"""What the pages of jobs show."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models.query import QuerySet
from django.utils.functional import Promise

from larka.jobs.access import JOB_READ
from larka.jobs.kinds import label_of, reaches
from larka.jobs.loading import load_tasks
from larka.jobs.models import FailedWork, Job
from larka.jobs.work import TASKS
from larka.register.actor import Actor

MOST_LISTED = 100


@dataclass(frozen=True)
class Listed:
    """One line of *Mina jobb*; tone as the component chip has it."""

    label: str
    about: str
    address: str
    started_at: dt.datetime
    state: str | Promise
    tone: str


TONES = {"waiting": "neutral", "running": "begun", "cancelling": "begun", "cancelled": "neutral", "done": "done", "failed": "warning"}
_ELSEWHERE: list[Callable[[Actor], Iterable[Listed]]] = []


def listed_too(rows: Callable[[Actor], Iterable[Listed]]) -> None:
    """Long work that another app keeps itself is listed among one's own jobs, too."""
    if rows not in _ELSEWHERE:
        _ELSEWHERE.append(rows)


def jobs_of(actor: Actor, address: Callable[[uuid.UUID], str]) -> list[Listed]:
    """What the actor has started, here and elsewhere, the newest first."""
    own = JOB_READ.visible_to(actor).order_by("-started_at", "-pk")[:MOST_LISTED]
    about = _reached(actor, own)
    rows = [
        Listed(
            label_of(job.kind),
            job.about if about[job.pk] else "",
            address(job.public_id),
            job.started_at,
            job.get_state_display(),
            TONES[job.state],
        )
        for job in own
    ]
    rows += [row for others in _ELSEWHERE for row in others(actor)]
    return sorted(rows, key=lambda row: row.started_at, reverse=True)[:MOST_LISTED]


def _reached(actor: Actor, jobs: Iterable[Job]) -> dict[int, bool]:
    """Which of the jobs are about what the actor may still have; each thing is asked once."""
    answers: dict[tuple[str, str], bool] = {}
    reached = {}
    for job in jobs:
        same = (job.kind, str(sorted(job.arguments.items())))
        if same not in answers:
            answers[same] = reaches(actor, job)
        reached[job.pk] = answers[same]
    return reached


@dataclass(frozen=True)
class Failure:
    """One line of what has failed: its kind and when, never whose or about whom."""

    failed: FailedWork
    label: str


def failures() -> QuerySet[FailedWork]:
    """What waits for somebody to decide, the newest first."""
    return FailedWork.objects.filter(state=FailedWork.State.OPEN).select_related("job").order_by("-failed_at", "-pk")


def named(rows: Iterable[FailedWork]) -> list[Failure]:
    """With what each is called."""
    load_tasks()
    return [Failure(row, _label(row)) for row in rows]


def _label(row: FailedWork) -> str:
    if row.job is not None:
        return label_of(row.job.kind)
    return str(TASKS[row.task].label) if row.task in TASKS else row.task


def failure_with(text: str) -> FailedWork | None:
    """One of them, by the id that a form gave."""
    try:
        return FailedWork.objects.filter(public_id=uuid.UUID(text)).first()
    except ValueError:
        return None


def failed_count() -> int:
    """How much waits to be decided."""
    return failures().count()


def has_jobs(actor: Actor) -> bool:
    """Whether there is anything to list."""
    return JOB_READ.visible_to(actor).exists() or any(True for others in _ELSEWHERE for _row in others(actor))
