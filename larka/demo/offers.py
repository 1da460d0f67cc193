"""Whom the sign-in page of a demo offers: the named cast, or, on any other register, some people of every role."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.db.models.query import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from larka.core.dates import stockholm_day
from larka.demo.people import DEMO_PEOPLE, SECTIONS
from larka.register.choices import Relation, Role
from larka.register.models import Duty, DutyAssignment, GroupMembership, Person, Responsible

OFFERED_STAFF = {
    Role.PRINCIPAL: 3,
    Role.TEACHER: 4,
    Role.PRESCHOOL_STAFF: 3,
    Role.LEISURE_STAFF: 1,
    Role.STUDENT_HEALTH: 2,
    Role.ADMINISTRATOR: 2,
    Role.STAFF: 1,
}
MENTORS, GUARDIANS, PUPILS = 4, 6, 4


@dataclass(frozen=True)
class Offer:
    """One person to sign in as: ``person`` is the id in the register file."""

    person: uuid.UUID
    name: str
    role: str | Promise
    shows: str | Promise = ""


@dataclass(frozen=True)
class Section:
    """People under one heading."""

    heading: str | Promise
    offers: list[Offer]


def people_to_try() -> list[Section]:
    """The sections of the sign-in page; empty where no register has been read in yet."""
    cast = [who for who in DEMO_PEOPLE if who.shows]
    here = set(Person.objects.filter(source_id__in=[who.source_id for who in cast]).values_list("source_id", flat=True))
    if not here:
        return _from_register(stockholm_day(dt.datetime.now(dt.UTC)))
    return [
        Section(heading, [Offer(w.source_id, w.name, w.role, w.shows) for w in cast if w.section == key and w.source_id in here])
        for key, heading in SECTIONS.items()
    ]


def _from_register(day: dt.date) -> list[Section]:
    sections = [
        Section(_("Vårdnadshavare"), _guardians(day)),
        Section(_("Elever"), _pupils(day)),
        Section(_("Mentorer"), _mentors(day)),
        Section(_("Personal och ledning"), [offer for role, count in OFFERED_STAFF.items() for offer in _staff(day, role, count)]),
    ]
    return [section for section in sections if section.offers]


def _in_force(day: dt.date, link: str = "") -> Q:
    return Q(**{f"{link}starts_on__lte": day}) & (Q(**{f"{link}ends_on__isnull": True}) | Q(**{f"{link}ends_on__gt": day}))


def _open(who: str) -> Q:
    """Nobody whose identity is protected stands on a page that everybody sees (A10)."""
    return Q(**{f"{who}__protection": "none", f"{who}__source_id__isnull": False})


def _offers(rows: "QuerySet[Person] | QuerySet[Responsible] | QuerySet[Duty] | QuerySet[GroupMembership] | QuerySet[DutyAssignment]",
            who: str, role: str, where: str, count: int) -> list[Offer]:  # fmt: skip
    """The first so many people of these rows, each once."""
    found = rows.order_by("pk").values_list(f"{who}__source_id", f"{who}__display_name", F(where))[: count * 4]
    once: dict[uuid.UUID, Offer] = {}
    for person, name, place in found:
        once.setdefault(person, Offer(person, name, f"{role}, {place}"))
    return list(once.values())[:count]


def _guardians(day: dt.date) -> list[Offer]:
    rows = Responsible.objects.filter(
        _in_force(day), _in_force(day, "child__memberships__"), _open("person"), relation=Relation.GUARDIAN, in_effect=True
    )
    grown = Q(child__adult_on__lte=day)
    return _offers(rows.exclude(grown), "person", _("vårdnadshavare"), "child__memberships__group__name", GUARDIANS)


def _pupils(day: dt.date) -> list[Offer]:
    rows = GroupMembership.objects.filter(_in_force(day), _open("child"), group__kind="klass")
    return _offers(rows, "child", _("elev"), "group__name", PUPILS)


def _mentors(day: dt.date) -> list[Offer]:
    rows = DutyAssignment.objects.filter(_in_force(day), _in_force(day, "duty__"), _open("duty__person"), role=Role.MENTOR)
    return _offers(rows, "duty__person", _("mentor"), "group__name", MENTORS)


def _staff(day: dt.date, role: Role, count: int) -> Iterable[Offer]:
    rows = Duty.objects.filter(_in_force(day), _open("person"), role=role)
    return _offers(rows, "person", str(role.label).lower(), "unit__name", count)
