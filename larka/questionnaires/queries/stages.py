"""Which of a unit's templates is for a class: by the form of school and the year of its children."""

from collections import Counter
from collections.abc import Iterable, Sequence

from larka.access.relation import TODAY, holds_on
from larka.questionnaires.models import TemplateVersion
from larka.questionnaires.queries.templates import shape_of
from larka.register.actor import Actor
from larka.register.models import Group, Placement


def chosen(versions: Iterable[TemplateVersion], school_form: str, grade: int | None) -> TemplateVersion | None:
    """The template for a form of school and a year: of several that fit, the one that says it most closely."""
    fitting = [version for version in versions if _fits(version, school_form, grade)]
    return min(fitting, key=_width, default=None)


def _fits(version: TemplateVersion, school_form: str, grade: int | None) -> bool:
    shape = shape_of(version)
    if school_form not in shape.school_forms:
        return False
    return grade is None or (shape.first_year or 0) <= grade <= (shape.last_year or grade)


def _width(version: TemplateVersion) -> tuple[int, int]:
    shape = shape_of(version)
    return (shape.last_year or 99) - shape.first_year, len(shape.school_forms)


def stage_of(actor: Actor, groups: Sequence[Group]) -> dict[int, tuple[str, int | None]]:
    """The form of school and the year of each class: those of most of its children. One question."""
    rows = Placement.objects.filter(
        holds_on("", actor.today, TODAY), holds_on("child__memberships", actor.today, TODAY), child__memberships__group__in=groups
    ).order_by()
    votes: dict[int, Counter[tuple[str, int | None]]] = {}
    for group, unit, place, form, grade in rows.values_list(
        "child__memberships__group_id", "child__memberships__group__unit_id", "unit_id", "school_form", "grade"
    ):
        if unit == place:
            votes.setdefault(group, Counter())[form, grade] += 1
    return {
        group.pk: min(votes[group.pk].items(), key=lambda vote: (-vote[1], str(vote[0])))[0]
        if group.pk in votes
        else (group.school_form, None)
        for group in groups
    }
