"""Whose log-in an office may make anew, and what waits for a second administrator."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

from larka.access.policies import REGISTER_OFFICE
from larka.access.relation import TODAY, holds_on
from larka.invitations.access import UNIT_LOGINS
from larka.invitations.models import Renewal
from larka.invitations.queries.logins import may_know_of_login
from larka.people.queries.finding import MOST_FOUND, Find, by_number, find_staff
from larka.people.queries.units import shown_name
from larka.register.actor import Actor
from larka.register.choices import PersonStatus, Protection
from larka.register.models import Duty, Organisation, Person, Placement, Responsible


def may_renew(actor: Actor, person: Person) -> bool:
    """The huvudman's administrator anybody's; a unit's rektor and administrator those whom they may know of there."""
    if REGISTER_OFFICE.visible_to(actor).exists():
        return True
    return UNIT_LOGINS.visible_to(actor).exists() and may_know_of_login(actor, person, in_office=True)


def is_apart(actor: Actor, person: Person) -> bool:
    """Whether the letter is handed over, and tells no place: somebody protected, or a protected child's adult (A10)."""
    adults = Responsible.objects.filter(holds_on("", actor.today, TODAY), person=person).exclude(child__protection=Protection.NONE)
    return person.protection != Protection.NONE or adults.exists()


def finder(actor: Actor, unit: Organisation | None) -> Find:
    """Finds by name or number: the huvudman's staff by name and anybody by number, or those of a unit whom its office may know of."""
    if unit is None:
        return find_staff
    return lambda text: [person for person in _in_unit(actor, unit, text) if may_know_of_login(actor, person, in_office=True)]


def _in_unit(actor: Actor, unit: Organisation, text: str) -> list[Person]:
    if found := by_number(text):
        return found
    today, children = holds_on("", actor.today, TODAY), Placement.objects.filter(holds_on("", actor.today, TODAY), unit=unit)
    answering = Responsible.objects.filter(today, person=OuterRef("pk"), in_effect=True, child__in=children.values("child"))
    working = Duty.objects.filter(today, person=OuterRef("pk"), unit=unit)
    rows = Person.objects.filter(
        Q(Exists(children.filter(child=OuterRef("pk")))) | Q(Exists(answering)) | Q(Exists(working)),
        status=PersonStatus.ACTIVE,
        display_name__has_words=text.replace("\0", " ").split()[:6],
    )
    return list(rows.order_by("display_sort_key", "pk")[: MOST_FOUND + 1])


def waiting_renewals() -> QuerySet[Any, Any]:
    """What another administrator has asked for and nobody has decided, the oldest first."""
    rows = Renewal.objects.filter(decision="").order_by("asked_at", "pk")
    return rows.values("public_id", "reason", "asked_at", "asked_by_id", name=shown_name("person"), asked_by_name=shown_name("asked_by"))


def waiting_renewal(public_id: str) -> Renewal | None:
    """One of them, by the id that the page gave out."""
    return next((row for row in Renewal.objects.filter(decision="") if str(row.public_id) == public_id), None)
