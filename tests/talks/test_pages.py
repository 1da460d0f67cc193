"""The pages of talks, as the family, the mentor and rektor meet them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.register.models import Person, Restriction
from larka.talks.models import Talk, TalkRound, TalkSlot
from tests.cast import Cast, opener
from tests.talks.rows import invited
from tests.web.pages import main_text, named_on, shown

pytestmark = pytest.mark.django_db


def the_round(cast: Cast) -> TalkRound:
    """5A's."""
    return TalkRound.objects.get(group=cast.class_5a)


def booking_address(cast: Cast, child: Person) -> str:
    """Where the child's family books."""
    return reverse("book_talk", args=[invited(the_round(cast), child).public_id])


def first_slot(cast: Cast) -> TalkSlot:
    """The earliest time."""
    return the_round(cast).slots.order_by("starts_at")[0]


def post(client: Client, person: Person, address: str, **given: Any) -> Any:
    """What is answered when this person sends the form."""
    return opener(client, person).post(address, given)


def booked(cast: Cast, client: Client, person: Person, child: Person, **given: Any) -> Talk:
    """Booked on the page."""
    sent = {"slot": first_slot(cast).public_id, "mode": "room", "together": "yes"} | given
    answer = post(client, person, booking_address(cast, child), **sent)
    assert answer.status_code == 302, main_text(answer)
    return Talk.objects.filter(booked_by=person).latest("pk")


def test_the_family_presses_a_time_and_it_is_booked(today: Cast, client: Client) -> None:
    """C7: the start page leads there, and then shows the talk."""
    assert "Boka tid för samtal om Elsa Hägg" in shown(client, today.anna, "/")
    page = opener(client, today.anna).get(booking_address(today, today.elsa)).content.decode()
    assert len(re.findall(r'<button class="time', page)) == 4
    talk = booked(today, client, today.anna, today.elsa)
    assert talk.booked_for == today.anna
    start = shown(client, today.anders, "/")
    assert "Ditt samtal om Elsa Hägg" in start
    assert "Boka tid för samtal" not in start
    assert "Gemensamt" in shown(client, today.anders, reverse("talk", args=[talk.public_id]))


