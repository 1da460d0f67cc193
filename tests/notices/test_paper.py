"""Those who have chosen paper: what the school prints, once, and for whom."""

import io
import re
import uuid
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone

from larka.access.policy import Refused
from larka.accounts.models import User
from larka.assessments.models import Judgement
from larka.notices.actions.paper import choose_paper, print_letters
from larka.notices.models import BouncedAddress, Recipient
from larka.notices.pdf.letters import render_paper
from larka.notices.queries.families import families_of_group, families_of_unit
from larka.people.actions.records import withhold_record
from larka.register.models import ContactDetails, Profile, Responsible
from tests.cast import Cast, actor, opener
from tests.notices.conftest import publish
from tests.web.pages import main_text, shown


@pytest.fixture
def on_paper(cast: Cast) -> Cast:
    """Anna, Nora and Olga get paper; each has an omdöme of a child to hear of."""
    for person in (cast.anna, cast.nora, cast.olga):
        Profile.objects.create(person=person, reached_by="paper")
    publish(cast, cast.elsa, cast.nils, cast.omar)
    return cast


def waiting(cast: Cast, who: Any, place: Any) -> dict[str, int]:
    """Whom the list names as on paper, and how many notices wait for each."""
    found = families_of_group if hasattr(place, "unit_id") else families_of_unit
    return {row.person.given_name: len(row.waiting) for row in found(actor(who, cast.at), place) if row.on_paper}


def everybody(cast: Cast) -> set[uuid.UUID]:
    return {person.public_id for person in cast.people().values()}


def test_the_list_holds_those_who_chose_paper_as_far_as_the_viewer_may_know_of_them(on_paper: Cast) -> None:
    """F2, A10: rektor is not told of the protected child's mother; the mentor is."""
    cast = on_paper
    assert waiting(cast, cast.rolf, cast.school) == {"Anna": 1, "Nora": 1}
    assert waiting(cast, cast.rolf, cast.class_5a) == {"Anna": 1, "Nora": 1}
    assert waiting(cast, cast.mats, cast.class_5a) == {"Anna": 1, "Nora": 1, "Olga": 1}
    assert waiting(cast, cast.rita, cast.preschool) == {"Anna": 0}, "what is about the child in another school is not told here"


def test_a_letter_has_everything_once_and_nothing_of_what_its_reader_may_not_see(on_paper: Cast) -> None:
    """F2, A1: one letter a person; printed again only when asked for."""
    cast = on_paper
    letters = print_letters(by=actor(cast.rolf), place=cast.school, chosen=everybody(cast))
    assert {letter.name: [(n.title, [name for name, _ in n.places]) for n in letter.notices] for letter in letters} == {
        cast.anna.display_name: [("Nytt omdöme: Matematik", [cast.elsa.display_name])],
        cast.nora.display_name: [("Nytt omdöme: Matematik", [cast.nils.display_name])],
    }
    assert set(Recipient.objects.exclude(paper=None).values_list("person__given_name", flat=True)) == {"Anna", "Nora"}
    assert print_letters(by=actor(cast.rolf), place=cast.school, chosen=everybody(cast)) == []
    assert len(print_letters(by=actor(cast.rolf), place=cast.school, chosen=everybody(cast), again=True)) == 2


def test_a_guardian_whose_relation_has_ended_gets_no_letter(on_paper: Cast) -> None:
    """A5: asked when it is printed."""
    cast = on_paper
    Responsible.objects.filter(child=cast.elsa, person=cast.anna).update(ends_on=cast.at.date())
    assert [letter.name for letter in print_letters(by=actor(cast.rolf), place=cast.school, chosen=everybody(cast))] == [
        cast.nora.display_name
    ]


def test_the_list_counts_what_a_letter_would_hold_and_nothing_that_its_reader_may_no_longer_see(on_paper: Cast) -> None:
    """A10, A17: else somebody is told that a letter waits, and gets none."""
    cast, judgement = on_paper, Judgement.objects.get(child=on_paper.elsa)
    withhold_record(by=actor(cast.rolf), kind="judgement", about=judgement, person=cast.anna, reason="OSL 12:3", decision="SN 9")
    assert waiting(cast, cast.rolf, cast.school) == {"Anna": 0, "Nora": 1}


def test_a_protected_familys_letter_is_made_alone_and_tells_no_place(on_paper: Cast) -> None:
    """A10."""
    cast = on_paper
    ContactDetails.objects.update_or_create(
        person=cast.olga, defaults={"addresses": [{"streetAddress": "Hemliga gatan 1", "postalCode": "1", "locality": "X"}]}
    )
    assert cast.olga.display_name not in {x.name for x in print_letters(by=actor(cast.mats), place=cast.class_5a, chosen=everybody(cast))}
    [letter] = print_letters(by=actor(cast.mats), place=cast.class_5a, chosen={cast.olga.public_id})
    assert (letter.address, letter.unit) == ((), "")
    assert print_letters(by=actor(cast.rolf), place=cast.class_5a, chosen={cast.olga.public_id}) == []


