"""Booking, changing and cancelling a time: by the family within the round's limits, by those who lead the talks without them.

However many press at once, the time is one family's: its row is locked before it is looked at, and the database refuses what is left (C7).
"""

import datetime as dt
import uuid
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access.relation import TODAY, holds_on
from larka.audit.actions import record
from larka.notices.actions.reading import read_about
from larka.records.models import VersionConflictError
from larka.register.actor import Actor
from larka.register.models import GroupMembership, Person
from larka.talks.access import INVITATION_BOOK, INVITATION_LEAD, TALK_LEAD, TALK_REBOOK
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Mode, Talk, TalkInvitation, TalkRound, TalkSlot
from larka.talks.models.talks import LIVE
from larka.talks.notices import BOOKING_OPEN, known_no_more, remember, remember_anew, tell_changed
from larka.talks.queries.booking import is_young_pupil
from larka.talks.queries.receivers import booking_people, taking_part
from larka.talks.queries.times import length, overlaps, reaches, taken_spans


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants. slot: the time's public id. word: None leaves what was written."""

    slot: uuid.UUID
    mode: str
    shared: bool = True
    interpreter: str = ""
    word: str | None = None


@dataclass(frozen=True, slots=True)
class _Seat:
    """A time that is locked and free, and when a talk that begins there ends."""

    slot: TalkSlot
    ends_at: dt.datetime


@transaction.atomic
def book_talk(*, by: Actor, invitation: TalkInvitation, wish: Wish) -> Talk:
    """Somebody of the family books: for all of them, or for themselves alone where the round lets guardians have one each.

    A second press on the same time finds what the first has booked.
    """
    INVITATION_BOOK.require(by, invitation)
    started = invitation.round
    _require_open(by, invitation)
    alone = not wish.shared and started.one_each and not is_young_pupil(by, invitation)
    try:
        seat = _take(by, started, invitation.child_id, wish, limit=dt.timedelta(hours=started.change_hours))
    except TalkError:
        if mine := _booked_already(by, invitation, wish):
            return mine
        raise
    talk = _book(by, invitation, wish, seat, whose=by.writer, alone=alone)
    read_about(by=by, kind=BOOKING_OPEN.key, things=[invitation.public_id])
    return talk


@transaction.atomic
def book_talk_for(*, by: Actor, invitation: TalkInvitation, wish: Wish, adult: Person | None) -> Talk:
    """Whoever leads the talks books for a family: for all of it, or for one of its adults alone."""
    INVITATION_LEAD.require(by, invitation)
    if adult is not None and (adult.pk, invitation.child_id) not in booking_people(by, invitation.round, [invitation.child_id]):
        raise TalkError(_("Den vuxna har inte rätt att boka för barnet i dag."), "adult")
    seat = _take(by, invitation.round, invitation.child_id, wish)
    return _book(by, invitation, wish, seat, whose=adult.pk if adult else None, alone=adult is not None and not wish.shared)


@transaction.atomic
def change_talk(*, by: Actor, talk: Talk, wish: Wish, version: int) -> Talk:
    """The family takes another time or another way to meet, shares what was one's own, or writes another word."""
    TALK_REBOOK.require(by, talk)
    try:
        found = locked_talk(talk, version)
    except VersionConflictError as error:
        now: Talk = error.current
        if _is_my_own_press(by, now, wish, version):
            return now
        raise
    _require_changeable(by, found)
    limit, found.reason = dt.timedelta(hours=_round_of(found).change_hours), ""
    shares = wish.shared and not found.shared and found.booked_for_id == by.person_id
    knew = taking_part(found, by) if shares else None
    found.shared = found.shared or shares
    changed = _move(by, found, wish, limit=limit, knew=knew)
    if knew is not None:
        remember(by, changed, but=knew)
    return changed


@transaction.atomic
def move_talk(*, by: Actor, talk: Talk, wish: Wish, version: int, reason: str) -> Talk:
    """Whoever leads the talks moves it, and says why."""
    TALK_LEAD.require(by, talk)
    found = locked_talk(talk, version)
    found.reason = reason
    return _move(by, found, wish)


@transaction.atomic
def cancel_talk(*, by: Actor, talk: Talk, version: int) -> Talk:
    """The family gives its time back."""
    TALK_REBOOK.require(by, talk)
    found = locked_talk(talk, version)
    _require_changeable(by, found)
    found.reason = ""
    return cancel(by, found, by_school=False)


