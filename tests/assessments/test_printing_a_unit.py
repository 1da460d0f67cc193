"""Rektor prints all the term's omdömen of the unit: a long job, through the policies, resumable."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from larka.access.models import Withholding
from larka.assessments import actions
from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.core.documents import Document, render_pdf
from larka.jobs import carrying, results
from larka.jobs.handle import STOPPING
from larka.jobs.models import Job
from larka.jobs.tasks import tidy_jobs
from larka.jobs.work import Interrupted
from larka.register.models import Person, Placement
from larka.vault.models import DataKey
from larka.web.addresses import url
from tests.cast import Cast, actor, opener
from tests.web.pages import write_for


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Any) -> Any:
    settings.HOME = tmp_path
    yield
    STOPPING.clear()


def asked_for(cast: Cast) -> Job:
    """Rolf presses the button."""
    browser = opener(Client(), cast.rolf)
    assert "Skriv ut alla omdömen för terminen" in browser.get(url("unit_status", cast.school.public_id)).content.decode()
    answer = browser.post(url("print_unit_judgements", cast.school.public_id))
    job = Job.objects.get()
    assert answer["Location"] == url("job", job.public_id)
    return job


def printed(job: Job) -> pikepdf.Pdf:
    """The file."""
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    content = results.read(job, results.RESULT)
    assert content is not None
    return pikepdf.open(io.BytesIO(content))


@pytest.fixture
def on_paper(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Whose omdömen were set together, class by class."""
    classes: list[list[str]] = []

    def noted(document: Document, **options: Any) -> bytes:
        classes.append([str(part.subject).split()[0] for part in document.parts])
        return render_pdf(document, **options)

    monkeypatch.setattr("larka.assessments.printing.render_pdf", noted)
    return classes


def subjects(pdf: pikepdf.Pdf) -> list[str]:
    """The bookmarks."""
    with pdf.open_outline() as outline:
        return [item.title for item in outline.root]


def test_the_whole_unit_is_one_file_class_by_class(cast_today: Cast, run_jobs: Callable[..., int], on_paper: list[list[str]]) -> None:
    """F5, A6, A10: those rektor may know of, each once; a text that is not published, or a protected pupil's, is not in it."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.omar])
    write_for(cast, cast.petra, cast.maths_5b, [cast.bo])
    write_for(cast, cast.tess, cast.maths_5a, [cast.nils], publish=False)
    job = asked_for(cast)
    run_jobs()
    pdf = printed(job)
    assert (on_paper, subjects(pdf)) == ([["Elsa"], ["Bo"]], ["Matematik", "Matematik"])
    with pdf.open_metadata() as told:
        assert told["dc:title"] == f"Omdömen {cast.school.name} {cast.term.name}"
        assert told["pdfaid:part"] == "2"
        assert told["pdfuaid:part"] == "1"


def test_a_bound_file_is_tagged_through_and_through(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """DOS, PDF/UA: every page and every link has its place in the tree, whatever file it came from."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    write_for(cast, cast.petra, cast.maths_5b, [cast.bo])
    job = asked_for(cast)
    run_jobs()
    pdf = printed(job)
    assert pdf.check_pdf_syntax() == []
    pages = [page.obj.objgen for page in pdf.pages]
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    keys = [int(numbers[place]) for place in range(0, len(numbers), 2)]
    links = [link for page in pdf.pages for link in page.obj.get("/Annots", ())]
    asked = sorted([*(int(page.obj.StructParents) for page in pdf.pages), *(int(link.StructParent) for link in links)])
    assert keys == asked == list(range(len(keys)))
    assert {link.Dest[0].objgen for link in links} <= set(pages)


def test_whose_omdomen_were_printed_is_told_as_a_reading(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """A11, A12: the family sees that rektor took them out on paper, and which."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    write_for(cast, cast.petra, cast.maths_5b, [cast.bo])
    asked_for(cast)
    run_jobs()
    rows = Entry.objects.filter(action="judgement.unit_printed").values_list("kind", "person_id", "child_ids", "record_ids")
    of = dict(Judgement.objects.values_list("child_id", "pk"))
    assert {(kind, person, *children, *records) for kind, person, children, records in rows} == {
        ("read", cast.rolf.pk, child.pk, of[child.pk]) for child in (cast.elsa, cast.bo)
    }


def test_printing_goes_on_with_the_next_class_after_a_stop(
    cast_today: Cast, run_jobs: Callable[..., int], on_paper: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 4: resumable; the class that was set is not set again, and is in the file."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    write_for(cast, cast.petra, cast.maths_5b, [cast.bo])
    job = asked_for(cast)
    with monkeypatch.context() as soon:
        soon.setattr("larka.assessments.printing.record", lambda *_things, **_told: STOPPING.set())
        with pytest.raises(Interrupted):
            run_jobs()
    assert on_paper == [["Elsa"]]
    STOPPING.clear()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'todo'")
    run_jobs()
    assert (on_paper, subjects(printed(job))) == ([["Elsa"], ["Bo"]], ["Matematik", "Matematik"])


def test_nobody_else_prints_a_unit(cast_today: Cast) -> None:
    """A1, A8: administering or teaching does not; there is no job."""
    cast = cast_today
    answered = {
        name
        for name, person in cast.people().items()
        if opener(Client(), person).post(url("print_unit_judgements", cast.school.public_id)).status_code != 404
    }
    assert answered == {"Rolf"}
    assert set(Job.objects.values_list("started_by", flat=True)) == {cast.rolf.pk}


def test_a_rektor_who_left_before_it_ran_gets_nothing(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """A5: asked again when it runs."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    job = actions.print_unit(by=actor(cast.rolf, dt.datetime.now(dt.UTC)), unit=cast.school, term=cast.term)
    cast.rolf.duties.update(ends_on=timezone.localdate())
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.result_size) == ("failed", 0)
    assert not Entry.objects.filter(action="judgement.unit_printed").exists()
    assert not results.folder_of(job).exists()


