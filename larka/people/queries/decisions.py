"""The decisions about a unit's children: adults that wait, restrictions; who may be named in them (A9, A10, A17)."""

from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from larka.access.models import DocumentedNeed
from larka.access.policies import CHILD_READ
from larka.access.relation import TODAY, holds_on
from larka.people.access import CHILD_DECIDE
from larka.people.queries.finding import by_number
from larka.people.queries.units import shown_name
from larka.register.actor import Actor
from larka.register.choices import Protection, Relation
from larka.register.models import AdultPupilConsent, Organisation, Person, Placement, Responsible, Restriction

MOST_CHILDREN = 50


def may_be_named(actor: Actor, child: Person) -> bool:
    """Whether an office may see this child's name: a protected child's only where the child may be seen at all (A10)."""
    return child.protection == Protection.NONE or CHILD_READ.allows(actor, child)


def name_of(actor: Actor, child: Person) -> str:
    """The child's name, or that it may not be told."""
    return child.display_name if may_be_named(actor, child) else _("Barn med skyddade personuppgifter")


def _child_name(actor: Actor) -> Case:
    seen = Q(child__protection=Protection.NONE) | Q(Exists(CHILD_READ.among(actor, Person.objects.filter(pk=OuterRef("child_id")))))
    return Case(When(seen, then=F("child__display_name")), default=Value(""), output_field=CharField())


def _adult_name(actor: Actor) -> Case:
    """An adult's name goes the child's way: it would tell which child it is."""
    seen = Q(child__protection=Protection.NONE) | Q(Exists(CHILD_READ.among(actor, Person.objects.filter(pk=OuterRef("child_id")))))
    return Case(
        When(seen & Q(person__protection=Protection.NONE), then=F("person__display_name")), default=Value(""), output_field=CharField()
    )


def waiting_in(actor: Actor, unit: Organisation) -> list[dict[str, Any]]:
    """Adults of the unit's children who wait for a decision."""
    rows: QuerySet[Any, Any] = _waiting(actor).filter(child__in=_placed(actor, unit)).order_by("child__display_sort_key", "pk")
    return list(rows.values(*_ABOUT, "relation", "starts_on", child_name=_child_name(actor), adult=_adult_name(actor)))


def restrictions_in(actor: Actor, unit: Organisation) -> list[dict[str, Any]]:
    """Restrictions about the unit's children that hold or will."""
    coming = Restriction.objects.filter(_not_over(actor), child__in=_placed(actor, unit)).order_by("child__display_sort_key", "pk")
    rows: QuerySet[Any, Any] = coming.values(
        *_ABOUT, "starts_on", "ends_on", "reference", child_name=_child_name(actor), adult=_adult_name(actor)
    )
    return list(rows)


def needs_in(actor: Actor, unit: Organisation) -> list[dict[str, Any]]:
    """Documented needs of protected children of the unit that hold: who, until when, why; the child by name only where that may be told."""
    held = DocumentedNeed.objects.filter(starts_on__lte=actor.today, ends_on__gt=actor.today, child__in=_placed(actor, unit))
    rows: QuerySet[Any, Any] = held.order_by("ends_on", "pk").values(
        *_ABOUT, "opens", "ends_on", "decision", child_name=_child_name(actor), name=shown_name("person")
    )
    return list(rows)


_ABOUT = ("child_id", "child__public_id")


def _waiting(actor: Actor) -> QuerySet[Responsible]:
    return Responsible.objects.filter(_not_over(actor), in_effect=False).exclude(relation=Relation.GUARDIAN)


def _not_over(actor: Actor) -> Q:
    return Q(ends_on__isnull=True) | Q(ends_on__gt=actor.today)


def _placed(actor: Actor, unit: Organisation) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = Placement.objects.filter(holds_on("", actor.today, TODAY), unit=unit).values("child_id")
    return rows


def children_called(actor: Actor, unit: Organisation, words: list[str]) -> list[Person]:
    """Children of the unit by name; a protected one only for who may see it (A10)."""
    found = Person.objects.filter(pk__in=_placed(actor, unit), display_name__has_words=words)
    seen = Q(protection=Protection.NONE) | Q(Exists(CHILD_READ.among(actor, Person.objects.filter(pk=OuterRef("pk")))))
    return list(found.filter(seen).order_by("display_sort_key", "pk")[:MOST_CHILDREN])


def child_numbered(actor: Actor, unit: Organisation, number: str) -> Person | None:
    """The unit's child with this number; one of another unit is nobody (A1)."""
    found = next(iter(by_number(number)), None)
    placed = found is not None and _placed(actor, unit).filter(child=found).exists()
    return found if found is not None and placed and CHILD_DECIDE.allows(actor, found) else None


def adults_of(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """Everybody who answers or answered for the child, or waits to, by name as far as it may be told; guardians first."""
    listed = Responsible.objects.filter(child=child).order_by("-in_effect", "starts_on", "pk")
    rows: QuerySet[Any, Any] = listed.values(
        "person_id", "relation", "in_effect", "starts_on", "ends_on", "decision", adult=_adult_name(actor)
    )
    return [{**row, "relation": str(Relation(row["relation"]).label), "waits": not row["in_effect"]} for row in rows]


def restrictions_of(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """All restrictions about the child, the newest first."""
    listed = Restriction.objects.filter(child=child).order_by("-starts_on", "-pk")
    rows: QuerySet[Any, Any] = listed.values("public_id", "reference", "starts_on", "ends_on", adult=_adult_name(actor))
    return [{**row, "is_over": row["ends_on"] is not None and row["ends_on"] <= actor.today} for row in rows]


def restriction_of(child: Person, public_id: str) -> Restriction | None:
    """One of the child's restrictions, by the id that its page gave out."""
    return next((row for row in Restriction.objects.filter(child=child) if str(row.public_id) == public_id), None)


def find_adult(actor: Actor, child: Person, text: str) -> list[Person]:
    """One of the child's adults by a name that may be told, or anybody by the whole number."""
    if found := by_number(text):
        return found
    if not may_be_named(actor, child):
        return []
    mine = Person.objects.filter(responsible_for__child=child, protection=Protection.NONE)
    return list(mine.filter(display_name__has_words=text.replace("\0", " ").split()[:6]).distinct().order_by("display_sort_key", "pk"))


def find_waiting(actor: Actor, child: Person, text: str) -> list[Person]:
    """The same among those who wait for a decision about the child."""
    waiting = set(_waiting(actor).filter(child=child).values_list("person_id", flat=True))
    return [person for person in find_adult(actor, child, text) if person.pk in waiting]


def waiting_for(actor: Actor, child: Person, person: Person) -> Responsible | None:
    """The row of an adult who waits."""
    return _waiting(actor).filter(child=child, person=person).first()


def former_guardians(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """Those who were guardians of a pupil of age, each with the consent that holds now if there is one (A13)."""
    was = Responsible.objects.filter(child=child, relation=Relation.GUARDIAN, in_effect=True, starts_on__lt=child.adult_on)
    given = dict(AdultPupilConsent.objects.filter(_not_over(actor), child=child).values_list("person_id", "public_id"))
    people = Person.objects.filter(pk__in=was.values("person_id")).order_by("display_sort_key", "pk")
    return [{"person": person, "name": person.display_name, "consent": given.get(person.pk)} for person in people]
