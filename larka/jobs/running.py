"""How one piece of queued work is carried out, by a worker or by a test."""

import json
import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import close_old_connections, connection
from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

log = logging.getLogger(__name__)


def load_tasks() -> None:
    """Import every app's ``tasks``: whoever carries out work must know it by name."""
    for config in apps.get_app_configs():
        if config.name.startswith("larka.") and find_spec(f"{config.name}.tasks"):
            import_module(f"{config.name}.tasks")


def carry_out(function: Callable[..., None], job: Job, ids: dict[str, Any]) -> None:
    """Run it on a connection that works. What goes wrong is logged by kind only: an error's text may hold a name or an address."""
    if not connection.in_atomic_block:
        close_old_connections()
    try:
        function(**ids)
    except Exception as error:
        log.warning("%s (job %s, attempt %s): %s", job.task_name, job.id, job.attempts + 1, type(error).__name__)
        raise
    finally:
        if not connection.in_atomic_block:
            close_old_connections()


def run_queued(*, patiently: bool = False) -> int:
    """Everything that is queued and due, here and now, also what it queues; answers how much there was. For tests and commands.

    An error is raised; ``patiently``: it is treated as the worker does, without the waits.
    """
    load_tasks()
    return sum(_run_one(job, patiently=patiently) for job in _fetched(due_only=not patiently))


def _run_one(job: Job, *, patiently: bool) -> int:
    task = app.tasks[job.task_name]
    try:
        carry_out(_function(job.task_name), job, {name: value for name, value in job.task_kwargs.items() if name != "timestamp"})
    except BaseException as error:
        again = task.get_retry_exception(error, job)
        if not patiently:
            raise
        if again:
            _ask("retry_job", job_id=job.id, retry_at=None, new_priority=None, new_queue_name=None, new_lock=None)
        else:
            _ask("finish_job", job_id=job.id, status=Status.FAILED.value, delete_job=False)
    else:
        _ask("finish_job", job_id=job.id, status=Status.SUCCEEDED.value, delete_job=False)
    return 1


def _function(name: str) -> Callable[..., None]:
    from larka.jobs.work import TASKS

    function: Callable[..., None] = TASKS[name].function
    return function


def _fetched(*, due_only: bool) -> Iterator[Job]:
    while True:
        if not due_only:
            with connection.cursor() as cursor:
                cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        row = _ask("fetch_job", queues=None, worker_id=None)
        if row["id"] is None:
            return
        yield Job.from_row({**row, "args": json.loads(row["args"])})  # Django leaves JSON as it is written


def _ask(name: str, **arguments: Any) -> dict[str, Any]:
    answer: dict[str, Any] = app.connector.get_sync_connector().execute_query_one(sql.queries[name], **arguments)
    return answer
