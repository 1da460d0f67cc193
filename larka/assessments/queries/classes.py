"""A class at a glance: every pupil and every subject they are taught, for mentor and rektor."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.policies import MEMBER_READ
from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import CLASS_JUDGEMENTS, JUDGEMENT_STATE, MY_CLASSES, UNIT_JUDGEMENTS
from larka.assessments.queries.writing import STATE, State
from larka.register.actor import Actor
from larka.register.choices import GroupKind
from larka.register.models import ActivityGroup, Group, GroupMembership, Organisation, Term
from larka.register.orders import in_school_order

Rows = QuerySet[Any, Any]
# Mentor and rektor: they alone have these pages.
OF_CLASSES = (paths.MENTOR, paths.PRINCIPAL)


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
    seen = MEMBER_READ.only(*OF_CLASSES).visible_to(actor)
    return seen.filter(holds_on("", actor.today, TODAY), group=group).order_by("child__sort_key", "pk")


def class_overview(actor: Actor, group: Group, term: Term) -> ClassOverview:
    """Four questions, whatever the size of the class."""
    rows = {child: PupilRow(child, public_id, name) for child, public_id, name in _pupils(actor, group.pk)}
    subjects: dict[int, tuple[str, str]] = {}
    for subject in subjects_taught(actor, group.unit_id, list(rows)):
        subjects[subject.syllabus] = (subject.sort_key, subject.name)
        for child in subject.children:
            rows[child].states[subject.syllabus] = "missing"
    for child, syllabus, state in _states(actor, term.pk, group.unit_id, list(rows)):
        if syllabus in rows[child].states:
            rows[child].states[syllabus] = state
    listed = [(syllabus, name) for syllabus, (_, name) in sorted(subjects.items(), key=lambda item: item[1])]
    return ClassOverview(listed, list(rows.values()))


@question(int)
def _pupils(actor: Actor, group: int) -> Rows:
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group)
    rows: Rows = MEMBER_READ.only(*OF_CLASSES).among(actor, members, members_of=group).order_by("child__sort_key", "pk")
    return rows.values_list("child_id", "child__public_id", "child__display_name")


@dataclass(frozen=True, slots=True)
class Taught:
    """Children who are taught one subject in one group. The same child may have the subject in another group too."""

    syllabus: int
    name: str
    sort_key: str
    children: list[int]


def subjects_taught(actor: Actor, unit: int, children: list[int]) -> list[Taught]:
    """What the children, whom the actor is known to see, are taught in the unit today: two questions."""
    members = dict(_groups_of(actor, children))
    return [Taught(syllabus, name, key, members[group]) for group, syllabus, name, key in _subjects_of(actor, unit, list(members))]


@question(Ids)
def _groups_of(actor: Actor, children: Ids) -> Rows:
    """Group and those of the children who are in it."""
    rows: Rows = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), child__among=children).order_by().values_list("group_id")
    together: Rows = rows.annotate(children=ArrayAgg("child_id"))
    return together


@question(int, Ids)
def _subjects_of(actor: Actor, unit: int, groups: Ids) -> Rows:
    taught: Rows = ActivityGroup.objects.filter(
        holds_on("activity", actor.today, TODAY), group__among=groups, group__unit_id=unit, activity__syllabus__isnull=False
    )
    return taught.order_by().values_list("group_id", "activity__syllabus_id", "activity__syllabus__name", "activity__syllabus__sort_key")


@question(int, int, Ids)
def _states(actor: Actor, term: int, unit: int, children: Ids) -> Rows:
    of_class = JUDGEMENT_STATE.only(*OF_CLASSES).visible_to(actor, children=children)
    rows: Rows = of_class.filter(term=term, unit_id=unit).order_by()
    return rows.values_list("child_id", "syllabus_id", STATE)


@dataclass(frozen=True, slots=True)
class ClassStatus:
    """How far the omdömen of a class have come this term: pupils, and pairs of pupil and subject by state."""

    public_id: uuid.UUID
    name: str
    unit: str
    pupils: int
    total: int
    begun: int
    published: int

    @property
    def missing(self) -> int:
        """Neither begun nor published."""
        return self.total - self.begun - self.published


def mentored_classes(actor: Actor, term: Term) -> list[ClassStatus]:
    """The classes that I am mentor for, in all the subjects that their pupils are taught there."""
    mine = _mine(actor)
    return _statuses(actor, [row for *row, _ in mine], {pk: pupils for pk, *_, pupils in mine}, term)


def classes_of_unit(actor: Actor, unit: Organisation, term: Term) -> list[ClassStatus]:
    """The unit's classes, for rektor; those with most left to do first."""
    classes = _in_unit(actor, unit.pk)
    statuses = _statuses(actor, classes, dict(_pupils_of(actor, [pk for pk, *_ in classes])), term)
    return sorted(statuses, key=lambda status: status.published - status.total)


def units_led(actor: Actor) -> list[dict[str, Any]]:
    """The units that I lead."""
    return _led.dicts(actor)


