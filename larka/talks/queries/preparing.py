"""Preparations as those who lead the talks, and those who take part, meet them."""

import uuid
from collections.abc import Sequence
from typing import Any

from larka.questionnaires.models import Round, TemplateVersion
from larka.questionnaires.queries.filling import forms_about, titles
from larka.questionnaires.queries.rounds import children_without, hidden_in
from larka.questionnaires.queries.stages import chosen
from larka.questionnaires.queries.templates import shape_of
from larka.questionnaires.shape.parts import Shape
from larka.register.actor import Actor
from larka.register.models import Person
from larka.talks.access import TALK_READ
from larka.talks.access.preparations import PREPARATION, PREPARATION_READ
from larka.talks.models import Preparation, Talk, TalkRound
from larka.talks.models.talks import LIVE


def fitting(versions: Sequence[TemplateVersion], school_form: str, grade: int | None) -> TemplateVersion | None:
    """The preparation that stands chosen for a class: the one that says it is for such; else the only one that is for all forms of school.

    A template says nothing of them where it was published before it could: it is for all, and offered to every class.
    """
    for_all = [version for version in versions if _is_for_all(shape_of(version), grade)]
    return chosen(versions, school_form, grade) or (for_all[0] if len(for_all) == 1 else None)


def _is_for_all(shape: Shape, grade: int | None) -> bool:
    return not shape.school_forms and (grade is None or shape.first_year <= grade <= (shape.last_year or grade))


def preparations_about(actor: Actor, child: Person) -> list[tuple[dict[str, Any], Shape]]:
    """The child's preparations that exist for the reader, the newest first, each with its form."""
    rows = forms_about(actor, child, PREPARATION)
    shapes = titles(row["template_version_id"] for row in rows)
    return [(row, shapes[row["template_version_id"]]) for row in rows]


def preparation_of(actor: Actor, talk: Talk) -> uuid.UUID | None:
    """What was prepared for this talk, where it exists for the reader."""
    rows = Preparation.objects.filter(talk_round=talk.round_id, child=talk.child_id) if talk.round_id else Preparation.objects.none()
    return PREPARATION_READ.among(actor, rows).values_list("public_id", flat=True).first()


def count_untold(actor: Actor, started: TalkRound, forms: Round | None) -> tuple[int, int]:
    """How many of the group's children have none yet, and how many there are whom the actor may not know by name (A10)."""
    return (len(children_without(actor, forms)), hidden_in(actor, started.group)) if forms else (0, 0)


def waits_for_talk(started: int, child: int, but: Talk | None = None) -> bool:
    """Whether a talk with the child in the round is still to be held, which locks what is prepared; ``but``: beside this one."""
    rows = Talk.objects.filter(LIVE, round=started, child=child, held_at__isnull=True)
    return (rows.exclude(pk=but.pk) if but else rows).exists()


def talk_reached(actor: Actor, talk: Talk) -> bool:
    """Whether the talk itself exists for the reader: the pupil reads what was agreed with one guardian alone, not when they met."""
    return TALK_READ.allows(actor, talk)
