"""Unpublished texts whose author's relation has ended, and who could go on with them (A6)."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.questions import Ids, question
from larka.access.relation import Path
from larka.assessments.access import JUDGEMENT_HAND_OVER
from larka.assessments.models import UNFINISHED, Judgement
from larka.assessments.queries.writing import writable_terms
from larka.register.actor import Actor
from larka.register.models import Person

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
    return _left(actor, [term.pk for term in writable_terms(actor)])


def left_count(actor: Actor) -> int:
    """How many there are."""
    return sum(count for _all, count in _left_count(actor, [term.pk for term in writable_terms(actor)]))


@question(Ids)
def _left_count(actor: Actor, terms: Ids) -> QuerySet[Any, Any]:
    together: QuerySet[Any, Any] = _left(actor, terms).order_by().values_list(Value(1))
    counted: QuerySet[Any, Any] = together.annotate(n=Count("pk"))
    return counted


def _left(actor: Actor, terms: Ids) -> QuerySet[Judgement]:
    unpublished = Q(latest__isnull=True) | ~Q(latest__text=F("text"))
    rows = JUDGEMENT_HAND_OVER.visible_to(actor).filter(UNFINISHED, unpublished, text__gt="", term__among=terms)
    for path in _WRITERS:
        rows = rows.exclude(
            Exists(teaching(actor, path, child=OuterRef("child_id"), subject=OuterRef("syllabus_id"), person=OuterRef("written_by_id")))
        )
    return rows


def teaching(actor: Actor, path: Path, *, child: object, subject: object, person: object) -> QuerySet[Judgement]:
    """The rows that let a person write about this child in this subject today."""
    wanted = Q(**{path.person: person, path.anchor["child"]: child, path.anchor["subject"]: subject})
    return path.in_force(actor.today, actor.at, wanted)


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
