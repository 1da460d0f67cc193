"""Proposing goals, moving them through the states of C4, and carrying them over. Every state has its move, in the same transaction."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.assurance import TooWeakError
from larka.access.policy import Policy, Refused
from larka.audit.actions import record
from larka.plans.access.goals import GOAL_ACCEPT, GOAL_CARRY, GOAL_MENTOR, GOAL_PROPOSE, Step
from larka.plans.goal_notices import tell_answer, tell_done, tell_proposal
from larka.plans.models.goals import ACCEPTED, LONGEST_COMMENT, LONGEST_HOW, LONGEST_TEXT, OPEN, OVER, Goal, State, said_of
from larka.plans.queries.subjects import mentored_place, place_for, subjects_for, writes_by_word
from larka.records.actions.drafts import forget_seen_drafts
from larka.records.models import Draft
from larka.register.actor import Actor
from larka.register.models import Placement, Syllabus
from larka.register.queries import school_year_on

FAMILY = ("self", "guardian")
Drafts = Iterable[Draft]  # the actor's own, that the page had shown: what is saved makes them needless


class GoalError(Exception):
    """It cannot be done so; the message is for the person."""


class GoalChangedError(Exception):
    """The goal is in another state, or says something else, than the page showed (Q4)."""


class GoalGoesOnError(Exception):
    """The goal was carried over: it goes on in a later school year."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a goal shall say."""

    text: str
    how: str = ""
    subject: Syllabus | None = None
    follow_up_on: dt.date | None = None

    def checked(self) -> "Words":
        """The same, if it fits."""
        if not 0 < len(self.text.strip()) <= LONGEST_TEXT or len(self.how) > LONGEST_HOW:
            raise GoalError(_("Skriv målet med högst %(most)s tecken.") % {"most": LONGEST_TEXT})
        return Words(self.text.strip(), self.how.strip(), self.subject, self.follow_up_on)

    def columns(self) -> dict[str, Any]:
        """As goal and wording have them."""
        return {"text": self.text, "how": self.how, "syllabus": self.subject, "follow_up_on": self.follow_up_on}

    def as_kept(self) -> dict[str, Any]:
        """The same as ``said_of`` a goal that says it."""
        subject = self.subject.pk if self.subject else None
        return {"text": self.text, "how": self.how, "syllabus_id": subject, "follow_up_on": self.follow_up_on}


@transaction.atomic
def propose_goal(
    *, by: Actor, place: Placement, words: Words, token: uuid.UUID | None = None, accept: bool = False, drafts: Drafts = ()
) -> Goal:
    """A goal for the child in this school year. accept: school proposes what pupil and school have agreed on already."""
    GOAL_PROPOSE.require(by, place)
    found, year, words = place_for(by, place.child_id), school_year_on(by.today), words.checked()
    if found is None or year is None or found.pk != place.pk:
        raise Refused(GOAL_PROPOSE, place)
    if before := _proposed_before(by, token):
        return before
    role = found.access_role
    _require_subject(by, place, role, words)
    goal = Goal.objects.create(
        child_id=place.child_id, unit_id=place.unit_id, school_form=place.school_form, school_year=year, grade=place.grade,
        proposed_by_id=by.writer, proposed_role=role, written_by_id=by.writer, written_at=by.at, token=token,
        by_word=writes_by_word(place.child_id, place.unit_id, place.school_form, place.grade), **words.columns(),
    )  # fmt: skip
    add_wording(by, goal, role)
    _add_move(by, goal, ("", State.PROPOSED), role)
    record(by, "goal.proposed", goal, role=role, children=[goal.child_id])
    if accept and role not in FAMILY:
        _move(by, goal, State.NEW, role_of(by, goal, GOAL_ACCEPT), "")
    tell_proposal(by, goal)
    forget_seen_drafts(by=by, drafts=drafts)
    return goal


def _proposed_before(by: Actor, token: uuid.UUID | None) -> Goal | None:
    """What the same press on the button has made already."""
    return Goal.objects.filter(proposed_by=by.writer, token=token).first() if token else None


def _require_subject(by: Actor, place: Placement, role: str, words: Words) -> None:
    """A subject teacher sets goals in the subjects they teach the child; without a subject the mentor does (A6)."""
    if words.subject is None:
        if role in ("teacher", "substitute"):
            raise GoalError(_("Välj ditt ämne."))
    elif words.subject not in subjects_for(by, place, role):
        raise Refused(GOAL_PROPOSE, place)


