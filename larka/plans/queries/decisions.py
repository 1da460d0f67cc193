"""What rektor has decided about a unit's plans, and what the law demands of a plan by that (C8)."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.core.dates import STOCKHOLM, stockholm_day
from larka.plans.models import Plan, PlanDecision
from larka.register.actor import Actor
from larka.register.models import Organisation

What = PlanDecision.What
# From which year grades are set where rektor has decided nothing (SL 10:15, 12:15, 13:15): plans are for years 1–5, in specialskolan 1–6.
GRADED_FROM: Mapping[str, int] = {"GR": 6, "SAM": 6, "SP": 7}
# The earliest that rektor may decide on (prop. 2020/21:58): the two years before.
EARLIEST: Mapping[str, int] = {form: year - 2 for form, year in GRADED_FROM.items()}
# Grades are set there only in subjects, and only from year 6, where the pupil or a guardian asks for them: never by the year alone.
_UNGRADED = frozenset({"ANPGR"})
InForce = Mapping[tuple[int, str], int]


def years_to_decide(unit: Organisation) -> list[int]:
    """The years from which rektor may decide that grades are set, in the unit's forms of school; none where grades are not by the year."""
    forms = [form for form in unit.school_forms if form in GRADED_FROM]
    return sorted({year for form in forms for year in range(EARLIEST[form], GRADED_FROM[form] + 1)})


def in_force(units: Iterable[int], day: dt.date) -> InForce:
    """What is decided on a day, by unit and what it is about: one question."""
    at_noon = Actor.operator(dt.datetime.combine(day, dt.time(12), STOCKHOLM))
    return {(unit, what): value for unit, what, value in _in_force(at_noon, sorted(set(units)))}


@question(Ids)
def _in_force(actor: Actor, units: Ids) -> QuerySet[Any, Any]:
    rows = PlanDecision.objects.filter(unit__among=units, starts_on__lte=actor.today).order_by("starts_on")
    return rows.values_list("unit_id", "what", "value")


def graded_from(unit: int, school_form: str, decided: InForce) -> int:
    """The first year in which grades are set; rektor may decide an earlier one than the law's, never a later."""
    lawful = GRADED_FROM[school_form]
    return min(lawful, max(EARLIEST[school_form], decided.get((unit, What.FIRST_GRADED), lawful)))


def is_demanded(plan: Plan, decided: InForce) -> bool:
    """Whether the law demands the plan, once a school year.

    In the years where grades are not set: SL 10:13 (grundskola), 12:13 (specialskola), 13:13 (sameskola). In anpassad grundskola 11:16,
    which goes on asking in years 6–9 for the subjects in which nobody has asked for grades; which those are is not known here, so that
    it is asked in every year. Förskola, förskoleklass, gymnasium and anpassad gymnasieskola have talks (C7) and no such duty.
    """
    if plan.school_form in _UNGRADED:
        return True
    if plan.school_form not in GRADED_FROM:
        return False
    return plan.grade is None or plan.grade < graded_from(plan.unit_id, plan.school_form, decided)


def decisions_of(unit: Organisation) -> list[PlanDecision]:
    """Every decision of the unit, the newest first: the history, and what is to come."""
    return list(PlanDecision.objects.filter(unit=unit).select_related("decided_by").order_by("what", "-starts_on"))


def may_take_back(decision: PlanDecision, day: dt.date) -> bool:
    """Whether it can still be taken back as a slip."""
    return decision.starts_on > day or stockholm_day(decision.decided_at) == day
