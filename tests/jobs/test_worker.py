"""The worker: kept beside the server, retakes what a killed one left, forgets what is done."""

import datetime as dt
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections

from larka.cli.worker import QUEUES as OF_COMMAND
from larka.jobs import results
from larka.jobs.actions import start_job
from larka.jobs.models import FailedWork
from larka.jobs.tending import forget_finished, not_carried_out, take_up_again
from larka.jobs.work import MOST_STARTS, defer, task
from larka.jobs.worker import LANES, QUEUES
from tests.cast import Cast, actor
from tests.jobs.slow import STEPS, slow

done: list[int] = []


@task("archive")
def pack(number: int) -> None:
    """Remember the number."""
    done.append(number)


@pytest.fixture(autouse=True)
def _forget() -> None:
    done.clear()


def begun(*, silent: int | None, attempts: int = 0) -> int:
    """A job that a worker has begun, and the worker has since said nothing for so many seconds; None: its row is gone. Answers its id."""
    defer(pack, number=1)
    with connection.cursor() as cursor:
        worker = None
        if silent is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s) RETURNING id", [dt.timedelta(seconds=silent)]
            )
            worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE status = 'todo' RETURNING id",
            [worker, attempts],
        )
        found: int = cursor.fetchone()[0]
        return found


def states() -> list[str]:
    """Of every job."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs ORDER BY id")
        return [state for (state,) in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.postgres15
def test_what_a_killed_worker_left_is_done_once_and_what_lives_is_left_alone(run_jobs: Callable[..., int]) -> None:
    """Architecture, jobs: taken up again after half a minute of silence; a worker that answers keeps its own."""
    begun(silent=40)
    begun(silent=None)
    begun(silent=5)
    assert take_up_again() == 2
    assert states() == ["todo", "todo", "doing"]
    assert run_jobs() == 2
    assert take_up_again() == 0
    assert done == [1, 1]


@pytest.mark.django_db
@pytest.mark.postgres15
def test_work_that_takes_its_worker_with_it_is_not_begun_for_ever(run_jobs: Callable[..., int]) -> None:
    """Architecture, jobs: it is on the list that a person sees."""
    begun(silent=40, attempts=MOST_STARTS)
    take_up_again()
    assert (states(), run_jobs()) == (["failed"], 0)
    assert list(FailedWork.objects.values_list("task", "error")) == [("tests.jobs.test_worker.pack", "WorkerGone")]


@pytest.mark.django_db
@pytest.mark.postgres15
def test_what_was_finished_while_the_database_was_away_is_found() -> None:
    """Architecture, jobs: the worker lives, but does not do what the queue says."""
    job = begun(silent=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_workers")
        (worker,) = cursor.fetchone()
    assert not_carried_out([worker], {job}) == set()
    assert not_carried_out([worker], set()) == {job}
    take_up_again({job})
    assert states() == ["todo"]


@pytest.mark.django_db
@pytest.mark.postgres15
def test_what_failed_without_a_word_is_on_the_list_all_the_same() -> None:
    """Architecture, jobs: such as work that this version does not know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts) VALUES ('mail', 'of.tomorrow', 'failed', 3)"
        )
    take_up_again()
    take_up_again()
    assert list(FailedWork.objects.values_list("task", "attempts", "state")) == [("of.tomorrow", 4, "open")]


@pytest.mark.django_db
@pytest.mark.postgres15
def test_finished_work_is_forgotten_within_days_and_failed_work_when_it_is_set_aside(
    cast_today: Cast, run_jobs: Callable[..., int]
) -> None:
    """Architecture, jobs: the queue remembers nothing that it need not, nor its events."""
    for _ in range(2):
        defer(pack, number=1)
    run_jobs()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT max(id) FROM procrastinate_jobs) RETURNING id")
        (failed,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [failed])
        forget_finished()
        assert states() == ["succeeded", "failed"], "not yet"
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '4 days'")
        forget_finished()
        assert states() == ["failed"]
        FailedWork.objects.create(
            work_id=failed, task="t", attempts=1, error="E", failed_at=cast_today.at, state="set_aside", reason="Prov",
            handled_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=4),
        )  # fmt: skip
        forget_finished()
        assert states() == []
        cursor.execute("SELECT count(*) FROM procrastinate_events")
        assert cursor.fetchone() == (0,)