@pytest.mark.parametrize("who", ["tess", "petra", "anna", "stina", "kim", "viktor"])
def test_nobody_else_makes_letters_or_writes_down_who_wants_paper(on_paper: Cast, who: str) -> None:
    """A8."""
    by = actor(getattr(on_paper, who))
    with pytest.raises(Refused):
        print_letters(by=by, place=on_paper.class_5a, chosen=everybody(on_paper))
    with pytest.raises(Refused):
        choose_paper(by=by, group=on_paper.class_5a, chosen=set())


def test_the_school_writes_down_who_wants_paper(cast_today: Cast, client: Client) -> None:
    """F2: a choice per guardian; whom the writer may not know of keeps theirs."""
    cast = cast_today
    Profile.objects.create(person=cast.olga, reached_by="paper")
    browser = opener(client, cast.rolf)
    browser.post(
        f"/grupper/{cast.class_5a.public_id}/post/", {"spara": "ja", "person": [str(cast.anna.public_id), str(cast.stina.public_id), "x"]}
    )
    assert set(Profile.objects.filter(reached_by="paper").values_list("person__given_name", flat=True)) == {"Anna", "Olga"}
    browser.post(f"/grupper/{cast.class_5a.public_id}/post/", {"spara": "ja"})
    assert set(Profile.objects.filter(reached_by="paper").values_list("person__given_name", flat=True)) == {"Olga"}


def test_the_letters_are_a_pdf_with_a_page_each(on_paper: Cast) -> None:
    """F2: the address in the window of the envelope."""
    letters = print_letters(by=actor(on_paper.rolf), place=on_paper.school, chosen=everybody(on_paper))
    with pikepdf.open(io.BytesIO(render_paper(letters, made_at=on_paper.at))) as pdf:
        assert len(pdf.pages) == 2


def test_a_letter_of_several_pages_says_on_each_whose_it_is(on_paper: Cast) -> None:
    """A1: they are put in envelopes by hand, and no page may land in another family's; a letter of one page says nothing."""
    long, short = print_letters(by=actor(on_paper.rolf), place=on_paper.school, chosen=everybody(on_paper))
    long = replace(long, notices=long.notices * 60)
    with pikepdf.open(io.BytesIO(render_paper([long, short], made_at=on_paper.at))) as pdf:
        feet = [bool(re.search(rb"/Footer[^>]*>>BDC(?:(?!EMC).)*T[jJ]", page.Contents.read_bytes(), re.DOTALL)) for page in pdf.pages]
    assert feet == [True] * (len(feet) - 1) + [False]
    assert len(feet) > 2


def test_the_page_prints_and_says_when_there_is_nothing(cast_today: Cast, client: Client) -> None:
    """F2: without JavaScript."""
    cast = cast_today
    Profile.objects.create(person=cast.anna, reached_by="paper")
    publish(cast, cast.elsa)
    browser, address = opener(client, cast.rolf), f"/enheter/{cast.school.public_id}/post/"
    assert "en notis att skriva ut" in main_text(browser.get(address))
    assert browser.post(address, {"person": str(cast.anna.public_id)})["Content-Type"] == "application/pdf"
    assert "Inget brev gjordes" in main_text(browser.post(address, {"person": str(cast.anna.public_id)}, follow=True))
    assert browser.post(address, {"person": str(cast.anna.public_id), "igen": "on"})["Content-Type"] == "application/pdf"


def test_the_school_sees_whose_mail_comes_back(cast_today: Cast) -> None:
    """F2, A10: those whom the viewer may know of, and only while the account has that address."""
    cast = cast_today
    for person in (cast.anna, cast.olga, cast.stina):
        user = User.objects.of(person)
        user.email = f"{person.pk}@hem.example"
        user.save()
        BouncedAddress.objects.create(person=person, address=user.email, bounced_at=timezone.now())
    text = shown(Client(), cast.rolf, f"/enheter/{cast.school.public_id}/post/")
    assert "mejl kommer tillbaka" in text
    assert {name for name in ("Anna", "Olga", "Stina", "Anders") if f"{name} " in text} == {"Anna"}
    User.objects.filter(person=cast.anna).update(email="ny@hem.example")
    assert "mejl kommer tillbaka" not in shown(Client(), cast.rolf, f"/enheter/{cast.school.public_id}/post/")
