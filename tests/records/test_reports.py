"""A reader reports a text; rektor handles it, and each is told what concerns them (F6, A18)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.access.models import Withholding
from larka.access.policy import Refused
from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.people.actions.needs import document_need
from larka.people.actions.profile import change_profile
from larka.records.access import REPORT_HANDLE, REPORTS_OF_UNIT
from larka.records.actions.reports import ReportError, handle_report, report_text
from larka.records.models import TextReport
from larka.records.reportable import reportable
from larka.register.models import Person
from tests.access.everyone import reached_by
from tests.cast import Cast, actor, opener

pytestmark = pytest.mark.django_db
WHY = "Det står något om honom som person."


def judgement(cast: Cast, key: str) -> Judgement:
    return Judgement.objects.get(child=getattr(cast, key), syllabus=cast.maths)


def reported(cast: Cast, key: str = "elsa", by: str = "anders") -> TextReport:
    """Reported by a guardian, unless told otherwise."""
    return report_text(by=actor(getattr(cast, by), cast.at), sort=reportable("judgement"), text=judgement(cast, key), reason=WHY)


def posts(who: Person, name: str, *ids: Any, **form: str) -> tuple[int, str]:
    answer = opener(Client(), who).post(reverse(name, args=[row.public_id for row in ids]), form, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_reader_reports_a_text_and_rektor_has_it_on_the_list(published: Cast) -> None:
    """F6: from the page of the text, without JavaScript; the author is told nothing of it."""
    text = judgement(published, "elsa")
    assert (
        reverse("report_judgement", args=[text.public_id])
        in opener(Client(), published.anders).get(reverse("judgement", args=[text.public_id])).content.decode()
    )
    status, html = posts(published.anders, "report_judgement", text, reason=WHY)
    assert (status, "Anmälan är skickad till rektor" in html) == (200, True)
    report = TextReport.objects.get()
    assert (report.author, report.reporter, report.unit, report.child) == (
        published.tess,
        published.anders,
        published.school,
        published.elsa,
    )
    assert "Elsa Hägg" in opener(Client(), published.rolf).get(reverse("text_reports")).content.decode()
    assert WHY not in opener(Client(), published.tess).get(reverse("my_texts")).content.decode()
    assert Entry.objects.get(action="text.reported").child_ids == [published.elsa.pk]


@pytest.mark.parametrize("who", ["stina", "frida", "viktor", "petra", "berit", "kim"])
def test_who_does_not_read_a_text_cannot_report_it(published: Cast, who: str) -> None:
    """A1: nor learn that it is there."""
    assert posts(getattr(published, who), "report_judgement", judgement(published, "elsa"), reason=WHY)[0] == 404
    with pytest.raises(Refused):
        reported(published, by=who)
    assert not TextReport.objects.exists()


def test_a_report_without_a_reason_is_asked_for_one_at_the_field(published: Cast) -> None:
    """Q2."""
    answer = opener(Client(), published.anders).post(
        reverse("report_judgement", args=[judgement(published, "elsa").public_id]), {"reason": " "}
    )
    assert (answer.status_code, "Fyll i det här." in answer.content.decode(), TextReport.objects.count()) == (422, True, 0)


def test_the_same_reader_reporting_twice_adds_to_the_first(published: Cast) -> None:
    """Q2: a second press makes no second case."""
    assert reported(published).pk == reported(published).pk
    assert TextReport.objects.get().reason == f"{WHY}\n\n{WHY}"
    assert reported(published, by="mats").pk != TextReport.objects.order_by("pk")[0].pk


def test_exactly_rektor_of_the_unit_handles_a_report(published: Cast) -> None:
    """F6, A18: not the author, not the reader, not another unit's rektor; of a protected child, nobody without a documented need."""
    assert reached_by(REPORT_HANDLE, reported(published), published.at) == {"Rolf"}
    hidden = reported(published, "omar", "olga")
    assert (reached_by(REPORT_HANDLE, hidden, published.at), reached_by(REPORTS_OF_UNIT, hidden, published.at)) == (set(), {"Rolf"})


