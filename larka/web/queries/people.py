"""The people around a child and in a group, as far as the reader may know of them (A3, A10, A17)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet

from larka.access.policies import CHILD_READ, MEMBER_READ, PLACEMENT_READ
from larka.access.relation import TODAY, holds_on
from larka.register.actor import Actor
from larka.register.choices import GroupKind, Relation, Role
from larka.register.models import DutyAssignment, Group, GroupMembership, Person, Restriction, TeachingAssignment
from larka.web.access import ADULT_READ, STAFF_NAME
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
    wanted, day = list(groups), actor.today
    assigned = DutyAssignment.objects.filter(
        holds_on("", day, TODAY), holds_on("duty", day, TODAY), duty__person=OuterRef("pk"), group__in=wanted, role__gt=""
    )
    teaching = TeachingAssignment.objects.filter(
        holds_on("", day, TODAY),
        holds_on("duty", day, TODAY),
        holds_on("activity", day, TODAY),
        duty__person=OuterRef("pk"),
        duty__role__gt="",
        activity__activity_groups__group__in=wanted,
    )
    rows = (
        STAFF_NAME.visible_to(actor)
        .annotate(roles=ArraySubquery(assigned.values("role").distinct()), subjects=ArraySubquery(_subjects(teaching)))
        .filter(Q(roles__len__gt=0) | Q(subjects__len__gt=0))
        .order_by("sort_key", "pk")
        .values_list("display_name", "roles", "subjects")
    )
    return [row for name, roles, subjects in rows for row in _staff_rows(name, roles, subjects)]


def _subjects(teaching: QuerySet[TeachingAssignment]) -> Rows:
    named: Rows = teaching.values_list(Coalesce("activity__syllabus__name", "activity__name"))
    return named.distinct()


def _staff_rows(name: str, roles: list[str], subjects: list[str]) -> list[StaffRow]:
    others = [StaffRow(name, role, ()) for role in roles if role != Role.TEACHER or not subjects]
    return [*others, StaffRow(name, Role.TEACHER, tuple(sorted(subjects)))] if subjects else others


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
    rows = ADULT_READ.visible_to(actor).filter(
        ~Exists(kept_away),
        holds_on("", actor.today, TODAY),
        Q(child__adult_on__isnull=True) | Q(child__adult_on__gt=actor.today),
        in_effect=True,
        child__in=children,
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
    reached = Q(child__in=CHILD_READ.visible_to(actor).order_by().values("pk"))
    return rows.values("child_id", name=F("child__display_name"), child_public_id=F("child__public_id")).annotate(
        opens=ExpressionWrapper(reached, output_field=BooleanField())
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


def matching_people(known: QuerySet[Person], words: list[str]) -> Rows:
    """People whose shown name has all the words; never by a name that is not shown (A10)."""
    wanted = Q()
    for word in words:
        wanted &= Q(display_name__icontains=word)
    rows = known.filter(wanted).order_by("sort_key", "pk")
    return rows.values("pk", "public_id", name=F("display_name"))


def with_pages(actor: Actor, people: list[Any]) -> list[dict[str, Any]]:
    """The same people, each with whether their own page opens for the reader."""
    open_pages = set(CHILD_READ.visible_to(actor).filter(pk__in=[row["pk"] for row in people]).order_by().values_list("pk", flat=True))
    return [{**row, "opens": row["pk"] in open_pages} for row in people]
