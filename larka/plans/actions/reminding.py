"""Reminding exactly those who lack something, each at most once a day."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction

from larka.access.holders import people_reaching
from larka.access.policies import FAMILY
from larka.audit.actions import record
from larka.core.postgres.statements import Statement
from larka.notices.actions.queueing import queue_notice
from larka.notices.models import Level
from larka.plans.access import CLASS_PLANS, PLAN_LEAD
from larka.plans.models import Plan, PlanReminder
from larka.plans.notices import PLAN_WANTED
from larka.plans.queries.needs import GUARDIAN, PUPIL, given_in, lacks_at_home, needs_of, parts_of
from larka.questionnaires.queries.templates import shape_for
from larka.records.contributions import contributions
from larka.register.actor import Actor
from larka.register.models import Group

_KEPT = dt.timedelta(days=7)
_WAYS = ((PUPIL, FAMILY[:1]), (GUARDIAN, FAMILY[1:]))
# Whoever has been reminded today of the same is not in the answer.
_NOTE = Statement("""INSERT INTO plans_planreminder (scope, person_id, reminded_on)
SELECT scope, person, %(day)s FROM unnest(%(scopes)s::uuid[], %(people)s::bigint[]) AS t (scope, person)
ON CONFLICT DO NOTHING RETURNING scope::text, person_id""")


@transaction.atomic
def remind(*, by: Actor, group: Group, plans: Sequence[Plan]) -> int:
    """Remind those who owe these plans of the class something: at home of each child, at school of the class. How many people were."""
    CLASS_PLANS.require(by, group)
    for plan in plans:
        PLAN_LEAD.require(by, plan)
    PlanReminder.objects.filter(reminded_on__lt=by.today - _KEPT).delete()
    reminded = _at_home(by, plans) | _at_school(by, group, plans)
    record(by, "plan.reminded", group, children=[plan.child_id for plan in plans], details={"people": len(reminded)})
    return len(reminded)


def _at_home(by: Actor, plans: Sequence[Plan]) -> set[int]:
    owing = _owing_at_home(by, plans)
    new = _first_today(by, [(plan.public_id, person) for plan, person in owing])
    told = [(plan, person) for plan, person in owing if (plan.public_id, person) in new]
    if told:
        about = {plan.public_id: plan.child_id for plan, _person in told}
        to = sorted({(person, plan.child_id) for plan, person in told})
        queue_notice(by=by, kind=PLAN_WANTED.key, level=Level.INFORMATION, about=list(about.items()), to=to)
    return {person for _plan, person in told}


def _owing_at_home(by: Actor, plans: Sequence[Plan]) -> list[tuple[Plan, int]]:
    """Plan and person: those whose own part is not begun, or not whole."""
    under_way = [plan for plan in plans if plan.published_at is None]
    given = given_in(under_way)
    found = []
    for role, ways in _WAYS:
        asked = {plan: parts_of(role, shape_for(plan), plan.stage) for plan in under_way if role in plan.roles}
        reached = people_reaching(ways, [plan.child_id for plan, parts in asked.items() if parts], by.at)
        for plan, parts in asked.items():
            meant = sorted(p for p, child in reached if child == plan.child_id and (plan.audience is None or p in plan.audience))
            found += [(plan, person) for person in meant if lacks_at_home(parts, given[plan.pk], person)]
    return found


def _at_school(by: Actor, group: Group, plans: Sequence[Plan]) -> set[int]:
    """Teachers, through the kinds whose part is missing; whoever reminds is not reminded."""
    needs, reminded = needs_of(plans, by.today), set()
    child = {plan.pk: plan.child_id for plan in plans}
    for part in contributions():
        if part.remind is None:
            continue
        wanted = {(child[pk], p) for pk, of_plan in needs.items() for need in of_plan if need.of == part.key for p in need.who}
        new = {p for _scope, p in _first_today(by, [(group.public_id, p) for p in {p for _c, p in wanted} - {by.writer}])}
        if new:
            part.remind(by, _by_child(wanted, new), plans[0].school_year)
        reminded |= new
    return reminded


def _by_child(wanted: set[tuple[int, int]], new: set[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for child, person in sorted(wanted):
        if person in new:
            found.setdefault(child, []).append(person)
    return found


def _first_today(by: Actor, pairs: Sequence[tuple[uuid.UUID, int]]) -> set[tuple[uuid.UUID, int]]:
    """Those of the pairs of scope and person who have not been reminded today; they are now."""
    if not pairs:
        return set()
    rows = _NOTE.all(day=by.today, scopes=[str(scope) for scope, _person in pairs], people=[person for _scope, person in pairs])
    return {(uuid.UUID(scope), person) for scope, person in rows}
