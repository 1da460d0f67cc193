"""What one had alone and then shared says nothing to the other of the time before (C7, A17)."""

import pytest
from django.test import Client
from django.urls import reverse

from larka.notices.models import Recipient
from larka.register.models import Person
from larka.talks.models import Talk
from tests.cast import Cast, opener
from tests.talks.test_pages import booked, first_slot, post, the_round
from tests.talks.test_pressed_twice import version_on
from tests.web.pages import shown

pytestmark = pytest.mark.django_db


def rows_of(client: Client, who: Person, log: str) -> str:
    """What the log view tells, below what was just done."""
    return shown(client, who, log).split("Det personalen")[1]


def test_the_days_when_it_was_private_are_in_no_history_and_no_list_of_readers(today: Cast, client: Client) -> None:
    """A12, A18: what the mentor did then; what is done since stands there, and the one whose it was sees all of it."""
    talk = booked(today, client, today.anna, today.elsa, together="no")
    address, history, readers = (reverse(name, args=[talk.public_id]) for name in ("talk", "talk_history", "talk_readers"))
    log = reverse("child_readings", args=[today.elsa.public_id])
    before = rows_of(client, today.anders, log)
    shown(client, today.mats, address)
    moved = {"slot": the_round(today).slots.order_by("starts_at")[1].public_id, "mode": "room", "version": 1, "reason": "Sjuk"}
    assert post(client, today.mats, reverse("move_talk", args=[talk.public_id]), **moved).status_code == 302
    shares = {"slot": first_slot(today).public_id, "mode": "room", "together": "yes", "version": 2}
    assert post(client, today.anna, reverse("change_talk", args=[talk.public_id]), **shares).status_code == 302
    assert rows_of(client, today.anders, log) == before
    assert "Mats" not in shown(client, today.anders, readers)
    assert "Mats" in shown(client, today.anna, readers)
    assert ("Bokades" in shown(client, today.anders, history), "Bokades" in shown(client, today.anna, history)) == (False, True)
    shown(client, today.mats, address)
    assert "Mats" in shown(client, today.anders, readers)
    assert "Mats" in rows_of(client, today.anders, log)


def test_what_is_moved_and_shared_at_once_is_new_to_those_who_did_not_see_it(today: Cast, client: Client) -> None:
    """A17: one notice, as of a time that was booked just now; the mentor, who knew of it, hears that it is changed."""
    talk = booked(today, client, today.anna, today.elsa, together="no")
    times, change = list(the_round(today).slots.order_by("starts_at")), reverse("change_talk", args=[talk.public_id])
    shares = {"slot": times[1].public_id, "mode": "room", "together": "yes", "version": 1}
    assert [post(client, today.anna, change, **shares).status_code for _press in range(2)] == [302, 302]
    rows = Recipient.objects.filter(notice__kind__in=("talk.changed", "talk.remember"))
    assert sorted(rows.values_list("person__given_name", "notice__kind")) == [
        ("Anders", "talk.remember"), ("Anna", "talk.remember"), ("Elsa", "talk.remember"), ("Mats", "talk.changed"),
    ]  # fmt: skip
    assert "Ändrat" not in shown(client, today.anders, "/notiser/")


def test_the_pages_count_from_what_one_saw_first(today: Cast, client: Client) -> None:
    """A17, Q4: as if it were booked when it was shared; what others change meanwhile is pointed out all the same."""
    talk = booked(today, client, today.anna, today.elsa, together="no")
    times = list(the_round(today).slots.order_by("starts_at"))
    change, cancel = (reverse(name, args=[talk.public_id]) for name in ("change_talk", "cancel_talk"))
    post(client, today.anna, change, slot=times[0].public_id, mode="phone", together="no", version=1)
    post(client, today.anna, change, slot=times[0].public_id, mode="phone", together="yes", version=2)
    for who, version in ((today.anders, "1"), (today.anna, "3")):
        assert {version_on(opener(client, who).get(address)) for address in (change, cancel)} == {version}
    assert post(client, today.anna, change, slot=times[1].public_id, mode="room", version=3).status_code == 302
    late = post(client, today.anders, change, slot=times[2].public_id, mode="room", version=1)
    assert (late.status_code, version_on(late)) == (422, "2")
    assert post(client, today.anders, change, slot=times[2].public_id, mode="room", version=2).status_code == 302
    assert post(client, today.anders, cancel, version=3).status_code == 302
    assert Talk.objects.get().cancelled_at is not None
