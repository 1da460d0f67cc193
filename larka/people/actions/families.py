"""Decisions about who reaches a child: other responsible adults, restrictions, a pupil of age."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from larka.audit.actions import record
from larka.people.access import (
    ADULT_ACCESS_GIVE,
    ADULT_ACCESS_TAKE_BACK,
    RESPONSIBLE_DECIDE,
    RESTRICTION_END,
    RESTRICTION_REGISTER,
)
from larka.people.actions.decisions import DecisionError, require_reference, require_sensible_days
from larka.register.actor import Actor
from larka.register.choices import Relation
from larka.register.models import AdultPupilConsent, Person, Responsible, Restriction

A_CHILDHOOD = 20  # years: so far back and ahead a decision about a child can reach


@transaction.atomic
def decide_annan_ansvarig(*, by: Actor, responsible: Responsible, decision: str, ends_on: dt.date) -> Responsible:
    """Let an adult who has waited act for the child from today, by a decision with a reference and an end (A9)."""
    RESPONSIBLE_DECIDE.require(by, responsible)
    waiting = Responsible.objects.select_for_update().get(pk=responsible.pk)
    if waiting.relation == Relation.GUARDIAN:
        raise DecisionError(_("En vårdnadshavare behöver inget beslut."))
    if waiting.in_effect or (waiting.ends_on and waiting.ends_on <= by.today):
        raise DecisionError(_("Den vuxna väntar inte på något beslut."))
    require_reference(decision)
    if ends_on <= by.today:
        raise DecisionError(_("Slutdatum ska ligga efter i dag."), field="last_day")
    require_sensible_days(by, None, ends_on, ahead=A_CHILDHOOD)
    # What waited has given no right: the right begins today.
    waiting.starts_on, waiting.ends_on, waiting.in_effect = max(waiting.starts_on, by.today), ends_on, True
    waiting.decision, waiting.decided_by_id = decision.strip(), by.person_id
    waiting.save(update_fields=["starts_on", "ends_on", "in_effect", "decision", "decided_by"])
    record(by, "responsible.decided", waiting, children=[waiting.child_id])
    return waiting


@transaction.atomic
def register_restriction(
    *, by: Actor, child: Person, person: Person, reference: str, starts_on: dt.date, ends_on: dt.date | None = None
) -> Restriction:
    """Shut an adult out from a child's data, everywhere and from that day on (A17). Saying it twice changes nothing."""
    RESTRICTION_REGISTER.require(by, child)
    require_reference(reference)
    if child.pk == person.pk:
        raise DecisionError(_("Ett barn kan inte stängas ute från sina egna uppgifter."))
    if ends_on is not None and ends_on <= starts_on:
        raise DecisionError(_("Slutdatum ska ligga efter startdatum."), field="last_day")
    require_sensible_days(by, starts_on, ends_on, back=A_CHILDHOOD, ahead=A_CHILDHOOD)
    Person.objects.select_for_update(no_key=True).get(pk=child.pk)  # two who register at once do it one after the other
    wanted = {"child": child, "person": person, "reference": reference.strip(), "starts_on": starts_on, "ends_on": ends_on}
    if (same := Restriction.objects.filter(**wanted).first()) is not None:
        return same
    _require_another_decision(child, person, reference.strip(), starts_on, ends_on)
    made = Restriction.objects.create(**wanted, registered_by_id=by.person_id)
    record(by, "restriction.registered", made, children=[child.pk])
    return made


def _require_another_decision(child: Person, person: Person, reference: str, starts_on: dt.date, ends_on: dt.date | None) -> None:
    """One decision restricts an adult once at a time: ended once it is ended. Another decision may stand beside it."""
    held = Restriction.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), child=child, person=person)
    if held.filter(**({"starts_on__lt": ends_on} if ends_on else {}), reference__iexact=reference).exists():
        raise DecisionError(_("Beslutet är redan registrerat för den tiden. Avsluta det först."), field="decision")


@transaction.atomic
def end_restriction(*, by: Actor, restriction: Restriction, ends_on: dt.date) -> Restriction:
    """Let a restriction end: from that day the adult's own relation decides again. The past is not changed."""
    RESTRICTION_END.require(by, restriction)
    kept = Restriction.objects.select_for_update().get(pk=restriction.pk)
    if kept.ends_on is not None and kept.ends_on <= by.today:
        raise DecisionError(_("Begränsningen har redan upphört."))
    if ends_on < by.today:
        raise DecisionError(_("Slutdatum kan inte ligga före i dag."))
    kept.ends_on = max(ends_on, kept.starts_on)
    kept.save(update_fields=["ends_on"])
    record(by, "restriction.ended", kept, children=[kept.child_id])
    return kept


@transaction.atomic
def give_adult_access(*, by: Actor, child: Person, person: Person) -> AdultPupilConsent:
    """A pupil of 18 lets somebody who was its guardian go on reading (A13). Saying it twice changes nothing."""
    ADULT_ACCESS_GIVE.require(by, child)
    if child.adult_on is None or child.adult_on > by.today:
        raise DecisionError(_("Det går från den dag du fyller 18."))
    if not Responsible.objects.filter(child=child, person=person, relation=Relation.GUARDIAN, starts_on__lt=child.adult_on).exists():
        raise DecisionError(_("Det går bara för den som var vårdnadshavare."))
    given = AdultPupilConsent.objects.select_for_update().filter(child=child, person=person, ends_on=None).first()
    if given is None:
        given = AdultPupilConsent.objects.create(child=child, person=person, starts_on=by.today)
        record(by, "adult_access.given", given, children=[child.pk])
    return given


@transaction.atomic
def take_back_adult_access(*, by: Actor, consent: AdultPupilConsent) -> AdultPupilConsent:
    """The pupil takes it back: the reading ends the same day (A13). Saying it twice changes nothing."""
    ADULT_ACCESS_TAKE_BACK.require(by, consent)
    given = AdultPupilConsent.objects.select_for_update().get(pk=consent.pk)
    if given.ends_on is None or given.ends_on > by.today:
        given.ends_on = max(by.today, given.starts_on)
        given.save(update_fields=["ends_on"])
        record(by, "adult_access.taken_back", given, children=[given.child_id])
    return given
