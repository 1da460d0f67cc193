"""The pages of omdömen, as each person meets them."""

import io
import re
import uuid

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.records.models import Draft
from larka.register.models import Activity, GroupMembership, Restriction, Term
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


def form_of(cast: Cast, **texts: str) -> dict[str, str]:
    members = {key: cast.membership(getattr(cast, key), cast.maths_5a) for key in ("elsa", "omar", "nils")}
    saved = {j.child_id: j for j in Judgement.objects.all()}
    form: dict[str, str] = {}
    for key, member in members.items():
        judgement = saved.get(member.child_id)
        form[f"text-{member.public_id}"] = texts.get(key, judgement.text if judgement else "")
        form[f"version-{member.public_id}"] = str(judgement.version if judgement else 0)
    return form


def test_the_form_saves_without_javascript(cast_today: Cast, maths_today: Activity) -> None:
    """Q1, D1."""
    client = opener(Client(), cast_today.tess)
    answer = client.post(reverse("write_judgements", args=[maths_today.public_id]), form_of(cast_today, elsa=ELSA) | {"save": "1"})
    assert answer.status_code == 302
    assert Judgement.objects.get().text == ELSA


def test_the_same_text_goes_to_all_who_have_none(published: Cast, maths_today: Activity) -> None:
    """D1: nobody's own words are replaced."""
    Judgement.objects.filter(child=published.nils).delete()
    client = opener(Client(), published.tess)
    client.post(
        reverse("write_judgements", args=[maths_today.public_id]), form_of(published) | {"fill": "1", "common": "Vi har arbetat med bråk."}
    )
    assert {j.child_id: j.text for j in Judgement.objects.all()} == {
        published.elsa.pk: ELSA, published.omar.pk: OMAR, published.nils.pk: "Vi har arbetat med bråk.",
    }  # fmt: skip


def test_a_conflict_keeps_all_that_was_typed_and_saves_nothing(published: Cast, maths_today: Activity) -> None:
    """Q2, Q4."""
    form = form_of(published, elsa="Min nya text.", nils="Också ny.")
    Judgement.objects.filter(child=published.elsa).update(text="Skrivet i en annan flik.", version=2)
    answer = opener(Client(), published.tess).post(reverse("write_judgements", args=[maths_today.public_id]), form | {"save": "1"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert {t for t in ("Min nya text.", "Också ny.", "Skrivet i en annan flik.") if t in html} == {
        "Min nya text.", "Också ny.", "Skrivet i en annan flik.",
    }  # fmt: skip
    assert Judgement.objects.get(child=published.nils).text == BEGUN


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("text", "x" * 4001, "högst 4000"), ("version", "abc", "Sidan var trasig"), ("version", "9" * 30, "Sidan var trasig")],
)
def test_bad_input_gets_a_swedish_message_at_the_field(
    cast_today: Cast, maths_today: Activity, field: str, value: str, message: str
) -> None:
    """Q2."""
    elsa = cast_today.membership(cast_today.elsa, cast_today.maths_5a)
    form = form_of(cast_today, elsa="Text som ska finnas kvar") | {f"{field}-{elsa.public_id}": value, "save": "1"}
    answer = opener(Client(), cast_today.tess).post(reverse("write_judgements", args=[maths_today.public_id]), form)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Judgement.objects.exists()


def test_too_long_a_text_for_all_is_said_at_the_field_and_kept(cast_today: Cast, maths_today: Activity) -> None:
    """Q2: in Lärka's own words, once at the field and once at the top; what else was typed is kept, too."""
    form = form_of(cast_today, elsa="Elsas egna ord") | {"fill": "1", "common": "å" * 4001}
    answer = opener(Client(), cast_today.tess).post(reverse("write_judgements", args=[maths_today.public_id]), form)
    html = answer.content.decode()
    assert (answer.status_code, html.count("Texten är 4001 tecken lång; högst 4000 får plats.")) == (422, 2)
    assert "å" * 4001 in html
    assert "Elsas egna ord" in html
    assert not Judgement.objects.exists()


def test_saving_with_nothing_changed_says_that_all_is_saved(published: Cast, maths_today: Activity) -> None:
    """Q2: a second press on Spara is answered, too."""
    answer = opener(Client(), published.tess).post(
        reverse("write_judgements", args=[maths_today.public_id]), form_of(published) | {"save": "1"}, follow=True
    )
    assert "Alla texter på sidan är sparade." in answer.content.decode()


def test_a_draft_is_a_draft_beside_the_name_and_no_text_is_none(published: Cast, maths_today: Activity) -> None:
    """Mission 5: of a pupil with nothing saved the chip says Utkast, without text Saknas."""
    Judgement.objects.filter(child=published.nils).delete()
    nils = published.membership(published.nils, published.maths_5a)
    client, seen = opener(Client(), published.tess), []
    for text in ("Nils", ""):
        form = {"membership": nils.public_id, "text": text, "version": "0", "page": str(uuid.uuid4())}
        if kept := Draft.objects.first():
            form["seen"] = kept.saved_at.isoformat()
        assert client.post(reverse("keep_judgement_draft", args=[maths_today.public_id]), form).status_code == 200
        html = client.get(reverse("write_judgements", args=[maths_today.public_id])).content.decode()
        seen.append(re.findall(r'"draft-chip">.*?</svg>(\w+)</span>', html))
    assert seen == [["Utkast"], ["Saknas"]]


