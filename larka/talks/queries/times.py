"""Which times are free for a child: what is taken, held for another or too late is not there, and nothing says by whom (C7)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.register.actor import Actor
from larka.talks.models import Mode, Talk, TalkRound, TalkSlot
from larka.talks.models.talks import LIVE
from larka.talks.patterns import Span

# Between two of a mentor's times that one talk with an interpreter may take together.
LONGEST_GAP = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Time:
    """A free time. ``with_interpreter``: it is long enough for one, together with the free times after it."""

    public_id: uuid.UUID
    starts_at: dt.datetime
    ends_at: dt.datetime
    mentor_id: int
    mentor: str
    modes: tuple[str, ...]
    room: str
    with_interpreter: bool

    @property
    def how(self) -> str:
        """The ways to meet, in words."""
        return ", ".join(str(Mode(mode).label) for mode in self.modes)


def free_times(actor: Actor, started: TalkRound, child: int, *, leads: bool = False, but: Talk | None = None) -> list[Time]:
    """The times that may be booked for the child now, in order. ``but``: the talk that is to be moved takes no time."""
    (found,) = free_times_of(actor, [(started, child)], leads=leads, but=but)
    return found


def free_times_of(
    actor: Actor, asked: Sequence[tuple[TalkRound, int]], *, leads: bool = False, but: Talk | None = None
) -> list[list[Time]]:
    """The same for each of these rounds and children, in their order: two questions in all."""
    slots = _open_slots.objects(actor, sorted({started.pk for started, _child in asked}))
    mentors = sorted({slot.mentor_id for slot in slots})
    taken = taken_spans(mentors, actor.at, but)
    free = [slot for slot in slots if not overlaps(slot, taken.get(slot.mentor_id, ()))]
    return [_times(actor, started, child, free, leads=leads) for started, child in asked]


def _times(actor: Actor, started: TalkRound, child: int, slots: Iterable[TalkSlot], *, leads: bool) -> list[Time]:
    earliest = actor.at + dt.timedelta(hours=0 if leads else started.change_hours)
    own = [s for s in slots if s.round_id == started.pk and s.starts_at > earliest and s.reserved_for_id in (None, child)]
    return [_time(slot, reaches(slot, length(started, interpreter=True), own)) for slot in own]


@question(Ids)
def _open_slots(actor: Actor, rounds: Ids) -> QuerySet[TalkSlot]:
    rows = TalkSlot.objects.filter(round__among=rounds, starts_at__gt=actor.at)
    return rows.select_related("mentor").order_by("starts_at", "mentor__display_sort_key", "pk")


@question(Ids)
def _taken(actor: Actor, mentors: Ids) -> QuerySet[Any, Any]:
    rows = Talk.objects.filter(LIVE, mentor__among=mentors, slot__isnull=False, ends_at__gt=actor.at).order_by()
    return rows.values_list("pk", "mentor_id", "starts_at", "ends_at")


def _time(slot: TalkSlot, end: dt.datetime | None) -> Time:
    mentor, modes = slot.mentor.display_name, tuple(slot.modes)
    return Time(slot.public_id, slot.starts_at, slot.ends_at, slot.mentor_id, mentor, modes, slot.room, with_interpreter=end is not None)


def length(started: TalkRound, *, interpreter: bool) -> dt.timedelta | None:
    """How long a talk with an interpreter is by the round's setting; None: as long as its time."""
    return dt.timedelta(minutes=started.interpreter_minutes) if interpreter and started.interpreter_minutes else None


def taken_spans(mentors: Iterable[int], since: dt.datetime, but: Talk | None = None) -> dict[int, list[Span]]:
    """When these mentors have talks, in whatever round."""
    found: dict[int, list[Span]] = {}
    for talk, mentor, starts_at, ends_at in _taken(Actor.operator(since), list(mentors)):
        if but is None or talk != but.pk:
            found.setdefault(mentor, []).append(Span(starts_at, ends_at))
    return found


def overlaps(slot: TalkSlot | Span, spans: Iterable[Span]) -> bool:
    """Whether any of these lies over it."""
    return any(slot.starts_at < span.ends_at and slot.ends_at > span.starts_at for span in spans)


def reaches(slot: TalkSlot, long: dt.timedelta | None, free: Sequence[TalkSlot]) -> dt.datetime | None:
    """When a talk of this length that begins with the slot ends, if the mentor's free times after it cover it; else None."""
    end = slot.ends_at
    wanted = end if long is None else slot.starts_at + long
    for after in (other for other in free if other.mentor_id == slot.mentor_id and other.starts_at >= slot.ends_at):
        if end >= wanted or after.starts_at - end > LONGEST_GAP:
            break
        end = after.ends_at
    return wanted if end >= wanted else None
