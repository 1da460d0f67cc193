"""What a password may be, and how long a session opens what it opens."""

import datetime as dt
import re
import unicodedata
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from larka import settings as product
from larka.accounts.models import Session, User
from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.register.models import IdentityNumber
from tests.cast import NOON, Cast, opener

LONG = "Åtta tama lärkor, en blå cykel & två grå hus – och så ännu fler ord till 64 tecken och mer"


def with_password(cast: Cast, password: str = LONG) -> User:
    """Anna's own account."""
    user = User.objects.of(cast.anna)
    user.username = "anna.hagg"
    user.set_password(password)
    user.save()
    return user


def log_in(client: Client, password: str) -> bool:
    """Whether the form on the sign-in page lets in."""
    client.post("/logga-in/", {"login": "anna.hagg", "password": password})
    return client.get("/barn/").status_code == 200


def test_a_password_is_kept_as_a_hash_that_is_slow_to_guess(settings: Any) -> None:
    """A14: argon2id, 100 MB and two rounds for each try; the other tests take a quicker way (tests/passwords.py)."""
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    kept = make_password(LONG)
    assert kept.startswith("argon2$argon2id$v=19$m=102400,t=2,p=8$")
    assert [check_password(tried, kept) for tried in (LONG, LONG.upper(), "")] == [True, False, False]


def test_a_password_is_checked_exactly_as_it_is_typed(cast_today: Cast) -> None:
    """However long, whatever signs, every letter of it in its case."""
    with_password(cast_today)
    assert len(LONG) > 64
    assert log_in(Client(), LONG)
    for wrong in (LONG.lower(), LONG[:64], LONG[:-1], f"{LONG}x"):
        assert not log_in(Client(), wrong), wrong


@pytest.mark.parametrize("password", ["kort", "elvatecken1", "password1234"])
def test_a_short_or_common_password_is_refused(db: Any, password: str) -> None:
    """Twelve signs at least, and none of the well-known ones."""
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", ["bara små bokstäver", "XVIII STORA ORD I RAD", "☂☂☃☃☂☃☂☂☃☃☂☂☃☂☃☃", LONG])
def test_no_rule_says_which_signs_a_password_has(db: Any, password: str) -> None:
    """Length is what counts."""
    validate_password(password)


@pytest.mark.parametrize(
    ("password", "goes"),
    [
        ("Björkskolan 2026", False), ("bjorkskolan 2026", False), ("lärkans förskola", False), ("anna.hagg.1979", False),
        ("LÄRKAhägglärka", False), ("fotboll och fest", False), ("Björkskolan vid den stora sjön", True), ("anna.hagg kör traktor", True),
    ],
)  # fmt: skip
def test_what_everybody_here_would_guess_makes_no_password_longer(cast: Cast, password: str, goes: bool) -> None:  # noqa: FBT001 – the table's
    """Names of the huvudman, its units and the person, and the words that the huvudman has decided, however they are spelt."""
    change_setting(by=Actor.operator(NOON), key="login.forbidden_words", value=["fotboll", "fest"])
    user = User(person=cast.anna, username="anna.hagg")
    if goes:
        validate_password(password, user)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, user)


@pytest.mark.parametrize(
    "password",
    [
        "lärköping2026", "lärköping-26", "larkoping2026", "LÄRKÖPING2026", unicodedata.normalize("NFD", "björkskolan2026"),
        "björk\u00adskolan2026",
        "b j ö r k s k o l a n 26", "Ｂｊörkskolan2026", "skolanskolan1", "aaaaaaaaaaaa",
        " " * 12, "\u00ad" * 12, "\u3164" * 12,
        "123456789012",
        "198206029863", "8206029863 !", "19820602-9863", "malm198206029863", "820602-anna",
    ],
)  # fmt: skip
def test_a_guess_is_a_guess_however_it_is_spelt(cast: Cast, password: str) -> None:
    """V6.1.2: without the genitive's s, dots, case or spaces, in whatever kind of Unicode; the own number; one thing said again."""
    IdentityNumber.objects.create(person=cast.anna, value="198206029863", kind="personnummer", recorded_at=cast.at)
    with pytest.raises(ValidationError, match=r"lätt att gissa|upprepar"):
        validate_password(password, User(person=cast.anna, username="anna.hagg"))


def test_the_own_name_and_address_are_no_password(cast: Cast) -> None:
    """V6.2: with the marks between the names, and short parts of a name too."""
    cast.anna.given_name, cast.anna.family_name = "Nadia", "Al-Hakim"
    user = User(person=cast.anna, username="nadia", email="nadia.al-hakim@hem.example")
    for password in ("nadia.al-hakim", "Nadia Al-Hakim 1979", "nadia.al-hakim@hem.example"):
        with pytest.raises(ValidationError):
            validate_password(password, user)


def test_the_sign_in_page_lets_password_programs_help(client: Client, db: Any) -> None:
    """The field is masked, and says what it is for."""
    page = client.get("/logga-in/").content.decode()
    field = re.search(r'<input[^>]*name="password"[^>]*>', page)
    assert field
    assert 'type="password"' in field.group()
    assert 'autocomplete="current-password"' in field.group()
    assert "onpaste" not in page


def test_a_session_has_a_new_name_at_log_in_and_is_gone_at_log_out(cast_today: Cast) -> None:
    """The session before log-in is worth nothing after, and the one after nothing when it has ended; each is long and of chance."""
    with_password(cast_today)
    client = Client()
    client.get("/logga-in/")
    before = client.session.session_key
    assert log_in(client, LONG)
    signed_in = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert signed_in != before
    assert re.fullmatch(r"[a-z0-9]{32}", signed_in), "165 bits of chance"
    client.post("/logga-ut/")
    client.cookies[settings.SESSION_COOKIE_NAME] = signed_in
    assert client.get("/barn/").status_code == 302
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get("/barn/").status_code == 302


@pytest.mark.parametrize("change", ["closed", "new password"])
def test_sessions_end_with_the_account_and_with_a_changed_password(cast_today: Cast, change: str) -> None:
    """A5: at once, in every browser that is open."""
    user = with_password(cast_today)
    client = Client()
    assert log_in(client, LONG)
    if change == "closed":
        user.is_active = False
    else:
        user.set_password("en helt annan mening")
    user.save()
    assert client.get("/barn/").status_code == 302


def test_a_session_that_is_over_opens_nothing(cast_today: Cast) -> None:
    """Whatever the browser still holds."""
    client = opener(Client(), cast_today.anna)
    assert client.get("/barn/").status_code == 200
    Session.objects.update(expire_date=dt.datetime.now(dt.UTC))
    assert client.get("/barn/").status_code == 302
