"""What stands on the start page about talks: to book, to come, and for mentors what is under way."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value
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


@dataclass(frozen=True, slots=True)
class AtHome:
    """A family's talks: what closes first, and what comes first, stand first."""

    to_book: list[ToBook]
    coming: list[Coming]


def talks_at_home(actor: Actor) -> AtHome:
    """One question."""
    rows = sorted(_at_home(actor), key=lambda row: (row[5], row[4], row[1]))
    return AtHome([ToBook(*row[1:6]) for row in rows if row[0]], [Coming(*row[1:]) for row in rows if not row[0]])


def talks_to_book(actor: Actor) -> list[ToBook]:
    """Where there is no talk that exists for me."""
    return talks_at_home(actor).to_book


def talks_coming(actor: Actor) -> list[Coming]:
    """Those that exist for me."""
    return talks_at_home(actor).coming


def rounds_under_way(actor: Actor) -> list[UnderWay]:
    """Rounds with times left, for mentors and preschool staff."""
    return [UnderWay(*row) for row in _under_way(actor)]


@question()
def _at_home(actor: Actor) -> QuerySet[Any, Any]:
    """Whether it is to be booked, which, about whom, when, where. Nothing is to be booked where there is a talk of mine or a shared one."""
    theirs = Talk.objects.filter(LIVE, round=OuterRef("round"), child=OuterRef("child"))
    mine = theirs.filter(Q(shared=True) | Q(booked_for_id=actor.person_id))
    open_now = INVITATION_BOOK.visible_to(actor).filter(~Exists(mine), round__opens_at__lte=actor.at, round__closes_at__gt=actor.at)
    to_book: Any = open_now.annotate(is_open=Value(value=True), where=Value("", output_field=CharField())).order_by()
    later = _OF_FAMILY.visible_to(actor).filter(LIVE, held_at__isnull=True, ends_at__gt=actor.at)
    coming: Any = later.annotate(is_open=Value(value=False)).order_by()
    about = ("public_id", "child_id", "child__public_id", "child__display_name")
    rows: QuerySet[Any, Any] = to_book.values_list("is_open", *about, "round__closes_at", "where").union(
        coming.values_list("is_open", *about, "starts_at", "room"), all=True
    )
    return rows


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
