"""A child's goals as somebody reads them: the list, one goal with its time line, and what the reader may do with each."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.query import QuerySet
from django.utils.translation import get_language

from larka.access.questions import Ids, question
from larka.plans.access.goals import (
    CHILD_GOALS,
    GOAL_ANSWER_WORDING,
    GOAL_ASK_WORDING,
    GOAL_DONE,
    GOAL_READ,
    GOAL_REWORD,
    GOAL_REWORD_OWN,
    STEPS,
    Step,
)
from larka.plans.goal_words import ROLES
from larka.plans.models.goals import Goal, GoalWording, State
from larka.plans.queries.subjects import had_school, place_for
from larka.register.actor import Actor
from larka.register.queries import school_year_on

Rows = QuerySet[Any, Any]
_STATES = (State.PROPOSED, State.DONE, State.ONGOING, State.NEW, State.FULFILLED, State.DECLINED)
_ORDER = {str(state): place for place, state in enumerate(_STATES)}
SUCCESSOR = Exists(Goal.objects.filter(carried_from=OuterRef("pk")))
ASKED = Exists(GoalWording.objects.filter(goal=OuterRef("pk"), standing=GoalWording.Standing.ASKED))
_POLICIES = (*(step.policy for step in STEPS), GOAL_REWORD_OWN, GOAL_REWORD, GOAL_ASK_WORDING, GOAL_ANSWER_WORDING)
_ROLES = frozenset(grant.path.key for grant in CHILD_GOALS.grants)
REWORDED_IN = (State.NEW, State.ONGOING)


@lru_cache(maxsize=64)
def _label(state: str, _language: str | None) -> str:
    return str(State(state).label)


@dataclass(slots=True)
class GoalRow:
    """One goal in a list."""

    pk: int
    public_id: uuid.UUID
    child_id: int
    state: str
    text: str
    how: str
    subject: str | None
    subject_id: uuid.UUID | None
    follow_up_on: dt.date | None
    proposed_role: str
    year: str
    year_starts: dt.date
    written_at: dt.datetime
    goes_on: bool
    asked: bool

    @property
    def label(self) -> str:
        """The state in words."""
        return _label(self.state, get_language())

    @property
    def proposer(self) -> str:
        """In what role it was proposed."""
        return str(ROLES.get(self.proposed_role, ""))

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens with it."""
        return self.goes_on or self.state in (State.FULFILLED, State.DECLINED)

    def is_overdue(self, today: dt.date) -> bool:
        """Whether it should have been followed up by now."""
        return self.follow_up_on is not None and self.follow_up_on < today and not self.is_over and self.state != State.PROPOSED


def as_rows(goals: Rows, *before: str) -> Rows:
    """The columns of a ``GoalRow`` in its order, after those that are asked for ``before`` it."""
    return goals.values_list(
        *before, "pk", "public_id", "child_id", "state", "text", "how", "syllabus__name", "syllabus__public_id", "follow_up_on",
        "proposed_role", "school_year__name", "school_year__starts_on", "written_at", SUCCESSOR, ASKED,
    )  # fmt: skip


def in_order(rows: Iterable[GoalRow]) -> list[GoalRow]:
    """What is to be answered first, what is over last; the oldest first among those in one state."""
    return sorted(rows, key=lambda row: (row.is_over, _ORDER[row.state], row.pk))


def goals_about(actor: Actor, child: int) -> list[GoalRow]:
    """All goals of the child that the actor reads, of every school year."""
    return in_order(GoalRow(*row) for row in _about(actor, child))


@question(int)
def _about(actor: Actor, child: int) -> Rows:
    return as_rows(GOAL_READ.about(actor, child, Goal.objects.order_by()))


@dataclass(frozen=True, slots=True)
class May:
    """What somebody may do with one goal: the steps from the state it is in, and how they may word it ("own", "school", "ask" or "")."""

    steps: tuple[Step, ...] = ()
    words: str = ""
    replies: bool = False