def test_a_report_about_a_protected_child_says_only_that_it_is_there(published: Cast) -> None:
    """A10, A18: neither name nor reason; with a documented need it opens."""
    report = reported(published, "omar", "olga")
    rolf = opener(Client(), published.rolf)
    html = rolf.get(reverse("text_reports")).content.decode()
    assert "ett barn med skyddade personuppgifter" in html
    assert not [word for word in ("Omar", "Haddad", "Olga", WHY, str(report.public_id)) if word in html]
    assert rolf.get(reverse("text_report", args=[report.public_id])).status_code == 404
    by = actor(published.rolf, published.at)
    document_need(by=by, child=published.omar, decision="SN 2026-8", ends_on=published.at.date().replace(year=2027))
    assert WHY in rolf.get(reverse("text_report", args=[report.public_id])).content.decode()


def test_a_protected_reader_is_named_to_nobody(published: Cast) -> None:
    """A10, A18: Olga is protected as her child is; Per by his working name."""
    Person.objects.filter(pk=published.anders.pk).update(protection="registered", working_name="")
    report = reported(published)
    html = opener(Client(), published.rolf).get(reverse("text_report", args=[report.public_id])).content.decode()
    assert "Skyddad person" in html
    assert "Anders" not in html


def test_the_reader_is_told_the_outcome_and_the_author_what_to_look_at(published: Cast) -> None:
    """F6: in rektor's words, each on their own page; the author never learns who reported."""
    report = reported(published)
    form = {"outcome": "author_asked", "answer": "Tack, jag har bett läraren skriva om.", "request": "Skriv om lärandet."}
    status, html = posts(published.rolf, "text_report", report, **form)
    assert (status, "Anmälan är hanterad" in html) == (200, True)
    told = opener(Client(), published.anders).get(reverse("my_texts")).content.decode()
    assert form["answer"] in told
    assert "Författaren är ombedd att se över texten" in told
    asked = opener(Client(), published.tess).get(reverse("my_texts")).content.decode()
    assert "Skriv om lärandet." in asked
    assert "Anders" not in asked
    assert "Från rektor om dina texter" in opener(Client(), published.tess).get("/").content.decode()
    assert Entry.objects.get(action="text.report_handled").details == {"kind": "judgement", "outcome": "author_asked"}


def test_a_text_can_be_kept_from_one_guardian_as_the_outcome(published: Cast) -> None:
    """A17, OSL 12:3: by decision, in the same act; then that guardian reads it no more."""
    report = reported(published, by="mats")
    form = {"outcome": "withheld", "answer": "Tack.", "person": str(published.anders.public_id), "decision": "SN 2026-9"}
    assert posts(published.rolf, "text_report", report, **form | {"decision": ""})[0] == 422
    assert not Withholding.objects.exists()
    posts(published.rolf, "text_report", report, **form)
    kept = Withholding.objects.get()
    assert (kept.person, kept.record_id, kept.decision) == (published.anders, judgement(published, "elsa").pk, "SN 2026-9")


@pytest.mark.parametrize(
    "form",
    [
        {"outcome": "", "answer": "a"},
        {"outcome": "burn", "answer": "a"},
        {"outcome": "no_action"},
        {"outcome": "author_asked", "answer": "a"},
    ],
)
def test_an_unfinished_decision_is_said_at_the_field_and_changes_nothing(published: Cast, form: dict[str, str]) -> None:
    """Q2."""
    assert posts(published.rolf, "text_report", reported(published), **form)[0] == 422
    assert TextReport.objects.get().handled_at is None


def test_a_report_is_handled_once(published: Cast) -> None:
    """Q4: two principals at once."""
    report, by = reported(published), actor(published.rolf, published.at)
    handle_report(by=by, report=report, outcome="no_action", answer="Texten får stå.")
    with pytest.raises(ReportError, match="redan hanterad"):
        handle_report(by=by, report=report, outcome="no_action", answer="En gång till.")


def test_a_presentation_is_reported_to_rektor_where_the_person_is(published: Cast) -> None:
    """F6, B1: a classmate's guardian reports what Elsa says of herself; an adult's text is about no child."""
    change_profile(by=actor(published.elsa, published.at), presentation="Hej hej.", emails=[], phones=[], version=0)
    change_profile(by=actor(published.mats, published.at), presentation="Hej hej.", emails=[], phones=[], version=0)
    posts(published.nora, "report_presentation", published.elsa, reason=WHY)
    posts(published.nora, "report_presentation", published.mats, reason=WHY)
    rows = TextReport.objects.order_by("pk").values_list("author__given_name", "child__given_name", "unit")
    assert list(rows) == [("Elsa", "Elsa", published.school.pk), ("Mats", None, published.school.pk)]
