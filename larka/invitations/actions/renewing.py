"""A new log-in for somebody who lost theirs, and the end of somebody's sessions: by the school's office, with a reason."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policies import REGISTER_OFFICE
from larka.access.policy import Refused
from larka.accounts.actions import tell
from larka.accounts.assurance import require_fresh
from larka.accounts.models import Session, User
from larka.accounts.tellings import Telling
from larka.audit.actions import record
from larka.invitations.access import UNIT_LOGINS
from larka.invitations.actions.inviting import NothingToAskError, make_code
from larka.invitations.letters import Letter
from larka.invitations.mails import send_renewal
from larka.invitations.models import Invitation, Renewal
from larka.invitations.queries.offices import holds_office
from larka.invitations.queries.renewals import is_apart, may_renew
from larka.people.actions.decisions import DecisionError
from larka.people.actions.roles import huvudman
from larka.register.actor import Actor
from larka.register.models import Person
from larka.register.queries import address_of


@dataclass(frozen=True, slots=True)
class Renewed:
    """What came of it: a letter to print, or nothing to print since it went by mail or waits for a second administrator."""

    letter: Letter | None = None
    waits: bool = False


@transaction.atomic
def renew_login(*, by: Actor, person: Person, way: str, reason: str, page: str) -> Renewed:
    """End what somebody logged in with, and make a code for a new log-in. An account that holds an office waits for another administrator.

    page: the address where the code is used. Raises DecisionError with the reason in Swedish.
    """
    _require(by, person)
    takes_two = holds_office(person.pk, by.at)
    if takes_two:
        _require_huvudman(by)
    asked = _asked(by, person, reason, way, takes_two=takes_two)
    if takes_two:
        record(by, "login.renewal_asked", asked)
        return Renewed(waits=True)
    return Renewed(_carry_out(by, asked, page))


@transaction.atomic
def approve_renewal(*, by: Actor, renewal: Renewal, page: str) -> Renewed:
    """The second administrator agrees: it is done."""
    asked = _undecided(by, renewal)
    _require(by, asked.person)
    if asked.asked_by_id == by.person_id:
        raise DecisionError(_("En annan administratör godkänner."))
    return Renewed(_carry_out(by, asked, page))


@transaction.atomic
def decline_renewal(*, by: Actor, renewal: Renewal) -> None:
    """It is not done; whoever asked for it may take it back."""
    asked = _undecided(by, renewal)
    _decide(by, asked, Renewal.Decision.DECLINED)
    record(by, "login.renewal_declined", asked)


@transaction.atomic
def end_anothers_sessions(*, by: Actor, person: Person, reason: str) -> int:
    """Whoever is signed in as this person is so no longer; the password and the factors stay. Returns how many."""
    _require(by, person)
    asked = Renewal.objects.create(  # done as it is asked: it waits for nobody, whatever else does
        person=person, kind=Renewal.Kind.SESSIONS, reason=reason, asked_at=by.at, asked_by_id=by.writer,
        decision=Renewal.Decision.DONE, decided_at=by.at, decided_by_id=by.writer,
    )  # fmt: skip
    ended, _by_table = Session.objects.filter(account__person_id=person.pk).delete()
    record(by, "login.sessions_ended", asked, details={"count": ended})
    account = User.objects.filter(person=person).first()
    if account is not None and ended:
        tell(account, Telling.SIGNED_OUT)
    return ended


def _require(by: Actor, person: Person) -> None:
    """Who may, just proved, about somebody else, whose account is not closed."""
    if not may_renew(by, person):
        raise Refused(UNIT_LOGINS)
    require_fresh(by)
    if person.pk == by.person_id:
        raise DecisionError(_("Ingen gör en ny inloggning åt sig själv. Be en annan administratör."))
    if User.objects.filter(person=person, is_active=False).exists():
        raise DecisionError(_("Kontot är stängt."))


def _require_huvudman(by: Actor) -> None:
    if not REGISTER_OFFICE.visible_to(by).exists():
        raise DecisionError(_("Personen har ett uppdrag. Huvudmannens administratörer gör den nya inloggningen."))


def _asked(by: Actor, person: Person, reason: str, way: str, *, takes_two: bool) -> Renewal:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Renewal.objects.filter(person=person, decision="").exists():
        raise DecisionError(_("En ny inloggning väntar redan på en annan administratör."))
    return Renewal.objects.create(
        person=person, kind=Renewal.Kind.LOGIN, way=way, reason=reason, takes_two=takes_two, asked_at=by.at, asked_by_id=by.writer
    )


def _undecided(by: Actor, renewal: Renewal) -> Renewal:
    REGISTER_OFFICE.require(by, huvudman())
    asked = Renewal.objects.select_for_update(of=("self",)).select_related("person").get(pk=renewal.pk)
    if asked.decision:
        raise DecisionError(_("Det är redan avgjort."))
    return asked


def _decide(by: Actor, asked: Renewal, decision: Renewal.Decision) -> None:
    asked.decision, asked.decided_at, asked.decided_by_id = decision, by.at, by.writer
    asked.save(update_fields=["decision", "decided_at", "decided_by"])


def _carry_out(by: Actor, asked: Renewal, page: str) -> Letter | None:
    """The lost way in ends, a code for a new one is made; the address that the account has is told, whichever way the code goes."""
    person, account = asked.person, User.objects.filter(person=asked.person).first()
    email = account.email if account is not None and asked.way == Invitation.Way.MAIL else ""
    if asked.way == Invitation.Way.MAIL and not email:
        raise DecisionError(_("Kontot har ingen e-postadress. Välj brev."))
    _decide(by, asked, Renewal.Decision.DONE)
    record(by, "login.renewed", asked, details={"way": asked.way})
    if account is not None:
        _end_ways_in(account)
    letter = _letter(by, person, email)
    if email:
        send_renewal(letter, to=email, address=page)
        return None
    if account is not None:
        tell(account, Telling.MADE_ANEW)
    return letter


def _end_ways_in(account: User) -> None:
    account.set_unusable_password()
    account.save(update_fields=["password"])
    Authenticator.objects.filter(user_id=account.pk).delete()
    Session.objects.filter(account_id=account.pk).delete()


def _letter(by: Actor, person: Person, email: str) -> Letter:
    apart = is_apart(by, person)
    unit, postal = ("", ()) if apart else (huvudman().name, address_of(person))
    try:
        return make_code(by=by, person=person, unit=unit, postal=postal, email=email, renews=True)
    except NothingToAskError as error:
        raise DecisionError(_("Registret har varken personnummer eller födelsedag för personen, så ingen kod kan göras.")) from error
