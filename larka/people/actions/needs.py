"""Why a protected child must be seen, and until when: rektor documents it, for itself or for one who teaches the child (A10)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.models import DocumentedNeed
from larka.access.policies import CHILD_READ, CLOSE_STAFF
from larka.audit.actions import record
from larka.people.access import NEED_REGISTER
from larka.people.actions.decisions import DecisionError, decider, require_reference
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import Person

LONGEST = dt.timedelta(days=366)
Opens = DocumentedNeed.Opens
_NEAR = CHILD_READ.only(*CLOSE_STAFF)


@transaction.atomic
def document_need(*, by: Actor, child: Person, decision: str, ends_on: dt.date) -> DocumentedNeed:
    """From today rektor sees the child as any other of the unit, until the need ends."""
    NEED_REGISTER.require(by, child)
    if child.protection == Protection.NONE:
        raise DecisionError(_("Barnet har inte skyddade personuppgifter. Du ser det ändå."))
    _require_reason_and_end(by, decision, ends_on)
    made = DocumentedNeed.objects.create(child=child, person_id=decider(by), decision=decision.strip(), starts_on=by.today, ends_on=ends_on)
    record(by, "need.documented", made, children=[child.pk])
    return made


@transaction.atomic
def give_need(*, by: Actor, child: Person, person: Person, decision: str, ends_on: dt.date) -> DocumentedNeed:
    """Somebody who teaches or mentors the child sees its address, phone and unit from today; given again it is replaced."""
    NEED_REGISTER.require(by, child)
    if child.protection == Protection.NONE:
        raise DecisionError(_("Barnet har inte skyddade personuppgifter."))
    if not _NEAR.allows(Actor(person_id=person.pk, at=by.at), child):
        raise DecisionError(_("Bara den som undervisar barnet eller är dess mentor kan få se uppgifterna."))
    _require_reason_and_end(by, decision, ends_on)
    _end(by, child, person.pk, Opens.CONTACT)
    made = DocumentedNeed.objects.create(
        child=child, person=person, opens=Opens.CONTACT, decision=decision.strip(), given_by_id=decider(by), starts_on=by.today,
        ends_on=ends_on,
    )  # fmt: skip
    record(by, "need.given", made, children=[child.pk])
    return made


@transaction.atomic
def end_need(*, by: Actor, child: Person) -> None:
    """The need is over: every one of one's own for this child. Saying it twice changes nothing."""
    NEED_REGISTER.require(by, child)
    _end(by, child, decider(by), Opens.CHILD)


@transaction.atomic
def end_given_need(*, by: Actor, child: Person, person: Person) -> None:
    """Somebody needs the child's address no more, from this moment. Saying it twice changes nothing."""
    NEED_REGISTER.require(by, child)
    _end(by, child, person.pk, Opens.CONTACT)


def _require_reason_and_end(by: Actor, decision: str, ends_on: dt.date) -> None:
    require_reference(decision)
    if not by.today < ends_on <= by.today + LONGEST:
        raise DecisionError(_("Slutdatum ska ligga efter i dag, och högst ett år fram."))


def _end(by: Actor, child: Person, person: int, opens: str) -> None:
    held = DocumentedNeed.objects.select_for_update().filter(child=child, person_id=person, opens=opens, ends_on__gt=by.today)
    for need in held:
        need.ends_on = max(by.today, need.starts_on)
        need.save(update_fields=["ends_on"])
        record(by, "need.ended", need, children=[child.pk])
