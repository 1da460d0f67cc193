"""Roles that the huvudman gives by decision, and takes back (A8)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.access.policies import REGISTER_OFFICE
from larka.audit.actions import record
from larka.people.actions.decisions import DecisionError, require_reference, require_sensible_days
from larka.people.queries.idleness import LAPSED, Idle, idle_roles
from larka.people.queries.staffing import goes_to_school, works_here
from larka.people.signals import office_given
from larka.register.actor import Actor
from larka.register.choices import GRANTED_ROLES, OrganisationKind, Role
from larka.register.models import Organisation, Person, RoleGrant

YEARS_AHEAD = 10


@transaction.atomic
def grant_role(
    *,
    by: Actor,
    person: Person,
    role: str,
    unit: Organisation | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    decision: str,
    external: bool = False,
) -> RoleGrant:
    """Give a role at a unit, or at the huvudman. The first administrator is made at the command line; nobody gives themselves a role.

    external: the decision names somebody who does not work for the huvudman, and knows it.
    """
    at = unit or huvudman()
    _require_office(by)
    require_reference(decision)
    if role not in GRANTED_ROLES:
        raise DecisionError(_("Rollen ges inte genom beslut: den följer av registret."))
    _require_suited(by, person, external=external)
    if ends_on is not None and ends_on <= max(starts_on, by.today):
        raise DecisionError(_("Rollen ska sluta efter att den börjar, och inte redan vara slut."), field="last_day")
    require_sensible_days(by, starts_on, ends_on, ahead=YEARS_AHEAD)
    try:
        with transaction.atomic():
            given = RoleGrant.objects.create(
                person=person,
                role=role,
                unit=at,
                starts_on=starts_on,
                ends_on=ends_on,
                decision=decision.strip(),
                decided_by_id=by.person_id,
            )
    except IntegrityError as error:
        raise DecisionError(_("Personen har redan rollen där under den tiden.")) from error
    record(by, "role.granted", given, details={"role": role, **({"external": True} if external else {})})
    office_given.send(RoleGrant, by=by, person=person)
    return given


def _require_suited(by: Actor, person: Person, *, external: bool) -> None:
    """Not oneself, no pupil, and whoever does not work for the huvudman only where the decision says so."""
    if person.pk == by.person_id:
        raise DecisionError(_("Ingen ger sig själv en roll."), field="who")
    if goes_to_school(person, by.today):
        raise DecisionError(_("En elev eller ett barn i förskola kan inte få en roll."), field="who")
    if not external and not works_here(person, by.at):
        raise DecisionError(_("Personen har ingen tjänst i kommunen."), field="external")


@transaction.atomic
def end_role(*, by: Actor, grant: RoleGrant, ends_on: dt.date) -> RoleGrant:
    """Let a given role end: from that day it opens nothing. The past is not changed. Saying it twice changes nothing."""
    _require_office(by)
    kept = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    if kept.ends_on is not None and kept.ends_on <= by.today:
        return kept
    if ends_on < by.today:
        raise DecisionError(_("Slutdatum kan inte ligga före i dag."))
    require_sensible_days(by, None, ends_on, ahead=YEARS_AHEAD)
    kept.ends_on = max(ends_on, kept.starts_on)
    kept.save(update_fields=["ends_on"])
    record(by, "role.ended", kept, details={"role": kept.role})
    return kept


@transaction.atomic
def lapse_roles(*, by: Actor, only_look: bool = False) -> list[Idle]:
    """End every given role whose holder has not logged in for as long as the huvudman says; run each night (A8)."""
    due = [idle for idle in idle_roles(by.today) if idle.lapses_on <= by.today]
    for idle in [] if only_look else due:
        grant = RoleGrant.objects.select_for_update().get(pk=idle.grant.pk)
        grant.ends_on = max(by.today, grant.starts_on)
        grant.save(update_fields=["ends_on"])
        record(by, LAPSED, grant, details={"role": grant.role})
    return due


def huvudman() -> Organisation:
    """The one whose installation this is."""
    found = Organisation.objects.filter(kind=OrganisationKind.HUVUDMAN).order_by("pk").first()
    if found is None:
        raise DecisionError(_("Registret har ingen huvudman. Läs in organisations.json först."))
    return found


def _require_office(by: Actor) -> None:
    """An operator at the command line may; in the web, whoever administers the register."""
    if by.roles != frozenset({"operator"}) or by.person_id is not None:
        REGISTER_OFFICE.require(by, huvudman())


def role_of(name: str) -> Role | None:
    """The role by its Swedish name or its code, among those that a decision gives."""
    return next((role for role in GRANTED_ROLES if name.strip().casefold() in {str(role.label).casefold(), role.value}), None)
