"""What stands on the start page about talks: to book, to come, and for mentors what is under way."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.near import my_family
from larka.access.policies import FAMILY
from larka.access.questions import question
from larka.core.dates import stockholm_day
from larka.questionnaires.queries.templates import shape_by_key
from larka.questionnaires.queries.waiting import has_place, questions_left
from larka.questionnaires.shape.rights import Standing
from larka.register.actor import Actor
from larka.talks.access import INVITATION_BOOK, MINUTES_AGREE, PREPARATION, ROUND_LEAD, TALK_READ
from larka.talks.access.minutes import AGREEING
from larka.talks.models import AgreementConfirmation, PreparationAnswer, Talk, TalkInvitation, TalkSlot
from larka.talks.models.talks import LIVE
from larka.talks.queries.leaving import is_in_group

_OF_FAMILY = TALK_READ.only(*FAMILY)
_PREPARING = PREPARATION.only("pupil", "guardian")
_AGREEING = MINUTES_AGREE.only(*AGREEING[:3])
_BOOK, _COMING, _PREPARE, _AGREE = range(4)
NEWS_FOR = dt.timedelta(days=120)
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
class ToPrepare:
    """A preparation in which I have questions left to answer, and how many."""

    public_id: uuid.UUID
    child_id: int
    child: uuid.UUID
    name: str
    shared_at: dt.datetime
    left: int


@dataclass(frozen=True, slots=True)
class ToAgree:
    """What a talk ended in, and I have not agreed to; ``number``: which version."""

    public_id: uuid.UUID
    child_id: int
    child: uuid.UUID
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class AtHome:
    """A family's talks: what closes first, and what comes first, stand first."""

    to_book: list[ToBook]
    coming: list[Coming]
    to_prepare: list[ToPrepare]
    to_agree: list[ToAgree]


def talks_at_home(actor: Actor) -> AtHome:
    """One question."""
    found: dict[int, list[Any]] = {part: [] for part in (_BOOK, _COMING, _PREPARE, _AGREE)}
    for part, *row in sorted(_at_home(actor), key=lambda row: (row[5], row[4], row[1])):
        found[part].append(row)
    return AtHome(
        [ToBook(*row[:5]) for row in found[_BOOK]],
        [Coming(*row) for row in found[_COMING]],
        [row for row in (_prepared(actor, row) for row in found[_PREPARE]) if row.left],
        [ToAgree(row[0], row[1], row[2], row[3], int(row[5])) for row in found[_AGREE]],
    )  # fmt: skip


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
    """What there is to do, with which, about whom, when, and where or which version."""
    about = ("public_id", "child_id", "child__public_id", "child__display_name")
    nowhere = Value("", output_field=CharField())
    coming: Any = _OF_FAMILY.visible_to(actor).filter(LIVE, child__among=my_family(actor), held_at__isnull=True, ends_at__gt=actor.at)
    parts: list[Any] = [
        (_to_book(actor).annotate(where=nowhere), _BOOK, "round__closes_at"),
        (coming.annotate(where=F("room")), _COMING, "starts_at"),
        (_to_prepare(actor), _PREPARE, "talk_round__shared_at"),
        (_to_agree(actor).annotate(where=Cast("latest__number", CharField())), _AGREE, "latest__published_at"),
    ]
    first, *others = [rows.annotate(part=Value(part)).order_by().values_list("part", *about, when, "where") for rows, part, when in parts]
    all_of_it: QuerySet[Any, Any] = first.union(*others, all=True)
    return all_of_it


def _to_book(actor: Actor) -> Any:
    """Nothing is to be booked where there is a talk of mine or a shared one."""
    theirs = Talk.objects.filter(LIVE, round=OuterRef("round"), child=OuterRef("child"))
    mine = theirs.filter(Q(shared=True) | Q(booked_for_id=actor.person_id))
    rows = INVITATION_BOOK.visible_to(actor).filter(child__among=my_family(actor))
    return rows.filter(is_in_group(actor), ~Exists(mine), round__opens_at__lte=actor.at, round__closes_at__gt=actor.at)


def _to_prepare(actor: Actor) -> Any:
    """With what tells how many of its questions wait for me: its template, its step, its last day and what is answered."""
    mine = Q(owner__isnull=True) | Q(owner_id=actor.person_id or 0)
    answered = PreparationAnswer.objects.filter(mine, record=OuterRef("pk"), value__isnull=False).order_by().values("field")
    told = JSONObject(version="template_version_id", stage="stage", last_day="last_day", answered=ArraySubquery(answered))
    rows = _PREPARING.visible_to(actor).filter(has_place(actor), child__among=my_family(actor), locked_at__isnull=True)
    return rows.annotate(where=Cast(told, CharField()))


def _prepared(actor: Actor, row: list[Any]) -> ToPrepare:
    told = json.loads(row[5])
    last_day = dt.date.fromisoformat(told["last_day"]) if told["last_day"] else None
    standing = Standing(told["stage"], actor.today, last_day)
    left = questions_left(actor, row[1], shape_by_key(told["version"]), standing, {*told["answered"]})
    return ToPrepare(row[0], row[1], row[2], row[3], row[4], left)


def _to_agree(actor: Actor) -> Any:
    mine = AgreementConfirmation.objects.filter(
        minutes=OuterRef("pk"), number=OuterRef("latest__number"), person_id=actor.person_id or 0
    )  # fmt: skip
    rows = _AGREEING.visible_to(actor).filter(child__among=my_family(actor))
    return rows.filter(~Exists(mine), latest__published_at__gte=actor.at - NEWS_FOR)


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
