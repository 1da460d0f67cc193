"""Which person of the register an identity is: by what is stored of it, else by identifier or personal number. Nobody signs up."""

import datetime as dt
import uuid
from dataclasses import dataclass

from larka.accounts.models import Identity, User
from larka.accounts.oidc.proof import Proof
from larka.accounts.standing import is_staff
from larka.register.choices import PersonStatus, Role
from larka.register.models import IdentityNumber, Person
from larka.register.queries import roles_of
from larka.register.settings import setting

Matched = Identity.Matched


class IdentityRefusedError(Exception):
    """The identity opens nothing. ``reason`` is a word for the log; ``account`` the account it is about, where there is one."""

    def __init__(self, reason: str, account: User | None = None) -> None:
        super().__init__(reason)
        self.reason, self.account = reason, account


@dataclass(frozen=True, slots=True)
class Match:
    """A person, and how they were found; ``matched`` is None where the identity is known already."""

    person: int
    matched: Identity.Matched | None


def match_of(proof: Proof) -> Match:
    """Whose identity this is. Raises IdentityRefusedError."""
    told = _told(proof)
    stored = Identity.objects.filter(issuer=proof.provider.issuer, subject=proof.subject).values_list("person_id", flat=True).first()
    if stored is not None:
        if told and stored not in told:
            raise IdentityRefusedError("says_another", User.objects.filter(person_id=stored).first())
        return Match(stored, None)
    if len(told) != 1:
        raise IdentityRefusedError("several" if told else "unknown")
    return Match(*told.popitem())


def account_for(person: Person, match: Match, *, at: dt.datetime) -> User:
    """The person's account, made now where the register is enough to have one (B1). Raises IdentityRefusedError."""
    account = User.objects.filter(person=person).first()
    if person.status != PersonStatus.ACTIVE:
        raise IdentityRefusedError("not_active", account)
    if account is not None and not account.is_active:
        raise IdentityRefusedError("closed", account)
    if account is None and (reason := _must_not_begin(person, match, at)):
        raise IdentityRefusedError(reason)
    return account or User.objects.of(person)


def _must_not_begin(person: Person, match: Match, at: dt.datetime) -> str:
    """Why nobody gets a first account in this way: guardians apply and are invited (B2), unless the huvudman lets a sure e-ID do."""
    roles = roles_of(person.pk, at)
    if not roles:
        return "no_role"
    if is_staff(roles) or Role.PUPIL in roles:
        return ""
    allowed = bool(setting("login.guardians_begin_with_e_id")) and Role.GUARDIAN in roles and match.matched == Matched.NUMBER
    return "" if allowed else "invitation"


def _told(proof: Proof) -> dict[int, Identity.Matched]:
    """Everybody whom the provider's words may mean."""
    by_number = dict.fromkeys(_with_number(proof.number), Matched.NUMBER)
    return {**dict.fromkeys(_with_identifier(proof), Matched.IDENTIFIER), **by_number}


def _with_number(number: str) -> set[int]:
    """Who has the number or had it (B3)."""
    return set(IdentityNumber.objects.filter(value=number).values_list("person_id", flat=True)) if number else set()


def _with_identifier(proof: Proof) -> set[int]:
    if not proof.identifier:
        return set()
    people = Person.objects.values_list("pk", flat=True)
    if proof.provider.identifier == "principal_name":
        return set(people.filter(principal_names__contains=[proof.identifier.lower()]))
    try:
        return set(people.filter(source_id=uuid.UUID(proof.identifier)))
    except ValueError:
        return set()