def test_every_queue_has_its_lane_and_the_command_knows_them_all() -> None:
    """Architecture, jobs: mail never waits for a print."""
    assert sorted(OF_COMMAND) == sorted(QUEUES) == sorted(name for lane in LANES for name in lane.queues)


@pytest.mark.django_db(transaction=True)
def test_the_command_does_what_waits_in_the_queues_it_was_told(cast_today: Cast) -> None:
    """Issue 4: `larka worker --once`, as the application's role; the other queues wait."""
    from larka.jobs.tasks import tidy_jobs

    defer(tidy_jobs)
    ended = worker("--queue", "mail")
    assert (ended.returncode, states()[0]) == (0, "todo"), ended.stderr  # the clock may queue more
    ended = worker("--queue", "nightly")
    assert (ended.returncode, states()[0]) == (0, "succeeded"), ended.stderr


@pytest.mark.django_db(transaction=True)
def test_the_night_that_no_worker_saw_is_made_up_for_once(cast_today: Cast) -> None:
    """Architecture, jobs: a server that sleeps at night removes results in the morning, and not again the same day."""
    for _ in range(2):
        running = begin_worker({})
        assert wait_until(lambda: is_working() and len(nights()) >= 1), running.communicate(timeout=5)
        time.sleep(0.5)  # in which it could have begun another
        running.terminate()
        assert running.wait(20) == 0
    assert len(nights()) == 1


def is_working() -> bool:
    """Whether a worker has said that it is there; one that ends says that, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return bool(cursor.fetchone() == (1,))


def nights() -> list[int]:
    """How often the jobs' own night is queued."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE task_name = 'jobs.tasks.tidy_jobs'")
        return [pk for (pk,) in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_midway_is_finished_by_the_next_from_where_it_stood(cast_today: Cast, tmp_path: Path) -> None:
    """Issue 4: killed with no chance to say anything; every step has its effect once, but for the one that it was killed in."""
    lines = tmp_path / "lines"
    lines.touch()
    around = {"SLOW_LINES": str(lines), "LARKA_HOME": str(settings.HOME)}
    job = start_job(by=actor(cast_today.rolf, dt.datetime.now(dt.UTC)), kind=slow)
    first = begin_worker(around)
    assert wait_until(lambda: len(lines.read_text().split()) >= 2), first.communicate(timeout=5)
    first.kill()
    first.wait()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 minute'")
    second = begin_worker(around, once=True)
    assert second.wait(30) == 0
    job.refresh_from_db()
    assert (job.state, results.read(job, results.RESULT)) == ("done", b"012345")
    done = lines.read_text().split()
    assert sorted(set(done)) == [str(step) for step in range(STEPS)]
    assert len(done) <= STEPS + 1


def begin_worker(around: dict[str, str], *, once: bool = False) -> subprocess.Popen[str]:
    """A worker of the queue of prints, that knows the slow job."""
    script = f"{on_this_database()}import tests.jobs.slow; from larka.jobs.worker import work; work(['pdf'], once={once})"
    return subprocess.Popen(
        [sys.executable, "-c", script], text=True, stderr=subprocess.PIPE, cwd=settings.BASE_DIR, env=os.environ | around
    )


def wait_until(true: Callable[[], bool]) -> bool:
    """Within half a minute: the machine may be busy."""
    last = time.monotonic() + 30
    while not true():
        if time.monotonic() > last:
            return False
        time.sleep(0.05)
    return True


def worker(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A worker of its own on the test's database, until nothing is left in these queues."""
    script = f"{on_this_database()}from larka.jobs.worker import work; work({list(arguments[1:])!r}, once=True)"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60, cwd=settings.BASE_DIR)


def on_this_database() -> str:
    """What a program begins with to work where the test does."""
    name = connections["default"].settings_dict["NAME"]
    return (
        "import django; django.setup(); from django.conf import settings; from django.db import connections\n"
        f"for alias in ('default', 'owner'): settings.DATABASES[alias]['NAME'] = connections[alias].settings_dict['NAME'] = {name!r}\n"
    )
