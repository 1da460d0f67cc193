"""Making codes: by mail or as letters. A new code ends the one before it."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.core.dates import STOCKHOLM
from larka.invitations.access import (
    APPLICATION_DECIDE,
    GROUP_HANDED_LETTERS,
    GROUP_LETTERS,
    MEMBER_LOGIN,
    UNIT_LOGINS,
)
from larka.invitations.codes import PART, check_of, code_hash, new_code
from larka.invitations.letters import DEFAULT_LANGUAGE, Letter
from larka.invitations.mails import send_invitation
from larka.invitations.models import Application, Invitation
from larka.invitations.queries.logins import ADULT, Login, logins_in_group, logins_of_staff, may_know_of_login
from larka.invitations.queries.offices import holds_office
from larka.register.actor import Actor
from larka.register.models import Group, Organisation, Person
from larka.register.queries import address_of


class NothingToAskError(Exception):
    """The person has neither number nor birth date in the register, so that a code alone would open the account."""


class TakesTwoError(Exception):
    """The person holds an office, or will: two administrators of the huvudman make the code (``renew_login``)."""


@transaction.atomic
def invite(
    *,
    by: Actor,
    person: Person,
    unit: str,
    language: str = "",
    application: Application | None = None,
    mail_with: str = "",
    postal: tuple[str, ...] = (),
) -> Letter:
    """Make a code for a person; the one before it opens nothing more. ``mail_with``: the page's address, where it goes by mail."""
    _require_may_invite(by, person, application)
    if holds_office(person.pk, by.at):
        raise TakesTwoError
    email = application.email if application is not None and mail_with else ""
    letter = make_code(by=by, person=person, unit=unit, language=language, application=application, email=email, postal=postal)
    if email:
        send_invitation(letter, to=email, address=mail_with)
    return letter


@transaction.atomic
def make_code(
    *,
    by: Actor,
    person: Person,
    unit: str,
    language: str = "",
    application: Application | None = None,
    email: str = "",
    postal: tuple[str, ...] = (),
    renews: bool = False,
) -> Letter:
    """The code itself, part of an act that has asked who may. ``email``: where it is to be sent; ``renews``: for one who was in before."""
    check = check_of(person, by.today)
    if not check:
        raise NothingToAskError
    # Two who invite at the same moment make their codes one after the other.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    Invitation.objects.filter(person=person, opened_at=None, cancelled_at=None).update(cancelled_at=by.at)
    code, last_day = new_code(), by.today + dt.timedelta(days=settings.INVITATION_DAYS)
    way = Invitation.Way.MAIL if email else Invitation.Way.LETTER
    made = Invitation.objects.create(
        person=person, application=application, code_hash=code_hash(code), way=way, email=email,
        made_at=by.at, made_by_id=by.writer, expires_at=_end_of(last_day), renews=renews,
    )  # fmt: skip
    record(by, "invitation.made", made, details={"way": str(way)})
    return Letter(person.display_name, postal, unit, code, last_day, language or _language_of(person), len(check) > PART)


def _require_may_invite(by: Actor, person: Person, application: Application | None) -> None:
    """Whoever decides about the application; else whoever may know whether this person has logged in."""
    if application is not None:
        APPLICATION_DECIDE.require(by, application)
        return
    if not may_know_of_login(by, person):
        raise Refused(MEMBER_LOGIN)


def _end_of(day: dt.date) -> dt.datetime:
    """The moment from which it is no longer that day in Stockholm (A19)."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), STOCKHOLM)


def _language_of(person: Person) -> str:
    account = getattr(person, "account", None)
    return (account.language if account else "") or DEFAULT_LANGUAGE


@transaction.atomic
def letters_to_group(*, by: Actor, group: Group, chosen: Collection[uuid.UUID]) -> list[Letter]:
    """Letters to those chosen in a class who have never logged in; a protected person's is made alone, and tells no place (A10).

    The mentor makes no others than those.
    """
    GROUP_HANDED_LETTERS.require(by, group)
    rows = logins_in_group(by, group)
    if not GROUP_LETTERS.allows(by, group):
        rows = [row for row in rows if row.apart]
    return _letters(by, rows, chosen, group.unit.name)


@transaction.atomic
def letters_to_staff(*, by: Actor, unit: Organisation, chosen: Collection[uuid.UUID]) -> list[Letter]:
    """Letters to those chosen among the unit's staff who have never logged in."""
    UNIT_LOGINS.require(by, unit)
    return _letters(by, logins_of_staff(by, unit), chosen, unit.name)


def _letters(by: Actor, rows: list[Login], chosen: Collection[uuid.UUID], unit: str) -> list[Letter]:
    asked = [row for row in rows if row.public_id in chosen and not row.logged_in]
    if len(asked) > 1:
        asked = [row for row in asked if not row.apart]
    people = Person.objects.select_related("account").in_bulk([row.person for row in asked])
    made = []
    for row in asked:
        person = people[row.person]
        if check_of(person, by.today) and not holds_office(person.pk, by.at):
            postal = address_of(person) if row.kind == ADULT and not row.apart else ()
            made.append(invite(by=by, person=person, unit="" if row.apart else unit, postal=postal))
    return made
