"""Long jobs: started by somebody, carried out later on their behalf, seen by nobody else."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from larka.access.policies import UNIT_READ
from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.jobs import actions, results
from larka.jobs.handle import STOPPING, Handle, JobError
from larka.jobs.kinds import job_kind
from larka.jobs.models import FailedWork, Job
from larka.jobs.work import Interrupted
from larka.register.actor import Actor
from larka.register.models import Organisation
from larka.vault.models import DataKey
from tests.cast import Cast, actor, opener
from tests.jobs.slow import anybody

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]
made: list[Any] = []


def leads(by: Actor, arguments: Mapping[str, Any]) -> bool:
    """Whether it is their school today."""
    return UNIT_READ.visible_to(by).filter(pk=arguments["unit"]).exists()


@job_kind("test.count", "Räkning", queue="pdf", allows=anybody)
def count(handle: Handle) -> None:
    """Ten steps, each once, and a file of them."""
    for number in range(handle.resume.get("next", 0), 10):
        handle.step(number, 10, f"Steg {number}")
        made.append(number)
        handle.keep_part(number, str(number).encode())
        handle.keep(next=number + 1)
        for act in during.pop(number, ()):
            act()
    handle.finish("siffror.txt", "text/plain", b"".join(handle.parts()))


@job_kind("test.led", "Det som rektor får", queue="archive", allows=leads, classified=False)
def led(handle: Handle) -> None:
    """Only for whoever leads the school."""
    unit = Organisation.objects.get(pk=handle.arguments["unit"])
    if not UNIT_READ.allows(handle.by, unit):
        raise Refused(UNIT_READ)
    made.append(unit.pk)
    handle.finish_at("/enheter/")


@job_kind("test.hopeless", "Det som inte går", queue="pdf", allows=anybody)
def hopeless(_handle: Handle) -> None:
    """Say why."""
    raise JobError("Det finns inget att skriva ut.")


@job_kind("test.broken", "Det som går sönder", queue="pdf", allows=anybody)
def broken(_handle: Handle) -> None:
    """Fail with a text that nobody may see."""
    raise ValueError("Elsa Ek 20151212-1234")


during: dict[int, list[Callable[[], Any]]] = {}


@pytest.fixture(autouse=True)
def _forget(settings: Any, tmp_path: Any) -> Any:
    made.clear()
    during.clear()
    settings.HOME = tmp_path
    yield
    STOPPING.clear()


def start(cast: Cast, kind: Any, **arguments: Any) -> Job:
    """Rolf, the school's rektor, starts it."""
    return actions.start_job(by=actor(cast.rolf, dt.datetime.now(dt.UTC)), kind=kind, arguments=arguments)


def state(job: Job) -> str:
    """As it is now."""
    job.refresh_from_db()
    return job.state