def test_what_is_wrong_stands_at_the_field_and_all_that_was_typed_is_kept(today: Cast, client: Client) -> None:
    """Q2: who shares the time must be chosen; the time that was pressed is remembered."""
    slot = first_slot(today)
    answer = post(
        client, today.anna, booking_address(today, today.elsa), slot=slot.public_id, mode="phone", interpreter="polska", word="Ring"
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Välj ett av alternativen." in text
    assert f'name="chosen" value="{slot.public_id}"' in text
    assert 'value="polska"' in text
    assert "Ring</textarea>" in text
    for sent in ({"slot": "x"}, {}, {"slot": slot.public_id, "mode": "brev"}, {"slot": slot.public_id, "interpreter": "x" * 61}):
        assert (
            post(client, today.anna, booking_address(today, today.elsa), **({"together": "yes", "mode": "room"} | sent)).status_code == 422
        )
    assert not Talk.objects.exists()


def test_return_in_a_field_books_nothing(today: Cast, client: Client) -> None:
    """Q2: the first button of the form, which Return presses, only asks for a time."""
    page = opener(client, today.anna).get(booking_address(today, today.elsa)).content.decode()
    form = page[page.index('class="booking"') :]
    assert re.search(r"<button[^>]*>", form).group().startswith('<button class="hidden" name="look"')  # type: ignore[union-attr]
    answer = post(client, today.anna, booking_address(today, today.elsa), look="1", together="yes", mode="room")
    assert "Välj en tid." in main_text(answer)


def test_the_word_to_the_mentor_is_looked_through_and_can_be_sent_anyhow(today: Cast, client: Client) -> None:
    """F6: the time that was pressed is not forgotten meanwhile."""
    slot, address = first_slot(today), booking_address(today, today.elsa)
    given = {"mode": "room", "together": "yes", "word": "Ring 070-123 45 67"}
    answer = post(client, today.anna, address, slot=slot.public_id, **given)
    marks = re.search(r'name="fritext" value="([^"]+)"', answer.content.decode())
    assert answer.status_code == 422
    assert marks
    assert post(client, today.anna, address, chosen=slot.public_id, fritext=marks[1], **given).status_code == 302
    assert Talk.objects.get().word == given["word"]


def test_a_time_that_somebody_else_took_meanwhile_gives_a_clear_answer_with_those_that_are_left(today: Cast, client: Client) -> None:
    """C7: nothing says who took it."""
    booked(today, client, today.nora, today.nils)
    given = {"slot": first_slot(today).public_id, "mode": "room", "together": "no", "word": "Hej"}
    answer = post(client, today.anna, booking_address(today, today.elsa), **given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Tiden hann bli upptagen" in text
    assert len(re.findall(r'<button class="time', text)) == 3
    assert "Hej</textarea>" in text
    assert named_on(main_text(answer), today) == {"Elsa", "Mats"}


@pytest.mark.parametrize(
    "name", ["talk", "talk_pdf", "talk_json", "talk_history", "talk_holders", "talk_readers", "change_talk", "cancel_talk"]
)
def test_the_other_guardians_own_talk_answers_like_nothing(today: Cast, client: Client, name: str) -> None:
    """C7, A17, A1: every page of it."""
    talk = booked(today, client, today.anna, today.elsa, together="no", word="Hemligt ord")
    for who in (today.anders, today.elsa, today.tess, today.vera, today.frida, today.nora, today.rut):
        assert opener(client, who).get(reverse(name, args=[talk.public_id])).status_code == 404


def test_no_page_of_the_other_guardian_tells_that_there_is_one(today: Cast, client: Client) -> None:
    """C7, A18: start page, tab, booking page, notices, log view: as if nothing were booked; but one time is not free."""
    pages = ["/", reverse("child_talks", args=[today.elsa.public_id]), "/notiser/", reverse("child_readings", args=[today.elsa.public_id])]
    before = [shown(client, today.anders, page) for page in pages]
    talk = booked(today, client, today.anna, today.elsa, together="no", word="Hemligt ord")
    shown(client, today.mats, reverse("talk", args=[talk.public_id]))
    after = [shown(client, today.anders, page) for page in pages]
    assert [re.sub(r"\d\d:\d\d", "", page) for page in after] == [re.sub(r"\d\d:\d\d", "", page) for page in before]
    assert "Anna" not in shown(client, today.anders, booking_address(today, today.elsa))


def test_the_word_is_read_by_its_writer_and_those_who_lead_the_talks(today: Cast, client: Client) -> None:
    """C7: on the page, as PDF's source and as JSON; the other guardian, who shares the talk, does not see it."""
    talk = booked(today, client, today.anna, today.elsa, word="Prata om läxor")
    for who, reads in ((today.anna, True), (today.mats, True), (today.rolf, True), (today.anders, False), (today.elsa, False)):
        for name in ("talk", "talk_json"):
            answer = opener(client, who).get(reverse(name, args=[talk.public_id]))
            assert ("Prata om läxor" in answer.content.decode()) is reads, (who, name)


def test_the_mentor_is_told_of_a_time_whose_guardian_has_lost_the_right(today: Cast, client: Client) -> None:
    """A17: nobody will come; the time can be freed."""
    booked(today, client, today.anders, today.elsa, together="no")
    address = reverse("talk_round", args=[the_round(today).public_id])
    assert "inte längre rätt" not in shown(client, today.mats, address)
    Restriction.objects.create(child=today.elsa, person=today.anders, reference="T 12-26", starts_on=today.at.date())
    assert "inte längre rätt" in shown(client, today.mats, address)


def test_changing_and_cancelling_on_the_page(today: Cast, client: Client) -> None:
    """C7, Q4: an old page is told of what has happened."""
    talk = booked(today, client, today.anna, today.elsa)
    later = the_round(today).slots.order_by("starts_at")[2]
    address = reverse("change_talk", args=[talk.public_id])
    given = {"slot": later.public_id, "mode": "online", "version": 1}
    assert post(client, today.anders, address, **given).status_code == 302
    old = post(client, today.anna, address, **given)
    assert (old.status_code, "Någon annan har ändrat" in main_text(old)) == (422, True)
    assert "https://video.example/5a" in opener(client, today.anna).get(reverse("talk", args=[talk.public_id])).content.decode()
    assert "Före det:" in shown(client, today.anders, reverse("talk_history", args=[talk.public_id]))
    cancel = reverse("cancel_talk", args=[talk.public_id])
    assert "Tiden blir ledig" in shown(client, today.anna, cancel)
    post(client, today.anna, cancel, version=2)
    assert Talk.objects.get().cancelled_at is not None
    assert opener(client, today.anna).get(cancel).status_code == 404


def test_the_mentor_makes_a_round_with_times_and_invites_in_numbers(cast_today: Cast, client: Client) -> None:
    """C7: rules, then times that are shown first, then whom it reaches."""
    day = (cast_today.at + dt.timedelta(days=9)).date()
    rules = {
        "name": "Höst", "minutes": 30, "modes": ["room"], "opens_on": cast_today.at.date(), "closes_on": day, "change_hours": 12,
        "one_each": "yes",
    }  # fmt: skip
    made = post(client, cast_today.mats, reverse("new_talk_round", args=[cast_today.class_5a.public_id]), **rules)
    times = made.headers["Location"]
    pattern = {
        "mentor": cast_today.mats.public_id, "first_day": day, "last_day": day, "weekdays": range(6), "starts": "15:00", "ends": "17:00",
        "pause": 0, "rest_starts": "15:30", "rest_ends": "16:00", "modes": ["room"], "room": "Sal 3",
    }  # fmt: skip
    if day.weekday() == 6:
        pattern["days"] = day.isoformat()
    preview = post(client, cast_today.mats, times, preview="1", **pattern).content.decode()
    values = re.findall(r'name="time" id="[^"]+" value="([^"]+)" checked', preview)
    assert len(values) == 3
    assert post(client, cast_today.mats, times, add="1", time=values[:2], **pattern).status_code == 302
    again = post(client, cast_today.mats, times, preview="1", **pattern).content.decode()
    assert again.count("går inte: har varit eller krockar") == 2
    started = TalkRound.objects.get()
    invite = reverse("invite_to_talks", args=[started.public_id])
    text = shown(client, cast_today.mats, invite)
    assert "3 barn" in text
    assert "4 personer får veta det" in text
    assert "färre tider än barn" in text
    assert post(client, cast_today.mats, invite).status_code == 302
    page = shown(client, cast_today.mats, reverse("talk_round", args=[started.public_id]))
    assert named_on(page, cast_today) == {"Elsa", "Omar", "Nils"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Fyll i det här."),
        ({"minutes": "x"}, "Skriv ett tal."),
        ({"minutes": 3}, "Minst 5."),
        ({"interpreter_minutes": 10}, "kan inte vara kortare"),
        ({"modes": []}, "Välj minst ett sätt att ses."),
        ({"closes_on": "2020-01-01"}, "inte har varit"),
        ({"closes_on": "2199-01-01"}, "högst ett år"),
        ({"opens_on": "2199-01-01"}, "öppna innan den stänger"),
        ({"opens_on": "i morgon"}, "år-månad-dag"),
        ({"opens_on": "0001-01-01"}, "mellan år 1900 och 2199"),
        ({"closes_on": "9999-12-31"}, "mellan år 1900 och 2199"),
        ({"one_each": "kanske"}, "Välj ett av alternativen."),
        ({"change_hours": -1}, "Minst 0."),
    ],
)
def test_a_round_with_a_mistake_says_so_at_the_field(cast_today: Cast, client: Client, wrong: dict[str, Any], words: str) -> None:
    """Q2."""
    soon = (cast_today.at + dt.timedelta(days=9)).date()
    rules = {
        "name": "Höst", "minutes": 30, "modes": ["room"], "opens_on": cast_today.at.date(), "closes_on": soon, "change_hours": 12,
        "one_each": "yes",
    }  # fmt: skip
    answer = post(client, cast_today.mats, reverse("new_talk_round", args=[cast_today.class_5a.public_id]), **(rules | wrong))
    assert answer.status_code == 422
    assert words in main_text(answer)
    assert not TalkRound.objects.exists()


def test_who_can_see_a_talk_of_ones_own_is_told_as_it_is(today: Cast, client: Client) -> None:
    """A18, A17: those who lead the talks are in it whatever its audience, the other guardian is not; once shared, the family is."""
    talk = booked(today, client, today.anna, today.elsa, together="no")
    address = reverse("talk_holders", args=[talk.public_id])
    assert named_on(shown(client, today.mats, address), today) == {"Anna", "Mats", "Rolf"}
    given = {"slot": first_slot(today).public_id, "mode": "room", "together": "yes", "version": 1}
    post(client, today.anna, reverse("change_talk", args=[talk.public_id]), **given)
    assert named_on(shown(client, today.mats, address), today) == {"Anna", "Anders", "Elsa", "Mats", "Rolf"}


def test_the_mentor_books_moves_calls_off_and_holds_on_the_page(today: Cast, client: Client) -> None:
    """C7: for one adult alone; a reason must be given, and the family reads it."""
    slots = list(the_round(today).slots.order_by("starts_at"))
    address = reverse("book_talk_for", args=[invited(the_round(today), today.elsa).public_id])
    answer = post(client, today.mats, address, slot=slots[0].public_id, mode="phone", adult=today.anders.public_id)
    assert answer.status_code == 302
    talk = Talk.objects.get()
    assert (talk.booked_for, talk.shared) == (today.anders, False)
    move, off, hold = (reverse(name, args=[talk.public_id]) for name in ("move_talk", "call_off_talk", "hold_talk"))
    given = {"slot": slots[1].public_id, "mode": "room", "version": 1}
    assert post(client, today.mats, move, **given).status_code == 422
    assert post(client, today.mats, move, reason="Jag är på kurs", **given).status_code == 302
    assert "Jag är på kurs" in shown(client, today.anders, reverse("talk", args=[talk.public_id]))
    assert opener(client, today.mats).get(hold).status_code == 404
    begun = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=30)
    Talk.objects.filter(pk=talk.pk).update(starts_at=begun, ends_at=begun + dt.timedelta(minutes=20))
    there = [today.anders.public_id, today.mats.public_id]
    assert post(client, today.mats, hold, version=2, people=[today.stina.public_id]).status_code == 422
    assert post(client, today.mats, hold, version=2, people=there).status_code == 302
    assert "Hållet" in shown(client, today.anders, reverse("talk", args=[talk.public_id]))
    assert opener(client, today.mats).get(off).status_code == 404


