"""The plans of a class at a glance: how far each has come, what it lacks and from whom."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Q
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.policies import MEMBER_READ, NAME_READ
from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.plans.access import PLAN_LEAD
from larka.plans.models import Plan, PlanReceipt
from larka.plans.queries.needs import Need, needs_of
from larka.questionnaires.models import Round
from larka.questionnaires.queries.templates import shape_for
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Person, SchoolYear

# The kind whose part is told by teacher and subject.
JUDGEMENT = "judgement"
# Those who have the page of a class.
OF_CLASSES = (paths.MENTOR, paths.PRESCHOOL_STAFF, paths.PRINCIPAL, paths.PRINCIPAL_IN_NEED)


@dataclass(slots=True)
class PlanRow:
    """One child of the class: its plan this year, if there is one."""

    child_id: int
    child: uuid.UUID
    name: str
    plan: Plan | None = None
    stage: str = ""
    confirmed: int = 0
    needs: list[Need] = field(default_factory=list)

    @property
    def parts(self) -> tuple[str, ...]:
        """What is missing beside omdömen, in words."""
        return tuple(need.what for need in self.needs if need.of != JUDGEMENT)

    @property
    def is_done(self) -> bool:
        """Whether it is finalised, and not opened again."""
        return self.plan is not None and self.plan.locked_at is not None


@dataclass(frozen=True, slots=True)
class Step:
    """Plans of one round that stand in one step and can be taken on."""

    round: uuid.UUID
    stage: int
    name: str
    count: int
    finalises: bool


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """The children whom the reader may know of, in name order, and how many more there are (A10).

    names: of those who can write what is missing, by their ids, as far as the reader may know them (A18).
    """

    rows: list[PlanRow]
    hidden: int
    names: Mapping[tuple[int, ...], str]

    def judgements(self, row: PlanRow) -> dict[str, list[Need]]:
        """The omdömen that a child's plan lacks, together for each who can write them."""
        found: dict[str, list[Need]] = {}
        for need in row.needs:
            if need.of == JUDGEMENT:
                found.setdefault(self.names[need.who], []).append(need)
        return found

    @property
    def year(self) -> SchoolYear | None:
        """The school year of the plans, where there are any."""
        return next((row.plan.school_year for row in self.rows if row.plan), None)

    @property
    def begun(self) -> int:
        """How many have a plan."""
        return sum(row.plan is not None for row in self.rows)

    @property
    def plans(self) -> list[Plan]:
        """Their plans."""
        return [row.plan for row in self.rows if row.plan is not None]


def class_plans(actor: Actor, group: Group) -> ClassPlan:
    """Every child of the class with its plan this year: a fixed number of questions, whatever the class's size."""
    listed = _members(actor, group.pk)
    rows = [PlanRow(pk, public_id, name) for pk, public_id, name, known in listed if known]
    plans = {plan.child_id: plan for plan in plans_of(actor, group.unit_id, [row.child_id for row in rows])}
    needs = needs_of(list(plans.values()), actor.today)
    writers = {need.who for of_plan in needs.values() for need in of_plan}
    known = _names(actor, {person for who in writers for person in who})
    names = {who: ", ".join(known[person] for person in who if person in known) for who in writers}
    confirmed = _confirmed(plans.values())
    for row in rows:
        if plan := plans.get(row.child_id):
            row.plan, row.stage = plan, shape_for(plan).stages[plan.stage].name
            row.confirmed = confirmed.get(plan.pk, 0)
            row.needs = needs.get(plan.pk, [])
    return ClassPlan(rows, len(listed) - len(rows), names)


@question(int)
def _members(actor: Actor, group: int) -> QuerySet[Any, Any]:
    """Every child of the class, and whether the actor may know of it: whom the actor may not is counted and goes no further."""
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group)
    known = MEMBER_READ.only(*OF_CLASSES).condition(actor)
    rows = members.order_by("child__sort_key", "pk")
    return rows.values_list("child_id", "child__public_id", "child__display_name", known)


def plans_of(actor: Actor, unit: int, children: Sequence[int]) -> list[Plan]:
    """The plans of these children in the unit this year that the actor leads."""
    return _plans.objects(actor, unit, list(children))


@question(int, Ids)
def _plans(actor: Actor, unit: int, children: Ids) -> QuerySet[Plan]:
    this_year = ArraySubquery(SchoolYear.objects.filter(starts_on__lte=actor.today, ends_on__gt=actor.today).order_by().values("pk"))
    of_unit = Plan.objects.filter(unit=unit, child__among=children, school_year__among=this_year)
    rows = PLAN_LEAD.among(actor, of_unit, children=children).order_by("pk")
    return rows.select_related("round", "school_year")


def _names(actor: Actor, people: Iterable[int]) -> dict[int, str]:
    """The names that the reader may know (A18)."""
    return dict(_known(actor, sorted(people)))


@question(Ids)
def _known(actor: Actor, people: Ids) -> QuerySet[Any, Any]:
    return NAME_READ.among(actor, Person.objects.filter(pk__among=people)).order_by("pk").values_list("pk", "display_name")


def _confirmed(plans: Iterable[Plan]) -> dict[int, int]:
    """How many have confirmed the newest version of each."""
    keys = [plan.pk for plan in plans if plan.latest_id]
    if not keys:
        return {}
    newest = PlanReceipt.objects.filter(record__in=keys, number=F("record__latest__number")).order_by()
    return dict(newest.values_list("record_id").annotate(count=Count("pk")))


def steps_of(rows: Iterable[PlanRow]) -> list[Step]:
    """What can be taken on, by round and step."""
    found: dict[tuple[Round, int], list[Plan]] = {}
    for row in rows:
        if row.plan is not None and row.plan.round is not None and row.plan.locked_at is None:
            found.setdefault((row.plan.round, row.plan.stage), []).append(row.plan)
    return [
        Step(started.public_id, stage, shape_for(plans[0]).stages[stage].name, len(plans), stage + 2 == plans[0].stages)
        for (started, stage), plans in found.items()
    ]


def counts_of(actor: Actor, groups: Mapping[int, int], year: SchoolYear | None) -> dict[int, tuple[int, int, int]]:
    """Group → children whom the actor may know, those with a plan this year, those whose plan is finalised. groups: id → unit."""
    members: dict[int, list[int]] = {group: [] for group in groups}
    for group, child in _members_of(actor, list(groups)):
        members[group].append(child)
    state = (
        {(unit, child): locked is not None for unit, child, locked in _states(actor, year.pk, sorted({*groups.values()}))} if year else {}
    )
    return {
        group: (len(children), sum((unit, c) in state for c in children), sum(state.get((unit, c), False) for c in children))
        for group, unit in groups.items()
        for children in [members[group]]
    }


@question(Ids)
def _members_of(actor: Actor, groups: Ids) -> QuerySet[Any, Any]:
    seen = MEMBER_READ.only(*OF_CLASSES).visible_to(actor)
    rows = seen.filter(holds_on("", actor.today, TODAY), group__among=groups, group__pk__among=groups).order_by()
    return rows.values_list("group_id", "child_id").distinct()


@question(int, Ids)
def _states(actor: Actor, year: int, units: Ids) -> QuerySet[Any, Any]:
    rows = PLAN_LEAD.visible_to(actor).filter(Q(school_year=year), unit__among=units).order_by()
    return rows.values_list("unit_id", "child_id", "locked_at")
