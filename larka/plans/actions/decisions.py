"""What rektor decides about the unit's plans, each from a day."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.plans.access import UNIT_PLANS
from larka.plans.models import PlanDecision
from larka.plans.models.decisions import LONGEST_WHY
from larka.plans.queries.decisions import What, forms_to_decide, may_take_back, years_to_decide
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
def decide(
    *, by: Actor, unit: Organisation, what: str, value: int, starts_on: dt.date, reference: str, school_form: str = ""
) -> PlanDecision:
    """Type in a decision: it holds from its day until the next one about the same; none is changed afterwards.

    school_form: in which grades are set from that year; where the unit has one such form of school it goes without saying.
    """
    UNIT_PLANS.require(by, unit)
    if not by.today - FURTHEST_BACK <= starts_on <= by.today + FURTHEST_ON:
        raise DecisionError(_("Dagen kan inte stämma. Den får ligga högst ett år bakåt och två år framåt."))
    if what == What.FIRST_GRADED:
        school_form = _graded_form(unit, value, school_form)
    try:
        with transaction.atomic():
            made = PlanDecision.objects.create(
                unit=unit, what=what, school_form=school_form, value=value, starts_on=starts_on, reference=reference.strip(),
                decided_by_id=by.writer, decided_at=by.at,
            )  # fmt: skip
    except IntegrityError as error:
        raise DecisionError(_("Det finns redan ett beslut om det från den dagen.")) from error
    record(by, "plan.decided", made, details=_told(made))
    return made


def _graded_form(unit: Organisation, value: int, school_form: str) -> str:
    forms = forms_to_decide(unit)
    form = school_form or (forms[0] if len(forms) == 1 else "")
    if form not in forms or value not in years_to_decide(form):
        raise DecisionError(_("Den årskursen kan beslutet inte gälla i skolformen."), "value")
    return form


def _told(decision: PlanDecision) -> dict[str, str | int]:
    """What the log says of it."""
    form = {"school_form": decision.school_form} if decision.school_form else {}
    return {"unit": decision.unit_id, "what": decision.what, "value": decision.value, "starts_on": decision.starts_on.isoformat(), **form}


@transaction.atomic
def take_back_decision(*, by: Actor, unit: Organisation, decision: PlanDecision, why: str) -> None:
    """A decision that was typed in wrongly holds no more: on the day when it was, or as long as its own day has not come.

    It stays in the history, with the reason. Pressed twice it is taken back once.
    """
    UNIT_PLANS.require(by, unit)
    found = PlanDecision.objects.select_for_update().get(pk=decision.pk)
    if found.unit_id != unit.pk:
        raise Refused(UNIT_PLANS, unit)
    if found.taken_back_at is not None:
        return
    if not 0 < len(why.strip()) <= LONGEST_WHY:
        raise DecisionError(_("Skriv varför, med högst %(most)s tecken.") % {"most": LONGEST_WHY}, "why")
    if not may_take_back(found, by.today):
        raise DecisionError(_("Beslutet gäller redan. Skriv in ett nytt från den dag då det ska ändras."), "why")
    found.taken_back_at, found.taken_back_by_id, found.why = by.at, by.writer, why.strip()
    found.save(update_fields=["taken_back_at", "taken_back_by", "why"])
    record(by, "plan.decision_taken_back", found, details=_told(found))
