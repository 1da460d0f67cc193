"""The bell, the list, and what is asked of the database for them."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from larka.accounts.models import Session, User
from larka.audit.models import Entry
from larka.notices.models import BouncedAddress, Choice, Notice, Recipient
from larka.register.models import Responsible
from tests.cast import Cast, opener
from tests.notices.conftest import publish
from tests.web.pages import main_text, named_on, shown


def bell(client: Client) -> int:
    """The number that the bell of every page asks for."""
    found = re.search(r'data-count="(\d+)"', client.get("/notiser/antal/").content.decode())
    assert found
    return int(found[1])


def test_the_bell_counts_what_the_list_shows(cast_today: Cast, client: Client) -> None:
    """A1: the count equals the rows; a stranger's is nought."""
    publish(cast_today, cast_today.elsa, cast_today.omar)
    for key, expected in {"anna": 1, "elsa": 1, "olga": 1, "stina": 0, "frida": 0, "tess": 0}.items():
        browser = opener(Client(), getattr(cast_today, key))
        assert bell(browser) == expected, key
        assert main_text(browser.get("/notiser/")).count("Läst : Nytt omdöme: Matematik") == expected, key


def test_the_bell_is_silent_the_moment_the_relation_ends(cast_today: Cast, client: Client) -> None:
    """A5: in a session that is open already."""
    publish(cast_today, cast_today.elsa)
    browser = opener(client, cast_today.anna)
    assert bell(browser) == 1
    Responsible.objects.filter(child=cast_today.elsa, person=cast_today.anna).update(ends_on=timezone.localdate())
    assert bell(browser) == 0
    assert "Inga notiser" in main_text(browser.get("/notiser/"))


def test_no_page_asks_a_question_for_its_bell(cast_today: Cast, client: Client) -> None:
    """Speed: whether anything is unread comes with the session; how much of it may be seen the page asks when it stands there."""
    browser = opener(client, cast_today.anna)
    pages = []
    for _ in (1, 2):
        browser.get("/hjalp/")
        with CaptureQueriesContext(connection) as found:
            pages.append((len(browser.get("/hjalp/").content.split(b" data-news")), len(found)))
        publish(cast_today, cast_today.elsa)
    assert pages == [(1, 1), (2, 1)]


def test_news_are_asked_for_in_two_questions_and_keep_no_session_alive(cast_today: Cast, client: Client) -> None:
    """F2: asked every few seconds by every open page; without news the answer is empty. Nothing is logged of it."""
    publish(cast_today, cast_today.elsa)
    browser = opener(client, cast_today.anna)
    browser.get("/notiser/antal/")
    Session.objects.update(seen_at=timezone.now() - timezone.timedelta(minutes=9))
    seen, logged = Session.objects.values_list("seen_at", flat=True).get(account__person=cast_today.anna), Entry.objects.count()
    with CaptureQueriesContext(connection) as found:
        answer = browser.get("/notiser/antal/?n=0")
    assert len(found) == 2
    assert 'data-count="1"' in answer.content.decode()
    assert browser.get("/notiser/antal/?n=1").status_code == 204
    assert Session.objects.values_list("seen_at", flat=True).get(account__person=cast_today.anna) == seen
    assert Entry.objects.count() == logged
    assert Client().get("/notiser/antal/").status_code == 401


def test_opening_a_notice_reads_it_and_leads_to_the_page(cast_today: Cast, client: Client) -> None:
    """F2: without JavaScript."""
    publish(cast_today, cast_today.elsa)
    browser, notice = opener(client, cast_today.anna), Notice.objects.get()
    answer = browser.post("/notiser/", {"notis": str(notice.public_id), "till": "0"})
    assert answer["Location"] == f"/barn/{cast_today.elsa.public_id}/omdomen/"
    assert bell(browser) == 0
    assert set(Recipient.objects.filter(read_at=None).values_list("person__given_name", flat=True)) == {"Elsa", "Anders"}


def test_a_notice_that_is_opened_in_a_weak_session_is_read_when_the_second_step_is_given(cast_today: Cast, client: Client) -> None:
    """A14, F2: what was not shown is still news; marked as read without being opened it is read."""
    publish(cast_today, cast_today.elsa)
    browser, notice = opener(client, cast_today.anna, level="weak"), Notice.objects.get()
    answer = browser.post("/notiser/", {"notis": str(notice.public_id), "till": "0"})
    assert answer["Location"] == f"/barn/{cast_today.elsa.public_id}/omdomen/"
    assert "/konto/bekrafta/" in browser.get(answer["Location"])["Location"]
    assert bell(browser) == 1
    assert opener(client, cast_today.anna).get(answer["Location"]).status_code == 200
    assert bell(client) == 0


