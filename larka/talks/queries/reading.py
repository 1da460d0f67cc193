"""A child's talks as their readers see them."""

import datetime as dt
import itertools
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet

from larka.access.policy import permitted
from larka.access.questions import question
from larka.access.relation import TODAY, holds_on
from larka.register.actor import Actor
from larka.register.models import GroupMembership, Person
from larka.talks.access import INVITATION_BOOK, INVITATION_LEAD, TALK_LEAD, TALK_NOTE, TALK_READ, TALK_REBOOK
from larka.talks.models import Talk, TalkInvitation
from larka.talks.models.talks import LIVE


def talks_about(actor: Actor, child: Person) -> list[Talk]:
    """Those that the reader may see, the newest first."""
    return _about.objects(actor, child.pk)


@question(int)
def _about(actor: Actor, child: int) -> QuerySet[Talk]:
    return TALK_READ.about(actor, child, Talk.objects.all()).select_related("mentor", "unit").order_by("-starts_at", "-pk")


def what_i_may(actor: Actor, talk: Talk) -> frozenset[str]:
    """The keys of the policies by which the actor may do something with it: one question."""
    return permitted(actor, (TALK_LEAD, TALK_REBOOK), Talk.objects.filter(pk=talk.pk)).get(talk.pk, frozenset())


def to_book_for(actor: Actor, child: Person) -> list[tuple[uuid.UUID, str, str]]:
    """Invitations that are open now: (public id, the round's name, who books).

    ``first``: my family has no talk that exists for me; ``own``: it has one that is shared, and each may have their own; ``led``: I book
    for another's family. Whoever has a talk of their own has nothing to book.
    """
    further = actor.person_id != child.pk
    own = _mine_to_book(actor, child.pk)
    to_book = [(key, name, "own" if shared else "first") for key, name, shared, each in own if not shared or (each and further)]
    return [*to_book, *((key, name, "led") for key, name in _led_to_book(actor, child.pk))]


@question(int)
def _mine_to_book(actor: Actor, child: int) -> QuerySet[Any, Any]:
    theirs = Talk.objects.filter(LIVE, round=OuterRef("round"), child=OuterRef("child"))
    without = _open_for(actor, child).filter(~Exists(theirs.filter(booked_for_id=actor.person_id)))
    mine: Any = INVITATION_BOOK.among(actor, without.annotate(shared=Exists(theirs.filter(shared=True))))
    rows: QuerySet[Any, Any] = mine.values_list("public_id", "round__name", "shared", "round__one_each")
    return rows


@question(int)
def _led_to_book(actor: Actor, child: int) -> QuerySet[Any, Any]:
    return INVITATION_LEAD.among(actor, _open_for(actor, child)).values_list("public_id", "round__name")


def _open_for(actor: Actor, child: int) -> QuerySet[TalkInvitation]:
    return TalkInvitation.objects.filter(child=child, round__opens_at__lte=actor.at, round__closes_at__gt=actor.at).order_by("pk")


def to_note(actor: Actor, child: Person) -> uuid.UUID | None:
    """The membership by which a talk that was held beside the rounds is typed in; None for whoever does not lead the child's talks."""
    return next((public_id for (public_id,) in _to_note(actor, child.pk)), None)


@question(int)
def _to_note(actor: Actor, child: int) -> QuerySet[Any, Any]:
    rows = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), child=child, group__kind__in=("klass", "avdelning", "mentor"))
    return TALK_NOTE.among(actor, rows).order_by("group__kind", "pk").values_list("public_id")


def earlier_times(talk: Talk, *, whole: bool) -> list[dict[str, Any]]:
    """The times that the talk had before the one of now, newest first, as the database's triggers kept them.

    What it was before it was shared is told (``whole``) to whom it existed for then.
    """
    rows: Any = talk.events.order_by("-pgh_id")  # type: ignore[attr-defined]
    if not whole:
        rows = rows.filter(shared=True)
    found: list[dict[str, Any]] = []
    seen: dt.datetime = talk.starts_at
    for row in rows.values("starts_at", "mode", "room", "written_at"):
        if row["starts_at"] != seen:
            seen = row["starts_at"]
            found.append(row)
    return found


def opened_later(actor: Actor, talks: Collection[int]) -> dict[int, dt.datetime]:
    """Of these talks, those that another of the family had alone before they were shared, and since when they are."""
    rows: Any = Talk.objects.filter(pk__in=list(talks), shared=True).exclude(booked_for=actor.person_id)
    others = rows.exclude(audience__contains=[actor.person_id]).order_by()
    since = Coalesce(Min("events__written_at", filter=Q(events__shared=True)), Min("written_at"))
    alone = Count("events", filter=Q(events__shared=False))
    return dict(others.values("pk").annotate(since=since, alone=alone).filter(alone__gt=0).values_list("pk", "since"))


def versions_before(actor: Actor, talk: Talk) -> int:
    """How many versions it had before it existed for the actor: their pages count from what they saw first (A17)."""
    if not talk.shared or actor.person_id in (talk.booked_for_id, *(talk.audience or ())):
        return 0
    found: int | None = talk.events.filter(shared=False).aggregate(last=Max("version"))["last"]  # type: ignore[attr-defined]
    return found or 0


def booked_openly(talk: Talk) -> dt.datetime | None:
    """When it was booked, if it never was one's alone; else the day would tell of that."""
    return None if talk.events.filter(shared=False).exists() else talk.booked_at  # type: ignore[attr-defined]


def was_undone(talk: Talk) -> bool:
    """Whether it had been noted as held, and that was undone."""
    return talk.events.filter(held_at__isnull=False).exists()  # type: ignore[attr-defined,no-any-return]


def undone(talk: Talk, *, whole: bool) -> list[tuple[dt.datetime, dt.datetime]]:
    """When it was noted as held and when that was undone, newest first; ``whole`` as above."""
    rows: Any = talk.events.order_by("pgh_id")  # type: ignore[attr-defined]
    told = (rows if whole else rows.filter(shared=True)).values_list("held_at", "written_at", "pgh_created_at")
    states = [*told, (talk.held_at, None, None)]
    return [(noted, gone) for (held, noted, gone), after in itertools.pairwise(states) if held and not after[0]][::-1]
