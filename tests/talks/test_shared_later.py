"""What one had alone and then shared says nothing to the other of the time before (C7, A17)."""

import pytest
from django.test import Client
from django.urls import reverse

from larka.register.models import Person
from tests.cast import Cast
from tests.talks.test_pages import booked, first_slot, post, the_round
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
