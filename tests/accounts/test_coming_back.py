"""What is typed when the session has ended by itself survives logging in again, for the same person alone (mission 5, Q2)."""

import datetime as dt
import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from larka.accounts import waiting_forms
from larka.accounts.actions import forget_ended_sessions
from larka.accounts.models import Session, User
from larka.register.actor import Actor
from larka.register.models import Profile
from tests.accounts.test_sessions import idle, key_of
from tests.accounts.ways import sign_in, signed_in, with_password, words
from tests.cast import Cast

PAGE = "/min-profil/"
TYPED = {"presentation": "Jag är Elsas mamma\noch <b>läser</b> gärna", "version": "0", "reached_by": "email"}
WAITS = "Det du skrev finns kvar"


def send(client: Client, address: str, typed: dict[str, str]) -> Any:
    """As a browser sends a form without files."""
    return client.post(address, urlencode(typed), content_type="application/x-www-form-urlencoded")


def sent_too_late(client: Client, minutes: float = 45, typed: dict[str, str] = TYPED) -> Any:
    """The page was open, nothing was done for so long, and now its form is sent; the answer is the page to log in on."""
    idle(client, minutes)
    asked = send(client, PAGE, typed)
    assert (asked.status_code, asked["Location"]) == (307, "/logga-in/igen/?next=%2Fmin-profil%2F")
    return send(client, asked["Location"], typed)


def logged_in_again(client: Client, user: User, answer: Any) -> Any:
    """The same browser, on the page that it was led to."""
    there = re.search(r"next=([^&]+)", answer["Location"])
    assert there
    back = sign_in(client, user, to=there[1])
    assert back.status_code == 302
    return client.get(back["Location"], follow=True)


def fields_on(page: Any) -> dict[str, str]:
    """The form that waits to be sent."""
    found = re.findall(r'<textarea name="([^"]*)" hidden>\n(.*?)</textarea>', page.content.decode(), re.DOTALL)
    return {name: unescape(value) for name, value in found}


@pytest.fixture
def anna(cast_today: Cast) -> User:
    """Anna's account, with a password."""
    return with_password(cast_today.anna)


def test_what_was_typed_is_there_after_logging_in_again_and_is_sent_as_it_was(cast_today: Cast, anna: User) -> None:
    """Mission 5, Q2: shown first, as text; nothing is saved before it is sent."""
    browser = signed_in(anna)
    answer = sent_too_late(browser)
    assert WAITS in words(browser.get(answer["Location"]))
    page = logged_in_again(browser, anna, answer)
    assert fields_on(page) == TYPED
    assert "Jag är Elsas mamma" in words(page)
    assert "<b>läser" not in page.content.decode()
    assert not Profile.objects.filter(presentation__gt="").exists()
    assert f'action="{PAGE}"' in page.content.decode()
    assert browser.post(PAGE, fields_on(page)).status_code == 302
    assert Profile.objects.get(person=cast_today.anna).presentation == TYPED["presentation"]
    assert waiting_forms.KEY not in browser.session


def test_another_person_who_logs_in_in_the_same_browser_gets_nothing_of_it(cast_today: Cast, anna: User) -> None:
    """A1: and it is gone then, for Anna too."""
    browser = signed_in(anna)
    answer = sent_too_late(browser)
    page = logged_in_again(browser, with_password(cast_today.anders), answer)
    assert page.redirect_chain == [("/", 302)]
    assert "Elsas mamma" not in page.content.decode()
    assert waiting_forms.KEY not in browser.session
    browser.post("/logga-ut/")
    sign_in(browser, anna)
    assert fields_on(browser.get("/logga-in/fortsatt/", follow=True)) == {}


def test_whoever_does_not_log_in_reads_nothing_of_it(anna: User) -> None:
    """Q3, A1: it lies sealed on the server; the page says that it is there and not what."""
    browser = signed_in(anna)
    answer = sent_too_late(browser)
    assert browser.get("/logga-in/fortsatt/")["Location"] == "/logga-in/?next=/logga-in/fortsatt/"
    assert "Elsas mamma" not in browser.get(answer["Location"]).content.decode()
    row = Session.objects.get(session_key=key_of(browser))
    assert "mamma" not in row.session_data
    assert "mamma" not in str(row.get_decoded())
    assert row.account is None
    assert row.expire_date - dt.datetime.now(dt.UTC) <= dt.timedelta(minutes=30)


