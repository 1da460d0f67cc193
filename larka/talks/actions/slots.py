"""The times of a round: made of a pattern, taken away, held for a child."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.register.actor import Actor
from larka.register.models import Person
from larka.talks.access import INVITATION_LEAD, ROUND_LEAD
from larka.talks.actions.refusing import TalkError
from larka.talks.actions.rounds import FURTHEST
from larka.talks.models import TalkInvitation, TalkRound, TalkSlot
from larka.talks.patterns import MOST_TIMES, Span
from larka.talks.queries.rounds import mentors_of
from larka.talks.queries.times import overlaps, taken_spans


@dataclass(frozen=True, slots=True)
class Place:
    """How and where one meets in these times."""

    modes: Sequence[str]
    room: str = ""
    link: str = ""


def clashes(mentor: int, spans: Iterable[Span]) -> set[Span]:
    """Those that lie over times that the mentor offers already, in whatever round."""
    listed = sorted(spans, key=lambda span: span.starts_at)
    if not listed:
        return set()
    rows = TalkSlot.objects.filter(mentor=mentor, ends_at__gt=listed[0].starts_at, starts_at__lt=listed[-1].ends_at)
    had = [Span(*row) for row in rows.values_list("starts_at", "ends_at")]
    return {span for span in listed if overlaps(span, had)}


@transaction.atomic
def add_slots(*, by: Actor, started: TalkRound, mentor: Person, spans: Iterable[Span], place: Place) -> list[TalkSlot]:
    """New times for one of the group's mentors; those that have been, or lie over others of the mentor's, are refused."""
    ROUND_LEAD.require(by, started)
    wanted = sorted(set(spans), key=lambda span: span.starts_at)
    if mentor not in mentors_of(by, started.group):
        raise Refused(ROUND_LEAD, started)
    if not wanted:
        raise TalkError(_("Välj minst en tid."))
    if wanted[0].starts_at <= by.at:
        raise TalkError(_("En av tiderna har redan varit."))
    if wanted[-1].starts_at > by.at + FURTHEST:
        raise TalkError(_("Välj en dag högst ett år framåt."))
    if started.slots.count() + len(wanted) > MOST_TIMES:
        raise TalkError(_("En omgång har plats för högst %(most)s tider.") % {"most": MOST_TIMES})
    made = [
        TalkSlot(
            round=started, mentor=mentor, starts_at=span.starts_at, ends_at=span.ends_at,
            modes=list(place.modes), room=place.room, link=place.link,
        )
        for span in wanted
    ]  # fmt: skip
    try:
        with transaction.atomic():
            TalkSlot.objects.bulk_create(made)
    except IntegrityError as error:
        raise TalkError(_("En av tiderna krockar med en tid som mentorn redan erbjuder. Se över tiderna och försök igen.")) from error
    record(by, "talk_round.times_added", started, details={"times": len(made)})
    return made


@transaction.atomic
def remove_slots(*, by: Actor, started: TalkRound, slots: Iterable[TalkSlot]) -> int:
    """Times that nobody has booked are taken away; answers how many."""
    ROUND_LEAD.require(by, started)
    found = list(TalkSlot.objects.select_for_update().filter(round=started, pk__in=[slot.pk for slot in slots]).order_by("pk"))
    taken = taken_spans({slot.mentor_id for slot in found}, min((slot.starts_at for slot in found), default=by.at))
    if any(overlaps(slot, taken.get(slot.mentor_id, ())) for slot in found):
        raise TalkError(_("En av tiderna är bokad. Ställ in eller flytta samtalet först."))
    TalkSlot.objects.filter(pk__in=[slot.pk for slot in found]).delete()
    record(by, "talk_round.times_removed", started, details={"times": len(found)})
    return len(found)


@transaction.atomic
def reserve_slot(*, by: Actor, slot: TalkSlot, invitation: TalkInvitation | None) -> None:
    """A time is held for one invited child, or for nobody any more."""
    ROUND_LEAD.require(by, slot.round)
    if invitation is not None:
        INVITATION_LEAD.require(by, invitation)
        if invitation.round_id != slot.round_id:
            raise Refused(INVITATION_LEAD, invitation)
    found = TalkSlot.objects.select_for_update().get(pk=slot.pk)
    taken = taken_spans([found.mentor_id], found.starts_at)
    if overlaps(found, taken.get(found.mentor_id, ())):
        raise TalkError(_("Tiden är redan bokad."))
    found.reserved_for_id = invitation.child_id if invitation else None
    found.save(update_fields=["reserved_for"])
    record(by, "talk_round.time_held", slot.round, children=[invitation.child_id] if invitation else [])
