"""Talks of those who have lost the right to the child since they were booked (A5, A13, A17)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.core.dates import stockholm_day
from larka.register.actor import Actor
from larka.register.models import Responsible, Restriction
from larka.talks.models import Talk
from larka.talks.queries.receivers import booking_people

# A decision is often registered some days after the day from which it holds: until then the adult could read what was booked.
_REGISTERED_LATE = dt.timedelta(days=30)


def lost_bookings(by: Actor, talks: Iterable[Talk]) -> set[int]:
    """Talks of one alone who does not answer for the child any more: nobody will come, and the time is others'."""
    alone = [talk for talk in talks if not talk.shared and talk.booked_for_id is not None and talk.round is not None]
    return {pk for pupils in (False, True) for pk in _lost(by, [talk for talk in alone if talk.round and talk.round.pupil_books is pupils])}


def _lost(by: Actor, talks: Sequence[Talk]) -> set[int]:
    """Of rounds in which the same people book."""
    if not talks or talks[0].round is None:
        return set()
    reaching = booking_people(by, talks[0].round, {talk.child_id for talk in talks})
    return {talk.pk for talk in talks if (talk.booked_for_id, talk.child_id) not in reaching}


def known_to_restricted(by: Actor, talks: Iterable[Talk]) -> set[int]:
    """Coming talks of the family whose time an adult can know who has been restricted from the child since.

    Moved by those who lead the talks since then, it is known no more.
    """
    coming = [talk for talk in talks if talk.shared and talk.cancelled_at is None and talk.held_at is None and talk.ends_at > by.at]
    if not coming:
        return set()
    since = _restricted(by, sorted({talk.child_id for talk in coming}))
    return {talk.pk for talk in coming for child, day in since if child == talk.child_id and _could_be_read(talk, day)}


@question(Ids)
def _restricted(by: Actor, children: Ids) -> QuerySet[Any, Any]:
    was_adult = Responsible.objects.filter(child=OuterRef("child"), person=OuterRef("person"))
    rows = Restriction.objects.filter(Exists(was_adult), holds_on("", by.today, TODAY), child__among=children)
    return rows.order_by().values_list("child_id", "starts_on")


def _could_be_read(talk: Talk, restricted_on: dt.date) -> bool:
    placed_on = stockholm_day(talk.written_at)
    moved_since = bool(talk.reason) and placed_on >= restricted_on
    return not moved_since and restricted_on >= placed_on - _REGISTERED_LATE