def test_it_waits_for_half_an_hour(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """H1: then it opens for nobody."""
    browser = signed_in(anna)
    answer = sent_too_late(browser)
    monkeypatch.setattr(waiting_forms, "KEPT_SECONDS", -1)
    assert fields_on(logged_in_again(browser, anna, answer)) == {}


@pytest.mark.parametrize("how", ["ended", "stranger", "closed", "large"])
def test_what_belongs_to_no_session_that_ended_by_itself_is_not_kept(anna: User, how: str) -> None:
    """A5: signed out on purpose, never signed in, an account that is closed, or more than a page's text: it is said, and nothing waits."""
    browser, typed = signed_in(anna), dict(TYPED)
    idle(browser, 45)
    if how == "ended":
        Session.objects.filter(account=anna).delete()
    elif how == "stranger":
        browser = Client()
    elif how == "closed":
        User.objects.filter(pk=anna.pk).update(is_active=False)
    else:
        typed["presentation"] = "ö" * 33_000
    answer = send(browser, send(browser, PAGE, typed)["Location"], typed)
    assert answer["Location"] == "/logga-in/?next=%2Fmin-profil%2F"
    assert "kunde inte sparas" in words(browser.get(answer["Location"]))
    assert waiting_forms.KEY not in browser.session


def test_the_way_back_leads_nowhere_else(anna: User) -> None:
    """Only pages of ours; without the page's own token nothing is taken."""
    browser = signed_in(anna)
    idle(browser, 45)
    send(browser, "/logga-in/igen/?next=https://ond.example/", TYPED)
    sign_in(browser, anna)
    page = browser.get("/logga-in/fortsatt/")
    assert 'action="/"' in page.content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/logga-in/igen/?next=/min-profil/", TYPED).status_code == 403


def test_files_and_what_scripts_send_are_not_taken_along(anna: User) -> None:
    """F5: a file is chosen again."""
    browser = signed_in(anna)
    idle(browser, 45)
    for sent in ({"content_type": "application/json", "data": "{}"}, {"data": {"a": "b c"}, "headers": {"HX-Request": "true"}}):
        assert browser.post(PAGE, **sent)["Location"] == "/logga-in/?next=/min-profil/"  # type: ignore[arg-type]


def test_whoever_sent_a_file_too_late_is_told_to_choose_it_again(cast_today: Cast, anna: User) -> None:
    """F5, Q2: on the page to log in on, and after it stands the page with the field; nothing is said to have been received."""
    browser = signed_in(anna)
    idle(browser, 45)
    page = f"/personer/{cast_today.anna.public_id}/bild/"
    answer = browser.post(page, {"file": SimpleUploadedFile("anna.jpg", b"jpeg"), "shown_to": "close"})
    assert answer["Location"] == f"/logga-in/?next={page}"
    assert "välj filen igen" in words(browser.get(answer["Location"]))
    assert 'type="file"' in logged_in_again(browser, anna, answer).content.decode()


def test_whoever_sends_a_file_where_more_is_demanded_is_told_to_choose_it_again(cast_today: Cast) -> None:
    """A14, F5: the file is not sent to the page that asks for the proof."""
    browser = signed_in(with_password(cast_today.adam))
    answer = browser.post("/register/las-in/", {"files": SimpleUploadedFile("students.json", b"[]")})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/konto/bekrafta/")
    assert "välj filen igen" in words(browser.get(answer["Location"]))


def test_sessions_that_are_over_are_removed(anna: User) -> None:
    """H1: with what lay in them; one that was signed in a day later."""
    now = dt.datetime.now(dt.UTC)
    for name, account, hours in (("open", anna, -1), ("ended", anna, 2), ("old", anna, 30), ("waiting", None, 1)):
        Session.objects.create(session_key=name, session_data="", account=account, expire_date=now - dt.timedelta(hours=hours))
    assert forget_ended_sessions(by=Actor.operator(now)) == 2
    assert set(Session.objects.values_list("session_key", flat=True)) == {"open", "ended"}