def test_a_job_is_carried_out_and_its_result_is_kept(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Issue 4: the result is a file for a set time; the parts it was made of are gone, and the file is not readable without its row."""
    job = start(cast_today, count)
    assert (job.state, made) == ("waiting", [])
    run_jobs()
    assert (state(job), made, job.done, job.total) == ("done", list(range(10)), 9, 10)
    assert results.read(job, results.RESULT) == b"0123456789"
    assert [path.name for path in results.folder_of(job).iterdir()] == ["result"]
    assert b"0123456789" not in (results.folder_of(job) / "result").read_bytes()
    assert job.result_until is not None
    assert dt.timedelta(days=6) < job.result_until - dt.datetime.now(dt.UTC) <= dt.timedelta(days=7)


def test_the_same_job_under_way_is_not_started_twice(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Issue 4: a second click does no second work; when it is over it can be started anew."""
    first, second = start(cast_today, count), start(cast_today, count)
    assert first == second
    assert run_jobs() == 1
    assert start(cast_today, count) != first


def test_a_job_goes_on_where_it_stood_when_the_worker_was_stopped(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Issue 4: resumable; every step is done once, and the whole result is there."""
    job = start(cast_today, count)
    during[3] = [STOPPING.set]
    with pytest.raises(Interrupted):
        run_jobs()
    assert (state(job), made) == ("waiting", [0, 1, 2, 3])
    STOPPING.clear()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo'")
    run_jobs()
    assert (state(job), made) == ("done", list(range(10)))
    assert results.read(job, results.RESULT) == b"0123456789"


def test_a_job_whose_worker_was_killed_is_finished_once(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Architecture, jobs: taken up twice, it has its effect once."""
    job = start(cast_today, count)
    run_jobs()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo'")
    run_jobs()
    assert (state(job), made) == ("done", list(range(10)))


def test_a_waiting_job_that_is_cancelled_never_begins(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Issue 4: cancellable."""
    job = start(cast_today, count)
    actions.cancel_job(by=actor(cast_today.rolf, dt.datetime.now(dt.UTC)), job=job)
    run_jobs()
    assert (state(job), made) == ("cancelled", [])


def test_a_running_job_that_is_cancelled_stops_at_its_next_step_and_leaves_nothing(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Issue 4: cancellable midway."""
    job = start(cast_today, count)
    during[2] = [lambda: actions.cancel_job(by=actor(cast_today.rolf, dt.datetime.now(dt.UTC)), job=job)]
    run_jobs()
    assert (state(job), made) == ("cancelled", [0, 1, 2])
    assert not results.folder_of(job).exists()


def test_a_job_cancelled_at_its_last_step_has_no_result(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Issue 4: cancelled is cancelled."""
    job = start(cast_today, count)
    during[9] = [lambda: actions.cancel_job(by=actor(cast_today.rolf, dt.datetime.now(dt.UTC)), job=job)]
    run_jobs()
    assert (state(job), job.result_size) == ("cancelled", 0)
    assert not results.folder_of(job).exists()


def test_a_job_of_somebody_whose_office_has_ended_does_nothing(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """A5: the right ends the same day, also for what was asked for before."""
    job = start(cast_today, led, unit=cast_today.school.pk)
    cast_today.rolf.duties.update(ends_on=timezone.localdate())
    run_jobs()
    assert (state(job), made) == ("failed", [])
    assert job.error == "Du har inte längre den behörighet som jobbet behöver. Inget gjordes."
    assert not FailedWork.objects.exists()


def test_a_job_of_somebody_who_holds_the_office_is_done(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """A5: or the test above proves nothing."""
    job = start(cast_today, led, unit=cast_today.school.pk)
    run_jobs()
    assert (state(job), job.result_address) == ("done", "/enheter/")


def test_a_job_that_cannot_be_done_says_why_and_is_not_tried_again(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Issue 4: a clear Swedish line; nobody else need look at it."""
    job = start(cast_today, hopeless)
    run_jobs(patiently=True)
    assert (state(job), job.error) == ("failed", "Det finns inget att skriva ut.")
    assert not FailedWork.objects.exists()


def test_a_job_that_breaks_is_tried_again_and_then_on_the_list(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Architecture, jobs: what finally fails is seen by a person; neither the row nor the log holds the error's text."""
    job = start(cast_today, broken)
    run_jobs(patiently=True)
    assert state(job) == "failed"
    failed = FailedWork.objects.get()
    assert (failed.job, failed.attempts, failed.error, failed.state) == (job, 3, "ValueError", "open")
    assert "Elsa" not in str([*Job.objects.values(), *FailedWork.objects.values(), *Entry.objects.values()])


def test_results_go_with_their_time_and_the_file_before_the_row(cast_today: Cast, run_jobs: Callable[..., int], client: Client) -> None:
    """Issue 4: the result is kept for a set time, and the page says so afterwards."""
    job = start(cast_today, count)
    run_jobs()
    folder = results.folder_of(job)
    page, file = f"/jobb/{job.public_id}/", f"/jobb/{job.public_id}/resultat/"
    browser = opener(client, cast_today.rolf)
    assert browser.get(file).content == b"0123456789"
    Job.objects.update(result_until=dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1))
    assert browser.get(file)["Location"] == page, "the time is over, also before the night"
    assert actions.remove_results(by=actor(cast_today.rolf, dt.datetime.now(dt.UTC))) == 1
    assert not folder.exists()
    assert not DataKey.objects.exists()
    assert "Filen finns inte kvar" in browser.get(page).content.decode()
    Job.objects.update(ended_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=91))
    actions.remove_results(by=actor(cast_today.rolf, dt.datetime.now(dt.UTC)))
    assert not Job.objects.exists()