@transaction.atomic
def call_off_talk(*, by: Actor, talk: Talk, version: int, reason: str) -> Talk:
    """Whoever leads the talks calls it off, and says why."""
    TALK_LEAD.require(by, talk)
    if not reason.strip():
        raise TalkError(_("Skriv varför."), "reason")
    found = locked_talk(talk, version)
    found.reason = reason
    return cancel(by, found, by_school=True)


def _booked_already(by: Actor, invitation: TalkInvitation, wish: Wish) -> Talk | None:
    mine = Talk.objects.filter(LIVE, round=invitation.round, child=invitation.child_id, booked_for=by.writer, booked_by=by.writer)
    return mine.filter(slot__public_id=wish.slot, mode=wish.mode, interpreter=wish.interpreter).first()


def _is_my_own_press(by: Actor, talk: Talk, wish: Wish, version: int) -> bool:
    """Whether the one change since this version is this very wish of the actor's, sent before."""
    if talk.version != version + 1 or talk.written_by_id != by.writer or talk.cancelled_at is not None or talk.slot is None:
        return False
    is_so = talk.slot.public_id, talk.mode, talk.interpreter, talk.shared
    says_so = wish.word is None or talk.word_by_id not in (None, by.person_id) or talk.word == wish.word
    return is_so == (wish.slot, wish.mode, wish.interpreter, wish.shared) and says_so


def _book(by: Actor, invitation: TalkInvitation, wish: Wish, seat: _Seat, *, whose: int | None, alone: bool) -> Talk:
    started, group, word = invitation.round, invitation.round.group, wish.word or ""
    row: dict[str, Any] = {
        "child_id": invitation.child_id, "unit_id": group.unit_id, "school_year_id": started.school_year_id, "round": started,
        "school_form": group.school_form or next(iter(group.unit.school_forms), "GR"), "written_by_id": by.writer, "written_at": by.at,
        "booked_by_id": by.writer, "booked_for_id": whose, "booked_at": by.at, "shared": not alone,
        "audience": [whose] if alone else [], "word": word, "word_by_id": by.writer if word else None,
        **_placed(seat, wish),
    }  # fmt: skip
    try:
        with transaction.atomic():
            talk = Talk.objects.create(**row)
    except IntegrityError as error:
        raise _said(error) from error
    record(by, "talk.booked", talk, children=[talk.child_id])
    remember(by, talk)
    return talk


def _move(by: Actor, talk: Talk, wish: Wish, *, limit: dt.timedelta = dt.timedelta(), knew: Set[int] | None = None) -> Talk:
    was_at = talk.starts_at
    seat = _take(by, _round_of(talk), talk.child_id, wish, limit=limit, but=talk)
    for name, value in _placed(seat, wish).items():
        setattr(talk, name, value)
    if wish.word is not None and talk.word_by_id in (None, by.person_id):
        talk.word, talk.word_by_id = wish.word, by.writer if wish.word else None
    talk.version, talk.written_by_id, talk.written_at = talk.version + 1, by.writer, by.at
    try:
        with transaction.atomic():
            talk.save()
    except IntegrityError as error:
        raise _said(error) from error
    record(by, "talk.changed", talk, children=[talk.child_id], details={"version": talk.version})
    if talk.starts_at != was_at:
        remember_anew(by, talk)
        tell_changed(by, talk, was_at=was_at, knew=knew)
    if talk.reason:
        known_no_more(by, talk)
    return talk


def cancel(by: Actor, talk: Talk, *, by_school: bool) -> Talk:
    """The time is others' again, and those who knew of it are told; part of an action that has locked the talk."""
    talk.slot, talk.cancelled_at, talk.cancelled_by_id, talk.called_off = None, by.at, by.person_id, by_school
    talk.version += 1
    talk.save(update_fields=["slot", "cancelled_at", "cancelled_by", "called_off", "version", "reason"])
    record(by, "talk.called_off" if by_school else "talk.cancelled", talk, children=[talk.child_id])
    if talk.starts_at > by.at:
        tell_changed(by, talk, was_at=talk.starts_at)
    return talk