def test_reading_the_omdome_itself_reads_its_notice(cast_today: Cast, client: Client) -> None:
    """F2: what I have read is not news."""
    publish(cast_today, cast_today.elsa)
    browser = opener(client, cast_today.anna)
    browser.get(f"/barn/{cast_today.elsa.public_id}/omdomen/")
    assert bell(browser) == 0
    assert bell(opener(Client(), cast_today.anders)) == 1


@pytest.mark.parametrize("asked", ["", "strunt", "00000000-0000-0000-0000-000000000000"])
def test_what_a_form_names_that_is_not_mine_is_said_not_to_exist(cast_today: Cast, client: Client, asked: str) -> None:
    """A1: others' notices and made-up ones answer alike."""
    publish(cast_today, cast_today.omar)
    asked_for = asked or str(Notice.objects.get().public_id)
    answer = opener(client, cast_today.anna).post("/notiser/", {"notis": asked_for, "till": "0"}, follow=True)
    assert "Notisen finns inte längre." in main_text(answer)
    assert not Recipient.objects.exclude(read_at=None).exists()


def test_all_are_marked_as_read_at_once(cast_today: Cast, client: Client) -> None:
    """F2."""
    publish(cast_today, cast_today.elsa)
    publish(cast_today, cast_today.elsa, group="swedish_5a", by="mats")
    browser = opener(client, cast_today.anna)
    assert bell(browser) == 2
    assert "2 notiser markerade som lästa." in main_text(browser.post("/notiser/", {"notis": "alla"}, follow=True))
    assert bell(browser) == 0


def test_the_list_is_narrowed_to_one_child_and_names_no_other(cast_today: Cast, client: Client) -> None:
    """F2: Anna has Elsa and Sam; only Elsa has an omdöme."""
    publish(cast_today, cast_today.elsa, cast_today.omar)
    address = f"/notiser/?barn={cast_today.sam.public_id}"
    assert "Inga notiser" in shown(client, cast_today.anna, address)
    text = shown(client, cast_today.anna, f"/notiser/?barn={cast_today.elsa.public_id}")
    assert "Nytt omdöme: Matematik" in text
    assert named_on(text, cast_today) == {"Elsa", "Sam"}
    strange = shown(client, cast_today.anna, f"/notiser/?barn={cast_today.omar.public_id}")
    assert "Nytt omdöme: Matematik" in strange, "not hers: as if nothing was asked"


def test_the_list_asks_as_often_for_many_as_for_few(cast_today: Cast, client: Client) -> None:
    """Q1: pinned."""
    publish(cast_today, cast_today.elsa)
    browser = opener(client, cast_today.anna)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/notiser/").status_code == 200
        return len(found)

    asked()
    few = asked()
    publish(cast_today, cast_today.elsa, group="swedish_5a", by="mats")
    publish(cast_today, cast_today.elsa, group="music_5a", by="per")
    assert asked() == few <= 12


def test_one_chooses_how_often_mail_comes_and_bad_input_keeps_what_was_chosen(cast_today: Cast, client: Client) -> None:
    """Q2, F2."""
    browser = opener(client, cast_today.anna)
    answer = browser.post("/min-profil/notiser/", {"remember": "at_once", "information": "at_once"})
    assert answer.status_code == 422
    assert "Välj hur ofta." in main_text(answer)
    assert 'value="at_once" checked' in answer.content.decode()
    assert not Choice.objects.exists()
    browser.post("/min-profil/notiser/", {"remember": "at_once", "information": "never"})
    assert Choice.objects.values_list("person__given_name", "remember", "information", "sms").get() == ("Anna", "at_once", "never", False)


def test_whoever_has_an_address_that_bounces_is_told_on_the_page(cast_today: Cast, client: Client) -> None:
    """F2: until the address is another."""
    browser = opener(client, cast_today.anna)
    User.objects.filter(person=cast_today.anna).update(email="anna@hem.example")
    BouncedAddress.objects.create(person=cast_today.anna, address="anna@hem.example", status="550", bounced_at=timezone.now())
    for page in ("/notiser/", "/min-profil/notiser/"):
        assert "Mejl till dig kommer tillbaka" in main_text(browser.get(page))
    User.objects.filter(person=cast_today.anna).update(email="anna@nya.example")
    assert "kommer tillbaka" not in main_text(browser.get("/notiser/"))
    assert "kommer tillbaka" not in shown(Client(), cast_today.anders, "/notiser/")