def test_publishing_says_to_how_many_people_it_goes(published: Cast, maths_today: Activity) -> None:
    """F1: Nils and his one unrestricted guardian; Rut is not counted (A17)."""
    html = page(published.tess, "publish_judgements", maths_today.public_id)[1]
    assert "Den går till 2 personer" in html


def test_publishing_nobody_is_an_error_at_the_list(published: Cast, maths_today: Activity) -> None:
    """Q2."""
    answer = opener(Client(), published.tess).post(reverse("publish_judgements", args=[maths_today.public_id]), {})
    assert (answer.status_code, "Välj minst en elev." in answer.content.decode()) == (422, True)


def test_a_strangers_membership_in_the_form_is_ignored_and_in_a_draft_is_404(published: Cast, maths_today: Activity) -> None:
    """A1: another class's pupil cannot be slipped into the form."""
    bo = GroupMembership.objects.get(child=published.bo, group=published.maths_5b)
    client = opener(Client(), published.tess)
    client.post(
        reverse("write_judgements", args=[maths_today.public_id]),
        {f"text-{bo.public_id}": "Hej", f"version-{bo.public_id}": "0", "save": "1"},
    )
    assert not Judgement.objects.filter(child=published.bo).exists()
    answer = client.post(
        reverse("keep_judgement_draft", args=[maths_today.public_id]),
        {"membership": bo.public_id, "text": "Hej", "version": "0", "page": str(uuid.uuid4())},
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("pupils", [1, 3])
def test_the_writing_page_asks_as_much_for_three_pupils_as_for_one(
    published: Cast, maths_today: Activity, pupils: int, django_assert_num_queries: object
) -> None:
    """Query counts do not grow with the class."""
    GroupMembership.objects.filter(group=published.maths_5a, child__in=[published.omar, published.nils][: 3 - pupils]).update(
        ends_on=published.at.date()
    )
    client = opener(Client(), published.tess)
    with django_assert_num_queries(7):  # type: ignore[operator]
        client.get(reverse("write_judgements", args=[maths_today.public_id]))


def test_publishing_from_an_old_page_says_so_and_publishes_nothing(published: Cast, maths_today: Activity) -> None:
    """Q2, Q4: neither a text that has changed since, nor one that is published already."""
    nils = published.membership(published.nils, published.maths_5a)
    client, address = opener(Client(), published.tess), reverse("publish_judgements", args=[maths_today.public_id])
    Judgement.objects.filter(child=published.nils).update(text="Ändrad efteråt.", version=2)
    answer = client.post(address, {"elev": f"{nils.public_id}:1"})
    assert (answer.status_code, "har ändrats eller är redan publicerad" in answer.content.decode()) == (422, True)
    assert client.post(address, {"elev": f"{nils.public_id}:2"}).status_code == 302
    assert client.post(address, {"elev": f"{nils.public_id}:2"}).status_code == 422
    assert Judgement.objects.get(child=published.nils).versions.count() == 1


def test_a_working_name_stands_where_it_sorts_not_where_the_hidden_name_would(published: Cast) -> None:
    """A10, A18: Per's place in the list says nothing of his family name."""
    html = page(published.anna, "judgement_holders", Judgement.objects.get(child=published.elsa).public_id)[1]
    listed = html[html.index("data-who") :]
    names = [name for name in ("Tess Hallberg", "Elsa Hägg", "Mats Lundqvist", "Personal 4821") if name in listed]
    assert sorted(names, key=listed.index) == ["Tess Hallberg", "Elsa Hägg", "Mats Lundqvist", "Personal 4821"]


def test_two_open_pages_never_write_over_each_others_draft(published: Cast, maths_today: Activity) -> None:
    """Q4, Q2: the second is told, and what the first kept is still there; a page opened later goes on from it."""
    nils = published.membership(published.nils, published.maths_5a)
    client, address = opener(Client(), published.tess), reverse("keep_judgement_draft", args=[maths_today.public_id])

    def keep(text: str, page: uuid.UUID, seen: str = "") -> int:
        form = {"membership": nils.public_id, "text": text, "version": "1", "page": str(page), "seen": seen}
        return client.post(address, form).status_code

    first, second, later = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    assert [keep("Första", first), keep("Första, mer", first), keep("Andra", second)] == [200, 200, 409]
    kept = Draft.objects.get()
    assert kept.content == {"text": "Första, mer"}
    assert keep("Senare", later, kept.saved_at.isoformat()) == 200
    assert keep("Trasig", later, "i går") == 422
