"""Rektor documents why a protected child must be seen, and until when (A10)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.models import DocumentedNeed
from larka.audit.actions import record
from larka.people.access import NEED_REGISTER
from larka.people.actions.decisions import DecisionError, decider, require_reference
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import Person

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def document_need(*, by: Actor, child: Person, decision: str, ends_on: dt.date) -> DocumentedNeed:
    """From today rektor sees the child as any other of the unit, until the need ends."""
    NEED_REGISTER.require(by, child)
    require_reference(decision)
    if child.protection == Protection.NONE:
        raise DecisionError(_("Barnet har inte skyddade personuppgifter. Du ser det ändå."))
    if not by.today < ends_on <= by.today + LONGEST:
        raise DecisionError(_("Slutdatum ska ligga efter i dag, och högst ett år fram."))
    made = DocumentedNeed.objects.create(child=child, person_id=decider(by), decision=decision.strip(), starts_on=by.today, ends_on=ends_on)
    record(by, "need.documented", made, children=[child.pk])
    return made


@transaction.atomic
def end_need(*, by: Actor, child: Person) -> None:
    """The need is over: every one of one's own for this child. Saying it twice changes nothing."""
    NEED_REGISTER.require(by, child)
    for need in DocumentedNeed.objects.select_for_update().filter(child=child, person_id=decider(by), ends_on__gt=by.today):
        need.ends_on = max(by.today, need.starts_on)
        need.save(update_fields=["ends_on"])
        record(by, "need.ended", need, children=[child.pk])
