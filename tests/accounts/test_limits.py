"""Guessing takes time, for names that exist and names that do not, and every try is logged."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from larka.accounts import limits
from larka.accounts.models import Attempts, User
from larka.audit.models import Entry
from tests.accounts.ways import PASSWORD, code_now, connect_app, sign_in, signed_in, with_password, words
from tests.cast import NOON, Cast

pytestmark = pytest.mark.postgres15

WAIT = "För många försök"


def nobody(name: str = "finns.inte") -> User:
    """Somebody who has no account."""
    return User(username=name)


@pytest.mark.parametrize("exists", [True, False])
def test_after_five_failures_one_waits_whether_the_account_exists_or_not(cast_today: Cast, exists: bool) -> None:  # noqa: FBT001 – a parameter
    """A1, A14: the same answers in the same order; the right password does not help while one waits."""
    user = with_password(cast_today.tess) if exists else nobody("tess.nagon")
    told = [WAIT in words(sign_in(Client(), user, "fel")) for _ in range(7)]
    assert told == [False] * 5 + [True] * 2
    if exists:
        assert WAIT in words(sign_in(Client(), user))


def test_case_and_spaces_are_no_way_around(cast_today: Cast) -> None:
    """A14: a name is one name."""
    user = with_password(cast_today.tess)
    for name in (user.username, user.username.upper(), f" {user.username}", user.username.title(), user.username):
        sign_in(Client(), nobody(name), "fel")
    assert WAIT in words(sign_in(Client(), user))


def test_each_further_failure_waits_twice_as_long_up_to_a_quarter_of_an_hour(db: None) -> None:
    """A14: and a try while one waits makes it no longer."""
    count, at, waits = [limits.of_name("tess")], NOON, []
    for _ in range(12):
        assert limits.take(count, at=at)
        row = Attempts.objects.get()
        if row.waits_until:
            waits.append(int((row.waits_until - at).total_seconds()))
            assert not limits.take(count, at=row.waits_until - dt.timedelta(seconds=1))
            assert Attempts.objects.get().waits_until == row.waits_until
            at = row.waits_until
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert limits.take(count, at=at + dt.timedelta(hours=2))
    assert Attempts.objects.get().failures == 1


def test_who_comes_in_begins_anew(cast_today: Cast) -> None:
    """A14: a mistyped password costs nobody anything."""
    user = with_password(cast_today.tess)
    for _ in range(4):
        for _ in range(3):
            sign_in(Client(), user, "fel")
        assert sign_in(Client(), user).status_code == 302


def test_one_address_that_tries_many_names_waits(cast_today: Cast) -> None:
    """A14: a password tried on every account; an own account does not open the door again; other addresses go on."""
    user = with_password(cast_today.tess)
    for number in range(52):
        assert limits.take([limits.of_address("192.0.2.7")], at=dt.datetime.now(dt.UTC)) == (number < 51)
    there = Client(REMOTE_ADDR="192.0.2.7")
    assert WAIT in words(sign_in(there, user))
    assert sign_in(Client(REMOTE_ADDR="192.0.2.8"), user).status_code == 302
    assert WAIT in words(sign_in(there, user))


def test_codes_cannot_be_guessed(cast_today: Cast) -> None:
    """A14: six digits last if only few are tried; the right one is not let in while one waits."""
    user = with_password(cast_today.tess)
    secret = connect_app(signed_in(user))
    client = Client()
    sign_in(client, user)
    told = [WAIT in words(client.post("/logga-in/steg-2/", {"code": "000000"})) for _ in range(6)]
    assert told == [False] * 5 + [True]
    assert WAIT in words(client.post("/logga-in/steg-2/", {"code": code_now(secret, steps=1)}))


def test_the_password_is_checked_as_long_whether_the_account_exists_or_not(cast_today: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A1: the time says nothing: one hash is made for each."""
    made: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda *a: made.append("hash") or encode(*a))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", lambda *a: made.append("hash") or verify(*a))
    without = User.objects.of(cast_today.mats)
    for user in (with_password(cast_today.tess), nobody(), without):
        made.clear()
        sign_in(Client(), user, "fel lösenord")
        assert made == ["hash"], user


@pytest.mark.django_db(transaction=True)
def test_every_failure_is_logged_by_itself(cast_today: Cast) -> None:
    """A11, A12: of which account, from where; what was typed is nowhere, since it may be a password in the wrong field."""
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")
    user = with_password(cast_today.tess)
    for _ in range(6):
        sign_in(Client(REMOTE_ADDR="192.0.2.7"), user, "fel")
    sign_in(Client(), nobody(PASSWORD), "fel")
    logged = Entry.objects.filter(kind="refused")
    assert Counter(logged.values_list("action", "object_id", "address")) == {
        ("account.sign_in_failed", user.pk, "192.0.2.7"): 5,
        ("account.sign_in_held_back", user.pk, "192.0.2.7"): 1,
        ("account.sign_in_failed", None, "127.0.0.1"): 1,
    }
    assert not any(PASSWORD in str(row) for row in [*logged.values(), *Attempts.objects.values()])


def test_names_and_addresses_are_not_kept_as_they_are(db: None) -> None:
    """A15: what is counted is hashed."""
    counts: list[Any] = [limits.of_name("tess"), limits.of_address("192.0.2.7"), limits.of_second_step(1)]
    limits.take(counts, at=NOON)
    assert not [row for row in Attempts.objects.values_list("key", flat=True) if "tess" in row]
    assert len(set(Attempts.objects.values_list("key", flat=True))) == 3
