"""What the pages about protected people, needs, emergencies and proxies show (A8, A9, A10)."""

from typing import Any

from django.db.models import F, Q
from django.db.models.query import QuerySet

from larka.access.models import DocumentedNeed, EmergencyAccess, Proxy
from larka.people.queries.finding import by_number
from larka.people.queries.units import shown_name
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import Organisation, Person


def protected_staff() -> list[Person]:
    """Those who have a working name, by it."""
    return list(Person.objects.exclude(protection=Protection.NONE).exclude(working_name="").order_by("working_name", "pk"))


def need_of(actor: Actor, child: Person) -> DocumentedNeed | None:
    """One's own documented need for the child, while it holds."""
    mine = DocumentedNeed.objects.filter(child=child, person=actor.person_id, ends_on__gt=actor.today)
    return mine.order_by("-ends_on").first()


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
    return next((row for row in EmergencyAccess.objects.filter(verdict="") if str(row.public_id) == public_id), None)


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
