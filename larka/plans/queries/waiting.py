"""What waits for a teacher or mentor on the start page: goals to answer, and classes whose plans are under way."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, OuterRef, UUIDField, Value
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.policy import Policy
from larka.access.questions import question
from larka.plans.access import CLASS_GOALS, GOAL_ACCEPT, GOAL_SUBJECT, MY_PLAN_CLASSES, PLAN_LEAD
from larka.plans.models import Goal
from larka.plans.models.goals import NOT_OVER
from larka.plans.queries.goal_classes import to_do
from larka.register.actor import Actor
from larka.register.models import ActivityGroup, GroupMembership

Rows = QuerySet[Any, Any]
_TEACHING = (paths.TEACHER, paths.SUBSTITUTE_TEACHER)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A class, and how many of its plans this year are not finalised."""

    public_id: uuid.UUID
    name: str
    under_way: int


def waiting_at_school(actor: Actor) -> tuple[int, list[UnderWay]]:
    """How many goals wait for an answer, and the classes whose plans are not all finalised: one question for both."""
    rows = _waiting(actor)
    goals = {number for key, _name, number in rows if key is None}
    return len(goals), sorted((UnderWay(*row) for row in rows if row[0] is not None), key=lambda row: row.name)


@question()
def _waiting(actor: Actor) -> Rows:
    """A goal's key beside nobody, once for each way to it; a class, its name and how many plans."""
    nobody = Value(None, output_field=UUIDField()), Value("", output_field=CharField())
    goals = (rows.order_by().values_list(*nobody, "pk") for rows in (_as_mentor(actor), _as_teacher(actor)))
    both: Rows = _plans(actor).union(*goals, all=True)
    return both


def _as_mentor(actor: Actor) -> Rows:
    classes = CLASS_GOALS.only(paths.GROUP_MENTOR)
    return to_do(actor, GOAL_ACCEPT.only(paths.MENTOR).visible_to(actor).filter(child__among=_in(classes, actor)))


def _as_teacher(actor: Actor) -> Rows:
    """Those in my subjects, found by pupil and subject, and then asked one by one."""
    mine = ArraySubquery(GOAL_SUBJECT.visible_to(actor).order_by().values("pk"))
    pupil = {"group__memberships__child": OuterRef("child"), "activity__syllabus": OuterRef("syllabus")}
    rows = Goal.objects.filter(Exists(ActivityGroup.objects.filter(pk__among=mine, **pupil)), state__in=NOT_OVER)
    return GOAL_ACCEPT.only(*_TEACHING).among(actor, to_do(actor, rows))


def _plans(actor: Actor) -> Rows:
    mine = PLAN_LEAD.only(paths.MENTOR, paths.PRESCHOOL_STAFF).visible_to(actor)
    this_year = mine.filter(child__among=_in(MY_PLAN_CLASSES, actor)).filter(
        locked_at__isnull=True, round__isnull=False, school_year__starts_on__lte=actor.today, school_year__ends_on__gt=actor.today
    )
    rows: Rows = this_year.order_by().values_list("round__group__public_id", "round__group__name").annotate(n=Count("pk"))
    return rows


def _in(groups: Policy[Any], actor: Actor) -> Any:
    """Everybody who is or was in these groups: changes no answer, but lets the database begin with those few."""
    reached = groups.visible_to(actor).order_by().values("pk")
    return ArraySubquery(GroupMembership.objects.filter(group__in=reached).order_by().values("child").distinct())
