"""The people around a child and in a group, as far as the reader may know of them (A3, A10, A17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.query import QuerySet

from larka.access.policies import CHILD_READ, MEMBER_READ, NAME_READ, PLACEMENT_READ
from larka.access.relation import TODAY, holds_on
from larka.register.actor import Actor
from larka.register.choices import GroupKind, Relation, Role
from larka.register.models import Group, GroupMembership, Person, Responsible, Restriction
from larka.web.addresses import url

CLASS_KINDS = (GroupKind.KLASS, GroupKind.AVDELNING)
Rows = QuerySet[Any, Any]
NAMES_ONLY = frozenset({"unit_staff"})
FAMILY_ROLES = frozenset({"self", "guardian", "other_responsible", "adult_consent", "member", "members_guardian"})


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One adult at school and what they are to the child or group."""

    name: str
    role: str
    subjects: tuple[str, ...]

    @property
    def said(self) -> str:
        """The role in the school's words; a teacher's with the subjects."""
        label = str(Role(self.role).label) if self.role in Role.values else self.role
        return f"{label}: {', '.join(self.subjects)}" if self.subjects else label


def placements_of(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """Where the child is placed today."""
    placed = PLACEMENT_READ.visible_to(actor).filter(holds_on("", actor.today, TODAY), child=child).order_by("kind", "starts_on", "pk")
    rows: Rows = placed.values("school_form", "kind", "grade", unit_name=F("unit__name"))
    return list(rows)


def groups_of(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """The child's groups today, the class first."""
    rows = _in_force(MEMBER_READ.visible_to(actor), actor).filter(child=child)
    named: Rows = rows.values(
        "group_id", kind=F("group__kind"), name=F("group__name"), group_public_id=F("group__public_id"), unit_name=F("group__unit__name")
    )
    return sorted(named.order_by("group__sort_key", "group_id"), key=lambda row: row["kind"] not in CLASS_KINDS)


def _in_force(memberships: QuerySet[GroupMembership], actor: Actor) -> QuerySet[GroupMembership]:
    return memberships.filter(holds_on("", actor.today, TODAY), holds_on("group", actor.today, TODAY))


def staff_of(actor: Actor, groups: Iterable[int]) -> list[StaffRow]:
    """Mentors, teachers and others who have the groups today, by the names that the reader may know."""
    wanted = list(groups)
    known = NAME_READ.visible_to(actor)
    day = actor.today
    assigned = known.filter(
        holds_on("duties", day, TODAY),
        holds_on("duties__assignments", day, TODAY),
        duties__assignments__group__in=wanted,
        duties__assignments__role__gt="",
    ).values_list("sort_key", "pk", "display_name", "duties__assignments__role", Value(""))
    teaching = known.filter(
        holds_on("duties", day, TODAY),
        holds_on("duties__teaching", day, TODAY),
        holds_on("duties__teaching__activity", day, TODAY),
        duties__teaching__activity__activity_groups__group__in=wanted,
        duties__role__gt="",
    ).values_list("sort_key", "pk", "display_name", Value(Role.TEACHER.value), "duties__teaching__activity__syllabus__name")
    return _staff_rows(assigned.order_by().union(teaching.order_by()))


def _staff_rows(rows: Iterable[tuple[str, int, str, str, str | None]]) -> list[StaffRow]:
    found: dict[tuple[bool, str, int, str, str], set[str]] = {}
    for sort_key, pk, name, role, subject in rows:
        subjects = found.setdefault((role == Role.TEACHER, sort_key, pk, name, role), set())
        subjects.update([subject] if subject else [])
    return [StaffRow(name, role, tuple(sorted(found[key]))) for key in sorted(found) for (_t, _s, _pk, name, role) in [key]]


@dataclass(frozen=True, slots=True)
class Adult:
    """Someone who answers for a child."""

    name: str
    relation: str

    @property
    def said(self) -> str:
        """The relation in words."""
        return str(Relation(self.relation).label)


def adults_of(actor: Actor, children: Any, *, role: str) -> dict[int, list[Adult]]:
    """Child → adults who answer for it today, whom the reader may know by name (A3).

    Other staff of the unit see names and groups of children only (A6), families guardians only; none whom a decision keeps away (A17).
    """
    if role in NAMES_ONLY:
        return {}
    kept_away = Restriction.objects.filter(holds_on("", actor.today, TODAY), child=OuterRef("child"), person=OuterRef("person"))
    rows = Responsible.objects.filter(
        ~Exists(kept_away),
        holds_on("", actor.today, TODAY),
        Q(child__adult_on__isnull=True) | Q(child__adult_on__gt=actor.today),
        in_effect=True,
        child__in=children,
        person__in=NAME_READ.visible_to(actor).order_by().values("pk"),
    )
    if role in FAMILY_ROLES:
        rows = rows.filter(relation=Relation.GUARDIAN)
    adults: dict[int, list[Adult]] = {}
    for child, name, relation in rows.order_by("person__sort_key", "person_id").values_list("child_id", "person__display_name", "relation"):
        adults.setdefault(child, []).append(Adult(name, relation))
    return adults


def members_of(actor: Actor, group: Group) -> Rows:
    """The group's children today whom the reader may see, in name order, and whether their own pages open."""
    rows = _in_force(MEMBER_READ.visible_to(actor), actor).filter(group=group).order_by("child__sort_key", "child_id")
    children = CHILD_READ.visible_to(actor).order_by().values("pk")
    return rows.values("child_id", name=F("child__display_name"), child_public_id=F("child__public_id")).annotate(
        opens=Exists(children.filter(pk=OuterRef("child_id")))
    )


def children_of(actor: Actor, mine: QuerySet[Person]) -> list[dict[str, Any]]:
    """The children that I answer for, with class and unit."""
    rows: Rows = mine.order_by("sort_key", "pk").values("pk", "public_id", "given_name", name=F("display_name"))
    return with_classes(actor, list(rows))


def switcher(children: list[dict[str, Any]], current: int | None = None) -> list[tuple[str, str, bool]]:
    """The children for the family switcher: first name, address, whether it is this one."""
    return [(child["given_name"], url("child", child["public_id"]), child["pk"] == current) for child in children]


def with_classes(actor: Actor, people: list[Any]) -> list[dict[str, Any]]:
    """The same people, each with the names of class and unit as far as the reader sees them."""
    rows = _in_force(MEMBER_READ.visible_to(actor), actor).filter(child__in=[row["pk"] for row in people], group__kind__in=CLASS_KINDS)
    listed = (
        rows.order_by()
        .values("child_id")
        .annotate(classes=ArrayAgg("group__name", distinct=True), units=ArrayAgg("group__unit__name", distinct=True))
    )
    found = {row["child_id"]: row for row in listed}
    nothing: dict[str, list[str]] = {"classes": [], "units": []}
    return [{**row, "classes": found.get(row["pk"], nothing)["classes"], "units": found.get(row["pk"], nothing)["units"]} for row in people]


def matching_people(known: QuerySet[Person], actor: Actor, words: list[str]) -> Rows:
    """People whose shown name has all the words; never by a name that is not shown (A10)."""
    wanted = Q()
    for word in words:
        wanted &= Q(display_name__icontains=word)
    rows = known.filter(wanted).order_by("sort_key", "pk")
    return rows.values("pk", "public_id", name=F("display_name")).annotate(opens=CHILD_READ.condition(actor))
