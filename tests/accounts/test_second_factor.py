"""An app, codes in reserve, and what changing them demands."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from larka.accounts.assurance import SECOND_FACTOR, note_step, strong_at
from larka.audit.models import Entry
from tests.accounts.ways import code_now, codes_on, connect_app, secret_on, sign_in, signed_in, with_password, words
from tests.cast import Cast, opener

LOG_IN = "/konto/inloggning/"


def test_a_teacher_connects_an_app_and_gives_its_code_at_the_next_log_in(cast_today: Cast) -> None:
    """A14: the password alone does not let in whoever has a second factor."""
    user = with_password(cast_today.tess)
    secret = connect_app(signed_in(user))
    client = Client()
    answer = sign_in(client, user)
    assert answer["Location"] == "/logga-in/steg-2/"
    assert client.get("/grupper/").status_code == 302, "between the steps nobody is signed in"
    assert "data-security-key" not in client.get(answer["Location"]).content.decode(), "whoever has no key is not asked for one"
    for credential in ("", "x", '"x"', "[]", '{"id": "x"}', '{"id": "x", "rawId": "y"}', '{"id": 1, "rawId": 1}'):
        assert client.post(answer["Location"], {"credential": credential}).status_code == 422, f"nor let in by {credential}"
    wrong = client.post("/logga-in/steg-2/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "Det stämmer inte" in words(wrong)
    assert client.post("/logga-in/steg-2/", {"code": code_now(secret, steps=1)}).status_code == 302
    assert strong_at(client.session, user.pk)
    assert client.get("/grupper/").status_code == 200


def test_a_code_is_used_once(cast_today: Cast) -> None:
    """A14: whoever saw it over a shoulder cannot use it again, in whichever process of the server."""
    user = with_password(cast_today.tess)
    secret = connect_app(signed_in(user))
    code = code_now(secret, steps=1)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, user)
    assert first.post("/logga-in/steg-2/", {"code": code}).status_code == 302
    assert second.post("/logga-in/steg-2/", {"code": code}).status_code == 422


def test_a_wrong_first_code_connects_nothing_and_keeps_the_secret(cast_today: Cast) -> None:
    """Q2: told at the field; the app that has the secret already goes on."""
    client = signed_in(with_password(cast_today.tess))
    secret = secret_on(client.get(LOG_IN + "app/").content.decode())
    answer = client.post(LOG_IN + "app/", {"code": "nonsense"})
    assert answer.status_code == 422
    assert secret_on(answer.content.decode()) == secret
    assert not Authenticator.objects.exists()


def test_the_secret_is_kept_encrypted(cast_today: Cast) -> None:
    """Q3: a copy of the table opens no account."""
    secret = connect_app(signed_in(with_password(cast_today.tess)))
    assert all(secret not in str(row.data) for row in Authenticator.objects.all())


def test_a_code_in_reserve_lets_in_once(cast_today: Cast) -> None:
    """A14: for the day when the phone is gone."""
    user = with_password(cast_today.tess)
    client = signed_in(user)
    connect_app(client)
    codes = codes_on(client.get(LOG_IN + "reservkoder/").content.decode())
    assert len(set(codes)) == 10
    for status in (302, 422):
        other = Client()
        sign_in(other, user)
        assert other.post("/logga-in/steg-2/", {"code": codes[0]}).status_code == status
    assert "9 koder är kvar" in words(client.get(LOG_IN))


def test_new_codes_in_reserve_end_the_old(cast_today: Cast) -> None:
    """A14: a list that was lost is worth nothing."""
    client = signed_in(with_password(cast_today.tess))
    connect_app(client)
    before = codes_on(client.get(LOG_IN + "reservkoder/").content.decode())
    assert "10 oanvända koder slutar att fungera" in words(client.get(LOG_IN + "reservkoder/nya/"))
    client.post(LOG_IN + "reservkoder/nya/")
    after = codes_on(client.get(LOG_IN + "reservkoder/").content.decode())
    assert not set(before) & set(after)


@pytest.mark.parametrize("address", ["app/ta-bort/", "nyckel/", "reservkoder/", "reservkoder/nya/"])
def test_changing_the_way_in_demands_a_fresh_second_factor(cast_today: Cast, later: Any, address: str) -> None:
    """A14: a computer left open is not enough to take over an account, not even with the password."""
    client = signed_in(with_password(cast_today.tess))
    secret = connect_app(client)
    later(16)
    answer = client.get(LOG_IN + address)
    assert answer["Location"] == f"/konto/bekrafta/?{urlencode({'next': LOG_IN + address})}"
    page = client.get(answer["Location"])
    assert "Lösenord" not in words(page)
    later(0)
    back = client.post(answer["Location"], {"larka_way": "code", "code": code_now(secret, steps=1)})
    assert back["Location"] == LOG_IN + address
    assert client.get(LOG_IN + address).status_code == 200


def test_the_first_factor_demands_a_fresh_password(cast_today: Cast, later: Any) -> None:
    """A14: nobody connects an app of their own to a computer left open."""
    client = signed_in(with_password(cast_today.tess))
    later(16)
    answer = client.get(LOG_IN + "app/")
    assert answer.status_code == 302
    page = answer["Location"]
    wrong = client.post(page, {"larka_way": "password", "password": "fel"})
    assert wrong.status_code == 422
    later(0)
    assert client.post(page, {"larka_way": "password", "password": "lärkan sjunger över åkern"})["Location"] == LOG_IN + "app/"


def test_the_last_factor_takes_the_codes_in_reserve_with_it(cast_today: Cast) -> None:
    """A14: and the page says what closes."""
    user = with_password(cast_today.tess)
    client = signed_in(user)
    connect_app(client)
    assert "ditt sista andra steg" in words(client.get(LOG_IN + "app/ta-bort/"))
    assert client.post(LOG_IN + "app/ta-bort/")["Location"] == LOG_IN
    assert not Authenticator.objects.exists()
    assert sign_in(Client(), user)["Location"] != "/logga-in/steg-2/"


@pytest.mark.django_db(transaction=True)
def test_what_happens_to_the_way_in_is_logged(cast_today: Cast) -> None:
    """A11: connected, given, removed."""
    user = with_password(cast_today.tess)
    client = signed_in(user)
    secret = connect_app(client)
    other = Client()
    sign_in(other, user)
    other.post("/logga-in/steg-2/", {"code": code_now(secret, steps=1)})
    client.post(LOG_IN + "app/ta-bort/")
    logged = Entry.objects.filter(action__startswith="account.second_factor", person_id=cast_today.tess.pk)
    assert set(logged.values_list("action", "details__type")) == {
        ("account.second_factor_added", "totp"),
        ("account.second_factor_added", "recovery_codes"),
        ("account.second_factor_given", "totp"),
        ("account.second_factor_removed", "totp"),
        ("account.second_factor_removed", "recovery_codes"),
    }


def test_nobody_removes_another_persons_key(cast_today: Cast) -> None:
    """A1: another's key does not exist."""
    mine, theirs = with_password(cast_today.tess), with_password(cast_today.mats)
    key = Authenticator.objects.create(user=theirs, type="webauthn", data={"name": "Nyckel"})
    client = opener(Client(), mine.person)
    for method in (client.get, client.post):
        assert method(f"{LOG_IN}nyckel/ta-bort/?nyckel={key.pk}").status_code == 404
        assert method(f"{LOG_IN}nyckel/ta-bort/?nyckel=x").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_whoever_is_not_signed_in_is_led_to_the_log_in(cast_today: Cast, client: Client) -> None:
    """A1: each of the pages."""
    for address in ("", "app/", "app/ta-bort/", "nyckel/", "nyckel/ta-bort/", "reservkoder/", "reservkoder/nya/"):
        assert client.get(LOG_IN + address)["Location"].startswith("/logga-in/?next="), address
    assert client.get("/konto/bekrafta/")["Location"].startswith("/logga-in/?next=")
    assert client.get("/logga-in/steg-2/")["Location"] == "/logga-in/"


def test_the_records_of_another_account_say_nothing_about_this_one(cast_today: Cast) -> None:
    """A14: what was proved by one person in a session is not proved by the next."""
    session: dict[str, Any] = {}
    now = dt.datetime.now(dt.UTC)
    note_step(session, 1, SECOND_FACTOR, now)
    assert strong_at(session, 1) == now
    assert strong_at(session, 2) is None
    note_step(session, 2, "password", now)
    assert strong_at(session, 2) is None