def may_of(actor: Actor, goals: Sequence[GoalRow]) -> Mapping[int, May]:
    """One question, whatever the number of goals and of steps; none about no goals."""
    allowed = {row[0]: dict(zip(_POLICIES, row[1:], strict=True)) for row in _permitted(actor, [goal.pk for goal in goals])}
    return {goal.pk: _may(goal, allowed.get(goal.pk, {})) for goal in goals}


@question(Ids)
def _permitted(actor: Actor, goals: Ids) -> Rows:
    return Goal.objects.filter(pk__among=goals).order_by().values_list("pk", *(policy.condition(actor) for policy in _POLICIES))


def _may(goal: GoalRow, allowed: Mapping[Any, bool]) -> May:
    if goal.is_over:
        return May()
    steps = tuple(step for step in STEPS if step.source == goal.state and allowed.get(step.policy))
    return May(steps, _words(goal, allowed), bool(goal.asked and goal.state in REWORDED_IN and allowed.get(GOAL_ANSWER_WORDING)))


def _words(goal: GoalRow, allowed: Mapping[Any, bool]) -> str:
    if goal.asked:
        return ""
    if goal.state == State.PROPOSED:
        return "own" if allowed.get(GOAL_REWORD_OWN) else ""
    if goal.state not in REWORDED_IN:
        return ""
    return "school" if allowed.get(GOAL_REWORD) else "ask" if allowed.get(GOAL_ASK_WORDING) else ""


def row_of(goal: Goal) -> GoalRow:
    """One goal as a row; the caller has asked its policy."""
    (row,) = as_rows(Goal.objects.filter(pk=goal.pk))
    return GoalRow(*row)


@dataclass(frozen=True, slots=True)
class Current:
    """The goals of this school year that are not over, on the page of the child's plans. place: where the reader may propose one."""

    year: str
    rows: list[GoalRow]
    may: Mapping[int, May]
    place: Any


def current_goals(actor: Actor, child: Any) -> Current | None:
    """None where there is nothing of goals for this reader: preschool sets none (C4), and not all who see plans see goals."""
    if child.access_role not in _ROLES:
        return None
    every = goals_about(actor, child.pk)
    if not every and not had_school(child.pk):
        return None
    year = school_year_on(actor.today)
    rows = [row for row in every if year and row.year == year.name and not row.is_over]
    return Current(year.name if year else "", rows, may_of(actor, rows), place_for(actor, child.pk))


def asked_wording(goal: Goal) -> GoalWording | None:
    """The wording that pupil or guardian asks for and nobody has answered."""
    found: GoalWording | None = goal.wordings.filter(standing=GoalWording.Standing.ASKED).first()
    return found


def neighbours(actor: Actor, goal: Goal) -> dict[str, GoalRow]:
    """The goal of the year before that this one goes on from, and the one it goes on in, as far as the actor reads them."""
    rows = [GoalRow(*row) for row in _neighbours(actor, goal.pk, goal.carried_from_id or 0)]
    return {"before" if row.pk == goal.carried_from_id else "after": row for row in rows}


@question(int, int)
def _neighbours(actor: Actor, goal: int, before: int) -> Rows:
    rows = Goal.objects.filter(Q(pk=before) | Q(carried_from=goal)).order_by()
    return as_rows(GOAL_READ.among(actor, rows))


def ongoing_of(actor: Actor) -> list[dict[str, Any]]:
    """The pupil's own goals that work is going on with, for the start page: one question."""
    return _ongoing.dicts(actor, actor.writer)


@question(int)
def _ongoing(actor: Actor, me: int) -> Rows:
    goals = Goal.objects.filter(~SUCCESSOR, state=State.ONGOING).order_by("follow_up_on", "pk")
    return GOAL_DONE.about(actor, me, goals).values("public_id", "text", "follow_up_on", subject=F("syllabus__name"))
