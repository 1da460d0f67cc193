"""What the pages about protected people, needs, emergencies and proxies show (A8, A9, A10)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Q
from django.db.models.query import QuerySet

from larka.access.models import DocumentedNeed, EmergencyAccess, Proxy
from larka.access.relation import TODAY, holds_on
from larka.people.queries.finding import by_number
from larka.people.queries.units import shown_name
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import ContactDetails, Organisation, Person, Placement
from larka.register.queries import address_of


def protected_staff() -> list[Person]:
    """Those who have a working name, by it."""
    return list(Person.objects.exclude(protection=Protection.NONE).exclude(working_name="").order_by("working_name", "pk"))


def need_of(actor: Actor, child: Person) -> DocumentedNeed | None:
    """One's own documented need for the child, while it holds."""
    mine = _held(actor).filter(child=child, person=actor.person_id, opens=DocumentedNeed.Opens.CHILD)
    return mine.order_by("-ends_on").first()


def _held(actor: Actor) -> QuerySet[DocumentedNeed]:
    return DocumentedNeed.objects.filter(starts_on__lte=actor.today, ends_on__gt=actor.today)


def given_needs_of(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """Who may see the child's address, phone and unit today, by rektor's decision."""
    given = _held(actor).filter(child=child, opens=DocumentedNeed.Opens.CONTACT).order_by("ends_on", "pk")
    rows: QuerySet[Any, Any] = given.values("decision", "ends_on", name=shown_name("person"), row=F("person__public_id"))
    return list(rows)


def holder_of_need(actor: Actor, child: Person, public_id: str) -> Person | None:
    """Whoever holds one of them."""
    held = _held(actor).filter(child=child, opens=DocumentedNeed.Opens.CONTACT).select_related("person")
    return next((need.person for need in held if str(need.person.public_id) == public_id), None)


def all_needs() -> QuerySet[Any, Any]:
    """Every need that was documented, for the data protection officer, the newest first; protected children without a name."""
    listed = DocumentedNeed.objects.order_by("-starts_on", "-pk")
    return listed.values(
        "child_id", "opens", "decision", "starts_on", "ends_on", name=shown_name("person"), child_name=shown_name("child"),
        by=shown_name("given_by"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reached:
    """Where a protected child lives, how it is called, where it goes to school; the last day on which that is shown."""

    address: tuple[str, ...]
    phones: tuple[str, ...]
    units: tuple[str, ...]
    last_day: dt.date | None


def protected_contact(actor: Actor, child: Person) -> Reached:
    """For a page that PROTECTED_CONTACT has opened (A10)."""
    kept = ContactDetails.objects.filter(person=child).first() or ContactDetails(person=child)
    phones = tuple(str(row["value"]) for row in kept.phones if row.get("value"))
    placed = Placement.objects.filter(holds_on("", actor.today, TODAY), child=child).order_by("kind", "starts_on", "pk")
    ends = _held(actor).filter(child=child, person=actor.person_id).aggregate(last=Max("ends_on"))["last"]
    return Reached(address_of(child), phones, tuple(placed.values_list("unit__name", flat=True)), ends)


def unit_of(actor: Actor, child: Person) -> Organisation | None:
    """The unit where the child is placed and the actor works."""
    coming = Q(duties__ends_on__isnull=True) | Q(duties__ends_on__gt=actor.today)
    here = Q(duties__person=actor.person_id, duties__starts_on__lte=actor.today, duties__role__gt="") & coming
    over = Q(placements__ends_on__isnull=True) | Q(placements__ends_on__gt=actor.today)
    return Organisation.objects.filter(here, over, placements__child=child, placements__starts_on__lte=actor.today).order_by("pk").first()


def emergency_of(actor: Actor, child: Person) -> EmergencyAccess | None:
    """One's own emergency access to the child, while it holds."""
    return EmergencyAccess.objects.filter(child=child, person=actor.person_id, ends_at__gt=actor.at).order_by("-ends_at").first()


def emergencies() -> QuerySet[Any, Any]:
    """All of them for the data protection officer, those not reviewed first; protected children without a name."""
    listed = EmergencyAccess.objects.order_by("verdict", "-starts_at", "-pk")
    return listed.values(
        "public_id", "child_id", "starts_at", "ends_at", "reason", "verdict", "review", "notice_delayed_until",
        name=shown_name("person"), child_name=shown_name("child"), unit_name=F("unit__name"),
    )  # fmt: skip


def emergency_with(public_id: str) -> EmergencyAccess | None:
    """One of them, by the id that the page gave out."""
    return next((row for row in EmergencyAccess.objects.all() if str(row.public_id) == public_id), None)


def proxies_of(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """The proxies that I have given for the child and that hold; the other guardian's are theirs."""
    rows: QuerySet[Any, Any] = Proxy.objects.filter(child=child, giver=actor.person_id, ends_on=None).order_by("pk").values(
        "scopes", "starts_on", name=shown_name("person"), row=F("person__public_id")
    )  # fmt: skip
    return list(rows)


def holder_of_proxy(actor: Actor, child: Person, public_id: str) -> Person | None:
    """Whoever holds one of them."""
    held = Proxy.objects.filter(child=child, giver=actor.person_id, ends_on=None).select_related("person")
    return next((proxy.person for proxy in held if str(proxy.person.public_id) == public_id), None)


def known_by(name: str, number: str) -> Person | None:
    """The unprotected person with this number who is called so: whoever asks must know both (A1, A10)."""
    found = next(iter(by_number(number)), None)
    if found is None or found.protection != Protection.NONE:
        return None
    return found if " ".join(name.split()).casefold() == found.display_name.casefold() else None
