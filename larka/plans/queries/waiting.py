"""What waits for a teacher or mentor on the start page: goals to answer, and classes whose plans are under way."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, UUIDField, Value
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.questions import question
from larka.plans.access import CLASS_GOALS, MY_PLAN_CLASSES, PLAN_LEAD
from larka.plans.queries.goal_classes import to_do
from larka.register.actor import Actor
from larka.register.models import GroupMembership

Rows = QuerySet[Any, Any]
_GOAL_GROUPS = CLASS_GOALS.only(paths.GROUP_MENTOR, paths.GROUP_TEACHER, paths.GROUP_SUBSTITUTE)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A class, and how many of its plans this year are not finalised."""

    public_id: uuid.UUID
    name: str
    under_way: int


def waiting_at_school(actor: Actor) -> tuple[int, list[UnderWay]]:
    """How many goals wait for an answer, and the classes whose plans are not all finalised: one question for both."""
    rows = _waiting(actor)
    plans = [UnderWay(key, name, count) for key, name, count in rows if key is not None]
    return sum(count for key, _name, count in rows if key is None), sorted(plans, key=lambda row: row.name)


def _in(groups: Rows) -> Any:
    """Everybody who is or was in these groups: changes no answer, but lets the database begin with those few."""
    return ArraySubquery(GroupMembership.objects.filter(group__in=groups.order_by().values("pk")).order_by().values("child").distinct())


@question()
def _waiting(actor: Actor) -> Rows:
    nobody = Value(None, output_field=UUIDField()), Value("", output_field=CharField())
    waiting = to_do(actor).filter(child__among=_in(_GOAL_GROUPS.visible_to(actor))).order_by()
    goals: Rows = waiting.values("school_year").annotate(n=Count("pk")).values_list(*nobody, "n")
    mine = PLAN_LEAD.only(paths.MENTOR, paths.PRESCHOOL_STAFF).visible_to(actor)
    this_year = mine.filter(child__among=_in(MY_PLAN_CLASSES.visible_to(actor))).filter(
        locked_at__isnull=True, round__isnull=False, school_year__starts_on__lte=actor.today, school_year__ends_on__gt=actor.today
    )
    plans: Rows = this_year.order_by().values_list("round__group__public_id", "round__group__name").annotate(n=Count("pk"))
    both: Rows = goals.union(plans, all=True)
    return both
