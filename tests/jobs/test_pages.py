"""The pages of jobs: one's own, live and to come back to; what failed, for the administrator."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from larka.audit.models import Entry
from larka.jobs import actions, results
from larka.jobs.handle import Handle
from larka.jobs.kinds import job_kind
from larka.jobs.models import FailedWork, Job
from larka.jobs.work import defer, task
from tests.cast import Cast, actor, opener
from tests.jobs.slow import anybody

pytestmark = pytest.mark.django_db
fails = {"yes": True}


@job_kind("test.paper", "Utskrift av allt", queue="pdf", allows=anybody)
def paper(handle: Handle) -> None:
    """One file."""
    handle.step(1, 4, "Klass 5A")
    handle.finish("omdomen.pdf", "application/pdf", b"%PDF")


@task("mail", label="Brev om inloggning", waits=())
def letter(number: int) -> None:
    """Fails with a name in its text, until it does not."""
    if fails["yes"]:
        raise ConnectionError("anna@hem.example")


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    fails["yes"] = True


def started(cast: Cast) -> Job:
    """Rolf starts a print."""
    return actions.start_job(by=actor(cast.rolf, dt.datetime.now(dt.UTC)), kind=paper, about="Björkskolan HT 2026")


def test_the_page_follows_by_itself_and_stops_when_the_job_is_over(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """Issue 4: live with JavaScript, refreshed without."""
    job = started(cast_today)
    browser = opener(client, cast_today.rolf)
    waiting = browser.get(f"/jobb/{job.public_id}/").content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in waiting
    Job.objects.update(state="running", done=1, total=4, doing="Klass 5A")
    running = browser.get(f"/jobb/{job.public_id}/").content.decode()
    assert '<progress id="framsteg" value="1" max="4">' in running
    assert "Klass 5A" in running
    Job.objects.update(state="waiting")
    run_jobs()
    done = browser.get(f"/jobb/{job.public_id}/").content.decode()
    assert "hx-trigger" not in done
    assert "http-equiv" not in done
    assert "Hämta omdomen.pdf" in done
    assert "Endast för behöriga – får ej delas" in done


def test_what_the_page_fetches_by_itself_is_logged_once(cast_today: Cast, client: Client) -> None:
    """A11: opening is logged, not each look; it shows nothing about anybody."""
    job = started(cast_today)
    browser = opener(client, cast_today.rolf)
    for headers in ({}, {"HX-Request": "true"}, {"HX-Request": "true"}):
        browser.get(f"/jobb/{job.public_id}/", headers=headers)
    assert Entry.objects.filter(action="job").count() == 1


def test_nobody_but_whoever_started_it_sees_a_job_or_its_result(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """A1: also not an administrator, and not another rektor."""
    job = started(cast_today)
    run_jobs()
    pages = [f"/jobb/{job.public_id}/{end}" for end in ("", "avbryt/", "resultat/")]
    seen = {name for name, person in cast_today.people().items() for page in pages if opener(Client(), person).get(page).status_code != 404}
    assert seen == {"Rolf"}
    for person in cast_today.people().values():
        listed = opener(Client(), person).get("/jobb/").content.decode()
        assert ("Utskrift av allt" in listed) == (person == cast_today.rolf)


def test_fetching_the_result_is_logged(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """A11: who, what, when."""
    job = started(cast_today)
    run_jobs()
    answer = opener(client, cast_today.rolf).get(f"/jobb/{job.public_id}/resultat/")
    assert (answer.content, answer["Content-Disposition"]) == (b"%PDF", 'attachment; filename="omdomen.pdf"')
    assert list(Entry.objects.filter(action="job_result").values_list("person_id", "object_id")) == [(cast_today.rolf.pk, job.pk)]


def test_what_was_asked_for_with_two_factors_is_fetched_with_two(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """A14: the result is what the strong session might see."""
    job = started(cast_today)
    Job.objects.update(level="strong")
    run_jobs()
    answer = opener(client, cast_today.rolf, level="weak").get(f"/jobb/{job.public_id}/resultat/")
    assert answer.status_code == 302
    assert "need=strong" in answer["Location"]


def test_cancelling_is_asked_first(cast_today: Cast, client: Client) -> None:
    """Issue 4: with confirmation."""
    job = started(cast_today)
    browser = opener(client, cast_today.rolf)
    assert "Låt det fortsätta" in browser.get(f"/jobb/{job.public_id}/avbryt/").content.decode()
    assert Job.objects.get().state == "waiting"
    browser.post(f"/jobb/{job.public_id}/avbryt/")
    assert Job.objects.get().state == "cancelled"
    assert "Jobbet avbröts" in browser.get(f"/jobb/{job.public_id}/").content.decode()


def test_a_job_that_is_over_is_not_cancelled(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """Issue 4: whoever comes too late is told so, and asked nothing."""
    job = started(cast_today)
    run_jobs()
    browser, page = opener(client, cast_today.rolf), f"/jobb/{job.public_id}/avbryt/"
    asked = browser.get(page).content.decode()
    assert ("Jobbet är redan slut." in asked, "Låt det fortsätta" in asked) == (True, False)
    for state in ("done", "cancelled"):
        Job.objects.update(state=state)
        told = browser.post(page, follow=True).content.decode()
        assert ("Jobbet är redan slut." in told, "Jobbet avbryts." in told) == (True, False), state


def test_a_result_whose_file_is_lost_is_said_to_be_gone(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """Issue 4: a clear message, never an empty file."""
    job = started(cast_today)
    run_jobs()
    results.remove(job)
    assert opener(client, cast_today.rolf).get(f"/jobb/{job.public_id}/resultat/")["Location"] == f"/jobb/{job.public_id}/"


def test_the_administrator_sees_what_failed_and_never_about_whom(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """Architecture, jobs: what finally fails is on a list that a person sees, also on the start page."""
    browser = opener(client, cast_today.adam)
    assert "Misslyckade jobb" not in browser.get("/").content.decode()
    defer(letter, number=cast_today.elsa.pk)
    run_jobs(patiently=True)
    assert "1 arbete i bakgrunden gick inte att göra." in browser.get("/").content.decode()
    page = browser.get("/jobb/misslyckade/").content.decode()
    assert "Brev om inloggning" in page
    assert "ConnectionError" in page
    assert "anna@hem.example" not in page
    assert "Misslyckade jobb" not in opener(Client(), cast_today.rolf).get("/").content.decode()
    assert opener(Client(), cast_today.rolf).get("/jobb/misslyckade/").status_code == 404


def test_failed_work_can_be_done_again(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """Architecture, jobs: by a person, logged."""
    defer(letter, number=1)
    run_jobs(patiently=True)
    failed = FailedWork.objects.get()
    browser = opener(client, cast_today.adam)
    browser.post("/jobb/misslyckade/", {"retry": str(failed.public_id)})
    fails["yes"] = False
    assert run_jobs() == 1
    failed.refresh_from_db()
    assert (failed.state, failed.handled_by) == ("retried", cast_today.adam)
    assert Entry.objects.filter(action="work.retried", person_id=cast_today.adam.pk).count() == 1
    again = browser.post("/jobb/misslyckade/", {"retry": str(failed.public_id)})
    assert (again.status_code, "redan tagit ställning" in again.content.decode()) == (422, True)


def test_work_that_fails_again_is_on_the_list_again(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """Architecture, jobs: nothing fails unseen."""
    defer(letter, number=1)
    run_jobs(patiently=True)
    opener(client, cast_today.adam).post("/jobb/misslyckade/", {"retry": str(FailedWork.objects.get().public_id)})
    run_jobs(patiently=True)
    assert sorted(FailedWork.objects.values_list("state", flat=True)) == ["open", "retried"]


def test_setting_aside_takes_a_reason(cast_today: Cast, client: Client, run_jobs: Callable[..., int]) -> None:
    """Issue 4: set aside with a reason, logged; what was typed is kept, the error at the field."""
    defer(letter, number=1)
    run_jobs(patiently=True)
    failed = FailedWork.objects.get()
    browser = opener(client, cast_today.adam)
    wrong = browser.post("/jobb/misslyckade/", {"aside": str(failed.public_id), "reason": " "})
    assert (wrong.status_code, "Skriv varför inget mer behöver göras." in wrong.content.decode()) == (422, True)
    browser.post("/jobb/misslyckade/", {"aside": str(failed.public_id), "reason": "Adressen finns inte."})
    failed.refresh_from_db()
    assert (failed.state, failed.reason) == ("set_aside", "Adressen finns inte.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs")
        assert cursor.fetchall() == [("failed",)]


@pytest.mark.parametrize("sent", [{}, {"retry": "x"}, {"aside": "915d6516-7588-5138-925c-e151a361518e", "reason": "a"}])
def test_what_is_not_on_the_list_is_refused_in_words(cast_today: Cast, client: Client, sent: dict[str, str]) -> None:
    """A18: bad input is no error of the server's."""
    assert opener(client, cast_today.adam).post("/jobb/misslyckade/", sent).status_code == 422
