"""The page where omdömen are written and the one where they are published."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from larka.assessments.models import Judgement
from larka.records.models import Draft
from larka.register.models import Activity, GroupMembership
from tests.assessments.conftest import ELSA, OMAR
from tests.cast import Cast, opener

BEGUN = "Nils har börjat med"


def page(person: object, name: str, *ids: uuid.UUID, query: str = "") -> tuple[int, str]:
    answer = opener(Client(), person).get(reverse(name, args=ids) + query)  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode()


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
        form = {"detail": f"{nils.public_id}:{published.term.public_id}", "text": text, "version": "0", "page": str(uuid.uuid4())}
        if kept := Draft.objects.first():
            form["seen"] = kept.saved_at.isoformat()
        assert client.post(reverse("draft_judgement", args=[maths_today.public_id]), form).status_code == 200
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
        reverse("draft_judgement", args=[maths_today.public_id]),
        {"detail": f"{bo.public_id}:{published.term.public_id}", "text": "Hej", "version": "0", "page": str(uuid.uuid4())},
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
    """Q4, Q2: the second's text stands beside, a third is told it is not kept; a page opened later goes on from the first."""
    nils = published.membership(published.nils, published.maths_5a)
    client, address = opener(Client(), published.tess), reverse("draft_judgement", args=[maths_today.public_id])

    def keep(text: str, page: uuid.UUID, seen: str = "") -> int:
        form = {"detail": f"{nils.public_id}:{published.term.public_id}", "text": text, "version": "1", "page": str(page), "seen": seen}
        return client.post(address, form).status_code

    first, second, third, later = (uuid.uuid4() for _ in range(4))
    kept = [keep("Första", first), keep("Första, mer", first), keep("Andra", second), keep("Andra, mer", second), keep("Tredje", third)]
    assert kept == [200, 200, 409, 409, 409]
    assert dict(Draft.objects.values_list("beside", "content__text")) == {False: "Första, mer", True: "Andra, mer"}
    assert keep("Senare", later, Draft.objects.get(beside=False).saved_at.isoformat()) == 200
    assert dict(Draft.objects.values_list("beside", "content__text")) == {False: "Senare", True: "Andra, mer"}
    assert keep("Trasig", later, "i går") == 422
