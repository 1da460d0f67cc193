"""A new password: of one's own choice, or because the old one is forgotten."""

import datetime as dt
import re
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.test import Client

from larka.accounts import emails
from larka.accounts.actions import send_links
from larka.accounts.models import PasswordAsked, User
from larka.audit.models import Entry
from larka.jobs.running import run_queued
from larka.register.actor import Actor
from tests.accounts.ways import PASSWORD, code_now, connect_app, sign_in, signed_in, with_password, words
from tests.cast import Cast, opener

MINE, FORGOTTEN, SENT, NEW = "/konto/inloggning/losenord/", "/losenord/glomt/", "/losenord/skickat/", "/losenord/nytt/"
OTHER = "sju blåa sjöhästar"
OVER = "Länken gäller inte längre"


@pytest.fixture
def tess(cast_today: Cast) -> User:
    """Tess, with a password and an address."""
    user = with_password(cast_today.tess)
    user.email = "tess@exempel.se"
    user.save()
    return user


def typed(password: str = OTHER, again: str = "", old: str = PASSWORD) -> dict[str, str]:
    """The form."""
    return {"old": old, "password": password, "again": again or password}


def opens(client: Client) -> bool:
    """Whether this browser is still signed in."""
    return client.get("/grupper/").status_code == 200


def ask(name: str) -> Any:
    """Somebody asks for a link, and what was asked for is sent."""
    answer = Client().post(FORGOTTEN, {"name": name})
    send_links(by=Actor.operator(dt.datetime.now(dt.UTC)))
    return answer


