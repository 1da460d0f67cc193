"""A talk was held: one that was booked, or one beside the rounds that is typed in afterwards (C7); or that was said by mistake."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from larka.audit.actions import record
from larka.core.dates import STOCKHOLM
from larka.records.models import VersionConflictError
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Person
from larka.register.queries import school_year_on
from larka.talks.access import TALK_LEAD, TALK_NOTE
from larka.talks.actions.booking import locked_talk
from larka.talks.actions.preparing import lock_preparations, open_for_talk
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk, TalkMinutes
from larka.talks.models.talks import LIVE
from larka.talks.queries.presence import may_have_taken_part, named_people, who_may_have_been_there, who_speak_for_home

NOON = dt.time(12)
_AN_HOUR = dt.timedelta(hours=1)


@transaction.atomic
def hold_talk(*, by: Actor, talk: Talk, version: int, took_part: Iterable[Person], others: str = "") -> Talk:
    """Samtalet är hållet: by whom it was attended, of those for whom the talk exists. The booking is over with that."""
    TALK_LEAD.require(by, talk)
    found = locked_talk(talk, version)
    if found.starts_at > by.at:
        raise TalkError(_("Samtalet har inte börjat än."))
    found.held_at, found.held_by_id, found.published_at = found.starts_at, by.writer, by.at
    _said_who(by, found, took_part, others, "talk.held")
    lock_preparations(by=by, talk=found)
    return found


@transaction.atomic
def say_who_was_there(*, by: Actor, talk: Talk, version: int, took_part: Iterable[Person], others: str = "") -> Talk:
    """Of a talk that was noted as held without anybody from home: who was, so that it counts."""
    TALK_LEAD.require(by, talk)
    found = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if found.version != version:
        raise VersionConflictError(found)
    if not found.lacks_home:
        raise TalkError(_("Det står redan vilka som var med."))
    return _said_who(by, found, took_part, others, "talk.people_said")


def _said_who(by: Actor, talk: Talk, took_part: Iterable[Person], others: str, action: str) -> Talk:
    there = _present(by, talk.child_id, took_part, may_have_taken_part(by, talk), others=others, then=talk.starts_at)
    talk.took_part, talk.others, talk.with_home, talk.version = there, others, True, talk.version + 1
    talk.written_by_id, talk.written_at = by.writer, by.at
    talk.save()
    record(by, action, talk, children=[talk.child_id], details={"people": len(there)})
    return talk


@transaction.atomic
def note_talk(
    *, by: Actor, membership: GroupMembership, day: dt.date, took_part: Iterable[Person], others: str = "", alone: bool = False
) -> Talk:
    """A talk was held without being booked here; sent twice, it is one. ``alone``: of the family only those who were there see it."""
    TALK_NOTE.require(by, membership)
    place = GroupMembership.objects.select_for_update(of=("self",)).select_related("group__unit").get(pk=membership.pk)
    year = school_year_on(day)
    if year is None or day > by.today:
        raise TalkError(_("Välj en dag som har varit, i ett läsår som finns."), "day")
    noon = dt.datetime.combine(day, NOON, STOCKHOLM)
    there = _present(by, place.child_id, took_part, who_may_have_been_there(by, place.child_id), others=others, then=noon)
    noted = {
        "child_id": place.child_id, "unit_id": place.group.unit_id, "school_year": year, "mentor_id": by.writer, "starts_at": noon,
        "ends_at": noon + _AN_HOUR, "shared": not alone, "audience": there if alone else [], "held_at": noon, "held_by_id": by.writer,
        "took_part": there, "others": others, "with_home": True,
    }  # fmt: skip
    again = Talk.objects.filter(LIVE, round__isnull=True, **noted).first()
    return again or _noted(by, place.group, noted)


def _present(by: Actor, child: int, took_part: Iterable[Person], listed: set[int], *, others: str, then: dt.datetime) -> list[int]:
    """Those of the list who were there; a talk without one who spoke for the home that day is none (C7).

    Whom the list cannot name is written beside it.
    """
    there, home = {person.pk for person in took_part} & listed, who_speak_for_home(child, then) & listed
    if not there & home:
        if named_people(by, home):
            raise TalkError(_("Kryssa för minst en vårdnadshavare som var med, eller eleven om eleven är myndig."), "people")
        if not others.strip():
            raise TalkError(_("Skriv vem som var med från hemmet."), "others")
    return sorted(there)


def _noted(by: Actor, group: Group, row: dict[str, Any]) -> Talk:
    """Written down; refused on a day when the writer did not lead the child's talks there, since they could never open it."""
    form = group.school_form or next(iter(group.unit.school_forms), "GR")
    talk = Talk.objects.create(**row, school_form=form, published_at=by.at, written_by_id=by.writer, written_at=by.at)
    if not TALK_LEAD.allows(by, talk):
        raise TalkError(_("Den dagen höll du inte i barnets samtal här. Välj en annan dag."), "day")
    record(by, "talk.noted", talk, children=[talk.child_id], details={"people": len(talk.took_part)})
    return talk


@transaction.atomic
def undo_held(*, by: Actor, talk: Talk, version: int, reason: str = "") -> Talk:
    """It was a mistake: a booked talk is booked as before, one beside the rounds was none. Not once all have read what it ended in."""
    TALK_LEAD.require(by, talk)
    minutes = TalkMinutes.objects.select_for_update(of=("self",)).filter(talk=talk).first()
    found = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if found.version != version:
        raise VersionConflictError(found)
    _require_undoable(found, minutes)
    found.held_at = found.held_by_id = found.published_at = None
    found.took_part, found.others, found.with_home, found.version = [], "", False, found.version + 1
    found.written_by_id, found.written_at = by.writer, by.at
    if found.round_id is None:
        found.cancelled_at, found.cancelled_by_id, found.reason = by.at, by.writer, reason
    found.save()
    record(by, "talk.not_held", found, children=[found.child_id])
    if found.round_id is not None:
        open_for_talk(by=by, talk=found)
    return found


def _require_undoable(talk: Talk, minutes: TalkMinutes | None) -> None:
    if talk.held_at is None:
        raise TalkError(_("Samtalet är inte antecknat som hållet."))
    if minutes is not None and minutes.latest_id is not None:
        raise TalkError(_("Alla har redan fått läsa vad samtalet ledde till. Då går det inte att ångra."))
    if talk.round_id is None and minutes is not None and (minutes.text or minutes.promises):
        raise TalkError(_("Ni har skrivit anteckningar vid samtalet. Töm dem först, om de hör till ett annat samtal."))
