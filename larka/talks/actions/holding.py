"""A talk was held: one that was booked, or one beside the rounds that is typed in afterwards (C7)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from larka.audit.actions import record
from larka.core.dates import STOCKHOLM
from larka.register.actor import Actor
from larka.register.models import GroupMembership, Person, SchoolYear
from larka.talks.access import TALK_LEAD, TALK_NOTE
from larka.talks.actions.booking import locked_talk
from larka.talks.actions.preparing import lock_preparations
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk
from larka.talks.queries.presence import may_have_taken_part, who_may_have_been_there

NOON = dt.time(12)
_AN_HOUR = dt.timedelta(hours=1)


@transaction.atomic
def hold_talk(*, by: Actor, talk: Talk, version: int, took_part: Iterable[Person], others: str = "") -> Talk:
    """Samtalet är hållet: by whom it was attended, of those for whom the talk exists. The booking is over with that."""
    TALK_LEAD.require(by, talk)
    found = locked_talk(talk, version)
    if found.starts_at > by.at:
        raise TalkError(_("Samtalet har inte börjat än."))
    there = sorted({person.pk for person in took_part} & may_have_taken_part(by, found))
    found.held_at, found.held_by_id, found.took_part, found.others = found.starts_at, by.writer, there, others
    found.published_at, found.written_by_id, found.written_at = by.at, by.writer, by.at
    found.version += 1
    found.save()
    record(by, "talk.held", found, children=[found.child_id], details={"people": len(there)})
    lock_preparations(by=by, talk=found)
    return found


@transaction.atomic
def note_talk(
    *, by: Actor, membership: GroupMembership, day: dt.date, took_part: Iterable[Person], others: str = "", alone: bool = False
) -> Talk:
    """A talk was held without being booked here. ``alone``: of the family only those who were there see it."""
    TALK_NOTE.require(by, membership)
    year = SchoolYear.objects.filter(starts_on__lte=day, ends_on__gt=day).first()
    if year is None or day > by.today:
        raise TalkError(_("Välj en dag som har varit, i ett läsår som finns."), "day")
    people = {person.pk for person in took_part}
    there = sorted(people & who_may_have_been_there(by, membership.child_id))
    group, noon = membership.group, dt.datetime.combine(day, NOON, STOCKHOLM)
    talk = Talk.objects.create(
        child_id=membership.child_id, unit_id=group.unit_id, school_year=year, mentor_id=by.writer, starts_at=noon, ends_at=noon + _AN_HOUR,
        school_form=group.school_form or next(iter(group.unit.school_forms), "GR"), shared=not alone, audience=there if alone else [],
        held_at=noon, held_by_id=by.writer, took_part=there, others=others, published_at=by.at, written_by_id=by.writer, written_at=by.at,
    )  # fmt: skip
    record(by, "talk.noted", talk, children=[talk.child_id], details={"people": len(there)})
    return talk
