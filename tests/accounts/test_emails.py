"""The address of an account is changed by whoever has the new one, and the old one is told; a demo sends nothing."""

import json
import re
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail, signing
from django.core.mail import get_connection, send_mail
from django.db import connection
from django.test import Client

from larka.accounts import emails
from larka.accounts.actions import tell
from larka.accounts.models import User
from larka.accounts.tellings import Telling
from larka.audit.models import Entry
from larka.demo.models import KeptMail
from larka.jobs.models import FailedWork
from larka.jobs.running import run_queued
from tests.accounts.ways import signed_in, with_password, words
from tests.cast import Cast

PAGE = "/konto/epost/"
OVER = "Länken gäller inte längre"
NEW = "tess.ny@exempel.se"


@pytest.fixture
def tess(cast_today: Cast) -> User:
    """Tess, with an address."""
    user = with_password(cast_today.tess)
    user.email = "tess@exempel.se"
    user.save()
    return user


def link_in(text: str) -> str:
    """The address that the mail leads to."""
    found = re.search(r"http://testserver(/\S+)", text)
    assert found
    return found.group(1)


def address_of(user: User) -> str:
    """What is kept."""
    return User.objects.get(pk=user.pk).email


def test_a_new_address_is_used_when_its_link_is_confirmed_and_the_old_one_is_told(tess: User) -> None:
    """B1: not before; a program that only follows links confirms nothing; the link serves once."""
    assert signed_in(tess).post(PAGE, {"email": NEW})["Location"] == PAGE
    assert [letter.to for letter in mail.outbox] == [[NEW]]
    link, anybody = link_in(str(mail.outbox[0].body)), Client()
    assert NEW in words(anybody.get(link))
    assert address_of(tess) == "tess@exempel.se"
    assert "används" in words(anybody.post(link))
    assert address_of(tess) == NEW
    assert [letter.to for letter in mail.outbox] == [[NEW], ["tess@exempel.se"]]
    assert NEW not in str(mail.outbox[1].body)
    assert OVER in words(anybody.get(link))
    assert OVER in words(anybody.post(link))
    logged = Entry.objects.filter(action__startswith="account.email").order_by("pk").values_list("action", "person_id")
    assert list(logged) == [("account.email_change_asked", tess.person_id), ("account.email_changed", tess.person_id)]


@pytest.mark.parametrize("typed", ["", "tess", "tess@", "a b@exempel.se", "tess@exempel.se\nBcc: x@exempel.se"])
def test_what_is_no_address_is_told_at_the_field(tess: User, typed: str) -> None:
    """Q2: what was typed is kept, nothing is sent."""
    answer = signed_in(tess).post(PAGE, {"email": typed})
    assert answer.status_code == 422
    assert 'id="id_email-fel"' in answer.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("code", ["", "x", signing.dumps({"account": 1, "email": "x@exempel.se", "was": ""}), "\0"])
def test_a_link_that_is_made_up_changes_nothing(tess: User, client: Client, code: str) -> None:
    """A1: and says nothing about whom it was for."""
    for method in (client.get, client.post):
        assert OVER in words(method(PAGE + "bekrafta/", query_params={"kod": code}))
    assert address_of(tess) == "tess@exempel.se"


def test_a_link_that_is_too_old_changes_nothing(tess: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """B1: a day later somebody else may read that mailbox."""
    token = emails.token_of(tess, NEW)
    monkeypatch.setattr(emails, "VALID_FOR", -1)
    assert OVER in words(client.post(PAGE + "bekrafta/", query_params={"kod": token}))
    assert address_of(tess) == "tess@exempel.se"


def test_a_mail_server_that_is_away_is_told_kindly(tess: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q2: nothing is half-done."""

    def away(*_: Any, **__: Any) -> None:
        raise SMTPException

    browser = signed_in(tess)
    monkeypatch.setattr(emails, "send_mail", away)
    answer = browser.post(PAGE, {"email": NEW})
    assert answer.status_code == 422
    assert "Brevet kunde inte skickas" in words(answer)
    assert not Entry.objects.filter(action="account.email_change_asked").exists()


def test_in_a_demo_all_mail_is_read_on_a_page(db: None, client: Client) -> None:
    """A15: nothing leaves the machine; what a mail says is text, not a page."""
    with get_connection("larka.demo.mail.DatabaseBackend") as demo:
        send_mail("Hej <b>du</b>", "Rad ett\n<script>x</script> http://testserver/hjalp/", None, ["anna@exempel.se"], connection=demo)
    kept = KeptMail.objects.get()
    assert "anna@exempel.se" in words(client.get("/demo/mail"))
    page = client.get("/demo/mail", {"brev": str(kept.public_id)}).content.decode()
    assert "&lt;script&gt;" in page
    assert 'href="http://testserver/hjalp/"' in page
    for unknown in ("x", "01a20000-0000-7000-8000-000000000000"):
        assert client.get("/demo/mail", {"brev": unknown}).status_code == 404


def test_outside_a_demo_there_is_no_such_page(db: None, client: Client, settings: Any) -> None:
    """A1."""
    settings.DEMO = False
    assert client.get("/demo/mail").status_code == 404


def test_what_the_owner_is_told_waits_for_a_mail_server_that_is_away(tess: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q2: the change is made; the queue holds a number of the account and of what happened, never a name or an address."""
    sends = emails.send_mail

    def away(*_: Any, **__: Any) -> None:
        raise SMTPException(f"{tess.email} is not known here")

    monkeypatch.setattr(emails, "send_mail", away)
    tell(tess, Telling.SIGNED_OUT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs")
        assert cursor.fetchall() == [(json.dumps({"telling": 2, "account_id": tess.pk}),)]
    run_queued(patiently=True)
    assert FailedWork.objects.get().error == "MailNotSentError"
    monkeypatch.setattr(emails, "send_mail", sends)
    tell(tess, Telling.SIGNED_OUT)
    run_queued()
    assert [letter.to for letter in mail.outbox] == [[tess.email]]


def test_whoever_has_no_address_any_longer_is_told_nothing(tess: User) -> None:
    """Architecture, jobs: asked again when it runs."""
    tell(tess, Telling.MADE_ANEW)
    User.objects.filter(pk=tess.pk).update(email="")
    run_queued()
    assert mail.outbox == []
