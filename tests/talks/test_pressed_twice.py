"""What somebody else, or one's own first press, has changed meanwhile: nothing is lost, and the next press goes on from there (Q4)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.notices.models import About, Recipient
from larka.talks.models import Talk, TalkMinutes
from tests.cast import Cast, opener
from tests.talks.endings import held
from tests.talks.test_pages import booked, booking_address, first_slot, post, the_round
from tests.web.pages import main_text, shown

pytestmark = pytest.mark.django_db


def version_on(answer: Any) -> str:
    """What the page would send along."""
    return re.findall(r'name="version" value="(\d*)"', answer.content.decode())[0]


@pytest.mark.parametrize("page", ["change_talk", "move_talk"])
def test_after_a_conflict_the_page_keeps_what_was_typed_and_the_next_press_saves(today: Cast, client: Client, page: str) -> None:
    """Q4, C7: the mentor has moved it while the page was open."""
    talk = booked(today, client, today.anna, today.elsa)
    times = list(the_round(today).slots.order_by("starts_at"))
    moved = {"slot": times[1].public_id, "mode": "room", "version": 1, "reason": "Sjuk"}
    assert post(client, today.mats, reverse("move_talk", args=[talk.public_id]), **moved).status_code == 302
    who, address = today.anna if page == "change_talk" else today.rolf, reverse(page, args=[talk.public_id])
    given = {"slot": times[2].public_id, "mode": "phone", "interpreter": "polska", "reason": "Kurs"}
    old = post(client, who, address, version=1, **given)
    text = old.content.decode()
    assert (old.status_code, "Någon annan har ändrat" in text, 'value="polska"' in text) == (422, True, True)
    assert version_on(old) == "2"
    assert post(client, who, address, version=version_on(old), **given).status_code == 302
    now = Talk.objects.get()
    assert (now.slot, now.mode, now.version) == (times[2], "phone", 3)


@pytest.mark.parametrize("together", ["yes", "no"])
def test_a_second_press_on_a_time_leads_to_what_the_first_has_booked(today: Cast, client: Client, together: str) -> None:
    """C7: nobody else took it; another who presses the same time is told that it is taken."""
    given = {"slot": first_slot(today).public_id, "mode": "room", "together": together}
    one, two = (post(client, today.anna, booking_address(today, today.elsa), **given) for _press in range(2))
    assert (one.status_code, one.headers["Location"]) == (two.status_code, two.headers["Location"]) == (302, one.headers["Location"])
    assert Talk.objects.get().booked_for == today.anna
    other = post(client, today.anders, booking_address(today, today.elsa), **given)
    assert (other.status_code, "Tiden hann bli upptagen" in main_text(other)) == (422, True)


def test_a_second_press_on_change_or_cancel_is_no_conflict(today: Cast, client: Client) -> None:
    """Q4: it was oneself; another's press of the same is a conflict, and what is cancelled is no more theirs to cancel."""
    talk = booked(today, client, today.anna, today.elsa)
    change, cancel = (reverse(name, args=[talk.public_id]) for name in ("change_talk", "cancel_talk"))
    given = {"slot": the_round(today).slots.order_by("starts_at")[2].public_id, "mode": "phone", "version": 1}
    assert [post(client, who, change, **given).status_code for who in (today.anna, today.anna, today.anders)] == [302, 302, 422]
    assert Talk.objects.get().version == 2
    assert [post(client, who, cancel, version=2).status_code for who in (today.anna, today.anna, today.anders)] == [302, 302, 404]


def test_a_second_press_of_those_who_lead_the_talk_leads_to_it(today: Cast, client: Client) -> None:
    """Q4, C7: called off, or held; another who presses the same is told that it is done."""
    there = {"people": [today.anna.public_id]}
    for name, given, text in (("call_off_talk", {"reason": "Sjuk"}, "Inställt"), ("hold_talk", there, "Hållet")):
        talk = booked(today, client, today.anna, today.elsa)
        if name == "hold_talk":
            Talk.objects.filter(pk=talk.pk).update(starts_at=today.at - dt.timedelta(hours=1), ends_at=today.at)
        address, page = (reverse(each, args=[talk.public_id]) for each in (name, "talk"))
        for who in (today.mats, today.mats, today.rolf):
            answer = post(client, who, address, version=1, **given)
            assert (answer.status_code, answer.headers["Location"]) == (302, page)
        told = shown(client, today.rolf, page)
        assert (text in told, "redan avbokat, inställt eller hållet" in told) == (True, True)
        assert "redan avbokat" not in shown(client, today.mats, page)
        assert Talk.objects.get(pk=talk.pk).version == 2


