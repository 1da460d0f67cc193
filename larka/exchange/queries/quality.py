"""What in the register cannot be right, listed for whoever can mend it. People with protected identity are in no list (A10)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.db.models.query import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.access.relation import TODAY, holds_on
from larka.people.models import Merge
from larka.register.choices import Relation
from larka.register.models import (
    Duty,
    DutyAssignment,
    GroupMembership,
    IdentityNumber,
    Organisation,
    Person,
    Placement,
    Responsible,
    RoleGrant,
    Substitute,
    TeachingAssignment,
)
from larka.register.settings import setting

KINDS: dict[str, str | Promise] = {
    "no_group": _("Barn och elever utan grupp"),
    "no_guardian": _("Barn och elever utan vårdnadshavare"),
    "no_duty": _("Personal med uppdrag men utan tjänstgöring"),
    "duplicates": _("Kan vara samma person två gånger"),
    "address": _("Vårdnadshavare utan adress som post når"),
    "groups_left": _("Placeringen är slut men grupper är kvar"),
}


@dataclass(frozen=True)
class Scope:
    """The day, and the unit that the reader is at; no unit is the whole register."""

    day: dt.date
    unit: Organisation | None = None
    on: Q = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "on", holds_on("", self.day, TODAY))

    def at(self, lookup: str) -> Q:
        """The condition that a row is at the unit."""
        return Q() if self.unit is None else Q(**{lookup: self.unit.pk})


def rows_of(kind: str, scope: Scope) -> QuerySet[Person]:
    """The people of one list, by name; what is counted is what is shown."""
    return _LISTS[kind](scope).filter(protection="none").order_by("sort_key", "pk")


def counts(scope: Scope) -> dict[str, int]:
    """How many rows each list has."""
    return {kind: rows_of(kind, scope).count() for kind in KINDS}


def places_of(people: list[Person], scope: Scope) -> dict[int, list[str]]:
    """Where they are today, by person: their units, as far as the reader's own reach."""
    pks = [person.pk for person in people]
    found: dict[int, list[str]] = {}
    for rows, who in ((Placement.objects, "child_id"), (Duty.objects, "person_id")):
        rows_here = rows.filter(scope.on, scope.at("unit"), **{f"{who}__in": pks}).values_list(who, "unit__name").distinct()
        for person, unit in rows_here.order_by("unit__sort_key"):
            found.setdefault(person, []).append(unit)
    return found


def _placed(scope: Scope) -> QuerySet[Person]:
    return Person.objects.filter(Exists(Placement.objects.filter(scope.on, scope.at("unit"), child=OuterRef("pk"))))


def _no_group(scope: Scope) -> QuerySet[Person]:
    in_group = GroupMembership.objects.filter(scope.on, scope.at("group__unit"), child=OuterRef("pk"))
    return _placed(scope).filter(~Exists(in_group))


def _guardians(scope: Scope) -> QuerySet[Responsible]:
    return Responsible.objects.filter(scope.on, relation=Relation.GUARDIAN, in_effect=True)


def _no_guardian(scope: Scope) -> QuerySet[Person]:
    under_age = Q(adult_on__isnull=True) | Q(adult_on__gt=scope.day)
    return _placed(scope).filter(under_age, ~Exists(_guardians(scope).filter(child=OuterRef("pk"))))


def _no_duty(scope: Scope) -> QuerySet[Person]:
    me = OuterRef("pk")
    busy = (
        DutyAssignment.objects.filter(scope.on, scope.at("group__unit"), duty__person=me),
        TeachingAssignment.objects.filter(scope.on, scope.at("duty__unit"), duty__person=me),
        RoleGrant.objects.filter(scope.on, scope.at("unit"), person=me),
        Substitute.objects.filter(scope.at("group__unit"), person=me, starts_at__date__lte=scope.day, ends_at__date__gte=scope.day),
    )
    anything = Q()
    for rows in busy:
        anything |= Q(Exists(rows))
    return Person.objects.filter(anything, ~Exists(Duty.objects.filter(scope.on, person=me)))


def _duplicates(scope: Scope) -> QuerySet[Person]:
    """Both of them must be the reader's to see: that somebody has a double elsewhere would tell of a child there (A1, A10).

    Counted once over all: asked of each person, it would go through the whole register as many times as it has people.
    """
    people = _people(scope).filter(protection="none")
    alike = people.filter(birth_date__isnull=False).annotate(
        same=Window(Count("pk"), partition_by=[Lower("family_name"), Lower("given_name"), "birth_date"])
    )
    numbers = IdentityNumber.objects.filter(person__in=people.values("pk"))
    shared = numbers.values("value").annotate(first=Min("person"), last=Max("person")).filter(first__lt=F("last")).values("value")
    return people.filter(
        Q(pk__in=alike.filter(same__gt=1).values("pk")) | Q(pk__in=numbers.filter(value__in=shared).values("person")),
    )


def _people(scope: Scope) -> QuerySet[Person]:
    """Without those who have been merged with another: they are no people of their own any longer."""
    return _with_merged(scope).exclude(
        pk__in=Merge.objects.filter(state__in=("merged", "split_proposed"), gone__isnull=False).values("gone")
    )


def _with_merged(scope: Scope) -> QuerySet[Person]:
    return Person.objects.all() if scope.unit is None else _placed(scope) | _works(scope)


def _works(scope: Scope) -> QuerySet[Person]:
    return Person.objects.filter(Exists(Duty.objects.filter(scope.on, scope.at("unit"), person=OuterRef("pk"))))


def _address(scope: Scope) -> QuerySet[Person]:
    if "addresses" not in setting("register.kept_fields"):
        return Person.objects.none()
    placed = Placement.objects.filter(scope.on, scope.at("unit"), child=OuterRef("child"))
    theirs = _guardians(scope).filter(Exists(placed), person=OuterRef("pk"))
    return Person.objects.filter(Exists(theirs)).exclude(pk__in=RawSQL(_WHOLE, []))  # noqa: S611 – a constant of ours


_WHOLE = """SELECT c.person_id FROM register_contactdetails c WHERE EXISTS (SELECT FROM jsonb_array_elements(c.addresses) a
 WHERE a->>'streetAddress' > '' AND a->>'locality' > '' AND replace(a->>'postalCode', ' ', '') ~ '^[0-9]{5}$')"""


def _groups_left(scope: Scope) -> QuerySet[Person]:
    placed = Placement.objects.filter(scope.on, child=OuterRef("child"), unit=OuterRef("group__unit"))
    left = GroupMembership.objects.filter(scope.on, scope.at("group__unit"), ~Exists(placed), child=OuterRef("pk"))
    ended = Placement.objects.filter(scope.at("unit"), child=OuterRef("pk"), ends_on__lte=scope.day)
    return Person.objects.filter(Exists(left), Exists(ended))


_LISTS: dict[str, Callable[[Scope], QuerySet[Person]]] = {
    "no_group": _no_group,
    "no_guardian": _no_guardian,
    "no_duty": _no_duty,
    "duplicates": _duplicates,
    "address": _address,
    "groups_left": _groups_left,
}
