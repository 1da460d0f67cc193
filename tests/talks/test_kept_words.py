"""The short words typed about a time stay whatever happens: an error, another's change, a time-out (mission 5, Q2, Q4)."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.register.models import Person
from larka.talks.actions.booking import book_talk
from larka.talks.models import Talk, TalkInvitation, TalkSlot
from tests.accounts.test_coming_back import fields_on, logged_in_again, send
from tests.accounts.test_sessions import idle
from tests.accounts.ways import signed_in, with_password
from tests.cast import Cast, actor, opener
from tests.talks.rows import invited, wish

pytestmark = pytest.mark.django_db
WORD = "Han är ledsen om <kvällarna>.\nVi vill prata om det."


def elsas(cast: Cast) -> TalkInvitation:
    """Elsa's invitation."""
    return invited(TalkInvitation.objects.get(child=cast.elsa).round, cast.elsa)


def slots(cast: Cast) -> list[TalkSlot]:
    """5A's times."""
    return list(elsas(cast).round.slots.order_by("starts_at"))


@pytest.fixture
def talk(today: Cast) -> Talk:
    """Anna has booked for the family."""
    return book_talk(by=actor(today.anna, today.at), invitation=elsas(today), wish=wish(slots(today)[0]))


def too_late(person: Person, address: str, typed: dict[str, str]) -> tuple[Client, Any]:
    """The session has ended, the form is sent, the same person logs in again: what then is shown."""
    for standing in ("family", "staff"):  # the second step is another page's matter
        change_setting(by=Actor.operator(dt.datetime.now(dt.UTC)), key=f"login.{standing}_documentation", value="password")
    user = with_password(person)
    browser = signed_in(user)
    idle(browser, 90)
    asked = send(browser, address, typed)
    assert asked.status_code == 307
    return browser, logged_in_again(browser, user, send(browser, asked["Location"], typed))


def test_a_word_to_the_mentor_and_the_time_that_was_pressed_outlast_the_session(today: Cast) -> None:
    """Mission 5: shown after logging in, and booked by one press from there."""
    address = reverse("book_talk", args=[elsas(today).public_id])
    typed = {"slot": str(slots(today)[1].public_id), "mode": "phone", "together": "no", "interpreter": "polska", "word": WORD}
    browser, page = too_late(today.anna, address, typed)
    assert fields_on(page) == typed
    assert browser.post(address, fields_on(page)).status_code == 302
    talk = Talk.objects.get()
    assert (talk.word, talk.interpreter, talk.shared, talk.slot) == (WORD, "polska", False, slots(today)[1])


def test_a_time_taken_while_one_logged_in_again_costs_no_word(today: Cast) -> None:
    """C7, Q2: the times that are left, and all that was typed."""
    address = reverse("book_talk", args=[elsas(today).public_id])
    typed = {"slot": str(slots(today)[0].public_id), "mode": "phone", "together": "yes", "interpreter": "", "word": WORD}
    browser, page = too_late(today.anna, address, typed)
    nils = invited(elsas(today).round, today.nils)
    book_talk(by=actor(today.nora, today.at), invitation=nils, wish=wish(slots(today)[0]))
    answer = browser.post(address, fields_on(page))
    assert (answer.status_code, WORD in unescape(answer.content.decode())) == (422, True)


@pytest.mark.parametrize("name", ["move_talk", "call_off_talk"])
def test_the_mentors_reason_outlasts_the_session(today: Cast, talk: Talk, name: str) -> None:
    """Mission 5."""
    address = reverse(name, args=[talk.public_id])
    typed = {"slot": str(slots(today)[1].public_id), "mode": "room", "version": "1", "reason": "Jag är på kurs"}
    browser, page = too_late(today.mats, address, typed)
    assert browser.post(address, fields_on(page)).status_code == 302
    talk.refresh_from_db()
    assert (talk.reason, talk.version) == ("Jag är på kurs", 2)


@pytest.mark.parametrize(
    ("who", "name"), [("anna", "change_talk"), ("mats", "move_talk"), ("mats", "call_off_talk"), ("mats", "hold_talk")]
)
def test_after_anothers_change_all_stands_there_and_the_same_press_goes_on(
    today: Cast, talk: Talk, client: Client, who: str, name: str
) -> None:
    """Q4: the page says so once, with what was typed; it does not say so for ever."""
    begun = today.at - dt.timedelta(hours=1)
    Talk.objects.filter(pk=talk.pk).update(version=2, **({"starts_at": begun, "ends_at": today.at} if name == "hold_talk" else {}))
    person, address = getattr(today, who), reverse(name, args=[talk.public_id])
    typed = {"slot": slots(today)[2].public_id, "mode": "phone", "version": "1", "word": WORD, "reason": WORD}
    typed |= {"others": "tolk", "people": [today.anna.public_id]}
    answer = opener(client, person).post(address, typed)
    text = unescape(answer.content.decode())
    assert (answer.status_code, "Någon annan har ändrat" in text) == (422, True)
    assert "tolk" in text if name == "hold_talk" else WORD in text
    now = re.search(r'name="version" value="(\d+)"', text)
    assert now
    assert opener(client, person).post(address, typed | {"version": now[1]}).status_code == 302


def test_a_reason_that_is_too_long_is_kept_and_pointed_out(today: Cast, talk: Talk, client: Client) -> None:
    """Q2."""
    address = reverse("call_off_talk", args=[talk.public_id])
    answer = opener(client, today.mats).post(address, {"version": "1", "reason": "Ring 070-123 45 67"})
    assert (answer.status_code, "Ring 070-123 45 67" in answer.content.decode()) == (422, True)
    long = "Jag är sjuk. " * 5_000
    answer = opener(client, today.mats).post(address, {"version": "1", "reason": long})
    assert (answer.status_code, long.strip() in answer.content.decode()) == (422, True)
    assert Talk.objects.get().cancelled_at is None
