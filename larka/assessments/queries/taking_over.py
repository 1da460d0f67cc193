"""Unpublished texts whose author's relation has ended, and who could go on with them (A6)."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.questions import Ids, question
from larka.access.relation import TODAY, Path, holds_on
from larka.assessments.access import JUDGEMENT_HAND_OVER
from larka.assessments.models import UNFINISHED, Judgement
from larka.assessments.queries.writing import writable_terms
from larka.register.actor import Actor
from larka.register.models import Person, TeachingAssignment

_WRITERS = (paths.TEACHER, paths.SUBSTITUTE_TEACHER)


@dataclass(slots=True)
class LeftTexts:
    """Texts that one author left in one subject and group: how many, and who teaches there now."""

    group: uuid.UUID
    group_name: str
    subject: str
    syllabus: uuid.UUID
    author: uuid.UUID
    author_name: str
    judgements: list[int] = field(default_factory=list)
    teachers: list[tuple[uuid.UUID, str]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Names this row in a form."""
        return f"{self.group}:{self.syllabus}:{self.author}"


def left_judgements(actor: Actor) -> QuerySet[Judgement]:
    """What the actor may hand over: unpublished, still to be finished, and its author no longer teaches the pupil the subject."""
    left = _unfinished(*_where(actor))
    for path in _WRITERS:
        left = left.exclude(
            Exists(teaching(actor, path, child=OuterRef("child_id"), subject=OuterRef("syllabus_id"), person=OuterRef("written_by_id")))
        )
    return JUDGEMENT_HAND_OVER.among(actor, left)


def left_count(actor: Actor) -> int:
    """How many there are, once somebody has left: before that, what moved with a pupil stands on its own page only."""
    terms, units = _where(actor)
    return left_judgements(actor).count() if any(_has_left(actor, terms[0], terms[-1], unit) for unit in units) else 0


def _has_left(actor: Actor, newest: int, oldest: int, unit: int) -> bool:
    """Whether an author of something unfinished in the unit teaches nothing there any more."""
    authors = {author for (author,) in _authors(actor, newest, oldest, unit)}
    return bool(authors - {teacher for (teacher,) in _teaching_in(actor, unit, list(authors))})


def _where(actor: Actor) -> tuple[list[int], list[int]]:
    """The terms that can still be written in, and the units that the actor leads."""
    return [term.pk for term in writable_terms(actor)], [unit for (unit,) in _units(actor)]


@question()
def _units(actor: Actor) -> QuerySet[Any, Any]:
    led = paths.UNIT_PRINCIPAL.in_force(actor.today, actor.at, Q(**{paths.UNIT_PRINCIPAL.person: actor.person_id}))
    return led.values_list(paths.UNIT_PRINCIPAL.anchor["unit"])


def _unfinished(terms: Ids, units: Ids) -> QuerySet[Judgement]:
    unpublished = Q(latest__isnull=True) | ~Q(latest__text=F("text"))
    return Judgement.objects.filter(UNFINISHED, unpublished, text__gt="", term__in=terms, unit__in=units)


@question(int, int, int)
def _authors(_actor: Actor, newest: int, oldest: int, unit: int) -> QuerySet[Any, Any]:
    authors: QuerySet[Any, Any] = _unfinished([newest, oldest], [unit]).order_by().values_list("written_by_id")
    return authors.distinct()


@question(int, Ids)
def _teaching_in(actor: Actor, unit: int, people: Ids) -> QuerySet[Any, Any]:
    in_force = holds_on("", actor.today, TODAY) & holds_on("duty", actor.today, TODAY)
    taught = TeachingAssignment.objects.filter(in_force, duty__person__among=people, activity__unit_id=unit)
    teachers: QuerySet[Any, Any] = taught.order_by().values_list("duty__person_id")
    return teachers.distinct()


def teaching(actor: Actor, path: Path, *, person: object, **anchors: object) -> QuerySet[Any]:
    """The rows that let a person write about this child in this subject today."""
    return path.in_force(actor.today, actor.at, Q(**{path.person: person, **{path.anchor[name]: value for name, value in anchors.items()}}))


def left_texts(actor: Actor) -> list[LeftTexts]:
    """By group, subject and author, with the teachers of today."""
    found: dict[tuple[int, int, int], LeftTexts] = {}
    rows = left_judgements(actor).order_by("group__sort_key", "syllabus__sort_key", "pk").values_list(
        "pk", "group_id", "syllabus_id", "written_by_id", "group__public_id", "group__name", "syllabus__name", "syllabus__public_id",
        "written_by__public_id", "written_by__display_name",
    )  # fmt: skip
    for pk, group, syllabus, author, *names in rows:
        found.setdefault((group, syllabus, author), LeftTexts(*names)).judgements.append(pk)
    for (group, syllabus, _author), left in found.items():
        left.teachers = _teachers(actor, group, syllabus)
    return list(found.values())


def _teachers(actor: Actor, group: int, syllabus: int) -> list[tuple[uuid.UUID, str]]:
    path = paths.TEACHER
    teachers = path.in_force(actor.today, actor.at, Q(**{path.anchor["group"]: group, path.anchor["subject"]: syllabus}))
    people = Person.objects.filter(pk__in=teachers.values(path.person))
    return list(people.order_by("display_sort_key", "pk").values_list("public_id", "display_name"))