def test_a_second_press_on_what_is_written_together_leads_on_and_an_empty_one_saves_nothing(today: Cast, client: Client) -> None:
    """Q4, C6: of one's own same text; another's same text, or another text, is a conflict. Nothing written is nothing to show."""
    talk = held(today)
    address, row = reverse("talk_together", args=[talk.public_id]), {"who-0": "pupil", "what-0": "läser hemma", "day-0": "", "id-0": ""}
    empty = [post(client, today.mats, address, text=" ", version=0, **press) for press in ({"save": "1"}, {"publish": "1"})]
    assert [answer.status_code for answer in empty] == [302, 422]
    assert all(text in main_text(empty[1]) for text in ("Inget är ändrat.", "Skriv något först"))
    assert not TalkMinutes.objects.exists()
    done = [post(client, today.mats, address, text="Vi pratade", version=0, publish="1", **row) for _press in range(2)]
    assert [answer.status_code for answer in done] == [302, 302]
    assert {answer.headers["Location"] for answer in done} == {reverse("publish_minutes", args=[TalkMinutes.objects.get().public_id])}
    for who, text in ((today.rolf, "Vi pratade"), (today.mats, "Vi pratade mer")):
        assert post(client, who, address, text=text, version=0, publish="1", **row).status_code == 422
    assert TalkMinutes.objects.get().version == 1


def test_only_the_newest_news_of_a_talk_is_unread(today: Cast, client: Client) -> None:
    """F2: moved twice and then cancelled it is one line, to each."""
    talk = booked(today, client, today.anna, today.elsa)
    times = list(the_round(today).slots.order_by("starts_at"))
    for version, slot in enumerate(times[1:3], start=1):
        given = {"slot": slot.public_id, "mode": "room", "version": version}
        assert post(client, today.anna, reverse("change_talk", args=[talk.public_id]), **given).status_code == 302
    post(client, today.anna, reverse("cancel_talk", args=[talk.public_id]), version=3)
    (about,) = About.objects.filter(notice__kind="talk.changed", about=talk.public_id)
    assert {each.person for each in Recipient.objects.filter(notice=about.notice)} == {today.anders, today.elsa, today.mats}
    assert shown(client, today.anders, "/notiser/").count("Öppna : Avbokat utvecklingssamtal") == 1


def test_when_it_is_too_late_to_change_the_page_says_so_and_has_no_buttons(today: Cast, client: Client) -> None:
    """C7: before anything is pressed."""
    talk = booked(today, client, today.anna, today.elsa)
    page = reverse("talk", args=[talk.public_id])
    assert "Ändra tiden" in shown(client, today.anna, page)
    talk.round.__class__.objects.update(change_hours=336)
    text = shown(client, today.anna, page)
    assert ("fram till 336 timmar före samtalet" in text, "Ändra tiden" in text, "Avboka" in text) == (True, False, False)
    for name in ("change_talk", "cancel_talk"):
        answer = opener(client, today.anna).get(reverse(name, args=[talk.public_id]))
        text, page = main_text(answer), answer.content.decode().split("<main")[1].split("</main")[0]
        assert ("För sent att ändra här" in text, "hör av dig till Mats" in text, "<form" in page) == (True, True, False)


def test_the_family_cancels_and_the_school_calls_off(today: Cast, client: Client) -> None:
    """C7: avbokat and inställt, in the notice, on the talk, in the child's list, on paper and in the log."""
    log = reverse("child_readings", args=[today.elsa.public_id])
    for who, page, more, word in (
        (today.anna, "cancel_talk", {}, "Avbokat"),
        (today.mats, "call_off_talk", {"reason": "Sjuk"}, "Inställt"),
    ):
        talk = booked(today, client, today.anna, today.elsa)
        moved = {"slot": the_round(today).slots.order_by("starts_at")[1].public_id, "mode": "room", "version": 1, "reason": "Kurs"}
        assert post(client, today.mats, reverse("move_talk", args=[talk.public_id]), **moved).status_code == 302
        assert post(client, who, reverse(page, args=[talk.public_id]), version=2, **more).status_code == 302
        other = {"Avbokat": "Inställt", "Inställt": "Avbokat"}[word]
        text = shown(client, today.anders, reverse("talk", args=[talk.public_id]))
        assert (text.count(word), text.count(other)) == (2, 0)
        assert word in shown(client, today.anders, reverse("child_talks", args=[today.elsa.public_id]))
        assert f"{word} utvecklingssamtal" in shown(client, today.anders, "/notiser/")
        assert ("Ställde in ett samtal" in shown(client, today.anders, log)) == (who == today.mats)
        history = shown(client, today.anders, reverse("talk_history", args=[talk.public_id]))
        assert ("Avbokades" in history, "Ställdes in" in history) == (who == today.anna, who == today.mats)
        Talk.objects.all().delete()