def test_a_talk_is_typed_in_on_the_page(today: Cast, client: Client) -> None:
    """C7, Q2."""
    address = reverse("note_talk", args=[today.membership(today.nils, today.class_5a).public_id])
    assert post(client, today.mats, address, day="2199-01-01").status_code == 422
    assert post(client, today.mats, address, day="i går").status_code == 422
    assert post(client, today.mats, address, day=today.at.date(), people=[today.nora.public_id]).status_code == 302
    assert "Hållet" in shown(client, today.nora, reverse("child_talks", args=[today.nils.public_id]))


def test_a_protected_mentor_goes_by_the_working_name(today: Cast, client: Client) -> None:
    """A10: on the family's pages, in the same place as a name."""
    Person.objects.filter(pk=today.mats.pk).update(protection="marked", working_name="Personal 9")
    page = shown(client, today.anna, booking_address(today, today.elsa))
    assert "Personal 9" in page
    assert "Mats" not in page


@pytest.mark.parametrize("one_each", [True, False])
def test_who_has_booked_is_not_asked_to_on_the_childs_page(today: Cast, client: Client, one_each: bool) -> None:  # noqa: FBT001 – a parameter
    """C7: the other guardian may book a time of their own, where the round lets each have one; the pupil's talk is booked."""
    TalkRound.objects.update(one_each=one_each)
    page = reverse("child_talks", args=[today.elsa.public_id])
    assert "Boka tid:" in shown(client, today.anders, page)
    booked(today, client, today.anna, today.elsa)
    assert "Boka" not in shown(client, today.anna, page).replace("Bokat", "")
    text = shown(client, today.anders, page)
    assert ("Boka tid:" in text, "Boka en egen tid" in text) == (False, one_each)


def test_one_homes_own_time_leaves_the_other_with_a_time_to_book(today: Cast, client: Client) -> None:
    """C7, A17: as if there were none."""
    booked(today, client, today.anna, today.elsa, together="no")
    text = shown(client, today.anders, reverse("child_talks", args=[today.elsa.public_id]))
    assert ("Boka tid:" in text, "Boka en egen tid" in text) == (True, False)
