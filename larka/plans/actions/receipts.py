"""Confirming that one has read a finalised plan: on the page, or on paper that the school types in."""

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.plans.access import PLAN_LEAD, PLAN_READ
from larka.plans.models import Plan, PlanReceipt
from larka.plans.queries.receipts import ROLES, family_of
from larka.questionnaires.queries.filling import held
from larka.register.actor import Actor
from larka.register.models import Person


class ReceiptError(Exception):
    """It cannot be confirmed; the message is for the person."""


@transaction.atomic
def confirm_plan(*, by: Actor, plan: Plan, number: int) -> PlanReceipt:
    """I have read this version. A second press changes nothing; a version that is no longer the newest is not confirmed (Q4)."""
    PLAN_READ.require(by, plan)
    roles = held(by, plan).roles
    role = next((role for role, _ways in ROLES if role in roles), None)
    if role is None:
        raise Refused(PLAN_READ, plan)
    return _keep(by, plan, number, person=by.writer, role=role, how=PlanReceipt.How.PAGE)


@transaction.atomic
def type_receipt(*, by: Actor, plan: Plan, number: int, person: Person) -> PlanReceipt:
    """Whoever leads the plan types in that somebody at home has confirmed on paper."""
    PLAN_LEAD.require(by, plan)
    role = dict(family_of(by, [plan]).get(plan.pk, [])).get(person.pk)
    if role is None:
        raise ReceiptError(_("Personen läser inte längre planen."))
    return _keep(by, plan, number, person=person.pk, role=role, how=PlanReceipt.How.PAPER)


def _keep(by: Actor, plan: Plan, number: int, *, person: int, role: str, how: str) -> PlanReceipt:
    found = Plan.objects.select_for_update(of=("self",)).select_related("latest").get(pk=plan.pk)
    if found.latest is None or found.latest.number != number:
        raise ReceiptError(_("Planen har ändrats sedan sidan öppnades. Läs den version som gäller nu och bekräfta sedan."))
    told = {"role": role, "read_at": by.at, "how": how, "typed_by_id": by.writer if how == PlanReceipt.How.PAPER else None}
    receipt, is_new = PlanReceipt.objects.get_or_create(record=found, number=number, person_id=person, defaults=told)
    if is_new:
        record(by, "plan.confirmed", found, children=[found.child_id], details={"number": number, "how": how})
    return receipt
