"""What keeps the queue sound: work of a worker that is gone is taken up again, and what is done is forgotten."""

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from procrastinate import sql
from procrastinate.contrib.django import app

from larka.jobs.running import ask, give_up, job_of
from larka.jobs.work import MOST_STARTS

SECONDS_OF_SILENCE = 30  # a worker that has said nothing for so long is gone
HOURS_REMEMBERED = 72
_LOCK = 726_545_000_001  # any number, the same in every process
_MINE = """SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND worker_id = ANY(%s) AND NOT id = ANY(%s)"""
_ROW = """SELECT id, status::text, task_name, priority, lock, queueing_lock, args, scheduled_at, queue_name, attempts, worker_id
FROM procrastinate_jobs WHERE {}"""
_UNSEEN = "status = 'failed' AND NOT EXISTS (SELECT FROM jobs_failedwork f WHERE f.work_id = procrastinate_jobs.id)"
_FORGET_SET_ASIDE = """DELETE FROM procrastinate_jobs WHERE status = 'failed' AND id IN
(SELECT work_id FROM jobs_failedwork WHERE state = 'set_aside' AND handled_at < now() - interval '72 hours')"""


def not_carried_out(workers: Collection[int], running: Collection[int]) -> set[int]:
    """What the queue says these workers are doing and they are not: they finished it while the database was away."""
    with connection.cursor() as cursor:
        cursor.execute(_MINE, [list(workers), list(running)])
        return {pk for (pk,) in cursor.fetchall()}


@transaction.atomic
def take_up_again(also: Collection[int] = ()) -> int:
    """Queue again what nobody carries out any longer; what has taken its worker with it too often has failed. One process at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    silent = {"seconds_since_heartbeat": SECONDS_OF_SILENCE, "queue": None, "task_name": None}
    rows = app.connector.get_sync_connector().execute_query_all(sql.queries["select_stalled_jobs_by_heartbeat"], **silent)
    rows += _rows("status = 'doing' AND id = ANY(%s)", [list(also)])
    for row in {row["id"]: row for row in rows}.values():
        _again(row)
    for row in _rows(_UNSEEN, []):
        job = job_of(row)
        give_up(job.task_name, job, dict(job.task_kwargs), "Unknown")
    return len(rows)


def forget_finished() -> None:
    """What is done, and what was set aside, goes within days, with its events."""
    asked = {"nb_hours": HOURS_REMEMBERED, "queue": None, "statuses": ["succeeded", "cancelled", "aborted"]}
    app.connector.get_sync_connector().execute_query(sql.queries["delete_old_jobs"], **asked)
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_SET_ASIDE)


def _again(row: dict[str, Any]) -> None:
    if row["attempts"] < MOST_STARTS:
        ask("retry_job", job_id=row["id"], retry_at=None, new_priority=None, new_queue_name=None, new_lock=None)
        return
    job = job_of(row)
    ask("finish_job", job_id=job.id, status="failed", delete_job=False)
    give_up(job.task_name, job, dict(job.task_kwargs), "WorkerGone")


def _rows(condition: str, values: list[Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_ROW.format(condition), values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
