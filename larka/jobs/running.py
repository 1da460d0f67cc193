"""How one piece of queued work is carried out, by a worker or by a test."""

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.db import close_old_connections, connection
from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

from larka.jobs.actions import note_failure
from larka.jobs.loading import CARRY_OUT, load_tasks
from larka.jobs.work import RUNNERS, TASKS, Interrupted, now
from larka.register.actor import Actor

log = logging.getLogger(__name__)
running: set[int] = set()  # the numbers of what this process carries out


def carry_out(name: str, job: Job, ids: dict[str, Any]) -> None:
    """Run it on a connection that works. What goes wrong is logged by kind only: an error's text may hold a name or an address."""
    if alone := not connection.in_atomic_block:
        close_old_connections()
    running.add(job.id or 0)
    try:
        TASKS[name].function(**ids)
    except Interrupted:
        raise
    except Exception as error:
        log.warning("%s (job %s, attempt %s): %s", name, job.id, job.attempts + 1, type(error).__name__)
        if TASKS[name].queued.get_retry_exception(error, job) is None:
            give_up(name, job, ids, type(error).__name__)
        raise
    finally:
        running.discard(job.id or 0)
        if alone:
            close_old_connections()


RUNNERS.append(carry_out)


def give_up(name: str, job: Job, ids: dict[str, Any], error: str) -> None:
    """Put it where a person sees it."""
    work = TASKS.get(name)
    if work is not None and work.failed is not None:
        work.failed(**ids)
    job_id = ids.get("job_id") if name == CARRY_OUT else None
    note_failure(by=Actor.operator(now()), work_id=job.id or 0, task=name, attempts=job.attempts + 1, error=error, job_id=job_id)


def run_queued(*, patiently: bool = False) -> int:
    """Everything that is queued and due, here and now, also what it queues; answers how much there was. For tests and commands.

    An error is raised; ``patiently``: it is treated as the worker does, without the waits.
    """
    load_tasks()
    return sum(_run_one(job, patiently=patiently) for job in _fetched(due_only=not patiently))


def _run_one(job: Job, *, patiently: bool) -> int:
    status = Status.SUCCEEDED
    try:
        carry_out(job.task_name, job, {name: value for name, value in job.task_kwargs.items() if name != "timestamp"})
    except BaseException as error:
        if not patiently:
            raise
        if app.tasks[job.task_name].get_retry_exception(error, job):
            ask("retry_job", job_id=job.id, retry_at=None, new_priority=None, new_queue_name=None, new_lock=None)
            return 1
        status = Status.FAILED
    ask("finish_job", job_id=job.id, status=status.value, delete_job=False)
    return 1


def _fetched(*, due_only: bool) -> Iterator[Job]:
    while True:
        if not due_only:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        row = ask("fetch_job", queues=None, worker_id=None)
        if row["id"] is None:
            return
        yield job_of(row)


def job_of(row: dict[str, Any]) -> Job:
    """A row of the queue; Django leaves JSON as it is written."""
    return Job.from_row({**row, "args": json.loads(row["args"])})


def ask(name: str, **arguments: Any) -> dict[str, Any]:
    """One of the queue's own questions, on Django's connection."""
    answer: dict[str, Any] = app.connector.get_sync_connector().execute_query_one(sql.queries[name], **arguments)
    return answer
