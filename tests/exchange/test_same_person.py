"""Merging on the page: chosen among possible doubles, proposed by one, approved by another."""

import datetime as dt

import pytest
from django.test import Client

from larka.people.models import Merge, PendingChange
from larka.register.models import Person, RoleGrant
from tests.cast import Cast, opener
from tests.exchange.small_register import Importer, SmallRegister, an_id, by_name, codes, the
from tests.exchange.test_import_new_ids import renamed
from tests.exchange.test_register_pages import office_of
from tests.web.pages import shown

pytestmark = pytest.mark.postgres15

PAGE = "/register/samma-person/"


@pytest.fixture
def double(cast_today: Cast) -> Person:
    """Nils a second time, without an id of the register; Rita has the office too."""
    cast = cast_today
    RoleGrant.objects.create(person=cast.rita, role="administrator", unit=cast.municipality, starts_on=dt.date(2026, 1, 1), decision="KS 1")
    return Person.objects.create(
        given_name="Nils", family_name=cast.nils.family_name, sort_key="x", birth_date=cast.nils.birth_date, adult_on=cast.nils.adult_on
    )


def test_one_proposes_and_another_approves_and_both_split(cast_today: Cast, double: Person, client: Client) -> None:
    """B6: the whole way on the page, the difference shown, each step by two."""
    cast = cast_today
    adam, rita = opener(Client(), cast.adam), opener(Client(), cast.rita)
    address = f"{PAGE}?person={cast.nils.public_id}&person={double.public_id}"
    assert "5A" in adam.get(address).content.decode()
    assert adam.post(address, {"keep": cast.nils.public_id, "reason": " "}).status_code == 422
    assert adam.post(address, {"keep": cast.nils.public_id, "reason": "Samma barn"}).status_code == 302
    merge = Merge.objects.get()
    assert adam.post(PAGE, {"approve": merge.public_id}).status_code == 422
    for browser, act, state in ((rita, "approve", "merged"), (rita, "split", "split_proposed"), (adam, "approve_split", "split")):
        assert browser.post(PAGE, {act: merge.public_id}).status_code == 302
        merge.refresh_from_db()
        assert merge.state == state
        assert browser.get(PAGE).status_code == 200
        said = {person.given_name: shown(client, person, "/") for person in (cast.nora, cast.nils, cast.anna)}
        words = "har skilts från" if state == "split" else "förts ihop"
        assert {name for name, text in said.items() if words in text} == {"Nora", "Nils"}
    assert opener(client, cast.rolf).post(PAGE, {"approve": merge.public_id}).status_code == 404


def test_nobody_protected_is_set_side_by_side(cast_today: Cast, double: Person, client: Client) -> None:
    """A10: an address made up by hand shows no more than the lists do."""
    Person.objects.filter(pk=double.pk).update(protection="marked")
    cast = cast_today
    page = opener(client, cast.adam).get(f"{PAGE}?person={cast.nils.public_id}&person={double.public_id}").content.decode()
    assert "Nils" not in page
    assert "Omar" not in opener(client, cast.adam).get(f"{PAGE}?person={cast.omar.public_id}&person={cast.nils.public_id}").content.decode()


def test_a_new_id_with_a_known_number_is_taken_over_through_the_same_two(imported: Importer, register: SmallRegister) -> None:
    """B6: approved on the page, the next import goes on with the same person."""
    anew = renamed(register, "elsa", "elsa-igen")
    imported(anew)
    change = PendingChange.objects.get()
    first, second = office_of("sara", Client()), office_of("mats", Client())
    assert first.post(PAGE, {"new": change.public_id, "reason": "Flyttad i registret"}).status_code == 302
    assert second.post(PAGE, {"approve": Merge.objects.get().public_id}).status_code == 302
    assert the("elsa-igen").memberships.filter(ends_on=None).count() == 2
    assert codes(imported(anew, days=1)) == []
    assert Person.objects.filter(source_id=an_id("elsa")).count() == 0


def test_a_new_id_that_was_taken_over_wrongly_is_given_up_again(imported: Importer, register: SmallRegister) -> None:
    """B6: by two, within 30 days; sessions end, the person has the old id, and what the register says then is proposed anew."""
    anew = renamed(register, "elsa", "elsa-igen")
    imported(anew)
    elsa, number = the("elsa"), the("elsa").numbers.get()
    first, second = office_of("sara", Client()), office_of("mats", Client())
    first.post(PAGE, {"new": PendingChange.objects.get().public_id, "reason": "Flyttad i registret"})
    merge = Merge.objects.get().public_id
    second.post(PAGE, {"approve": merge})
    family = opener(Client(), elsa)
    assert first.post(PAGE, {"split": merge}).status_code == 302
    assert first.post(PAGE, {"approve_split": merge}).status_code == 422
    assert second.post(PAGE, {"approve_split": merge}).status_code == 302
    assert family.get("/").status_code == 302
    elsa.refresh_from_db()
    assert (str(elsa.source_id), elsa.numbers.get()) == (an_id("elsa"), number)
    assert by_name(imported(anew, days=1)) == [("merge_proposed", "Elsa Hägg")]


def test_what_the_register_has_changed_since_is_not_split_by_itself(imported: Importer, register: SmallRegister) -> None:
    """B6, Q2: the person has a third id by now; it is said, and nothing changes."""
    imported(renamed(register, "elsa", "elsa-igen"))
    first, second = office_of("sara", Client()), office_of("mats", Client())
    first.post(PAGE, {"new": PendingChange.objects.get().public_id, "reason": "Flyttad i registret"})
    merge = Merge.objects.get()
    second.post(PAGE, {"approve": merge.public_id})
    Person.objects.filter(source_id=an_id("elsa-igen")).update(source_id=an_id("elsa-tredje"))
    first.post(PAGE, {"split": merge.public_id})
    answer = second.post(PAGE, {"approve_split": merge.public_id})
    assert answer.status_code == 422
    assert "inte kan delas av sig självt" in answer.content.decode()
    assert the("elsa-tredje").display_name == "Elsa Hägg"
