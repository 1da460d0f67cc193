"""Goals of many children: a class by state, what waits for me, what can go along to the new school year, and the numbers of them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.policies import MEMBER_READ
from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.plans.access.goals import GOAL_ACCEPT, GOAL_CARRY, GOAL_READ
from larka.plans.models.goals import OPEN, Goal, State
from larka.plans.queries.goals import ASKED, SUCCESSOR, GoalRow, as_rows, in_order
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, SchoolYear

Rows = QuerySet[Any, Any]
_OF_GROUPS = (paths.MENTOR, paths.PRINCIPAL, paths.TEACHER, paths.SUBSTITUTE)
# In the address, and by what a class's goals are narrowed.
STATES = {
    "forslag": State.PROPOSED, "klart": State.DONE, "pagaende": State.ONGOING, "nytt": State.NEW, "uppfyllt": State.FULFILLED,
    "avbojt": State.DECLINED,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the page shows of a group's goals. show: "" all, "vantar" what waits for me, "forsenat" what should have been followed up."""

    year: SchoolYear
    state: State | None = None
    subject: uuid.UUID | None = None
    show: str = ""


@dataclass(slots=True)
class PupilGoals:
    """One pupil, and those of the goals that are shown."""

    child_id: int
    public_id: uuid.UUID
    name: str
    goals: list[GoalRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ClassGoals:
    """A group's goals: numbers by state and of what waits, all subjects that there are goals in, and one row a pupil."""

    counts: dict[State, int]
    waiting: int
    overdue: int
    subjects: list[tuple[uuid.UUID, str]]
    pupils: list[PupilGoals]
    mine: frozenset[int]


def class_goals(actor: Actor, group: Group, wanted: Wanted) -> ClassGoals:
    """Four questions, whatever the size of the class."""
    pupils = {child: PupilGoals(child, public_id, name) for child, public_id, name in _pupils(actor, group.pk)}
    goals = in_order(GoalRow(*row) for row in _of_children(actor, wanted.year.pk, list(pupils)))
    mine = waiting_for_me(actor, goals)
    shown = [goal for goal in goals if _is_wanted(goal, wanted, actor.today, mine)]
    for goal in shown:
        pupils[goal.child_id].goals.append(goal)
    counts = {state: sum(goal.state == state and not goal.goes_on for goal in goals) for state in STATES.values()}
    overdue = sum(goal.is_overdue(actor.today) for goal in goals)
    narrowed = wanted.state or wanted.subject or wanted.show
    rows = [pupil for pupil in pupils.values() if pupil.goals or not narrowed]
    return ClassGoals(counts, len(mine), overdue, _subjects(goals), rows, mine)


def _is_wanted(goal: GoalRow, wanted: Wanted, today: dt.date, mine: frozenset[int]) -> bool:
    if wanted.state and (goal.state != wanted.state or goal.goes_on):
        return False
    if wanted.subject and goal.subject_id != wanted.subject:
        return False
    return {"vantar": goal.pk in mine, "forsenat": goal.is_overdue(today)}.get(wanted.show, True)


def _subjects(goals: Iterable[GoalRow]) -> list[tuple[uuid.UUID, str]]:
    found = {goal.subject_id: goal.subject for goal in goals if goal.subject_id}
    return sorted(((key, name or "") for key, name in found.items()), key=lambda pair: pair[1])


@question(int)
def _pupils(actor: Actor, group: int) -> Rows:
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group)
    rows: Rows = MEMBER_READ.only(*_OF_GROUPS).among(actor, members, members_of=group).order_by("child__sort_key", "pk")
    return rows.values_list("child_id", "child__public_id", "child__display_name")


@question(int, Ids)
def _of_children(actor: Actor, year: int, children: Ids) -> Rows:
    return as_rows(GOAL_READ.visible_to(actor, children=children).filter(school_year=year).order_by())


def waiting_for_me(actor: Actor, goals: Iterable[GoalRow]) -> frozenset[int]:
    """Those of the goals that wait for the actor's answer or dialogue."""
    waiting = [goal.pk for goal in goals if not goal.goes_on and (goal.state in (State.PROPOSED, State.DONE) or goal.asked)]
    return frozenset(pk for (pk,) in _answerable(actor, waiting)) if waiting else frozenset()


@question(Ids)
def _answerable(actor: Actor, goals: Ids) -> Rows:
    return GOAL_ACCEPT.among(actor, Goal.objects.filter(pk__among=goals)).order_by().values_list("pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A goal that waits for me, and whose it is."""

    goal: GoalRow
    child: uuid.UUID
    name: str


def goals_waiting(actor: Actor) -> list[Waiting]:
    """Proposals and wordings to answer, what is done, and what should have been followed up, of all whom I teach or mentor."""
    found = [Waiting(GoalRow(*row[2:]), row[0], row[1]) for row in _waiting(actor)]
    order = {row.pk: place for place, row in enumerate(in_order(each.goal for each in found))}
    return sorted(found, key=lambda each: order[each.goal.pk])


def to_do(actor: Actor, goals: Rows) -> Rows:
    """Those of the goals in which something is to be done now."""
    overdue = Q(state__in=OPEN, follow_up_on__lt=actor.today)
    rows = goals.filter(Q(state__in=(State.PROPOSED, State.DONE)) | Q(ASKED) | overdue)
    left: Rows = rows.filter(~SUCCESSOR)
    return left


@question()
def _waiting(actor: Actor) -> Rows:
    return as_rows(to_do(actor, GOAL_ACCEPT.visible_to(actor)).order_by("child__sort_key", "pk"), "child__public_id", "child__display_name")


def carriable(actor: Actor, children: list[int], year: SchoolYear | None) -> list[Waiting]:
    """Unfinished goals of earlier school years that the actor may let go on in this one."""
    return [Waiting(GoalRow(*row[2:]), row[0], row[1]) for row in _carriable(actor, year.pk, children)] if year else []


@question(int, Ids)
def _carriable(actor: Actor, this_year: int, children: Ids) -> Rows:
    rows = GOAL_CARRY.visible_to(actor, children=children).filter(~SUCCESSOR, ~Q(school_year=this_year), state__in=OPEN)
    return as_rows(rows.order_by("child__sort_key", "pk"), "child__public_id", "child__display_name")


def members_of(actor: Actor, group: Group) -> list[int]:
    """The group's pupils today, as far as the actor may know of them."""
    return [child for child, *_rest in _pupils(actor, group.pk)]