@question()
def _led(actor: Actor) -> Rows:
    rows: Rows = UNIT_JUDGEMENTS.visible_to(actor).filter(holds_on("", actor.today, TODAY)).order_by("sort_key", "pk")
    return rows.values("pk", "public_id", "name")


def _statuses(actor: Actor, classes: Sequence[Sequence[Any]], pupils: Mapping[int, list[int]], term: Term) -> list[ClassStatus]:
    """How far the classes (id, unit, public id, name, unit's name) have come; one without pupils to judge is left out."""
    by_unit: dict[int, set[int]] = {}
    for pk, unit, *_names in classes:
        by_unit.setdefault(unit, set()).update(pupils.get(pk, ()))
    counts = {unit: _counts(actor, unit, list(children), term) for unit, children in by_unit.items()}
    shown = (row for row in classes if any(counts[row[1]][child][0] for child in pupils.get(row[0], ())))
    return [_class_status(public_id, name, of, [counts[unit][c] for c in pupils[pk]]) for pk, unit, public_id, name, of in shown]


def _class_status(public_id: uuid.UUID, name: str, unit: str, of_pupils: list[tuple[int, int, int]]) -> ClassStatus:
    taught, begun, published = (sum(numbers) for numbers in zip(*of_pupils, strict=True))
    return ClassStatus(public_id, name, unit, len(of_pupils), taught, begun, published)


@question()
def _mine(actor: Actor) -> Rows:
    """My classes, each with its pupils as far as I may know of them."""
    mine: Rows = MY_CLASSES.visible_to(actor).filter(holds_on("", actor.today, TODAY)).order_by("unit__name", *in_school_order())
    seen = MEMBER_READ.only(paths.MENTOR).visible_to(actor).filter(holds_on("", actor.today, TODAY), group=OuterRef("pk"))
    with_pupils: Rows = mine.annotate(pupils=ArraySubquery(seen.order_by().values("child").distinct()))
    return with_pupils.values_list("pk", "unit_id", "public_id", "name", "unit__name", "pupils")


@question(int)
def _in_unit(actor: Actor, unit: int) -> Rows:
    kinds = (GroupKind.KLASS, GroupKind.MENTOR)
    classes: Rows = CLASS_JUDGEMENTS.visible_to(actor).filter(holds_on("", actor.today, TODAY), unit=unit, kind__in=kinds)
    return classes.order_by(*in_school_order()).values_list("pk", "unit_id", "public_id", "name", "unit__name")


@question(Ids)
def _pupils_of(actor: Actor, classes: Ids) -> Rows:
    """Each class's pupils as far as I may know of them."""
    seen = MEMBER_READ.only(*OF_CLASSES).visible_to(actor)
    members: Rows = seen.filter(holds_on("", actor.today, TODAY), group__among=classes, group__pk__among=classes).order_by()
    grouped: Rows = members.values_list("group_id")
    together: Rows = grouped.annotate(children=ArrayAgg("child_id", distinct=True))
    return together


def _counts(actor: Actor, unit: int, children: list[int], term: Term) -> dict[int, tuple[int, int, int]]:
    """Child → how many subjects they are taught in the unit, in how many an omdöme is begun, in how many one is published."""
    taught: dict[int, set[int]] = {child: set() for child in children}
    for members, subjects in _taught_together(actor, unit, children):
        for child in members:
            taught[child].update(subjects)
    begun: dict[int, int] = dict.fromkeys(children, 0)
    published = dict(begun)
    for child, is_published, subjects in _written(actor, term.pk, unit, children):
        (published if is_published else begun)[child] += len(taught[child].intersection(subjects))
    return {child: (len(taught[child]), begun[child], published[child]) for child in children}


@question(int, Ids)
def _taught_together(actor: Actor, unit: int, children: Ids) -> Rows:
    """Those of the children who are in a group of the unit, and what they are taught there: a row for each such group."""
    mine = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), child__among=children).order_by()
    taught = ActivityGroup.objects.filter(holds_on("activity", actor.today, TODAY), activity__syllabus__isnull=False).order_by()
    groups: Rows = Group.objects.filter(pk__among=ArraySubquery(mine.values("group").distinct()), unit_id=unit).order_by()
    return groups.values_list(
        ArraySubquery(mine.filter(group=OuterRef("pk")).values("child")),
        ArraySubquery(taught.filter(group=OuterRef("pk")).values("activity__syllabus")),
    )


@question(int, int, Ids)
def _written(actor: Actor, term: int, unit: int, children: Ids) -> Rows:
    """Child, and in which subjects something is written, published and not."""
    of_class = JUDGEMENT_STATE.only(*OF_CLASSES).visible_to(actor, children=children)
    written = of_class.filter(term=term, unit_id=unit).exclude(published_at__isnull=True, text="").order_by()
    is_published = ExpressionWrapper(Q(published_at__isnull=False), output_field=BooleanField())
    rows: Rows = written.values_list("child_id", is_published)
    together: Rows = rows.annotate(subjects=ArrayAgg("syllabus_id"))
    return together
