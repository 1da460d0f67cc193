"""The pages of omdömen, as each person meets them."""

import io
import uuid

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.register.models import Activity, Restriction, Term
from tests.assessments.conftest import ELSA, OMAR
from tests.cast import Cast, opener

BEGUN = "Nils har börjat med"


def page(person: object, name: str, *ids: uuid.UUID, query: str = "") -> tuple[int, str]:
    answer = opener(Client(), person).get(reverse(name, args=ids) + query)  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("who", ["elsa", "anna", "anders", "tess", "mats", "rolf", "per", "vera"])
def test_the_family_and_those_who_teach_read_the_published_text(published: Cast, who: str) -> None:
    """A2, A6: pupil, both guardians, mentor, the pupil's teachers and rektor."""
    status, html = page(getattr(published, who), "child_judgements", published.elsa.public_id)
    assert (status, ELSA in html) == (200, True)


@pytest.mark.parametrize("who", ["omar", "nils", "olga", "frida", "annika", "viktor", "petra", "stina", "kim", "adam", "rita", "bo", "gun"])
def test_nobody_else_finds_the_page(published: Cast, who: str) -> None:
    """A1: without a relation in force the page does not exist."""
    status, html = page(getattr(published, who), "child_judgements", published.elsa.public_id)
    assert status == 404
    assert "Elsa" not in html


def test_a_restricted_guardian_is_out_at_once_in_an_open_session(published: Cast) -> None:
    """A17."""
    client = opener(Client(), published.anders)
    address = reverse("child_judgements", args=[published.elsa.public_id])
    assert client.get(address).status_code == 200
    Restriction.objects.create(child=published.elsa, person=published.anders, reference="LVU", starts_on=published.at.date())
    assert client.get(address).status_code == 404


def test_a_protected_pupils_text_is_read_by_family_and_teachers_only(published: Cast) -> None:
    """A10."""
    reading = {
        key
        for key, person in vars(published).items()
        if key in ("omar", "olga", "tess", "mats", "per", "vera", "rolf", "kim", "adam", "elsa", "anna", "petra")
        and page(person, "child_judgements", published.omar.public_id)[0] == 200
    }
    assert reading == {"omar", "olga", "tess", "mats", "per", "vera"}


def test_unpublished_text_is_on_no_page_but_its_authors(published: Cast, maths_today: Activity) -> None:
    """A6: the mentor sees only that it is begun."""
    assert BEGUN in page(published.tess, "write_judgements", maths_today.public_id)[1]
    for who in (published.mats, published.rolf, published.nils, published.nora, published.vera):
        for name, obj in (("child_judgements", published.nils), ("class_status", published.class_5a), ("write_judgements", maths_today)):
            assert BEGUN not in page(who, name, obj.public_id)[1]
    status = page(published.mats, "class_status", published.class_5a.public_id)[1]
    assert "påbörjat" in status


def test_the_class_page_is_for_mentor_and_rektor(published: Cast) -> None:
    """A6: and rektor does not see the protected pupil (A10)."""
    seen = {
        key: page(getattr(published, key), "class_status", published.class_5a.public_id)
        for key in ("mats", "rolf", "tess", "petra", "anna", "kim")
    }
    assert {key for key, (status, _) in seen.items() if status == 200} == {"mats", "rolf"}
    assert "Omar" in seen["mats"][1]
    assert "Omar" not in seen["rolf"][1]


def test_reading_is_logged_with_the_child_the_role_and_the_records(published: Cast) -> None:
    """A11."""
    page(published.anna, "child_judgements", published.elsa.public_id)
    entry = Entry.objects.get(kind="read", action="child_judgements")
    assert (entry.person_id, entry.role, entry.child_ids) == (published.anna.pk, "guardian", [published.elsa.pk])
    assert entry.record_ids == [Judgement.objects.get(child=published.elsa).pk]


def test_a_refused_reading_is_logged(published: Cast) -> None:
    """A11: refusals too."""
    page(published.stina, "child_judgements", published.elsa.public_id)
    assert Entry.objects.get(kind="refused").person_id == published.stina.pk


def test_who_has_read_shows_staff_and_oneself_never_the_other_guardian(published: Cast) -> None:
    """A12."""
    for who in (published.anna, published.anders, published.mats, published.per):
        page(who, "child_judgements", published.elsa.public_id)
    html = page(published.anna, "judgement_readers", Judgement.objects.get(child=published.elsa).public_id)[1]
    listed = html[html.index("data-who") :]
    assert "Du själv" in listed
    assert "Mats" in listed
    assert "Personal 4821" in listed
    assert "Anders" not in listed
    assert "Per " not in listed


@pytest.mark.parametrize("who", ["mats", "tess", "rolf", "elsa"])
def test_who_has_read_is_for_guardians_and_for_pupils_from_16(published: Cast, who: str) -> None:
    """A12: Elsa is eleven; staff have the log elsewhere."""
    assert page(getattr(published, who), "judgement_readers", Judgement.objects.get(child=published.elsa).public_id)[0] == 404


def test_who_can_see_this_gives_no_protected_person_away(published: Cast) -> None:
    """A18: Anna sees Per by his working name, and no bonus parent that waits."""
    html = page(published.anna, "judgement_holders", Judgement.objects.get(child=published.elsa).public_id)[1]
    listed = html[html.index("data-who") :]
    assert {name for name in ("Anna", "Anders", "Elsa", "Mats", "Tess", "Rolf", "Personal 4821") if name in listed} == {
        "Anna", "Anders", "Elsa", "Mats", "Tess", "Rolf", "Personal 4821",
    }  # fmt: skip
    assert not {name for name in ("Annika", "Frida", "Omar", "Viktor", "Petra") if name in listed}


def test_an_earlier_term_stays_as_it_was(published: Cast) -> None:
    """C9."""
    judgement = Judgement.objects.get(child=published.elsa)
    earlier = Term.objects.filter(starts_on__lt=published.term.starts_on).order_by("-starts_on")[0]
    Judgement.objects.filter(pk=judgement.pk).update(term=earlier, school_year=earlier.school_year)
    html = page(published.anna, "child_judgements", published.elsa.public_id, query=f"?termin={earlier.name}")[1]
    assert earlier.name in html
    assert ELSA in html


def test_the_pdf_of_a_pupil_holds_the_text_and_no_name_in_its_address(published: Cast) -> None:
    """C10, A1."""
    answer = opener(Client(), published.anna).get(
        reverse("child_judgements_pdf", args=[published.elsa.public_id, published.term.public_id])
    )
    assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="omdomen.pdf"')
    assert len(pikepdf.open(io.BytesIO(answer.content)).pages) == 1


def test_the_class_set_has_one_pupil_a_page_and_only_those_the_viewer_knows(published: Cast) -> None:
    """C10, A10: Mats gets Elsa and Omar; rektor gets Elsa only."""
    query = f"?termin={published.term.public_id}"
    assert {t for t in (ELSA, OMAR) if t in page(published.mats, "class_judgements", published.class_5a.public_id, query=query)[1]} == {
        ELSA,
        OMAR,
    }
    assert {t for t in (ELSA, OMAR) if t in page(published.rolf, "class_judgements", published.class_5a.public_id, query=query)[1]} == {
        ELSA
    }
