"""What rektor has decided about a unit's plans, and what the law demands of a plan by that (C8)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.core.dates import STOCKHOLM, stockholm_day
from larka.plans.models import Plan, PlanDecision
from larka.plans.models.decisions import HOLDS
from larka.register.actor import Actor
from larka.register.models import Organisation

What = PlanDecision.What
# From which year grades are set where rektor has decided nothing (SL 10:15, 12:15, 13:15): plans are for years 1–5, in specialskolan 1–6.
GRADED_FROM: Mapping[str, int] = {"GR": 6, "SAM": 6, "SP": 7}
# The earliest that rektor may decide on (prop. 2020/21:58): the two years before.
EARLIEST: Mapping[str, int] = {form: year - 2 for form, year in GRADED_FROM.items()}
# Grades are set there only in subjects, and only from year 6, where the pupil or a guardian asks for them: never by the year alone.
_UNGRADED = frozenset({"ANPGR"})
# From this year of anpassad grundskola grades are set where they are asked for (SL 11:19); then no plan is demanded (prop. 2012/13:195).
ON_REQUEST_FROM = 6
# By unit, what it is about, and the form of school where that matters.
InForce = Mapping[tuple[int, str, str], int]


def forms_to_decide(unit: Organisation) -> list[str]:
    """The unit's forms of school in which grades are set by the year."""
    return [form for form in GRADED_FROM if form in unit.school_forms]


def years_to_decide(school_form: str) -> list[int]:
    """The years from which rektor may decide that grades are set in this form of school."""
    return list(range(EARLIEST[school_form], GRADED_FROM[school_form] + 1))


def in_force(units: Iterable[int], day: dt.date) -> InForce:
    """What is decided on a day, by unit and what it is about: one question."""
    at_noon = Actor.operator(dt.datetime.combine(day, dt.time(12), STOCKHOLM))
    found: dict[tuple[int, str, str], int] = {}
    for unit, what, form, value in _in_force(at_noon, sorted(set(units))):
        for each in GRADED_FROM if what == What.FIRST_GRADED and not form else (form,):
            found[unit, what, each] = value
    return found


@question(Ids)
def _in_force(actor: Actor, units: Ids) -> QuerySet[Any, Any]:
    rows = PlanDecision.objects.filter(HOLDS, unit__among=units, starts_on__lte=actor.today).order_by("starts_on", "pk")
    return rows.values_list("unit_id", "what", "school_form", "value")


def graded_from(unit: int, school_form: str, decided: InForce) -> int:
    """The first year in which grades are set; rektor may decide an earlier one than the law's, never a later."""
    lawful = GRADED_FROM[school_form]
    return min(lawful, max(EARLIEST[school_form], decided.get((unit, What.FIRST_GRADED, school_form), lawful)))


def is_demanded(plan: Plan, decided: InForce) -> bool:
    """Whether the law demands the plan, once a school year.

    In the years where grades are not set: SL 10:13 (grundskola), 12:13 (specialskola), 13:13 (sameskola). In anpassad grundskola 11:16:
    years 1–5, and 6–9 where grades are not set, as they are only when somebody has asked for it. Förskola, förskoleklass, gymnasium and
    anpassad gymnasieskola have talks (C7) and no such duty.
    """
    if plan.school_form in _UNGRADED:
        return not (plan.on_request and may_be_graded_on_request(plan))
    if plan.school_form not in GRADED_FROM:
        return False
    return plan.grade is None or plan.grade < graded_from(plan.unit_id, plan.school_form, decided)


def may_be_graded_on_request(plan: Plan) -> bool:
    """Whether the pupil is where grades are set only if somebody asks for it."""
    return plan.school_form in _UNGRADED and plan.grade is not None and plan.grade >= ON_REQUEST_FROM


def decisions_of(unit: Organisation) -> list[PlanDecision]:
    """Every decision of the unit, the newest first: the history, what is to come, and what was taken back."""
    return list(PlanDecision.objects.filter(unit=unit).select_related("decided_by", "taken_back_by").order_by("what", "-starts_on", "-pk"))


def may_take_back(decision: PlanDecision, day: dt.date) -> bool:
    """Whether it can still be taken back as a slip."""
    return decision.taken_back_at is None and (decision.starts_on > day or stockholm_day(decision.decided_at) == day)
