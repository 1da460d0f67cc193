"""What somebody else, or one's own first press, has changed meanwhile: nothing is lost, and the next press goes on from there (Q4)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.talks.models import Talk
from tests.cast import Cast
from tests.talks.test_pages import booked, post, the_round

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
