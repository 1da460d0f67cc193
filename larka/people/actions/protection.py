"""Protected identity by decision: stronger at once, weaker only when the person is named; working names of staff (A10)."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.models import ProtectionDecision
from larka.access.policies import REGISTER_OFFICE
from larka.audit.actions import record
from larka.people.actions.decisions import DecisionError, decider, require_reference
from larka.people.actions.roles import huvudman
from larka.people.actions.working_names import name_protected_staff
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import Person


@transaction.atomic
def decide_protection(*, by: Actor, person: Person, protection: str, decision: str, named: str = "") -> ProtectionDecision:
    """Mark somebody, or take the mark away; ``named`` is the full name, typed by whoever makes it weaker."""
    REGISTER_OFFICE.require(by, huvudman())
    require_reference(decision)
    kept = Person.objects.select_for_update().get(pk=person.pk)
    order = Protection.values
    if protection not in order or protection == kept.protection:
        raise DecisionError(_("Personen har redan det skyddet."))
    if order.index(protection) < order.index(kept.protection) and not _is_named(kept, named):
        raise DecisionError(_("Skyddet blir svagare. Skriv personens hela namn för att bekräfta."))
    kept.protection = protection
    kept.save(update_fields=["protection"])
    made = ProtectionDecision.objects.create(
        person=kept, protection=protection, decision=decision.strip(), decided_at=by.at, decided_by_id=decider(by)
    )
    record(by, "person.protection_decided", kept, details={"protection": protection})
    name_protected_staff(by=by)
    return made


@transaction.atomic
def change_working_name(*, by: Actor, person: Person, name: str) -> Person:
    """Another name for a protected member of staff: nobody else's, and nothing of the real one."""
    REGISTER_OFFICE.require(by, huvudman())
    kept = Person.objects.select_for_update().get(pk=person.pk)
    chosen = " ".join(name.split())
    if kept.protection == Protection.NONE:
        raise DecisionError(_("Bara den som har skyddade personuppgifter har ett arbetsnamn."))
    if not chosen or _words(chosen) & _words(f"{kept.given_name} {kept.middle_name} {kept.family_name}"):
        raise DecisionError(_("Arbetsnamnet får inte innehålla något av personens namn."))
    if Person.objects.filter(working_name__iexact=chosen).exclude(pk=kept.pk).exists():
        raise DecisionError(_("Arbetsnamnet är redan någon annans."))
    kept.working_name = chosen
    kept.save(update_fields=["working_name"])
    record(by, "person.working_name_changed", kept)
    return kept


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def _is_named(person: Person, named: str) -> bool:
    return " ".join(named.split()).casefold() == f"{person.given_name} {person.family_name}".casefold()
