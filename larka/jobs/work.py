"""Work in the background: what can be queued, and how. It is queued in the caller's transaction and is gone with it.

Declare it in an app's ``tasks.py``, two lines as a rule: load, call one action (which asks again whether it may; safe to run twice)::

    @task("mail")
    def send_invitation(invitation_id: int) -> None: ...

    defer(send_invitation, invitation_id=invitation.pk)
    defer_many(send_invitation, ({"invitation_id": pk} for pk in keys))
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, Literal, ParamSpec

from django.db import transaction
from django.utils.functional import Promise
from procrastinate import RetryDecision, exceptions, tasks
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, JobDeferrer
from procrastinate.retry import BaseRetryStrategy

P = ParamSpec("P")
Queue = Literal["mail", "pdf", "media", "archive", "nightly"]
Id = int | uuid.UUID | dt.date | None
WAITS = (30, 120, 600, 3600)  # seconds before each new attempt
MOST_STARTS = 12  # of one job: work that takes its worker with it each time is not begun for ever


class Interrupted(BaseException):
    """The worker is about to stop: the work is taken up again at once. Nothing went wrong, so no `except Exception` may catch it."""


class Hopeless(Exception):  # noqa: N818
    """Another attempt would fail in the same way."""


@dataclass(frozen=True, eq=False)
class Task(Generic[P]):
    """A function that can be queued. ``label``: what it is called in the list of what failed."""

    name: str
    label: str | Promise
    function: Callable[P, None]
    lock: str
    once: str
    queued: tasks.Task[Any, Any, Any]
    failed: Callable[..., None] | None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Do it here and now."""
        self.function(*args, **kwargs)


TASKS: dict[str, Task[Any]] = {}
RUNNERS: list[Callable[[str, Job, dict[str, Any]], None]] = []  # larka.jobs.running, in a process that carries out work


class _Patience(BaseRetryStrategy):
    """Tries again after each wait; then it has finally failed."""

    def __init__(self, waits: tuple[int, ...]) -> None:
        self.waits = waits

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None: never."""
        if isinstance(exception, Interrupted) and job.attempts < MOST_STARTS:
            return RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, Hopeless) or job.attempts >= len(self.waits):
            return None
        return RetryDecision(retry_in={"seconds": self.waits[job.attempts]})


def task(
    queue: Queue,
    *,
    label: str | Promise = "",
    waits: tuple[int, ...] = WAITS,
    lock: str = "",
    once: str = "",
    priority: int = 0,
    every: str = "",
    failed: Callable[..., None] | None = None,
) -> Callable[[Callable[P, None]], Task[P]]:
    """Declare work for a queue.

    label: what it is called for the administrator, if it fails. waits: seconds before each new attempt.
    lock: only one with the same lock runs at a time, such as ``"plan-{plan_id}"``.
    once: only one with the same name waits in the queue; more of them are not queued. every: a time in cron's form (UTC) to run it at.
    failed: called with the same ids when it has finally failed.
    """

    def declare(function: Callable[P, None]) -> Task[P]:
        name = name_of(function)
        queued: Any = app.task(name=name, queue=queue, retry=_Patience(waits), pass_context=True, priority=priority)(_carried_out(function))
        if every:
            app.periodic(cron=every, periodic_id="larka")(queued)
        TASKS[name] = Task(name, label or name, function, lock or ("nightly" if queue == "nightly" else ""), once, queued, failed)
        return TASKS[name]

    return declare


def name_of(function: Callable[..., Any]) -> str:
    """What the queue calls it."""
    return f"{function.__module__.removeprefix('larka.')}.{function.__name__}"


def _carried_out(function: Callable[..., None]) -> Callable[..., None]:
    @wraps(function)
    def carry_out(context: JobContext, timestamp: int = 0, **ids: Any) -> None:  # noqa: ARG001 – when a clock queued it
        RUNNERS[0](name_of(function), context.job, ids)

    return carry_out


def defer(work: Task[Any], **ids: Id) -> None:
    """Queue it once; it begins when the caller's transaction is done. Only ids: never a text, a name or an address."""
    defer_at(work, None, **ids)


def defer_at(work: Task[Any], at: dt.datetime | None, **ids: Id) -> None:
    """Queue it to begin at a moment, or as soon as it can."""
    _defer(work, ids, at=at)


def defer_to(queue: Queue, work: Task[Any], **ids: Id) -> None:
    """Queue it in another queue than its own."""
    _defer(work, ids, queue=queue)


def _defer(work: Task[Any], ids: Mapping[str, Id], at: dt.datetime | None = None, queue: Queue | None = None) -> None:
    arguments = plain(ids)
    try:
        with transaction.atomic():
            _deferrer(work, arguments, at, queue).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return


def now() -> dt.datetime:
    """The moment of the work that is carried out: tasks are where a clock begins."""
    return dt.datetime.now(dt.UTC)


def defer_many(work: Task[Any], each: Iterable[Mapping[str, Id]]) -> int:
    """Queue it for each of many, in one statement; answers how many."""
    if work.lock or work.once:
        raise ValueError("work with locks is queued one at a time")
    rows = [plain(ids) for ids in each]
    if rows:
        _deferrer(work, {}).batch_defer(*rows)
    return len(rows)


def _deferrer(work: Task[Any], arguments: dict[str, Any], at: dt.datetime | None = None, queue: Queue | None = None) -> JobDeferrer:
    lock, once = (text.format(**arguments) or None for text in (work.lock, work.once))
    return work.queued.configure(lock=lock, queueing_lock=once, schedule_at=at, queue=queue)


def plain(ids: Mapping[str, Id]) -> dict[str, Any]:
    """As the queue keeps them; texts are refused, so that no name can lie in it."""
    for name, value in ids.items():
        if value is not None and not isinstance(value, int | uuid.UUID | dt.date):
            raise TypeError(f"{name} is no id")
    return {name: value if value is None or isinstance(value, int) else str(value) for name, value in ids.items()}
