"""What rektor decides about the unit's plans, each from a day."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.plans.access import UNIT_PLANS
from larka.plans.models import PlanDecision
from larka.plans.queries.decisions import What, may_take_back, years_to_decide
from larka.register.actor import Actor
from larka.register.models import Organisation

# A decision is typed in within a year of its day; and planned for at most the school year after next.
FURTHEST_BACK, FURTHEST_ON = dt.timedelta(days=366), dt.timedelta(days=731)


class DecisionError(Exception):
    """It cannot be decided so; the message is for the person, ``field`` what it is about."""

    def __init__(self, message: str, field: str = "starts_on") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def decide(*, by: Actor, unit: Organisation, what: str, value: int, starts_on: dt.date, reference: str) -> PlanDecision:
    """Type in a decision: it holds from its day until the next one about the same; none is changed afterwards."""
    UNIT_PLANS.require(by, unit)
    if not by.today - FURTHEST_BACK <= starts_on <= by.today + FURTHEST_ON:
        raise DecisionError(_("Dagen kan inte stämma. Den får ligga högst ett år bakåt och två år framåt."))
    if what == What.FIRST_GRADED and value not in years_to_decide(unit):
        raise DecisionError(_("Den årskursen kan beslutet inte gälla i enhetens skolformer."), "value")
    try:
        with transaction.atomic():
            made = PlanDecision.objects.create(
                unit=unit, what=what, value=value, starts_on=starts_on, reference=reference.strip(), decided_by_id=by.writer,
                decided_at=by.at,
            )  # fmt: skip
    except IntegrityError as error:
        raise DecisionError(_("Det finns redan ett beslut om det från den dagen.")) from error
    record(by, "plan.decided", made, details={"unit": unit.pk, "what": what, "value": value})
    return made


@transaction.atomic
def take_back_decision(*, by: Actor, unit: Organisation, decision: PlanDecision) -> None:
    """Take away a decision that was typed in wrongly: on the day when it was, or as long as its own day has not come. The log keeps it."""
    UNIT_PLANS.require(by, unit)
    if decision.unit_id != unit.pk:
        raise Refused(UNIT_PLANS, unit)
    if not may_take_back(decision, by.today):
        raise DecisionError(_("Beslutet gäller redan. Skriv in ett nytt från den dag då det ska ändras."))
    told = {"unit": unit.pk, "what": decision.what, "value": decision.value, "starts_on": decision.starts_on.isoformat()}
    record(by, "plan.decision_taken_back", decision, details=told)
    decision.delete()
