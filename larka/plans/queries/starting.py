"""Which template a class's plans are started with, and which classes a unit has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from larka.access.relation import TODAY, holds_on
from larka.plans.access import CLASS_PLANS, KIND, MY_PLAN_CLASSES, UNIT_PLANS
from larka.plans.queries.classes import counts_of
from larka.questionnaires.models import TemplateVersion
from larka.questionnaires.queries.stages import chosen, stage_of
from larka.questionnaires.queries.templates import in_use
from larka.register.actor import Actor
from larka.register.choices import GroupKind, SchoolForm
from larka.register.models import Group, Organisation
from larka.register.orders import in_school_order
from larka.register.queries import school_year_on

CLASSES = (GroupKind.KLASS, GroupKind.MENTOR, GroupKind.AVDELNING)
# After-school care has no plans: its children have theirs in their classes.
_HAVE_PLANS = Q(kind__in=CLASSES) & ~Q(school_form__in=(SchoolForm.FTH, SchoolForm.OPPFTH))


@dataclass(frozen=True, slots=True)
class ClassPlans:
    """A class: its children as far as the actor may know of them, how many have a plan this year, how many are finalised."""

    group: Group
    children: int
    begun: int
    finalised: int
    version: TemplateVersion | None = None

    @property
    def without(self) -> int:
        """How many have none."""
        return self.children - self.begun


def templates_of(unit: int) -> list[TemplateVersion]:
    """The plan templates that the unit has in use."""
    return list(in_use(unit, KIND))


def classes_of_unit(actor: Actor, unit: Organisation) -> list[ClassPlans]:
    """The unit's classes with what their plans would be started with: six questions, however many."""
    groups = list(
        CLASS_PLANS.visible_to(actor).filter(holds_on("", actor.today, TODAY), _HAVE_PLANS, unit=unit).order_by(*in_school_order())
    )
    versions, stages = templates_of(unit.pk), stage_of(actor, groups)
    counts = counts_of(actor, {group.pk: unit.pk for group in groups}, school_year_on(actor.today))
    listed = (ClassPlans(group, *counts[group.pk], chosen(versions, *stages[group.pk])) for group in groups)
    return [row for row in listed if row.children]


def my_classes(actor: Actor) -> list[ClassPlans]:
    """The classes whose plans I lead as their mentor or preschool teacher, with how far they have come."""
    mine = MY_PLAN_CLASSES.visible_to(actor).filter(holds_on("", actor.today, TODAY), _HAVE_PLANS)
    groups = list(mine.select_related("unit").order_by("unit__sort_key", *in_school_order()))
    counts = counts_of(actor, {group.pk: group.unit_id for group in groups}, school_year_on(actor.today))
    return [row for group in groups if (row := ClassPlans(group, *counts[group.pk])).children]


def may_start_unit(actor: Actor, arguments: Mapping[str, Any]) -> bool:
    """Whether the unit is still the actor's to start plans for."""
    unit = Organisation.objects.filter(pk=arguments["unit"]).first()
    return unit is not None and UNIT_PLANS.allows(actor, unit)


def units_of(actor: Actor) -> list[Organisation]:
    """The units whose plans I lead as rektor."""
    return list(UNIT_PLANS.visible_to(actor).filter(holds_on("", actor.today, TODAY)).order_by("sort_key", "pk"))
