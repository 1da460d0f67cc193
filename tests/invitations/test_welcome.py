"""The first log-in: a code, something only its owner knows, and a password of one's own (B2)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from larka.accounts.models import User
from larka.audit.models import Entry
from larka.invitations.actions.attempts import MOST
from larka.invitations.actions.inviting import NothingToAskError, invite
from larka.invitations.actions.opening import MOST_WRONG_CHECKS
from larka.invitations.models import Attempt, Invitation
from larka.register.models import IdentityNumber, Person
from tests.cast import Cast, actor, opener
from tests.invitations.papers import give_numbers, whole
from tests.web.pages import main_text

PASSWORD = "sju blåa sjöhästar"


def _code(cast: Cast, person: Person) -> str:
    return invite(by=actor(cast.rolf, timezone.now()), person=person, unit="Björkskolan").code


def _give(client: Client, code: str, check: str) -> Any:
    return client.post("/valkommen/", {"code": code, "check": check})


def _choose(client: Client, **more: str) -> Any:
    return client.post("/valkommen/losenord/", {"username": "anna@hem.example", "password": PASSWORD, "again": PASSWORD} | more)


def test_a_code_and_ones_own_digits_open_the_account_and_then_a_password(client: Client, cast_today: Cast) -> None:
    """B2, A14: signed in by what a password opens; and the next time the name and the password are enough."""
    numbers = give_numbers(cast_today)
    code = _code(cast_today, cast_today.anna)
    assert _give(client, code.lower().replace("-", " "), numbers["Anna"][-4:])["Location"] == "/valkommen/losenord/"
    assert cast_today.anna.display_name in main_text(client.get("/valkommen/losenord/"))
    assert _choose(client)["Location"] == "/"
    assert client.get("/").status_code == 200
    user = User.objects.get(person=cast_today.anna)
    assert user.check_password(PASSWORD)
    assert user.last_login is not None
    signed_in = Entry.objects.get(action="account.signed_in", person_id=cast_today.anna.pk)
    assert signed_in.details == {"level": "weak"}
    again = Client()
    answer = again.post("/logga-in/", {"login": "ANNA@hem.example", "password": PASSWORD})
    assert answer.status_code == 302


def test_a_code_opens_once(client: Client, cast_today: Cast) -> None:
    """B2: used up by the password; a second browser that had given it too comes too late."""
    numbers = give_numbers(cast_today)
    code, late = _code(cast_today, cast_today.anna), Client()
    for browser in (client, late):
        assert _give(browser, code, numbers["Anna"][-4:]).status_code == 302
    _choose(client)
    assert _choose(late, username="annan")["Location"] == "/valkommen/"
    assert _give(Client(), code, numbers["Anna"][-4:]).status_code == 422
    assert User.objects.get(person=cast_today.anna).username == "anna@hem.example"


@pytest.mark.parametrize("spoilt", ["expired", "cancelled", "wrong check", "somebody else's check", "unknown code"])
def test_what_cannot_open_is_answered_alike(client: Client, cast_today: Cast, spoilt: str) -> None:
    """B2, A1: nobody learns whether a code exists."""
    numbers = give_numbers(cast_today)
    code = _code(cast_today, cast_today.anna)
    check = {"wrong check": "0000", "somebody else's check": numbers["Nora"][-4:]}.get(spoilt, numbers["Anna"][-4:])
    if spoilt == "expired":
        Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    if spoilt == "cancelled":
        _code(cast_today, cast_today.anna)
    answer = _give(client, "BBBB-BBBB-BBBB" if spoilt == "unknown code" else code, check)
    assert answer.status_code == 422
    assert "hör inte ihop" in whole(answer)
    assert client.get("/valkommen/losenord/")["Location"] == "/valkommen/"
    assert not User.objects.filter(person=cast_today.anna).exists()


def test_whoever_guesses_the_digits_of_a_stolen_letter_has_five_tries(client: Client, cast_today: Cast) -> None:
    """B2: then the code is over, also for its owner."""
    numbers = give_numbers(cast_today)
    code = _code(cast_today, cast_today.anna)
    wrong = [f"{guess:04}" for guess in range(20) if f"{guess:04}" != numbers["Anna"][-4:]][:MOST_WRONG_CHECKS]
    assert {_give(client, code, guess).status_code for guess in wrong} == {422}
    assert _give(client, code, numbers["Anna"][-4:]).status_code == 422


def test_wrong_codes_are_limited_by_address_and_right_ones_are_not(client: Client, cast_today: Cast, settings: Any) -> None:
    """B2: a whole class may open its accounts in one hour from one school; whoever guesses is stopped, and told until when."""
    settings.RATE_LIMITS = True
    most = MOST[Attempt.Kind.CODE]
    answers = [_give(client, "BBBB-BBBB-BBBB", "1234") for _ in range(most + 1)]
    assert [answer.status_code for answer in answers] == [422] * most + [429]
    assert 3_500 < int(answers[-1]["Retry-After"]) <= 3_600
    assert "Försök igen klockan" in answers[-1].content.decode()
    numbers = give_numbers(cast_today)
    code = _code(cast_today, cast_today.anna)
    elsewhere = Client(REMOTE_ADDR="192.0.2.55")
    for _time in range(most + 1):
        assert _give(elsewhere, code, numbers["Anna"][-4:]).status_code == 302


def test_a_child_under_13_is_asked_its_birth_date_and_never_its_number(client: Client, cast_today: Cast) -> None:
    """B2: with or without hyphens."""
    numbers = give_numbers(cast_today)
    code, born = _code(cast_today, cast_today.elsa), cast_today.elsa.birth_date
    assert born is not None
    assert _give(client, code, numbers["Elsa"][-4:]).status_code == 422
    assert _give(client, code, born.isoformat()).status_code == 302


def test_whoever_has_neither_number_nor_birth_date_gets_no_code(cast: Cast) -> None:
    """B2: a paper alone would open the account."""
    Person.objects.filter(pk=cast.anna.pk).update(birth_date=None, adult_on=None)
    cast.anna.refresh_from_db()
    with pytest.raises(NothingToAskError):
        invite(by=actor(cast.rolf), person=cast.anna, unit="")


def test_a_number_that_has_changed_is_asked_as_it_is_now(client: Client, cast_today: Cast) -> None:
    """B3: not the old one."""
    give_numbers(cast_today)
    IdentityNumber.objects.filter(person=cast_today.anna).update(replaced_at=timezone.now())
    IdentityNumber.objects.create(person=cast_today.anna, value="19790203TF01", kind="temporary", recorded_at=timezone.now())
    assert _give(client, _code(cast_today, cast_today.anna), "tf01").status_code == 302


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"password": "kort", "again": "kort"}, "id_password-fel"),
        ({"password": "password1234", "again": "password1234"}, "id_password-fel"),
        ({"again": "något annat helt"}, "Lösenorden är inte lika"),
        ({"username": "nora@hem.example"}, "upptaget"),
        ({"username": "NORA@hem.example"}, "upptaget"),
        ({"username": ""}, "id_username-fel"),
    ],
)
def test_a_weak_password_or_a_taken_name_is_told_at_its_field(client: Client, cast_today: Cast, more: dict[str, str], told: str) -> None:
    """Q2: the code is not used up by it, and no password comes back in the page."""
    numbers = give_numbers(cast_today)
    nora = User.objects.of(cast_today.nora)
    nora.username = "nora@hem.example"
    nora.save()
    _give(client, _code(cast_today, cast_today.anna), numbers["Anna"][-4:])
    answer = _choose(client, **more)
    assert answer.status_code == 422
    assert told in whole(answer)
    assert PASSWORD not in whole(answer)
    assert _choose(client)["Location"] == "/"


def test_a_personal_number_is_no_name_to_log_in_with(client: Client, cast_today: Cast) -> None:
    """B3: names stand in logs."""
    numbers = give_numbers(cast_today)
    _give(client, _code(cast_today, cast_today.anna), numbers["Anna"][-4:])
    assert "Använd inte ditt personnummer" in whole(_choose(client, username=numbers["Anna"]))


def test_whoever_has_logged_in_meanwhile_keeps_the_password(client: Client, cast_today: Cast) -> None:
    """B2: an old letter resets nothing."""
    numbers = give_numbers(cast_today)
    code = _code(cast_today, cast_today.anna)
    _give(client, code, numbers["Anna"][-4:])
    opener(Client(), cast_today.anna)
    assert _choose(client)["Location"] == "/valkommen/"
    assert not User.objects.get(person=cast_today.anna).has_usable_password()


def test_the_code_that_was_given_is_forgotten_after_half_an_hour(client: Client, cast_today: Cast) -> None:
    """B2: on a shared device the next one finds nothing open."""
    numbers = give_numbers(cast_today)
    _give(client, _code(cast_today, cast_today.anna), numbers["Anna"][-4:])
    session = client.session
    session["larka_invitation"] = [session["larka_invitation"][0], (timezone.now() - dt.timedelta(minutes=31)).isoformat()]
    session.save()
    assert client.get("/valkommen/losenord/")["Location"] == "/valkommen/"


def test_for_how_long_a_code_holds_is_a_setting(cast: Cast, settings: Any) -> None:
    """B2: thirty days where nothing is said."""
    give_numbers(cast)
    assert invite(by=actor(cast.rolf), person=cast.anna, unit="").expires_on == cast.at.date() + dt.timedelta(days=30)
    settings.INVITATION_DAYS = 7
    assert invite(by=actor(cast.rolf), person=cast.anna, unit="").expires_on == cast.at.date() + dt.timedelta(days=7)


@pytest.mark.parametrize("text", ["", "\0", "x" * 5000, "BBBB BBBB BBBÖ", "1111-1111-1111", "BBBB\u202eBBBBBBBB"])
def test_no_text_breaks_the_page(client: Client, db: Any, text: str) -> None:
    """Q2: bad input gets a message."""
    assert _give(client, text, text).status_code == 422
