"""Applications beside the register. What the one who decides may not know of looks like what does not exist (A1, A10)."""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.query import QuerySet

from larka.access.holders import people_reaching
from larka.access.relation import TODAY, holds_on
from larka.core.dates import STOCKHOLM
from larka.invitations.access import ADULT_LOGIN, APPLICATION_DECIDE, APPLICATION_TYPE, CHILD_DECIDE, KNOWING_OF_PROTECTED
from larka.invitations.models import Application, ApplicationChild
from larka.invitations.queries.logins import ANSWERING, has_logged_in
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import ContactDetails, IdentityNumber, Organisation, Person, Placement, Responsible


@dataclass(frozen=True, slots=True)
class ComparedChild:
    """A child as the applicant named it, and as the register has it, where it is one of those whom the viewer decides about."""

    name: str
    number: str
    child: Person | None = None
    unit: str = ""
    same_name: bool = False
    answered_for: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole application beside the register. ``person``: the applicant, where it answers for one of these children."""

    children: list[ComparedChild]
    person: Person | None = None
    same_name: bool = False
    same_mail: bool = False
    has_account: bool = False

    @property
    def confirmed(self) -> list[Person]:
        """The children for whom the applicant answers, as far as the viewer may know."""
        return [row.child for row in self.children if row.child is not None and row.answered_for]

    @property
    def apart(self) -> bool:
        """Whether somebody is protected: what is sent then has neither address nor the school's name (A10)."""
        people = [*self.confirmed, *([self.person] if self.person else [])]
        return any(person.protection != Protection.NONE for person in people)

    @property
    def unit(self) -> str:
        """The school that says so, where it may be told."""
        return "" if self.apart else next((row.unit for row in self.children if row.answered_for), "")


def waiting_applications(actor: Actor) -> QuerySet[Application]:
    """Those about the actor's children that nobody has decided, the oldest first."""
    return in_order(APPLICATION_DECIDE.visible_to(actor).filter(decision=""))


def unmatched_applications(day: dt.date) -> QuerySet[Application]:
    """Those that no school sees, nor whoever may know of a protected child: for the huvudman's administrator, who is not told why."""
    named = ApplicationChild.objects.filter(application=OuterRef("pk"))
    placed = Exists(Placement.objects.filter(holds_on("", day, TODAY), child=OuterRef("child")))
    begins = dt.datetime.combine(day, dt.time(), STOCKHOLM)
    known = Q(*(Q(Exists(path.in_force(day, begins, Q(child=OuterRef("child"))))) for path in KNOWING_OF_PROTECTED), _connector=Q.OR)
    seen = named.filter(Q(placed, child__protection=Protection.NONE) | (known & ~Q(child__protection=Protection.NONE)))
    return in_order(Application.objects.filter(~Exists(seen), decision=""))


def with_hidden_people(applications: Iterable[Application]) -> set[int]:
    """Those of the applications that name somebody protected: their names and numbers are not the huvudman's administrator's to read."""
    numbered = {application.pk: {application.number} for application in applications}
    for row in ApplicationChild.objects.filter(application__in=numbered):
        numbered[row.application_id].add(row.number)
    asked = {number for numbers in numbered.values() for number in numbers}
    current = IdentityNumber.objects.filter(value__in=asked).exclude(person__protection=Protection.NONE)
    hidden = set(current.values_list("value", flat=True))
    linked = ApplicationChild.objects.filter(application__in=numbered).exclude(Q(child=None) | Q(child__protection=Protection.NONE))
    return {pk for pk, numbers in numbered.items() if numbers & hidden} | set(linked.values_list("application_id", flat=True))


def in_order(rows: QuerySet[Application]) -> QuerySet[Application]:
    """The oldest first, with how many children each is about."""
    return rows.annotate(child_count=Count("children")).order_by("received_at", "pk")


def units_to_type_at(actor: Actor) -> list[Organisation]:
    """The units where the actor may type in from paper."""
    return list(APPLICATION_TYPE.visible_to(actor).order_by("sort_key", "pk"))


def comparison(actor: Actor, application: Application) -> Comparison:
    """What the register says of the application today."""
    named = list(application.children.select_related("child").order_by("pk"))
    units = _units_of(actor, [row.child_id for row in named if row.child_id])
    person = _applicant(actor, application, units)
    reaching = people_reaching(ANSWERING, units, actor.at) if units else set()
    children = [_compared(row, units, person is not None and (person.pk, row.child_id) in reaching) for row in named]
    if person is None or not any(row.answered_for for row in children):
        return Comparison(children)
    return Comparison(
        children,
        person,
        is_same_name(application.name, person),
        application.email.casefold() in _mails_of(person),
        has_logged_in(person.pk),
    )


def _applicant(actor: Actor, application: Application, children: Iterable[int]) -> Person | None:
    """Whoever has the number: protected only where the actor may know of one who answers for these children (A10)."""
    person = Person.objects.filter(numbers__value=application.number, numbers__replaced_at__isnull=True).first()
    if person is None or person.protection == Protection.NONE:
        return person
    rows = Responsible.objects.filter(holds_on("", actor.today, TODAY), person=person, child__in=list(children), in_effect=True)
    return person if ADULT_LOGIN.among(actor, rows).exists() else None


def _compared(row: ApplicationChild, units: dict[int, str], answered_for: bool) -> ComparedChild:  # noqa: FBT001 – one of the row's facts
    child = row.child
    if child is None or child.pk not in units:
        return ComparedChild(row.name, row.number)
    return ComparedChild(row.name, row.number, child, units[child.pk], is_same_name(row.name, child), answered_for)


def _units_of(actor: Actor, children: Iterable[int]) -> dict[int, str]:
    """Those of the children whom the actor decides about today, with the name of their unit."""
    rows = Placement.objects.filter(holds_on("", actor.today, TODAY), child__in=list(children))
    return dict(CHILD_DECIDE.among(actor, rows).order_by("-starts_on", "-pk").values_list("child_id", "unit__name"))


def _mails_of(person: Person) -> set[str]:
    emails = ContactDetails.objects.filter(person=person).values_list("emails", flat=True).first() or []
    return {str(row.get("value", "")).casefold() for row in emails}


def is_same_name(typed: str, person: Person) -> bool:
    """Whether the typed name is the person's, with or without middle names, whatever the case and the accents' encoding."""
    given, middle, family = (_words(part) for part in (person.given_name, person.middle_name, person.family_name))
    return _words(typed) in ([*given, *family], [*given, *middle, *family])


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).casefold().replace("-", " ").split()


def child_by_number(number: str) -> Person | None:
    """Whoever has this number in the register now."""
    return Person.objects.filter(numbers__value=number, numbers__replaced_at__isnull=True).first()


def children_named(applications: Iterable[Application]) -> dict[int, list[ApplicationChild]]:
    """The children that each of these names, in the applicant's order."""
    named: dict[int, list[ApplicationChild]] = {application.pk: [] for application in applications}
    for row in ApplicationChild.objects.filter(application__in=named).order_by("pk"):
        named[row.application_id].append(row)
    return named