def _placed(seat: _Seat, wish: Wish) -> dict[str, Any]:
    """Time and place of a talk in this time."""
    slot = seat.slot
    return {
        "slot": slot, "mentor_id": slot.mentor_id, "starts_at": slot.starts_at, "ends_at": seat.ends_at, "mode": wish.mode,
        "room": slot.room if wish.mode == Mode.ROOM else "", "link": slot.link if wish.mode == Mode.ONLINE else "",
        "interpreter": wish.interpreter,
    }  # fmt: skip


def _take(by: Actor, started: TalkRound, child: int, wish: Wish, *, limit: dt.timedelta = dt.timedelta(), but: Talk | None = None) -> _Seat:
    """Lock the time, and those after it where it needs them; refuse it if it is not free for this child."""
    slot = TalkSlot.objects.filter(round=started, public_id=wish.slot).first()
    if slot is None:
        raise TalkError(_("Tiden finns inte längre. Välj en annan."), "slot")
    long = length(started, interpreter=bool(wish.interpreter))
    beyond = slot.starts_at + (long or dt.timedelta()) + dt.timedelta(minutes=1)
    day = TalkSlot.objects.filter(round=started, mentor=slot.mentor_id, starts_at__gte=slot.starts_at, starts_at__lt=beyond)
    locked = list(day.select_for_update().order_by("starts_at"))
    if not locked or locked[0].pk != slot.pk:
        raise TalkError(_("Tiden finns inte längre. Välj en annan."), "slot")
    slot = locked[0]
    taken = taken_spans([slot.mentor_id], slot.starts_at, but).get(slot.mentor_id, [])
    free = [each for each in locked if each.reserved_for_id in (None, child) and not overlaps(each, taken)]
    if slot not in free:
        raise TalkError(_("Tiden hann bli upptagen. Välj en av tiderna som är lediga nu."), "slot")
    if slot.starts_at - limit <= by.at:
        raise TalkError(_("Det är för sent att boka den tiden här. Välj en annan eller ring skolan."), "slot")
    if wish.mode not in slot.modes:
        raise TalkError(_("Den tiden går inte att boka så. Välj ett annat sätt att ses eller en annan tid."), "mode")
    end = reaches(slot, long, free)
    if end is None:
        text = _("Med tolk tar samtalet %(minutes)s minuter, och så länge är den tiden inte ledig. Välj en tid märkt för tolk.")
        raise TalkError(text % {"minutes": started.interpreter_minutes}, "slot")
    return _Seat(slot, end)


def locked_talk(talk: Talk, version: int) -> Talk:
    """The talk, locked; somebody else may have changed it since the page was opened (Q4)."""
    found = Talk.objects.select_for_update(of=("self",)).select_related("round__group__unit").get(pk=talk.pk)
    if found.version != version:
        raise VersionConflictError(found)
    if found.cancelled_at is not None or found.held_at is not None or found.round_id is None:
        raise TalkError(_("Samtalet är redan avbokat, inställt eller hållet."))
    return found


def _round_of(talk: Talk) -> TalkRound:
    if talk.round is None:
        raise TalkError(_("Samtalet hölls utan bokning."))
    return talk.round


def _require_open(by: Actor, invitation: TalkInvitation) -> None:
    started = invitation.round
    if by.at < started.opens_at:
        raise TalkError(_("Bokningen har inte öppnat än."))
    if by.at >= started.closes_at:
        raise TalkError(_("Bokningen har stängt. Ring skolan om ni saknar en tid."))
    here = GroupMembership.objects.filter(holds_on("", by.today, TODAY), group=started.group_id, child=invitation.child_id)
    if not here.exists():
        raise TalkError(_("Barnet går inte i gruppen längre, så tiderna gäller inte."))


def _require_changeable(by: Actor, talk: Talk) -> None:
    if talk.locked_from <= by.at:
        text = _("Tiden kan ändras fram till %(hours)s timmar före samtalet. Ring skolan.")
        raise TalkError(text % {"hours": _round_of(talk).change_hours})


_SAID = {
    "adult_has_one_talk_in_a_round": gettext_lazy("Du har redan en tid. Ändra den i stället."),
    "family_has_one_shared_talk_in_a_round": gettext_lazy(
        "Ni har redan en gemensam tid. Ändra den, eller boka en egen om skolan tillåter det."
    ),
}


def _said(error: IntegrityError) -> TalkError:
    """What the database refused, in words."""
    for name, words in _SAID.items():
        if name in str(error):
            return TalkError(str(words), "slot")
    return TalkError(_("Tiden hann bli upptagen. Välj en av tiderna som är lediga nu."), "slot")