@transaction.atomic
def move_goal(*, by: Actor, goal: Goal, step: Step, version: int, comment: str = "", drafts: Drafts = ()) -> Goal:
    """Take one step of C4 from the state and version that the page showed; the same press once more does nothing."""
    found = locked(goal)
    role = role_of(by, found, step.policy)
    if _is_repeated(by, found, step, version):
        return found
    comment = comment.strip()
    if len(comment) > LONGEST_COMMENT or (step.why and not comment):
        raise GoalError(_("Skriv varför, med högst %(most)s tecken.") % {"most": LONGEST_COMMENT})
    if found.state != step.source or found.version != version:
        raise GoalChangedError
    _require_not_carried(found)
    _move(by, found, step.target, role, comment, childs_word=step.childs_word)
    _tell(by, found)
    forget_seen_drafts(by=by, drafts=drafts)
    return found


def _is_repeated(by: Actor, goal: Goal, step: Step, version: int) -> bool:
    """Whether the actor's own press has come twice."""
    if goal.state != step.target or goal.version != version + 1:
        return False
    last = goal.moves.order_by("-number").values_list("moved_by_id", "from_state")[:1]
    return list(last) == [(by.writer, step.source)]


def _tell(by: Actor, goal: Goal) -> None:
    if goal.state == State.DONE:
        tell_done(by, goal)
    elif goal.state in (State.NEW, State.DECLINED):
        tell_answer(by, goal)


def _require_not_carried(goal: Goal) -> None:
    if Goal.objects.filter(carried_from=goal).exists():
        raise GoalGoesOnError


def locked(goal: Goal) -> Goal:
    """The goal, held until the end of the transaction."""
    return Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)


def role_of(by: Actor, goal: Goal, policy: Policy[Goal]) -> str:
    """In which role the actor may do this; Refused where they may not."""
    found: Any = policy.open(by, goal.public_id)
    if found is None:
        raise Refused(policy, goal)
    if need := policy.lacking(by, found.access_role):
        raise TooWeakError(need)
    return str(found.access_role)


def _move(by: Actor, goal: Goal, target: State, role: str, comment: str, *, childs_word: bool = False) -> None:
    """The state and its move."""
    source, goal.state, goal.version = goal.state, target, goal.version + 1
    if target in ACCEPTED and goal.accepted_by_id is None:
        goal.accepted_by_id, goal.published_at = by.writer, by.at
    goal.locked_at = by.at if target in OVER else None
    goal.save(update_fields=["state", "version", "accepted_by", "published_at", "locked_at"])
    _add_move(by, goal, (source, target), role, comment, childs_word=childs_word)
    record(by, "goal.moved", goal, role=role, children=[goal.child_id], details={"from": source, "to": str(target)})


def _add_move(by: Actor, goal: Goal, way: tuple[str, str], role: str, comment: str = "", *, childs_word: bool = False) -> None:
    goal.moves.create(
        number=goal.moves.count() + 1, from_state=way[0], to_state=way[1], moved_by_id=by.writer, role=role, moved_at=by.at,
        comment=comment, childs_word=childs_word,
    )  # fmt: skip


def add_wording(by: Actor, goal: Goal, role: str) -> None:
    """What the goal says now, as its newest wording in force."""
    goal.wordings.create(number=goal.wordings.count() + 1, written_by_id=by.writer, role=role, written_at=by.at, **said_of(goal))


@transaction.atomic
def carry_goals(*, by: Actor, goals: Iterable[Goal]) -> list[Goal]:
    """Let unfinished goals of earlier school years go on in this one, as new goals that remember where they come from."""
    return [carried for goal in goals if (carried := _carry(by, locked(goal))) is not None]


def _carry(by: Actor, goal: Goal) -> Goal | None:
    GOAL_CARRY.require(by, goal)
    place, year = mentored_place(by, goal.child_id), school_year_on(by.today)
    if place is None or year is None:
        raise Refused(GOAL_MENTOR)
    if goal.state not in OPEN or goal.school_year_id == year.pk or Goal.objects.filter(carried_from=goal).exists():
        return None
    kept = said_of(goal)
    if goal.follow_up_on is not None and goal.follow_up_on < by.today:
        kept["follow_up_on"] = None
    carried = Goal.objects.create(
        child_id=goal.child_id, unit_id=place.unit_id, school_form=place.school_form, school_year=year, grade=place.grade, state=goal.state,
        proposed_by_id=goal.proposed_by_id, proposed_role=goal.proposed_role, accepted_by_id=goal.accepted_by_id, published_at=by.at,
        written_by_id=by.writer, written_at=by.at, audience=goal.audience, carried_from=goal,
        by_word=writes_by_word(goal.child_id, place.unit_id, place.school_form, place.grade), **kept,
    )  # fmt: skip
    add_wording(by, carried, "mentor")
    _add_move(by, carried, ("", goal.state), "mentor")
    record(by, "goal.carried", carried, role="mentor", children=[goal.child_id])
    return carried
