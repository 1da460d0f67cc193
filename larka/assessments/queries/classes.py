"""A class at a glance: every pupil and every subject they are taught, for mentor and rektor."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models.query import QuerySet

from larka.access.policies import MEMBER_READ
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGEMENT_STATE
from larka.assessments.queries.writing import State, state_of
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Term

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
    listed = members_of(actor, group).values_list("child_id", "child__public_id", "child__display_name")
    rows = {child: PupilRow(child, public_id, name) for child, public_id, name in listed}
    children = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group).values("child_id")
    subjects = _taught(actor, group, children, rows)
    found = JUDGEMENT_STATE.visible_to(actor).filter(term=term, unit_id=group.unit_id, child__in=children)
    for child, subject, text, published in found.values_list("child_id", "syllabus_id", "text", "latest__text"):
        if child in rows and subject in rows[child].states:
            rows[child].states[subject] = state_of(text, published)
    return ClassOverview(subjects, list(rows.values()))


def _taught(actor: Actor, group: Group, children: Any, rows: dict[int, PupilRow]) -> list[tuple[int, str]]:
    taught = GroupMembership.objects.filter(
        holds_on("", actor.today, TODAY) & holds_on(_TEACHING, actor.today, TODAY),
        child__in=children,
        group__unit_id=group.unit_id,
        **{f"{_TEACHING}__syllabus__isnull": False},
    )
    subjects: dict[int, tuple[str, str]] = {}
    subject = f"{_TEACHING}__syllabus"
    columns: Any = taught.values_list("child_id", subject, f"{subject}__name", f"{subject}__sort_key")
    for child, syllabus, name, sort in columns:
        subjects[syllabus] = (sort, name)
        if child in rows:
            rows[child].states.setdefault(syllabus, "missing")
    return [(syllabus, name) for syllabus, (_, name) in sorted(subjects.items(), key=lambda item: item[1])]
