"""The booking page of one child: what I have, what I may book, and what fits with my other children's times (C7)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from larka.access.holders import people_reaching
from larka.access.near import my_family
from larka.access.policies import FAMILY
from larka.access.questions import question
from larka.core.dates import STOCKHOLM, stockholm_day
from larka.register.actor import Actor
from larka.register.queries import addresses_of
from larka.talks.access import BOOKING_ADULTS, INVITATION_BOOK, TALK_READ
from larka.talks.models import Talk, TalkInvitation
from larka.talks.models.talks import LIVE
from larka.talks.patterns import Span
from larka.talks.queries.leaving import is_in_group
from larka.talks.queries.times import Time, free_times_of

# From one child's talk to the next: time to walk, and not to wait long.
WALK, WAIT = dt.timedelta(minutes=10), dt.timedelta(minutes=40)
_MOST_SIBLINGS = 6
_OF_FAMILY = TALK_READ.only(*FAMILY)


@dataclass(frozen=True, slots=True)
class Offer:
    """A free time as the page shows it. ``fits``: what it goes well with; ``clashes``: which of my own times it lies over."""

    time: Time
    fits: str = ""
    clashes: str = ""


@dataclass(slots=True)
class BookingPage:
    """``mine``: the child's talks of the round that exist for me. ``only_alone``: there is a shared one, a further one is my own.

    in_group: the child is in the group still, and the times are for it.
    """

    mine: list[Talk]
    may_book: bool
    only_alone: bool
    in_group: bool = True
    days: list[tuple[dt.date, list[Offer]]] = field(default_factory=list)


def is_young_pupil(actor: Actor, invitation: TalkInvitation) -> bool:
    """A pupil who books without being of age books for the family."""
    adult_on = invitation.child.adult_on
    return actor.person_id == invitation.child_id and (adult_on is None or adult_on > actor.today)


def invitation_of(talk: Talk) -> TalkInvitation | None:
    """By which the talk was booked."""
    return TalkInvitation.objects.filter(round=talk.round_id, child=talk.child_id).select_related("round", "child").first()


def is_of_one_home(actor: Actor, invitation: TalkInvitation) -> bool:
    """Nobody else books for the child, or all who do have my address: then a time together is what one means.

    Where guardians live apart nothing is chosen for them: a choice made by the page could tell one of the other's time.
    """
    people = {person for person, _child in people_reaching(BOOKING_ADULTS, [invitation.child_id], actor.at)}
    if people <= {actor.person_id}:
        return True
    homes = addresses_of(people)
    return len(homes) == len(people) and len(set(homes.values())) == 1


def booking_page(actor: Actor, invitation: TalkInvitation) -> BookingPage:
    """Everything that the page asks for. What is open to me now is most often what I have come for."""
    opened = _open_now.objects(actor)
    stays = any(other.pk == invitation.pk for other in opened) or bool(_staying(actor, invitation.pk))
    for found in [other for other in opened if other.pk == invitation.pk] or _invitation.objects(actor, invitation.pk):
        invitation.round, invitation.child = found.round, found.child
    started = invitation.round
    mine = _mine.objects(actor, started.pk, invitation.child_id)
    shared = any(talk.shared for talk in mine)
    own = any(talk.booked_for_id == actor.person_id for talk in mine)
    further = started.one_each and not is_young_pupil(actor, invitation)
    may_book = stays and started.opens_at <= actor.at < started.closes_at and not own and (further or not shared)
    page = BookingPage(mine, may_book, only_alone=shared, in_group=stays)
    if may_book:
        page.days = by_day(_offers(actor, invitation, opened))
    return page


@question(int)
def _invitation(_actor: Actor, pk: int) -> QuerySet[TalkInvitation]:
    return TalkInvitation.objects.filter(pk=pk).select_related("round", "child")


@question(int)
def _staying(actor: Actor, pk: int) -> QuerySet[Any, Any]:
    return TalkInvitation.objects.filter(is_in_group(actor), pk=pk).values_list("pk")


@question(int, int)
def _mine(actor: Actor, started: int, child: int) -> QuerySet[Talk]:
    rows = Talk.objects.filter(LIVE, round=started, child=child)
    return TALK_READ.among(actor, rows).select_related("mentor").order_by("starts_at")


def by_day(offered: Iterable[Offer]) -> list[tuple[dt.date, list[Offer]]]:
    """Offers under their days."""
    return [(day, list(own)) for day, own in groupby(offered, key=lambda offer: stockholm_day(offer.time.starts_at))]


def offers_to_move(actor: Actor, invitation: TalkInvitation, talk: Talk) -> list[Offer]:
    """The times to which the talk can be moved, as ``booking_page`` has them."""
    return _offers(actor, invitation, _open_now.objects(actor), talk)


def _offers(actor: Actor, invitation: TalkInvitation, opened: Iterable[TalkInvitation], but: Talk | None = None) -> list[Offer]:
    """The times, each with what it goes well with among my other children's talks and, where they have none yet, free times."""
    booked = _booked_for_others(actor, invitation)
    served = {invitation.child_id, *(child for _name, child, _span, _mentor in booked)}
    others = [other for other in opened if other.child_id not in served][:_MOST_SIBLINGS]
    asked = [(invitation.round, invitation.child_id), *((other.round, other.child_id) for other in others)]
    times, *theirs = free_times_of(actor, asked, but=but)
    free = [
        (other.child.given_name, other.child_id, Span(time.starts_at, time.ends_at), time.mentor_id)
        for other, own in zip(others, theirs, strict=True)
        for time in own
    ]
    return [_offer(time, booked, free) for time in times]


