"""Published omdömen, as families and staff read them."""

from typing import Any

from django.db.models import F
from django.db.models.query import QuerySet

from larka.access.questions import question
from larka.assessments.access import JUDGEMENT_READ
from larka.assessments.models import Judgement
from larka.register.actor import Actor
from larka.register.models import Person, Term

Rows = QuerySet[Any, Any]


def published_of(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """The child's published omdömen that the actor reads, newest term first, as they stand now."""
    return _published_about.dicts(actor, child.pk)


@question(int)
def _published_about(actor: Actor, child: int) -> Rows:
    return as_rows(JUDGEMENT_READ.about(actor, child, Judgement.objects.all()))


def published_in(actor: Actor, children: QuerySet[Any], term: Term) -> list[dict[str, Any]]:
    """One term's published omdömen of several children, by child and subject, for printing a class."""
    return list(as_rows(JUDGEMENT_READ.visible_to(actor).filter(child__in=children, term=term)))


def earlier_texts(actor: Actor, judgement: Judgement) -> list[dict[str, Any]]:
    """The row's history as the database's triggers kept it: the actor's own working texts before the one of now, newest first (A6)."""
    rows: Any = judgement.events.filter(written_by_id=actor.person_id).exclude(text="").order_by("-pgh_id")  # type: ignore[attr-defined]
    texts: list[dict[str, Any]] = []
    for row in rows.values("version", "text", "written_at"):
        if row["text"] != (texts[-1]["text"] if texts else judgement.text):
            texts.append(row)
    return texts


def as_rows(judgements: QuerySet[Judgement]) -> Rows:
    rows: Rows = judgements.order_by("-term__starts_on", "child__sort_key", "child_id", "syllabus__sort_key")
    return rows.values(
        "pk",
        "public_id",
        "child_id",
        child_name=F("child__display_name"),
        term_name=F("term__name"),
        term_public_id=F("term__public_id"),
        subject=F("syllabus__name"),
        unit_name=F("unit__name"),
        published_text=F("latest__text"),
        number=F("latest__number"),
        published_on=F("latest__published_at"),
        author=F("latest__published_by__display_name"),
    )
