"""Templates as the builder shows them: as they stand, their versions, and what may be copied."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.query import QuerySet

from larka.questionnaires.access import TEMPLATE_EDIT, TEMPLATES_LEAD
from larka.questionnaires.models import AnsweredRecord, QuestionnaireTemplate, TemplateStep, TemplateVersion
from larka.questionnaires.shape.parts import Shape, from_json
from larka.register.actor import Actor
from larka.register.choices import OrganisationKind
from larka.register.models import Organisation


@dataclass(frozen=True, slots=True)
class Work:
    """A template while it is changed: the step that is newest, the form in it, and whether a change can be undone."""

    step: uuid.UUID
    shape: Shape
    based_on: TemplateVersion | None
    can_undo: bool


def work_on(template: QuestionnaireTemplate) -> Work | None:
    """What is being changed; None where everything is published."""
    steps = list(template.steps.select_related("based_on").order_by("-pk")[:2])
    if not steps:
        return None
    return Work(steps[0].public_id, from_json(steps[0].content), steps[0].based_on, can_undo=len(steps) > 1)


def versions_of(template: QuestionnaireTemplate) -> list[dict[str, Any]]:
    """The published versions, newest first, with how they came about. Their content is not fetched."""
    rows: Any = template.versions.order_by("-number")
    return list(
        rows.values(
            "public_id", "number", "published_at", by=F("published_by__display_name"), from_number=F("copied_from__number"),
            from_name=F("copied_from__template__name"), from_template=F("copied_from__template_id"),
        )
    )  # fmt: skip


def version_of(template: QuestionnaireTemplate, number: str) -> TemplateVersion | None:
    """One version by its number as it stands in an address."""
    return template.versions.filter(number=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 6 else None  # noqa: PLR2004 – no template has so many


def shape_of(version: TemplateVersion) -> Shape:
    """The form of a version, which never changes: read once and kept."""
    return shape_by_key(version.pk)


def shape_by_key(version: int) -> Shape:
    """The same by the version's key alone, so that what is kept is not fetched."""
    key = (version, _WHOLE)
    return _SHAPES.get(key) or _kept(key, from_json(TemplateVersion.objects.values_list("content", flat=True).get(pk=version)))


def _kept(key: tuple[int, frozenset[str]], shape: Shape) -> Shape:
    if len(_SHAPES) >= _MOST_SHAPES:
        _SHAPES.clear()
    _SHAPES[key] = shape
    return shape


def shape_for(record: AnsweredRecord) -> Shape:
    """The form of a record: its version's, without the questions that this record does not have."""
    key = (record.template_version_id, record.left_out)
    return _SHAPES.get(key) or _kept(key, shape_by_key(record.template_version_id).without(record.left_out))


_WHOLE: frozenset[str] = frozenset()
_SHAPES: dict[tuple[int, frozenset[str]], Shape] = {}
_MOST_SHAPES = 500


def owners(actor: Actor) -> QuerySet[Organisation]:
    """The units, or the huvudman, whose templates the actor looks after."""
    return TEMPLATES_LEAD.visible_to(actor).order_by("sort_key", "pk")


def templates_of(actor: Actor) -> list[QuestionnaireTemplate]:
    """Every template that the actor looks after, by owner and name; those out of use last."""
    rows = TEMPLATE_EDIT.visible_to(actor).select_related("unit", "current").defer("current__content")
    counted = rows.annotate(changes=Count("steps"))
    return list(counted.order_by("unit__sort_key", F("retired_at").asc(nulls_first=True), "name", "pk"))


def in_use(unit: int, kind: str) -> QuerySet[TemplateVersion]:
    """The versions that a unit's forms are started with."""
    rows = TemplateVersion.objects.filter(
        template__current=F("pk"), template__unit=unit, template__kind=kind, template__retired_at__isnull=True
    )
    return rows.select_related("template").order_by("template__name", "pk")


def copyable(actor: Actor) -> QuerySet[TemplateVersion]:
    """What a new template may be copied from: the huvudman's, and those of the units that the actor leads."""
    mine = Q(template__unit__in=owners(actor).order_by().values("pk"))
    rows = TemplateVersion.objects.filter(mine | Q(template__unit__kind=OrganisationKind.HUVUDMAN), template__current=F("pk"))
    listed = rows.filter(template__retired_at__isnull=True)
    return listed.select_related("template__unit").order_by("template__unit__sort_key", "template__name", "pk")


def newest_step(template: QuestionnaireTemplate) -> TemplateStep | None:
    """The newest step of a template that is being changed."""
    return template.steps.order_by("-pk").first()