def link() -> str:
    """The address in the newest mail."""
    found = re.search(r"http://testserver(/losenord/nytt/\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def test_the_link_leads_to_the_site_whatever_the_browser_calls_it(tess: User) -> None:
    """V6.4.3: the port of Host is the visitor's own word."""
    Client().post(FORGOTTEN, {"name": tess.email}, headers={"host": "testserver:666"})
    send_links(by=Actor.operator(dt.datetime.now(dt.UTC)))
    assert link()
    assert "666" not in str(mail.outbox[-1].body).split("?kod=")[0]


# --- of one's own choice


def test_a_password_is_changed_by_whoever_knows_the_old_one(tess: User) -> None:
    """A14: this session goes on under a new name, every other ends, the address is told, and it is logged."""
    here, there = signed_in(tess), signed_in(tess)
    name = here.cookies["larka_session"].value
    assert here.post(MINE, typed())["Location"] == "/konto/inloggning/"
    assert (opens(here), opens(there)) == (True, False)
    assert here.cookies["larka_session"].value != name
    assert (len(mail.outbox), run_queued()) == (0, 1), "it leaves when the change is made"
    assert [letter.to for letter in mail.outbox] == [["tess@exempel.se"]]
    assert OTHER not in str(mail.outbox[0].body)
    assert Entry.objects.filter(action="account.password_changed").values_list("person_id").get() == (tess.person_id,)
    tess.refresh_from_db()
    assert tess.check_password(OTHER)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (typed(old="fel"), "old"), (typed(old=""), "old"), (typed("kort"), "password"), (typed("password1234"), "password"),
        (typed(""), "password"), (typed(again="annat"), "again"), (typed("tess.hallberg"), "password"),
        (typed("x" * 201), "password"),
        (typed("lärköping2026", again="annat"), "password"), (typed("lärköping2026", again="annat"), "again"),
        (typed(PASSWORD), "password"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_and_changes_nothing(tess: User, form: dict[str, str], field: str) -> None:
    """Q2."""
    client = signed_in(tess)
    answer = client.post(MINE, form)
    assert answer.status_code == 422
    assert f'id="id_{field}-fel"' in answer.content.decode()
    tess.refresh_from_db()
    assert tess.check_password(PASSWORD)
    assert mail.outbox == []


def test_guessing_the_old_password_takes_time(tess: User) -> None:
    """A14: counted as at log-in, with what failed there."""
    client = signed_in(tess)
    told = ["För många försök" in words(client.post(MINE, typed(old="fel"))) for _ in range(6)]
    assert told == [False] * 5 + [True]
    assert "För många försök" in words(sign_in(Client(), tess))


def test_whoever_has_a_second_factor_gives_it_now_instead_of_the_old_password(tess: User, later: Any) -> None:
    """A14: a computer left open changes no password; a password on its way is kept nowhere."""
    client = signed_in(tess)
    secret = connect_app(client)
    assert 'name="old"' not in client.get(MINE).content.decode()
    later(16)
    answer = client.post(MINE, typed())
    assert (answer.status_code, answer["Location"]) == (302, f"/konto/bekrafta/?{urlencode({'next': MINE})}")
    assert OTHER not in str(dict(client.session))
    later(0)
    assert client.post(answer["Location"], {"larka_way": "code", "code": code_now(secret, steps=1)})["Location"] == MINE
    assert client.post(MINE, {"password": OTHER, "again": OTHER}).status_code == 302
    tess.refresh_from_db()
    assert tess.check_password(OTHER)


def test_an_account_without_a_password_has_none_to_change(cast_today: Cast) -> None:
    """A14: it is opened in another way, and this makes no further one."""
    client = opener(Client(), cast_today.mats)
    assert "inget lösenord i Lärka" in words(client.get(MINE))
    client.post(MINE, typed())
    assert not User.objects.get(person=cast_today.mats).has_usable_password()


# --- forgotten


def test_the_link_asks_for_a_password_that_is_hard_to_guess(tess: User) -> None:
    """V6.1.2: told at both fields when the two differ as well."""
    ask(tess.username)
    answer = Client().post(link(), {"password": "lärköping2026", "again": "annat"})
    assert answer.status_code == 422
    assert all(f'id="id_{field}-fel"' in answer.content.decode() for field in ("password", "again"))


def test_a_link_by_mail_replaces_a_forgotten_password_once(tess: User) -> None:
    """A14: a program that follows links changes nothing; nobody is signed in by it; every session ends; the address is told."""
    open_before, visitor = signed_in(tess), Client()
    assert ask("TESS@exempel.se")["Location"] == SENT
    address = link()
    assert "Välj ett nytt lösenord" in words(visitor.get(address))
    assert opens(open_before)
    assert visitor.post(address, {"password": OTHER, "again": OTHER})["Location"] == "/logga-in/"
    assert not opens(visitor)
    assert not opens(open_before)
    assert sign_in(Client(), tess, OTHER).status_code == 302
    assert run_queued() == 1
    assert [letter.to for letter in mail.outbox] == [["tess@exempel.se"]] * 2
    for method in (visitor.get, visitor.post):
        assert OVER in words(method(address))
    logged = Entry.objects.filter(action__startswith="account.password").order_by("pk").values_list("action", "person_id", "object_id")
    assert list(logged) == [
        ("account.password_asked", None, None),
        ("account.password_link_sent", None, tess.pk),
        ("account.password_replaced", tess.person_id, tess.pk),
    ]


def test_a_link_is_no_way_past_the_second_factor(tess: User) -> None:
    """A14: whoever reads the mail has still not the phone."""
    secret = connect_app(signed_in(tess))
    ask(tess.username)
    visitor = Client()
    visitor.post(link(), {"password": OTHER, "again": OTHER})
    assert sign_in(visitor, tess, OTHER)["Location"] == "/logga-in/steg-2/"
    assert not opens(visitor)
    assert visitor.post("/logga-in/steg-2/", {"code": code_now(secret, steps=1)}).status_code == 302
    assert opens(visitor)


def test_nobody_learns_whether_an_account_exists(tess: User, cast_today: Cast, django_assert_num_queries: Any) -> None:
    """A1: the same answer after the same work, for a name, an address, an account without one, a closed one and nothing at all."""
    with_password(cast_today.mats)
    closed = with_password(cast_today.petra)
    closed.email, closed.is_active = "petra@exempel.se", False
    closed.save()
    answers = set()
    for name in (tess.username, tess.email, "mats.lundqvist", "petra@exempel.se", "finns.inte", "x@exempel.se", "'; --", "å" * 320):
        with django_assert_num_queries(6):
            answer = Client().post(FORGOTTEN, {"name": name})
        answers.add((answer.status_code, answer["Location"], answer.content))
    assert len(answers) == 1
    assert mail.outbox == []
    send_links(by=Actor.operator(dt.datetime.now(dt.UTC)))
    assert [letter.to for letter in mail.outbox] == [["tess@exempel.se"]] * 2
    assert not PasswordAsked.objects.exists()


def test_what_was_typed_is_kept_unreadable_and_not_for_long(tess: User) -> None:
    """Q3: it may be a password in the wrong field."""
    Client().post(FORGOTTEN, {"name": PASSWORD})
    assert PASSWORD not in PasswordAsked.objects.get().typed
    send_links(by=Actor.operator(dt.datetime.now(dt.UTC)))
    assert not PasswordAsked.objects.exists()
    assert not Entry.objects.filter(details__icontains="lärkan").exists()


def test_accounts_that_share_an_address_get_a_link_each(tess: User, cast_today: Cast) -> None:
    """A7: the mail says which; one without a password of its own gets none."""
    for person in (cast_today.mats, cast_today.petra):
        user = with_password(person)
        user.email = tess.email
        if person is cast_today.petra:
            user.set_unusable_password()
        user.save()
    ask(tess.email)
    named = {name for name in ("tess.hallberg", "mats.lundqvist", "petra") for letter in mail.outbox if name in str(letter.body)}
    assert named == {"tess.hallberg", "mats.lundqvist"}
    assert len(mail.outbox) == 2


def test_asking_again_and_again_waits_whoever_is_asked_for(tess: User) -> None:
    """A14: nobody's mailbox is filled; the answer says nothing about the account."""
    for name in (tess.username, "finns.inte"):
        assert [Client().post(FORGOTTEN, {"name": name}).status_code for _ in range(5)] == [302] * 4 + [429]
    assert Entry.objects.filter(action="account.password_asking_held_back", kind="refused").count() == 2


@pytest.mark.parametrize("spoilt", ["old", "changed", "closed", "mail", "made up", "empty", "another's"])
def test_a_link_that_no_longer_holds_says_so_and_changes_nothing(
    tess: User, cast_today: Cast, spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A14: an hour later, after another password, on a closed account, when the address is another, or of somebody's own making."""
    ask(tess.username)
    address, other = link(), with_password(cast_today.mats)
    if spoilt == "old":
        now = dt.datetime.now() + dt.timedelta(minutes=61)  # noqa: DTZ005 – as Django's own clock does
        monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self: now)
    if spoilt == "changed":
        tess.set_password("något helt annat nu")
    if spoilt == "closed":
        tess.is_active = False
    if spoilt == "mail":
        tess.email = "ny@exempel.se"
    tess.save()
    tampered = {"made up": NEW + "?kod=1-x", "empty": NEW, "another's": address.replace(f"kod={tess.pk}-", f"kod={other.pk}-")}
    there = tampered.get(spoilt, address)
    assert OVER in words(Client().get(there))
    assert OVER in words(Client().post(there, {"password": OTHER, "again": OTHER}))
    assert not User.objects.get(pk=tess.pk).check_password(OTHER)
    assert not User.objects.get(pk=other.pk).check_password(OTHER)


def test_a_mail_server_that_is_away_is_tried_again_for_an_hour(tess: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q2: the answer is the same, and the link comes when the server does."""
    sends = emails.send_mail

    def away(*_: Any, **__: Any) -> None:
        raise SMTPException

    monkeypatch.setattr(emails, "send_mail", away)
    assert ask(tess.username)["Location"] == SENT
    now = dt.datetime.now(dt.UTC)
    assert send_links(by=Actor.operator(now)) == 0
    monkeypatch.setattr(emails, "send_mail", sends)
    assert send_links(by=Actor.operator(now + dt.timedelta(minutes=2))) == 1
    assert [letter.to for letter in mail.outbox] == [["tess@exempel.se"]]
    monkeypatch.setattr(emails, "send_mail", away)
    ask(tess.username)
    send_links(by=Actor.operator(now + dt.timedelta(minutes=62)))
    assert not PasswordAsked.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 321])
def test_a_name_that_cannot_be_one_is_told_at_the_field(db: None, client: Client, name: str) -> None:
    """Q2."""
    answer = client.post(FORGOTTEN, {"name": name})
    assert answer.status_code == 422
    assert 'id="id_name-fel"' in answer.content.decode()
    assert not PasswordAsked.objects.exists()
