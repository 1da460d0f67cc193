"""What rektor decides about the unit's plans, each from a day."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.plans.access import UNIT_PLANS
from larka.plans.models import PlanDecision
from larka.register.actor import Actor
from larka.register.models import Organisation


class DecisionError(Exception):
    """It cannot be decided so; the message is for the person."""


@transaction.atomic
def decide(*, by: Actor, unit: Organisation, what: str, value: int, starts_on: dt.date, reference: str) -> PlanDecision:
    """Type in a decision: it holds from its day until the next one about the same; none is changed afterwards."""
    UNIT_PLANS.require(by, unit)
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
    """Take away a decision that was typed in wrongly, as long as its day has not come."""
    UNIT_PLANS.require(by, unit)
    if decision.unit_id != unit.pk:
        raise Refused(UNIT_PLANS, unit)
    if decision.starts_on <= by.today:
        raise DecisionError(_("Beslutet gäller redan. Skriv in ett nytt från den dag då det ska ändras."))
    record(by, "plan.decision_taken_back", decision, details={"unit": unit.pk, "what": decision.what, "value": decision.value})
    decision.delete()
