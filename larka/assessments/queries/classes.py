"""A class at a glance: every pupil and every subject they are taught, for mentor and rektor."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models.query import QuerySet

from larka.access.policies import MEMBER_READ
from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGEMENT_STATE
from larka.assessments.queries.writing import STATE, State
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Term

Rows = QuerySet[Any, Any]
_TEACHING = "group__activity_groups__activity"


@dataclass(slots=True)
class PupilRow:
    """One pupil: the state in each subject they are taught, by the subject's id; a subject that is not there is not taught to them."""

    child_id: int
    public_id: uuid.UUID
    name: str
    states: dict[int, State] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """In how many subjects nothing is published."""
        return sum(state in ("missing", "begun") for state in self.states.values())


@dataclass(frozen=True, slots=True)
class ClassOverview:
    """Columns (subject id, name) and one row a pupil, in name order."""

    subjects: list[tuple[int, str]]
    rows: list[PupilRow]


def members_of(actor: Actor, group: Group) -> QuerySet[GroupMembership]:
    """The group's pupils today, as far as the actor may know of them (A10)."""
    return MEMBER_READ.visible_to(actor).filter(holds_on("", actor.today, TODAY), group=group).order_by("child__sort_key", "pk")


def class_overview(actor: Actor, group: Group, term: Term) -> ClassOverview:
    """Three questions, whatever the size of the class."""
    rows = {child: PupilRow(child, public_id, name) for child, public_id, name in _pupils(actor, group.pk)}
    subjects: dict[int, tuple[str, str]] = {}
    for child, syllabus, name, sort in _taught(actor, group.unit_id, list(rows)):
        subjects[syllabus] = (sort, name)
        rows[child].states[syllabus] = "missing"
    for child, syllabus, state in _states(actor, term.pk, group.unit_id, list(rows)):
        if syllabus in rows[child].states:
            rows[child].states[syllabus] = state
    listed = [(syllabus, name) for syllabus, (_, name) in sorted(subjects.items(), key=lambda item: item[1])]
    return ClassOverview(listed, list(rows.values()))


@question(int)
def _pupils(actor: Actor, group: int) -> Rows:
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group)
    rows: Rows = MEMBER_READ.among(actor, members).order_by("child__sort_key", "pk")
    return rows.values_list("child_id", "child__public_id", "child__display_name")


@question(int, Ids)
def _taught(actor: Actor, unit: int, children: Ids) -> Rows:
    """Child and subject: what the children are taught in the unit today."""
    subject = f"{_TEACHING}__syllabus"
    taught: Rows = GroupMembership.objects.filter(
        holds_on("", actor.today, TODAY) & holds_on(_TEACHING, actor.today, TODAY),
        child__among=children,
        group__unit_id=unit,
        **{f"{_TEACHING}__syllabus__isnull": False},
    )
    return taught.order_by().values_list("child_id", subject, f"{subject}__name", f"{subject}__sort_key")


@question(int, int, Ids)
def _states(actor: Actor, term: int, unit: int, children: Ids) -> Rows:
    rows: Rows = JUDGEMENT_STATE.visible_to(actor).filter(term=term, unit_id=unit, child__among=children).order_by()
    return rows.values_list("child_id", "syllabus_id", STATE)