def test_where_nothing_is_published_the_job_says_so(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """Issue 4: a clear Swedish line."""
    job = actions.print_unit(by=actor(cast_today.rolf, dt.datetime.now(dt.UTC)), unit=cast_today.school, term=cast_today.term)
    run_jobs()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "Det finns inga publicerade omdömen att skriva ut för terminen.")


@pytest.mark.parametrize("ended", ["duty", "another"])
def test_what_was_printed_is_not_rektors_when_the_office_has_ended(cast_today: Cast, run_jobs: Callable[..., int], ended: str) -> None:
    """A5, A19: asked again when it is shown and fetched; the pages no longer name the unit, also where rektor leads another one now."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    job = asked_for(cast)
    run_jobs()
    page, file, mine = (url(name, *of) for name, of in (("job", [job.public_id]), ("job_result", [job.public_id]), ("my_jobs", [])))
    browser = opener(Client(), cast.rolf)
    assert (browser.get(file).status_code, cast.school.name in browser.get(page).content.decode()) == (200, True)
    assert f"{cast.school.name} " in browser.get(mine).content.decode()
    if ended == "duty":
        cast.rolf.duties.update(ends_on=timezone.localdate())
    else:
        Job.objects.update(arguments=job.arguments | {"unit": cast.preschool.pk})
    browser = opener(Client(), cast.rolf)
    assert browser.get(file).status_code == 404
    told = browser.get(page).content.decode()
    assert ("Du har inte längre den behörighet" in told, "Hämta" in told, job.about in told) == (True, False, False)
    assert job.about not in browser.get(mine).content.decode()


@pytest.mark.parametrize("why", ["protected", "withheld", "moved", "untold"])
def test_what_was_printed_is_erased_when_somebody_in_it_may_no_longer_be_read(
    cast_today: Cast, run_jobs: Callable[..., int], why: str
) -> None:
    """A10, A17, A5: asked again of each omdöme in the file; it is gone for good, and the page says why without saying who."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.nils])
    job = asked_for(cast)
    run_jobs()
    browser, file = opener(Client(), cast.rolf), url("job_result", job.public_id)
    assert browser.get(file).status_code == 200
    job.refresh_from_db()
    assert set(job.contents or ()) == set(Judgement.objects.values_list("pk", flat=True))
    _no_longer_rektors(cast, job, why)
    answer = browser.get(file)
    assert (answer.status_code, answer["Location"]) == (302, url("job", job.public_id))
    page = browser.get(url("job", job.public_id)).content.decode()
    assert "Filen är borttagen" in page
    assert "Nils" not in page
    job.refresh_from_db()
    assert (job.result_size, results.read(job, results.RESULT), job.contents) == (0, None, None)
    assert Entry.objects.filter(action="job.result_erased").count() == 1
    Person.objects.update(protection="none")
    assert browser.get(file).status_code == 302


def test_what_was_printed_is_erased_the_night_after_the_office_has_ended(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """A5, H1: nobody has to open its page; what another's office still opens stays, and so does what this version does not know."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    rolfs = asked_for(cast)
    run_jobs()
    tidy_jobs.function()
    assert results.read(rolfs, results.RESULT) is not None
    cast.rolf.duties.update(ends_on=timezone.localdate())
    Job.objects.filter(pk=rolfs.pk).update(kind="of.another.version")
    assert carrying.erase_what_is_no_longer_theirs() == 0
    Job.objects.filter(pk=rolfs.pk).update(kind=rolfs.kind)
    tidy_jobs.function()
    assert (results.read(rolfs, results.RESULT), results.folder_of(rolfs).exists(), DataKey.objects.count()) == (None, False, 0)
    erased = Entry.objects.get(action="job.result_erased")
    assert erased.object_id == rolfs.pk
    assert carrying.erase_what_is_no_longer_theirs() == 0


def _no_longer_rektors(cast: Cast, job: Job, why: str) -> None:
    """Nils becomes protected, or his omdöme is withheld from rektor, or he moves, or the file is of a version that told nothing."""
    today = timezone.localdate()
    if why == "protected":
        Person.objects.filter(pk=cast.nils.pk).update(protection="marked")
    elif why == "withheld":
        nils = Judgement.objects.get(child=cast.nils)
        told = {"reason": "x", "decision": "SN 1", "decided_by": cast.rita}
        Withholding.objects.create(kind="judgement", record_id=nils.pk, person=cast.rolf, starts_on=today, **told)
    elif why == "moved":
        Placement.objects.filter(child=cast.nils).update(ends_on=today)
    else:
        Job.objects.filter(pk=job.pk).update(contents=None)


def test_the_job_page_erases_too_and_offers_nothing(cast_today: Cast, run_jobs: Callable[..., int]) -> None:
    """A10: no button to a file that may not be had; new text in an omdöme that is still read changes nothing."""
    cast = cast_today
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.nils])
    job = asked_for(cast)
    run_jobs()
    browser = opener(Client(), cast.rolf)
    assert "Hämta omdomen-enhet.pdf" in browser.get(url("job", job.public_id)).content.decode()
    Person.objects.filter(pk=cast.nils.pk).update(protection="marked")
    assert "Hämta" not in browser.get(url("job", job.public_id)).content.decode()
    assert results.read(job, results.RESULT) is None
