"""The page of a round's times: days that nobody means are said at their field, and a year that is not near is seen."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.talks.rows import make_slot, make_talk
from tests.talks.test_pages import post, the_round
from tests.web.pages import main_text, shown

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"days": "0001-01-01"}, "mellan år 1900 och 2199"),
        ({"days": "9999-12-31"}, "mellan år 1900 och 2199"),
        ({"days": "2062-12-03"}, "högst ett år framåt"),
        ({"first_day": "9999-12-31", "last_day": "9999-12-31"}, "mellan år 1900 och 2199"),
        ({"first_day": "2062-12-01", "last_day": "2062-12-07"}, "högst ett år framåt"),
    ],
)
def test_times_on_days_that_nobody_means_are_refused_at_the_field(today: Cast, client: Client, wrong: dict[str, str], words: str) -> None:
    """C7, Q2: all that was typed is kept."""
    started = the_round(today)
    pattern = {
        "mentor": today.mats.public_id, "weekdays": range(6), "starts": "15:00", "ends": "17:00", "pause": 5, "modes": ["room"],
        "room": "Sal 3",
    } | wrong  # fmt: skip
    for press in ("preview", "add"):
        answer = post(client, today.mats, reverse("talk_times", args=[started.public_id]), **{press: "1"}, **pattern)
        text = answer.content.decode()
        assert (answer.status_code, words in main_text(answer)) == (422, True)
        assert all(f'value="{typed}"' in text for typed in (*wrong.values(), "Sal 3"))
    assert started.slots.count() == 4


def test_a_time_that_is_not_near_is_shown_with_its_year(today: Cast, client: Client) -> None:
    """C7: on the mentor's list, where one books, and when it is booked."""
    starts = today.at + dt.timedelta(days=380)
    slot = make_slot(the_round(today), today.mats, 9, starts_at=starts, ends_at=starts + dt.timedelta(minutes=20))
    talk = make_talk(slot, today.elsa, today.anna)
    for who, address in (
        (today.mats, reverse("talk_times", args=[slot.round.public_id])),
        (today.anna, reverse("talk", args=[talk.public_id])),
        (today.anna, reverse("child_talks", args=[today.elsa.public_id])),
    ):
        assert f"{starts:%Y} " in shown(client, who, address).replace(f"{starts:%Y}/", ""), address
