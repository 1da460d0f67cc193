"""Decisions that widen or narrow who reaches records: handing over to another unit, and keeping one from one person."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.models import Transfer, Withholding
from larka.audit.actions import record
from larka.people.access import RECORD_WITHHOLD, RECORDS_HAND_OVER
from larka.people.actions.decisions import DecisionError, decider
from larka.register.actor import Actor
from larka.register.models import Organisation, Person, Placement


class AboutChild(Protocol):
    """A record about one child, of whatever kind."""

    pk: int
    child: Person


@transaction.atomic
def hand_over_records(*, by: Actor, placement: Placement, to_unit: Organisation, kinds: Iterable[str], legal_basis: str) -> Transfer:
    """Rektor of a unit that the child is or was placed in hands its records of some kinds to another unit (A5)."""
    RECORDS_HAND_OVER.require(by, placement)
    chosen = sorted(set(kinds))
    if not chosen:
        raise DecisionError(_("Välj minst en handlingstyp."))
    if not legal_basis.strip():
        raise DecisionError(_("Lagrummet saknas."))
    if placement.unit_id == to_unit.pk:
        raise DecisionError(_("Handlingarna finns redan på den enheten."))
    made = Transfer.objects.create(
        child_id=placement.child_id,
        kinds=chosen,
        from_unit_id=placement.unit_id,
        to_unit=to_unit,
        legal_basis=legal_basis.strip(),
        starts_on=by.today,
        decided_by_id=decider(by),
    )
    record(by, "records.handed_over", made, children=[placement.child_id], details={"kinds": chosen})
    return made


@transaction.atomic
def withhold_record(
    *, by: Actor, kind: str, about: AboutChild, person: Person, reason: str, decision: str, ends_on: dt.date | None = None
) -> Withholding:
    """Keep one record about a child from one guardian by rektor's decision, from today on (A17, OSL 12:3)."""
    RECORD_WITHHOLD.require(by, about.child)
    if not reason.strip() or not decision.strip():
        raise DecisionError(_("Skäl och beslutets beteckning krävs."))
    if not person.responsible_for.filter(child=about.child).exists():
        raise DecisionError(_("Personen ansvarar inte för barnet."))
    if ends_on is not None and ends_on <= by.today:
        raise DecisionError(_("Slutdatum ska ligga efter i dag."))
    made = Withholding.objects.create(
        kind=kind,
        record_id=about.pk,
        person=person,
        reason=reason.strip(),
        decision=decision.strip(),
        starts_on=by.today,
        ends_on=ends_on,
        decided_by_id=decider(by),
    )
    record(by, "record.withheld", made, children=[about.child.pk], details={"kind": kind})
    return made
