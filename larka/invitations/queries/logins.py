"""Who has never logged in: in a class and among a unit's staff, as far as the viewer may know of them (A10)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from larka.access import paths
from larka.access.holders import people_reaching
from larka.access.relation import TODAY, holds_on
from larka.accounts.models import User
from larka.invitations.access import ADULT_LOGIN, CHILDS_OFFICE, MEMBER_LOGIN, STAFF_LOGIN
from larka.invitations.models import Invitation
from larka.register.actor import Actor
from larka.register.choices import Protection, Role, SchoolForm
from larka.register.models import Duty, Group, GroupMembership, Organisation, Person, Responsible
from larka.register.queries import addresses_of

ANSWERING = (paths.GUARDIAN, paths.OTHER_RESPONSIBLE)
_WITHOUT_ACCOUNTS = frozenset({SchoolForm.FS})  # preschool children have none
PUPIL, ADULT, STAFF = "pupil", "adult", "staff"


@dataclass(frozen=True, slots=True)
class Login:
    """A person who should have an account. ``apart``: somebody protected, whose letter is handed over and goes in no batch (A10).

    no_address: an adult whose letter would go by post, if the register said where.
    """

    person: int
    public_id: uuid.UUID
    name: str
    kind: str
    about: str
    apart: bool
    logged_in: bool
    invited_at: dt.datetime | None = None
    no_address: bool = False


def logins_in_group(actor: Actor, group: Group) -> list[Login]:
    """The group's pupils and those who answer for them, each once, in name order."""
    day = actor.today
    members = GroupMembership.objects.filter(holds_on("", day, TODAY), holds_on("group", day, TODAY), group=group)
    children = {row.child_id: row.child for row in MEMBER_LOGIN.among(actor, members).select_related("child")}
    adults = _adults_of(actor, children)
    pupils = {} if group.school_form in _WITHOUT_ACCOUNTS else {pk: (child, PUPIL, "", [child]) for pk, child in children.items()}
    return _logins({**{("pupil", pk): row for pk, row in pupils.items()}, **{("adult", pk): row for pk, row in adults.items()}})


Found = tuple[Person, str, str, list[Person]]


def _adults_of(actor: Actor, children: dict[int, Person]) -> dict[int, Found]:
    """Each adult with the children in the group that the adult answers for; a restricted one answers for none (A17)."""
    reaching = people_reaching(ANSWERING, children, actor.at)
    day = actor.today
    rows = Responsible.objects.filter(holds_on("", day, TODAY), child__in=list(children), in_effect=True).select_related("person")
    found: dict[int, Found] = {}
    for row in ADULT_LOGIN.among(actor, rows).order_by("child__sort_key", "child_id"):
        if (row.person_id, row.child_id) in reaching:
            own = [*(found[row.person_id][3] if row.person_id in found else []), children[row.child_id]]
            named = ", ".join(child.display_name for child in own)
            found[row.person_id] = (row.person, ADULT, _("vuxen till %(children)s") % {"children": named}, own)
    return found


def logins_of_staff(actor: Actor, unit: Organisation) -> list[Login]:
    """Those who work in the unit today, with what they are there."""
    duties = Duty.objects.filter(holds_on("", actor.today, TODAY), unit=unit, role__gt="").select_related("person")
    found: dict[int, Found] = {}
    for duty in STAFF_LOGIN.among(actor, duties).order_by("role", "pk"):
        found.setdefault(duty.person_id, (duty.person, STAFF, str(Role(duty.role).label), []))
    return _logins({(STAFF, pk): row for pk, row in found.items()})


def _logins(found: dict[tuple[str, int], Found]) -> list[Login]:
    people = {person for _kind, person in found}
    logged_in = set(User.objects.filter(person__in=people, last_login__isnull=False).values_list("person_id", flat=True))
    invited = dict(open_invitations(people))
    adults = {row[0].pk for row in found.values() if row[1] == ADULT and not _is_apart(row[0], row[3])} - logged_in
    nowhere = adults - set(addresses_of(adults)) if adults else set()
    rows = sorted(found.values(), key=lambda row: (row[1] != PUPIL, row[0].display_sort_key, row[0].pk))
    return [
        Login(
            person.pk, person.public_id, person.display_name, kind, about, _is_apart(person, children),
            person.pk in logged_in, invited.get(person.pk), kind == ADULT and person.pk in nowhere,
        )
        for person, kind, about, children in rows
    ]  # fmt: skip


def open_invitations(people: Iterable[int]) -> Iterable[tuple[int, dt.datetime]]:
    """(person, when) of the codes that wait to be used."""
    rows = Invitation.objects.filter(person__in=list(people), opened_at=None, cancelled_at=None)
    return rows.values_list("person_id", F("made_at"))


def _is_apart(person: Person, children: Iterable[Person]) -> bool:
    return any(one.protection != Protection.NONE for one in (person, *children))


def may_know_of_login(actor: Actor, person: Person, *, in_office: bool = False) -> bool:
    """Whether the actor could see this person in one of the lists above: a pupil, an adult who answers for a child today, staff.

    ``in_office``: as the unit's rektor or administrator, not as a mentor.
    """
    today = holds_on("", actor.today, TODAY)
    member_login = MEMBER_LOGIN.only(*CHILDS_OFFICE) if in_office else MEMBER_LOGIN
    adult_login = ADULT_LOGIN.only(*CHILDS_OFFICE) if in_office else ADULT_LOGIN
    if member_login.among(actor, GroupMembership.objects.filter(today, child=person)).exists():
        return True
    if STAFF_LOGIN.among(actor, Duty.objects.filter(today, person=person, role__gt="")).exists():
        return True
    rows = adult_login.among(actor, Responsible.objects.filter(today, person=person, in_effect=True))
    children = list(rows.values_list("child_id", flat=True))
    return any(adult == person.pk for adult, _child in people_reaching(ANSWERING, children, actor.at))


def has_logged_in(person: int) -> bool:
    """Whether this person has an account and has used it."""
    return User.objects.filter(person=person, last_login__isnull=False).exists()
