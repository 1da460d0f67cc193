"""Rounds, times and talks as rows, for tests that ask who sees them and what the database refuses."""

import datetime as dt
from typing import Any

from larka.core.dates import STOCKHOLM
from larka.register.models import Group, Person
from larka.talks.actions import rounds
from larka.talks.actions.booking import Wish
from larka.talks.actions.rounds import RoundGiven
from larka.talks.actions.slots import Place, add_slots
from larka.talks.models import Mode, Talk, TalkInvitation, TalkRound, TalkSlot
from larka.talks.patterns import Pattern
from tests.cast import NOON, Cast, actor

THURSDAY = dt.date(2026, 12, 3)


def clock(hour: int, minute: int = 0, day: dt.date = THURSDAY) -> dt.datetime:
    """A moment in Stockholm."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=STOCKHOLM)


def make_round(cast: Cast, group: Group, by: Person, **given: Any) -> TalkRound:
    """A round whose booking is open, with the children of the group invited."""
    row = {
        "group": group, "school_year": cast.year, "term": cast.term, "name": "Höstens samtal", "minutes": 20, "interpreter_minutes": 40,
        "modes": list(Mode.values), "opens_at": NOON - dt.timedelta(days=3), "closes_at": clock(18), "made_by": by, "made_at": NOON,
        "invited_at": NOON, "told_at": NOON,
    } | given  # fmt: skip
    made = TalkRound.objects.create(**row)
    TalkInvitation.objects.bulk_create(
        TalkInvitation(round=made, child_id=child, invited_at=NOON) for child in group.memberships.values_list("child_id", flat=True)
    )
    return made


def make_slot(of: TalkRound, mentor: Person, hour: int, minute: int = 0, **given: Any) -> TalkSlot:
    """A time that day."""
    starts = clock(hour, minute)
    row = {
        "starts_at": starts,
        "ends_at": starts + dt.timedelta(minutes=of.minutes),
        "modes": of.modes,
        "room": "Sal 12",
        "link": "https://video.example/5a",
    }
    return TalkSlot.objects.create(round=of, mentor=mentor, **(row | given))


def early_slot(cast: Cast, of: TalkRound) -> TalkSlot:
    """A time that has been."""
    starts = cast.at - dt.timedelta(hours=1)
    return TalkSlot.objects.create(round=of, mentor=cast.mats, starts_at=starts, ends_at=cast.at, modes=of.modes, room="Sal 12")


def make_talk(slot: TalkSlot, child: Person, by: Person, **given: Any) -> Talk:
    """A booked talk: shared, unless ``audience`` names somebody."""
    row = {
        "round": slot.round, "slot": slot, "mentor": slot.mentor, "starts_at": slot.starts_at, "ends_at": slot.ends_at, "mode": "room",
        "room": slot.room, "unit": slot.round.group.unit, "school_form": slot.round.group.school_form or "GR",
        "school_year": slot.round.school_year, "written_by": by, "written_at": NOON, "booked_by": by, "booked_for": by, "booked_at": NOON,
        "audience": [], "shared": True,
    }  # fmt: skip
    return Talk.objects.create(child=child, **(row | given))


GIVEN = {
    "name": "Höstens samtal", "minutes": 20, "interpreter_minutes": 40, "modes": ["room", "online", "phone"], "change_hours": 24,
    "one_each": True, "pupil_books": False,
}  # fmt: skip


def offered(cast: Cast, group: Group | None = None, *, by: Person | None = None, day: dt.date = THURSDAY, **given: Any) -> TalkRound:
    """A round made by the actions: four times from three o'clock that day, and everybody invited."""
    mentor = actor(by or cast.mats, cast.at)
    row = {"opens_at": cast.at, "closes_at": clock(12, day=day), **GIVEN, **given}
    made = rounds.make_round(by=mentor, group=group or cast.class_5a, given=RoundGiven(**row))
    spans = Pattern([day], dt.time(15), dt.time(16, 20), made.minutes).spans()
    place = Place(made.modes, "Sal 12", "https://video.example/5a")
    add_slots(by=mentor, started=made, mentor=by or cast.mats, spans=spans, place=place)
    rounds.invite_to_round(by=mentor, started=made)
    made.refresh_from_db()
    return made


def invited(started: TalkRound, child: Person) -> TalkInvitation:
    """The child's invitation."""
    return TalkInvitation.objects.select_related("round__group__unit", "child").get(round=started, child=child)


def wish(slot: TalkSlot, **given: Any) -> Wish:
    """A time together, at school."""
    return Wish(slot.public_id, **({"mode": "room"} | given))