Near = tuple[str, int, Span, int]


def _offer(time: Time, booked: Sequence[Near], free: Sequence[Near]) -> Offer:
    over = next((near for near in booked if time.starts_at < near[2].ends_at and time.ends_at > near[2].starts_at), None)
    if over is not None:
        return Offer(time, clashes=_("Krockar med samtalet om %(name)s kl. %(clock)s") % _said(over))
    beside = next((near for near in booked if _is_beside(time, near)), None)
    if beside is not None:
        return Offer(time, fits=_("Passar med samtalet om %(name)s kl. %(clock)s") % _said(beside))
    beside = next((near for near in free if _is_beside(time, near)), None)
    return Offer(time, fits=_("Passar ihop: %(name)s kan få kl. %(clock)s") % _said(beside) if beside else "")


def _said(near: Near) -> dict[str, str]:
    return {"name": near[0], "clock": f"{near[2].starts_at.astimezone(STOCKHOLM):%H:%M}"}


def _is_beside(time: Time, near: Near) -> bool:
    """Right before or after, with time to walk where it is with somebody else."""
    _name, _child, span, mentor = near
    gap = max(span.starts_at - time.ends_at, time.starts_at - span.ends_at)
    return (dt.timedelta() if mentor == time.mentor_id else WALK) <= gap <= WAIT


def _booked_for_others(actor: Actor, invitation: TalkInvitation) -> list[Near]:
    return [
        (name, child, Span(starts_at, ends_at), mentor)
        for name, child, starts_at, ends_at, mentor in _coming(actor)
        if child != invitation.child_id
    ]


@question()
def _coming(actor: Actor) -> QuerySet[Any, Any]:
    coming = Talk.objects.filter(LIVE, held_at__isnull=True, starts_at__gt=actor.at, child__among=my_family(actor))
    rows = _OF_FAMILY.among(actor, coming).order_by("starts_at")
    return rows.values_list("child__given_name", "child_id", "starts_at", "ends_at", "mentor_id")


@question()
def _open_now(actor: Actor) -> QuerySet[TalkInvitation]:
    mine = TalkInvitation.objects.filter(child__among=my_family(actor))
    rows = mine.filter(is_in_group(actor), round__opens_at__lte=actor.at, round__closes_at__gt=actor.at)
    return INVITATION_BOOK.among(actor, rows).select_related("round", "child").order_by("pk")
