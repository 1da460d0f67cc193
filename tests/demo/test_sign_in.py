"""Signing in as anybody where everybody is invented, and the page that lists them."""

import re
import uuid

import pytest
from django.test import Client

from larka.accounts.assurance import strong_at
from larka.accounts.models import User
from larka.audit.models import Entry
from larka.demo.people import DEMO_PEOPLE
from larka.register.models import Person
from tests.cast import Cast

SIGN_IN = "/demo/sign-in"


def offered(client: Client) -> set[str]:
    """The given names on the buttons of the sign-in page."""
    page = client.get("/logga-in/").content.decode()
    people = re.findall(r'name="person" value="([0-9a-f-]{36})"', page)
    return set(Person.objects.filter(source_id__in=people).values_list("given_name", flat=True))


def test_anybody_is_signed_in_by_the_id_in_the_register_file_without_a_token(cast_today: Cast) -> None:
    """Every role can be tried: the form needs neither password nor CSRF token."""
    for who in (cast_today.anna, cast_today.tess, cast_today.elsa, cast_today.stina):
        client = Client(enforce_csrf_checks=True)
        answer = client.post(SIGN_IN, {"person": str(who.source_id)})
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert who.display_name in client.get("/").content.decode() or client.get("/").status_code == 200
        assert strong_at(client.session, User.objects.of(who).pk)


@pytest.mark.parametrize(("level", "kept"), [({}, "strong"), ({"level": "strong"}, "strong"), ({"level": "weak"}, "weak")])
def test_the_level_is_kept_in_the_session(cast_today: Cast, client: Client, level: dict[str, str], kept: str) -> None:
    """A14: strong counts as a second factor given now, weak as none."""
    client.post(SIGN_IN, {"person": str(cast_today.mats.source_id), **level})
    assert (strong_at(client.session, User.objects.of(cast_today.mats).pk) is not None) == (kept == "strong")


@pytest.mark.parametrize(
    "form", [{}, {"person": ""}, {"person": "Anna"}, {"person": str(uuid.uuid4())}, {"person": "anna", "level": "weak"}]
)
def test_an_unknown_person_is_refused_in_swedish(cast_today: Cast, client: Client, form: dict[str, str]) -> None:
    """Q2: what to give is said, and nobody is signed in."""
    answer = client.post(SIGN_IN, form)
    assert answer.status_code == 400
    assert "personens id i registerfilen" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_an_unknown_level_is_refused(cast_today: Cast, client: Client) -> None:
    """Only strong and weak are levels."""
    assert client.post(SIGN_IN, {"person": str(cast_today.anna.source_id), "level": "root"}).status_code == 400


def test_outside_a_demo_the_way_in_does_not_exist(cast_today: Cast, client: Client, settings: object) -> None:
    """A1: nobody comes in without log-in; the page lists nobody."""
    settings.DEMO = False  # type: ignore[attr-defined]
    assert client.post(SIGN_IN, {"person": str(cast_today.anna.source_id)}).status_code == 404
    assert offered(client) == set()


def test_signing_in_leads_to_no_other_site(cast_today: Cast, client: Client) -> None:
    """The page after sign-in is one of ours."""
    form = {"person": str(cast_today.anna.source_id), "next": "https://example.org/"}
    assert client.post(SIGN_IN, form)["Location"] == "/"
    assert client.post(SIGN_IN, form | {"next": "/hjalp/"})["Location"] == "/hjalp/"


def test_signing_in_is_logged(cast_today: Cast, client: Client) -> None:
    """A11: a demo logs as everything else does."""
    client.post(SIGN_IN, {"person": str(cast_today.rolf.source_id), "level": "weak"})
    entry = Entry.objects.get(action="account.signed_in")
    assert (entry.person_id, entry.details) == (cast_today.rolf.pk, {"level": "weak"})


def test_the_sign_in_page_lists_the_named_cast(cast_today: Cast, client: Client) -> None:
    """Everybody with something to show, and what that is."""
    shown = {who.given_name for who in DEMO_PEOPLE if who.shows} & set(cast_today.people())
    assert offered(client) == shown
    assert "Undervisar 5A i matematik och NO" in client.get("/logga-in/").content.decode()


def test_on_another_register_the_page_offers_some_of_every_role_but_nobody_protected(cast_today: Cast, client: Client) -> None:
    """A10: the same people under other ids are a register like any other; Omar and Per are protected, Rut restricted."""
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(source_id=uuid.uuid4())
    found = offered(client)
    assert found >= {"Rolf", "Rita", "Tess", "Mats", "Sussi", "Kim", "Adam", "Anna", "Anders", "Elsa"}
    assert not found & {"Omar", "Per", "Viktor", "Frida", "Annika", "Gun", "Vera"}
    assert "rektor, Björkskolan" in client.get("/logga-in/").content.decode()


def test_before_any_register_is_read_in_the_page_offers_nobody(db: object, client: Client) -> None:
    """An empty installation has the log-in form and nothing else."""
    page = client.get("/logga-in/")
    assert page.status_code == 200
    assert "Prova Lärka som" not in page.content.decode()
