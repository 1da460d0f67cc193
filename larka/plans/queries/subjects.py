"""Where a goal belongs, and in which subjects somebody may set one (A6)."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, Exists, IntegerField, Value, When
from django.db.models.query import QuerySet

from larka.access.questions import question
from larka.access.relation import TODAY, holds_on
from larka.plans.access.goals import GOAL_MENTOR, GOAL_PROPOSE, GOAL_SUBJECT
from larka.plans.models.goals import GOAL_FORMS, Goal, WritesByWord, WritingStart
from larka.register.actor import Actor
from larka.register.choices import PlacementKind
from larka.register.models import ActivityGroup, Placement, SchoolYear, Syllabus

_HOME_FIRST = Case(When(kind=PlacementKind.HOME, then=Value(0)), default=Value(1), output_field=IntegerField())
FIRST_YEAR = 1
_PLACE = tuple(field.attname for field in Placement._meta.concrete_fields)


def school_years(actor: Actor) -> list[SchoolYear]:
    """The school year of today and the two before it, newest first."""
    return _begun.objects(actor)


@question()
def _begun(actor: Actor) -> QuerySet[SchoolYear]:
    return SchoolYear.objects.filter(starts_on__lte=actor.today).order_by("-starts_on")[:3]


def schooled(actor: Actor) -> QuerySet[Placement]:
    """Places in a form of school that sets goals, today, the home unit first; none on a day that is in no school year."""
    this_year = SchoolYear.objects.filter(starts_on__lte=actor.today, ends_on__gt=actor.today)
    rows = Placement.objects.filter(Exists(this_year), holds_on("", actor.today, TODAY), school_form__in=GOAL_FORMS)
    return rows.order_by(_HOME_FIRST, "pk")


def place_for(actor: Actor, child: int) -> Any:
    """The child's place in which the actor may propose a goal, with the role as ``access_role``; None: in none."""
    for role, *row in _place(actor, child):
        place = Placement.from_db(DEFAULT_DB_ALIAS, _PLACE, row)
        place.access_role = role  # type: ignore[attr-defined]  # as whatever a policy opens has it
        return place
    return None


@question(int)
def _place(actor: Actor, child: int) -> QuerySet[Any, Any]:
    rows = GOAL_PROPOSE.about(actor, child, schooled(actor)).annotate(access_role=GOAL_PROPOSE.role(actor))
    return rows.values_list("access_role", *_PLACE)[:1]


def mentored_place(actor: Actor, child: int) -> Placement | None:
    """The child's place in which the actor is its mentor."""
    return GOAL_MENTOR.about(actor, child, schooled(actor)).select_related("unit").first()


def had_school(child: int) -> bool:
    """Whether the child has ever been where goals are set; preschool sets none (C4)."""
    return Placement.objects.filter(child=child, school_form__in=GOAL_FORMS).exists()


def subjects_for(actor: Actor, place: Placement, role: str) -> list[Syllabus]:
    """The subjects the child is taught in the unit; of a subject teacher those that the teacher has the child in."""
    taught = ActivityGroup.objects.filter(
        holds_on("activity", actor.today, TODAY), holds_on("group__memberships", actor.today, TODAY),
        group__memberships__child=place.child_id, activity__unit=place.unit_id, activity__syllabus__isnull=False,
    )  # fmt: skip
    if role in ("teacher", "substitute"):
        taught = GOAL_SUBJECT.among(actor, taught)
    return list(Syllabus.objects.filter(pk__in=taught.order_by().values("activity__syllabus")).order_by("sort_key", "pk"))


def writes_by_word(child: int, unit: int, school_form: str, grade: int | None) -> bool:
    """Whether others write down what the child says: in förskoleklass, before the unit's year, or by the mentor's mark (C4, ADR 0216)."""
    if school_form == "FKLASS" or WritesByWord.objects.filter(child=child, unit=unit).exists():
        return True
    return grade is not None and school_form not in ("GY", "ANPGY") and grade < writing_start(unit)


def is_marked(place: Placement) -> bool:
    """Whether the mentor has said that the child does not write itself."""
    return WritesByWord.objects.filter(child=place.child_id, unit=place.unit_id).exists()


def writing_start(unit: int) -> int:
    """From which year the unit's pupils write themselves."""
    return WritingStart.objects.filter(unit=unit).values_list("grade", flat=True).first() or FIRST_YEAR


def goal_subjects(actor: Actor, goal: Goal, role: str) -> list[Syllabus]:
    """The subjects that somebody in this role may set the goal in."""
    place = schooled(actor).filter(child=goal.child_id, unit=goal.unit_id).first()
    return subjects_for(actor, place, role) if place is not None else []
