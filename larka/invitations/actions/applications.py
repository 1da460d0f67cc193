"""Receiving applications and deciding about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from larka.access.policies import REGISTER_OFFICE
from larka.access.policy import Refused
from larka.audit.actions import record
from larka.invitations.access import APPLICATION_DECIDE, APPLICATION_TYPE
from larka.invitations.actions.attempts import note_attempt
from larka.invitations.actions.inviting import invite
from larka.invitations.letters import Letter
from larka.invitations.models import Application, ApplicationChild, Attempt, Invitation
from larka.invitations.queries.applications import child_by_number, comparison, unmatched_applications
from larka.invitations.signals import application_received
from larka.register.actor import Actor
from larka.register.models import Organisation
from larka.register.queries import address_of

Decision = Application.Decision


class DecisionError(Exception):
    """The application is decided already, or cannot be approved as the register stands."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What somebody has filled in: numbers in twelve characters, children as (name, number)."""

    name: str
    number: str
    email: str
    language: str
    children: tuple[tuple[str, str], ...]


@transaction.atomic
def apply_on_the_web(*, by: Actor, applied: Applied) -> int:
    """Receive an application from anybody and answer 0; after how many seconds to come back where too many were sent.

    Nothing is answered that depends on the register.
    """
    numbers = (applied.number, *(number for _name, number in applied.children))
    if wait := note_attempt(by=by, kind=Attempt.Kind.APPLICATION, numbers=numbers):
        return wait
    receive_application(by=by, applied=applied)
    return 0


@transaction.atomic
def receive_application(*, by: Actor, applied: Applied, unit: Organisation | None = None) -> Application:
    """Keep an application; the same one twice, while it waits, is one. ``unit``: where it is typed in from paper."""
    if unit is not None:
        APPLICATION_TYPE.require(by, unit)
    for same in Application.objects.filter(number=applied.number, email=applied.email, name=applied.name, decision=""):
        if set(same.children.values_list("number", flat=True)) == {number for _name, number in applied.children}:
            record(by, "application.repeated", same)
            return same
    made = Application.objects.create(
        name=applied.name, number=applied.number, email=applied.email, language=applied.language, received_at=by.at,
        typed_by_id=by.person_id if unit else None, typed_at_unit=unit,
    )  # fmt: skip
    ApplicationChild.objects.bulk_create(
        ApplicationChild(application=made, name=name, number=number, child=child_by_number(number)) for name, number in applied.children
    )
    record(by, "application.typed_in" if unit else "application.received", made, details={"children": len(applied.children)})
    application_received.send(Application, by=by, application=made)
    return made


@transaction.atomic
def match_applications(*, by: Actor) -> int:
    """Look again for the children whom the register did not have; returns how many applications have found their school."""
    _require_office(by)
    waiting = set(unmatched_applications(by.today).values_list("pk", flat=True))
    for row in ApplicationChild.objects.filter(application__in=waiting, child=None):
        if (child := child_by_number(row.number)) is not None:
            row.child = child
            row.save(update_fields=["child"])
    found = len(waiting - set(unmatched_applications(by.today).values_list("pk", flat=True)))
    record(by, "application.matched_again", details={"found": found})
    return found


@transaction.atomic
def approve_application(*, by: Actor, application: Application, way: Invitation.Way, address: str) -> Letter | None:
    """Say that the applicant is who it says; its code goes by mail at once, or comes back as a letter. None: it has an account already.

    address: of the page where the code is used.
    """
    APPLICATION_DECIDE.require(by, application)
    kept = _undecided(application)
    compared = comparison(by, kept)
    if compared.person is None:
        raise DecisionError
    _decide(by, kept, Decision.APPROVED, children=(child.pk for child in compared.confirmed))
    if compared.has_account:
        return None
    person = compared.person
    if way == Invitation.Way.MAIL:
        return invite(by=by, person=person, unit=compared.unit, language=kept.language, application=kept, mail_with=address)
    lines = () if compared.apart else address_of(person)
    return invite(by=by, person=person, unit=compared.unit, language=kept.language, application=kept, postal=lines)


@transaction.atomic
def decline_application(*, by: Actor, application: Application, reason: str) -> Application:
    """Say no, with a reason; one that no school sees is the huvudman's to decline."""
    if not APPLICATION_DECIDE.allows(by, application):
        _require_office(by)
        if not unmatched_applications(by.today).filter(pk=application.pk).exists():
            raise Refused(APPLICATION_DECIDE, application)
    kept = _undecided(application)
    kept.reason = reason
    _decide(by, kept, Decision.DECLINED)
    return kept


def _undecided(application: Application) -> Application:
    kept = Application.objects.select_for_update().get(pk=application.pk)
    if kept.decision:
        raise DecisionError
    return kept


def _decide(by: Actor, kept: Application, decision: Decision, children: Iterable[int] = ()) -> None:
    kept.decision, kept.decided_at, kept.decided_by_id = decision, by.at, by.writer
    kept.save(update_fields=["decision", "decided_at", "decided_by", "reason"])
    record(by, f"application.{decision}", kept, children=children)


def _require_office(by: Actor) -> None:
    huvudman = REGISTER_OFFICE.visible_to(by).first()
    if huvudman is None:
        raise Refused(REGISTER_OFFICE)
