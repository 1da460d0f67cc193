"""A round as those see it who lead it: who is invited, who has booked, which times there are."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef
from django.db.models.query import QuerySet

from larka.access.holders import holders
from larka.access.policies import MEMBER_READ
from larka.access.questions import Pages, question
from larka.access.relation import TODAY, holds_on
from larka.questionnaires.queries.waiting import has_place
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Person
from larka.register.orders import in_school_order
from larka.talks.access import INVITATION_LEAD, ROUND_LEAD, ROUND_MAKE, TALK_LEAD
from larka.talks.models import Talk, TalkInvitation, TalkRound, TalkSlot
from larka.talks.models.talks import LIVE

_A_YEAR = dt.timedelta(days=365)
GROUP_KINDS = ("klass", "mentor", "avdelning")


@dataclass(slots=True)
class InvitedRow:
    """One invited child with the talks that are booked for it."""

    public_id: uuid.UUID
    child_id: int
    child: uuid.UUID
    name: str
    talks: list[Talk] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SlotRow:
    """One time, whether it is taken, and by whom where the actor leads that child's talks."""

    slot: TalkSlot
    mentor: str
    taken: bool
    child: str
    reserved: str


def rounds_led(actor: Actor) -> Pages:
    """The rounds of this and the last school year that the actor leads, the newest first, a page at a time."""
    return _rounds.pages(actor, objects=True)


@question()
def _rounds(actor: Actor) -> QuerySet[TalkRound]:
    rows = ROUND_LEAD.visible_to(actor).filter(school_year__ends_on__gt=actor.today - _A_YEAR)
    return rows.select_related("group__unit").order_by("-made_at", "-pk")


def groups_to_invite(actor: Actor) -> list[Group]:
    """The groups that the actor may offer talks to, today."""
    return _groups.objects(actor)


@question()
def _groups(actor: Actor) -> QuerySet[Group]:
    rows = ROUND_MAKE.visible_to(actor).filter(holds_on("", actor.today, TODAY), kind__in=GROUP_KINDS)
    return rows.select_related("unit").order_by("unit__sort_key", *in_school_order())


def mentors_of(actor: Actor, group: Group) -> list[Person]:
    """Who can hold talks with the group: its mentors and preschool staff, else rektor; and whoever asks."""
    found = holders(ROUND_MAKE, group, actor.at)
    close = {person for person, key in found if key != "principal"} or {person for person, _key in found}
    return list(Person.objects.filter(pk__in={*close, actor.writer}).order_by("display_sort_key", "pk"))


def members(actor: Actor, group: Group) -> QuerySet[GroupMembership]:
    """The group's children today, as far as the actor may know of them (A10)."""
    rows = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group)
    return MEMBER_READ.among(actor, rows, members_of=group.pk).order_by("child__sort_key", "pk")


def hidden_in(actor: Actor, group: Group) -> int:
    """How many of the group's children today the actor may not know by name: a number; the mentor invites them (A10)."""
    return GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group).count() - members(actor, group).count()


def has_bookings(started: TalkRound) -> bool:
    """Whether anything was ever booked in it."""
    return Talk.objects.filter(round=started).exists()


def invitation_led(actor: Actor, slot: TalkSlot, public_id: uuid.UUID) -> TalkInvitation | None:
    """An invitation of the slot's round, if the actor leads that child's talks."""
    return INVITATION_LEAD.among(actor, TalkInvitation.objects.filter(round=slot.round_id, public_id=public_id)).first()


def not_invited(actor: Actor, started: TalkRound) -> list[int]:
    """The group's children today who have no invitation."""
    invited = TalkInvitation.objects.filter(round=started).order_by().values("child_id")
    return list(members(actor, started.group).exclude(child__in=invited).values_list("child_id", flat=True))


def waiting_and_hidden(actor: Actor, started: TalkRound) -> tuple[int, int]:
    """How many of the group's children today have no invitation, and how many the actor may not know by name: one question."""
    rows = _members_now(actor, started.group_id, started.pk)
    return sum(known and not invited for known, invited in rows), sum(not known for known, _invited in rows)


@question(int, int)
def _members_now(actor: Actor, group: int, started: int) -> QuerySet[Any, Any]:
    rows = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group).order_by()
    invited = TalkInvitation.objects.filter(round=started, child=OuterRef("child"))
    return rows.values_list(MEMBER_READ.condition(actor), Exists(invited))


