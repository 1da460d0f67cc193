"""What stands on the start page about talks: to book, to come, and for mentors what is under way."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.policies import FAMILY
from larka.access.questions import question
from larka.core.dates import stockholm_day
from larka.register.actor import Actor
from larka.talks.access import INVITATION_BOOK, ROUND_LEAD, TALK_READ
from larka.talks.models import Talk, TalkInvitation, TalkSlot
from larka.talks.models.talks import LIVE

_OF_FAMILY = TALK_READ.only(*FAMILY)
_OF_MENTOR = ROUND_LEAD.only(paths.GROUP_MENTOR, paths.GROUP_PRESCHOOL_STAFF)


@dataclass(frozen=True, slots=True)
class ToBook:
    """A child for whom I can book a talk and have none."""

    public_id: uuid.UUID
    child_id: int
    child: uuid.UUID
    name: str
    closes_at: dt.datetime

    @property
    def last_day(self) -> dt.date:
        """The last day to book."""
        return stockholm_day(self.closes_at - dt.timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Coming:
    """A talk that I take part in."""

    public_id: uuid.UUID
    child_id: int
    child: uuid.UUID
    name: str
    starts_at: dt.datetime
    mode: str
    room: str


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A round of mine: how many children are invited, and how many of them have a talk booked."""

    public_id: uuid.UUID
    name: str
    group: str
    invited_at: dt.datetime | None
    invited: int
    booked: int


def talks_to_book(actor: Actor) -> list[ToBook]:
    """What closes first stands first."""
    return [ToBook(*row) for row in _to_book(actor)]


def talks_coming(actor: Actor) -> list[Coming]:
    """The next first."""
    return [Coming(*row) for row in _coming(actor)]


def rounds_under_way(actor: Actor) -> list[UnderWay]:
    """Rounds with times left, for mentors and preschool staff."""
    return [UnderWay(*row) for row in _under_way(actor)]


@question()
def _to_book(actor: Actor) -> QuerySet[Any, Any]:
    """Where there is no talk that exists for me: neither mine nor a shared one."""
    theirs = Talk.objects.filter(LIVE, round=OuterRef("round"), child=OuterRef("child"))
    mine = theirs.filter(Q(shared=True) | Q(booked_for_id=actor.person_id))
    rows = INVITATION_BOOK.visible_to(actor).filter(~Exists(mine), round__opens_at__lte=actor.at, round__closes_at__gt=actor.at)
    return rows.order_by("round__closes_at", "child__sort_key", "pk").values_list(
        "public_id", "child_id", "child__public_id", "child__display_name", "round__closes_at"
    )


@question()
def _coming(actor: Actor) -> QuerySet[Any, Any]:
    rows = _OF_FAMILY.visible_to(actor).filter(LIVE, held_at__isnull=True, ends_at__gt=actor.at).order_by("starts_at", "pk")
    return rows.values_list("public_id", "child_id", "child__public_id", "child__display_name", "starts_at", "mode", "room")


@question()
def _under_way(actor: Actor) -> QuerySet[Any, Any]:
    later = TalkSlot.objects.filter(round=OuterRef("pk"), ends_at__gt=actor.at)
    invited = TalkInvitation.objects.filter(round=OuterRef("pk")).order_by().values("round").annotate(n=Count("pk")).values("n")
    booked = (
        Talk.objects.filter(LIVE, round=OuterRef("pk")).order_by().values("round").annotate(n=Count("child", distinct=True)).values("n")
    )
    rows = _OF_MENTOR.visible_to(actor).filter(Exists(later) | Q(closes_at__gt=actor.at))
    counted: Any = rows.annotate(
        invited=Coalesce(Subquery(invited, output_field=IntegerField()), 0),
        booked=Coalesce(Subquery(booked, output_field=IntegerField()), 0),
    )
    return counted.order_by("-made_at", "pk").values_list("public_id", "name", F("group__name"), "invited_at", "invited", "booked")  # type: ignore[no-any-return]
