"""Nothing is said to be done that was not."""

import pytest
from django.test import Client

from larka.access.models import Proxy
from larka.people.actions.proxies import give_proxy
from larka.register.models import RoleGrant, Substitute
from larka.web.addresses import url
from tests.cast import Cast, actor, opener

NOTHING = "Inget avslutades"


def sent(browser: Client, page: str, act: str, row: object) -> str:
    """What the page says after that."""
    return browser.post(page, {"act": act, "row": str(row)}, follow=True).content.decode()


@pytest.mark.parametrize("row", ["zz", "", "\0", "0dd0c0de-0000-4000-8000-000000000000"])
def test_what_was_never_there_is_not_said_to_have_ended(cast_today: Cast, client: Client, row: str) -> None:
    """Q2: substitutes, restrictions, needs and proxies; rows and receipts as they were."""
    cast = cast_today
    before = Substitute.objects.count()
    pages = (
        (cast.rolf, url("substitutes", cast.school.public_id), "end", "Vikariatet är avslutat"),
        (cast.rolf, url("child_decisions", cast.elsa.public_id), "end", "Begränsningen är avslutad"),
        (cast.rolf, url("child_needs", cast.omar.public_id), "end", "Behovet är avslutat"),
        (cast.anna, url("proxies", cast.elsa.public_id), "take_back", "Fullmakten är tillbakatagen"),
    )
    asked = 0
    for person, page, act, receipt in pages:
        browser = opener(client, person)
        if browser.get(page).status_code == 404:
            continue
        asked += 1
        said = sent(browser, page, act, row)
        assert NOTHING in said, page
        assert receipt not in said, page
    assert asked >= 3
    assert Substitute.objects.count() == before


def test_another_units_substitute_is_not_said_to_have_ended(cast_today: Cast, client: Client) -> None:
    """Q2, A16: Rita leads the preschool; Vera stands in at Björkskolan."""
    row = Substitute.objects.filter(person=cast_today.vera).order_by("pk")[0]
    said = sent(opener(client, cast_today.rita), url("substitutes", cast_today.preschool.public_id), "end", row.public_id)
    assert NOTHING in said
    assert "Vikariatet är avslutat" not in said
    assert Substitute.objects.get(pk=row.pk).ends_at == row.ends_at


def test_a_proxy_taken_back_twice_is_said_once(cast_today: Cast, client: Client) -> None:
    """Q2: a double press is no fault; the second is told what holds."""
    cast = cast_today
    give_proxy(by=actor(cast.anna), child=cast.elsa, person=cast.stina, scopes=["absence"])
    browser, page = opener(client, cast.anna), url("proxies", cast.elsa.public_id)
    assert "Fullmakten är tillbakatagen" in sent(browser, page, "take_back", cast.stina.public_id)
    assert NOTHING in sent(browser, page, "take_back", cast.stina.public_id)
    assert not Proxy.objects.filter(ends_on=None).exists()


def test_an_act_that_no_button_sends_is_refused_in_words(cast_today: Cast, client: Client) -> None:
    """Q2: the pages of roles and of protection."""
    browser = opener(client, cast_today.adam)
    for page in ("/roller/", "/skydd/"):
        for act in ("zzz", "", "\0"):
            answer = browser.post(page, {"act": act})
            assert answer.status_code == 400, page
            assert "Det gick inte att förstå det som skickades." in answer.content.decode()
    assert not RoleGrant.objects.filter(person=cast_today.kim).exists()


def test_a_sign_that_no_name_has_is_told_in_one_sentence(cast_today: Cast, client: Client) -> None:
    """Q2: with what is really wrong, and nobody to choose among."""
    page = opener(client, cast_today.adam).post("/roller/", {"act": "grant", "who": "a\0e", "role": "registrar"}).content.decode()
    assert "ett tecken som inte kan sparas" in page
    assert "Vem menar du?" not in page
    assert "Ingen hittades" not in page
    assert "Flera heter så" not in page
