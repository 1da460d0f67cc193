"""``python -m bench.jobs``: 20,000 pieces of work queued at once, how soon one begins, and how many a worker does a second.

Works in ``var/bench/jobs`` (docs/speed.md) and removes it afterwards. Takes about a minute and a half.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from typing import Any

from bench.machine import machine
from bench.registers import PROJECT, Folder, environment

MANY, ONE_BY_ONE, SECONDS = 20_000, 40, 60
SECONDS_TO_QUEUE = 2.0
_STATES = "SELECT count(*) FILTER (WHERE status = 'succeeded'), count(*) FROM procrastinate_jobs"
_BEGUN = """SELECT extract(epoch FROM started.at - deferred.at) FROM procrastinate_events started
JOIN procrastinate_events deferred USING (job_id) WHERE started.type = 'started' AND deferred.type = 'deferred' AND job_id = %s"""


def main() -> int:
    """Exit code 0 when the target is met."""
    folder = Folder(0, "jobs")
    shutil.rmtree(folder.path, ignore_errors=True)
    folder.home.mkdir(parents=True)
    os.environ |= environment(folder)
    try:
        result = {"machine": machine()} | measured()
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)
    print(json.dumps(result, indent=1, ensure_ascii=False))
    return 1 if result["queued_seconds"] > SECONDS_TO_QUEUE else 0


def measured() -> dict[str, Any]:
    """Everything in one installation, by work that does nothing: an account that is not there is told something."""
    from larka.cli.database import bring_up_to_date, database

    with database():
        bring_up_to_date()
        from larka.accounts.tasks import tell_owner
        from larka.jobs.work import defer_many

        began = time.perf_counter()
        defer_many(tell_owner, ({"account_id": number, "telling": 1} for number in range(1, MANY + 1)))
        queued = time.perf_counter() - began
        worker = subprocess.Popen([sys.executable, "-m", "larka.cli", "worker", "--queue", "mail"], cwd=PROJECT, env=os.environ)
        try:
            return {"queued": MANY, "queued_seconds": round(queued, 2)} | throughput() | latency()
        finally:
            worker.terminate()
            worker.wait(30)


def throughput() -> dict[str, Any]:
    """How many the worker does a second, once it is at it."""
    while done() == 0:
        time.sleep(0.1)
    before, began = done(), time.monotonic()
    while done() < MANY and time.monotonic() - began < SECONDS:
        time.sleep(0.2)
    return {"done_a_second": round((done() - before) / (time.monotonic() - began))}


def latency() -> dict[str, Any]:
    """From the queue to its beginning, when the worker has nothing else to do."""
    from django.db import connection

    from larka.accounts.tasks import tell_owner
    from larka.jobs.work import defer

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
        took = []
        for _ in range(ONE_BY_ONE):
            time.sleep(0.05)
            defer(tell_owner, account_id=1, telling=1)
            cursor.execute("SELECT max(id) FROM procrastinate_jobs")
            (job,) = cursor.fetchone()
            took.append(begun(cursor, job))
    return {"begins_ms": round(1000 * statistics.median(took), 1), "slowest_begins_ms": round(1000 * max(took), 1)}


def begun(cursor: Any, job: int) -> float:
    """Seconds from queueing to beginning, by the database's own clock."""
    while True:
        cursor.execute(_BEGUN, [job])
        if row := cursor.fetchone():
            return float(row[0])
        time.sleep(0.01)


def done() -> int:
    """How many are done."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_STATES)
        count: int = cursor.fetchone()[0]
    return count


if __name__ == "__main__":
    sys.exit(main())