def invited_rows(actor: Actor, started: TalkRound, talks: Iterable[Talk] | None = None) -> list[InvitedRow]:
    """The invited children whose talks the actor leads, in name order. ``talks``: those of the round, where they are at hand."""
    found = [InvitedRow(*row) for row in _invited(actor, started.pk)]
    by_child = {row.child_id: row for row in found}
    for talk in live_talks(actor, started) if talks is None else talks:
        if talk.child_id in by_child:
            by_child[talk.child_id].talks.append(talk)
    return found


@question(int)
def _invited(actor: Actor, started: int) -> QuerySet[Any, Any]:
    rows = INVITATION_LEAD.among(actor, TalkInvitation.objects.filter(round=started)).order_by("child__sort_key", "pk")
    return rows.values_list("public_id", "child_id", "child__public_id", "child__display_name")


def live_talks(actor: Actor, started: TalkRound) -> list[Talk]:
    """The round's talks that are not cancelled and that the actor leads, in the order of their times."""
    talks: list[Talk] = _live.objects(actor, started.pk)
    for talk in talks:
        talk.round = started
    return talks


@question(int)
def _live(actor: Actor, started: int) -> QuerySet[Talk]:
    rows = TALK_LEAD.among(actor, Talk.objects.filter(LIVE, round=started))
    return rows.select_related("child", "mentor").order_by("starts_at", "pk")


@dataclass(frozen=True, slots=True)
class RoundNow:
    """Whose round it is; how many coming times nobody has; how many invited children have no place in the unit any more.

    These are a number alone, for their names are others' now.
    """

    group: uuid.UUID
    group_name: str
    free: int
    left: int


def round_now(actor: Actor, started: TalkRound) -> RoundNow:
    """One question."""
    ((group, name, free, left),) = _now(actor, started.pk)
    return RoundNow(group, name, len(free), len(left))


@question(int)
def _now(actor: Actor, started: int) -> QuerySet[Any, Any]:
    over = Talk.objects.filter(
        LIVE, mentor=OuterRef("mentor"), slot__isnull=False, starts_at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("starts_at")
    )
    free = TalkSlot.objects.filter(~Exists(over), round=OuterRef("pk"), starts_at__gt=actor.at)
    left = TalkInvitation.objects.filter(~has_place(actor, "round__group__unit"), round=OuterRef("pk"))
    columns = (ArraySubquery(rows.order_by().values("pk")) for rows in (free, left))
    return TalkRound.objects.filter(pk=started).values_list("group__public_id", "group__name", *columns)


def slot_rows(actor: Actor, started: TalkRound) -> list[SlotRow]:
    """Every time of the round, in order. Whose a taken time is, is told where the actor leads that child's talks."""
    slots = list(started.slots.order_by("starts_at", "mentor__display_sort_key", "pk").annotate(mentor_name=F("mentor__display_name")))
    spans = list(Talk.objects.filter(LIVE, mentor__in={slot.mentor_id for slot in slots}, slot__isnull=False))
    seen = {talk.pk: talk.child.display_name for talk in live_talks(actor, started)}
    names = _known_children(actor, started, (slot.reserved_for_id for slot in slots))
    return [_slot_row(slot, spans, seen, names) for slot in slots]


def _slot_row(slot: TalkSlot, talks: Iterable[Talk], seen: dict[int, str], names: dict[int, str]) -> SlotRow:
    over = [talk for talk in talks if talk.mentor_id == slot.mentor_id and talk.starts_at < slot.ends_at and talk.ends_at > slot.starts_at]
    child = ", ".join(seen[talk.pk] for talk in over if talk.pk in seen)
    reserved = names.get(slot.reserved_for_id, "–") if slot.reserved_for_id else ""
    return SlotRow(slot, slot.mentor_name, bool(over), child, reserved)  # type: ignore[attr-defined]


def _known_children(actor: Actor, started: TalkRound, children: Iterable[int | None]) -> dict[int, str]:
    wanted = [child for child in children if child is not None]
    rows = INVITATION_LEAD.among(actor, TalkInvitation.objects.filter(round=started, child__in=wanted))
    return dict(rows.values_list("child_id", "child__display_name"))
