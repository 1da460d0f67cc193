"""The people around a child and in a group, as far as the reader may know of them (A3, A10, A17)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet
from django.utils.translation import get_language

from larka.access.policies import CHILD_READ, GROUP_READ, MEMBER_READ, NAME_READ
from larka.access.questions import Ids, Pages, Words, like_key, question
from larka.access.relation import TODAY, holds_on
from larka.media.queries.pictures import picture_of_opened, picture_of_reached
from larka.register.actor import Actor
from larka.register.choices import GroupKind, Protection, Relation, Role
from larka.register.models import (
    ActivityGroup,
    DutyAssignment,
    Group,
    GroupMembership,
    Person,
    Placement,
    Responsible,
    Restriction,
    TeachingAssignment,
)
from larka.web.access import ADULT_READ, MY_CHILDREN, STAFF_NAME
from larka.web.addresses import url

CLASS_KINDS = (GroupKind.KLASS, GroupKind.AVDELNING)
Rows = QuerySet[Any, Any]
# Who reach a child without reaching all its groups.
_OPEN_SOME_GROUPS = frozenset({"substitute", "other_responsible", "adult_consent", "leisure_staff"})
NAMES_ONLY = frozenset({"unit_staff"})
SWITCHING = frozenset({"guardian", "other_responsible", "adult_consent"})
# A child with a place, now or once; and, where it is said, oneself.
_HAS_PAGE = Exists(Placement.objects.filter(child=OuterRef("pk")))
FAMILY_ROLES = frozenset({"self", "guardian", "other_responsible", "adult_consent", "member", "members_guardian"})


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One adult at school and what they are to the child or group; ``presents``: they have written something about themselves."""

    pk: int
    public_id: uuid.UUID
    name: str
    roles: tuple[str, ...]
    subjects: tuple[str, ...]
    presents: bool
    picture: uuid.UUID | None

    @property
    def said(self) -> str:
        """The roles in the school's words; a teacher's with the subjects."""
        taught = {Role.TEACHER.value: f": {', '.join(self.subjects)}"} if self.subjects else {}
        names = _role_names(get_language() or "")
        return " · ".join(f"{names.get(role, role)}{taught.get(role, '')}" for role in self.roles)


@cache
def _role_names(_language: str) -> dict[str, str]:
    """What the roles are called in the language in force: a page says it for each of the staff."""
    return {role.value: str(role.label) for role in Role}


def groups_of(actor: Actor, child: Person, *, role: str) -> list[dict[str, Any]]:
    """The child's groups today, the class first; ``opens`` says whether the reader has the group's own page."""
    rows = sorted(_groups.dicts(actor, child.pk), key=lambda row: row["kind"] not in CLASS_KINDS)
    some = GROUP_READ.visible_to(actor).filter(memberships__child=child) if role in _OPEN_SOME_GROUPS else None
    opened = None if some is None else set(some.values_list("pk", flat=True))
    return [{**row, "opens": opened is None or row["group_id"] in opened} for row in rows]


@question(int)
def _groups(actor: Actor, child: int) -> Rows:
    rows = MEMBER_READ.about(actor, child, in_force(actor))
    return rows.order_by("group__sort_key", "group_id").values(
        "group_id", kind=F("group__kind"), name=F("group__name"), group_public_id=F("group__public_id"), unit_name=F("group__unit__name")
    )


def in_force(actor: Actor) -> QuerySet[GroupMembership]:
    """Who is in a group today."""
    return GroupMembership.objects.filter(holds_on("", actor.today, TODAY), holds_on("group", actor.today, TODAY))


def staff_of(actor: Actor, groups: Iterable[int]) -> list[StaffRow]:
    """Mentors, teachers and others who have the groups today, by the names that the reader may know."""
    return [_staff_row(row) for row in _staff(actor, list(groups))]


@question(Ids)
def _staff(actor: Actor, groups: Ids) -> Rows:
    day = actor.today
    assigned = DutyAssignment.objects.filter(holds_on("", day, TODAY), holds_on("duty", day, TODAY), group__among=groups, role__gt="")
    teaching = TeachingAssignment.objects.filter(
        holds_on("", day, TODAY),
        holds_on("duty", day, TODAY),
        holds_on("activity", day, TODAY),
        duty__role__gt="",
        activity__among=ArraySubquery(ActivityGroup.objects.filter(group__among=groups).values("activity")),
    )
    people = assigned.values("duty__person").union(teaching.values("duty__person"))
    mine = {"duty__person": OuterRef("pk")}
    return (
        STAFF_NAME.among(actor, Person.objects.filter(pk__in=people))
        .annotate(roles=ArraySubquery(assigned.filter(**mine).values("role").distinct()))
        .annotate(subjects=ArraySubquery(_subjects(teaching.filter(**mine))), picture=picture_of_opened(STAFF_NAME, actor))
        .order_by("display_sort_key", "pk")
        .values_list("pk", "public_id", "display_name", "protection", "profile__presentation", "picture", "roles", "subjects")
    )


def _subjects(teaching: QuerySet[TeachingAssignment]) -> Rows:
    named: Rows = teaching.values_list(Coalesce("activity__syllabus__name", "activity__name"))
    return named.distinct()


def _staff_row(row: tuple[Any, ...]) -> StaffRow:
    pk, public_id, name, protection, presentation, picture, roles, subjects = row
    sorts = sorted({*roles, Role.TEACHER.value} if subjects else set(roles), key=lambda role: (role == Role.TEACHER, role))
    presents = bool(presentation) and protection == Protection.NONE
    return StaffRow(pk, public_id, name, tuple(sorts), tuple(sorted(subjects)), presents, picture)


@dataclass(frozen=True, slots=True)
class Adult:
    """Someone who answers for a child."""

    name: str
    relation: str

    @property
    def said(self) -> str:
        """The relation in words."""
        return str(Relation(self.relation).label)


def adults_of(actor: Actor, children: list[int], *, role: str) -> dict[int, list[Adult]]:
    """Child → adults who answer for it today, whom the reader may know by name (A3).

    Other staff of the unit see names and groups of children only (A6), families guardians only; none whom a decision keeps away (A17).
    """
    if role in NAMES_ONLY:
        return {}
    adults: dict[int, list[Adult]] = {}
    for child, name, relation in _adults(actor, children):
        if relation == Relation.GUARDIAN or role not in FAMILY_ROLES:
            adults.setdefault(child, []).append(Adult(name, relation))
    return adults


@question(Ids)
def _adults(actor: Actor, children: Ids) -> Rows:
    adults = ADULT_READ.among(actor, answering(actor).filter(child__among=children), children=children)
    rows: Rows = adults.order_by("person__display_sort_key", "person_id")
    return rows.values_list("child_id", "person__display_name", "relation")


def answering(actor: Actor) -> QuerySet[Responsible]:
    """Who answers for a child today, without those whom a decision keeps away (A17)."""
    kept_away = Restriction.objects.filter(holds_on("", actor.today, TODAY), child=OuterRef("child"), person=OuterRef("person"))
    return Responsible.objects.filter(
        ~Exists(kept_away),
        holds_on("", actor.today, TODAY),
        Q(child__adult_on__isnull=True) | Q(child__adult_on__gt=actor.today),
        in_effect=True,
    )


def members_of(actor: Actor, group: Group) -> Pages:
    """The group's children today whom the reader may see, in name order, and whether their own pages open."""
    return _members.pages(actor, group.pk)


@question(int)
def _members(actor: Actor, group: int) -> Rows:
    rows = MEMBER_READ.among(actor, in_force(actor).filter(group=group), members_of=group).order_by("child__sort_key", "child_id")
    always = CHILD_READ.follows_from(MEMBER_READ, actor)
    opens: Any = Value(value=True) if always else Exists(CHILD_READ.among(actor, Person.objects.filter(pk=OuterRef("child_id"))))
    return rows.values("child_id", name=F("child__display_name"), child_public_id=F("child__public_id")).annotate(
        opens=opens, picture=picture_of_opened(MEMBER_READ, actor, "child_id")
    )


def children_of(actor: Actor) -> list[dict[str, Any]]:
    """The children that I answer for, with class and unit."""
    return with_classes(actor, _children.dicts(actor))


@question()
def _children(actor: Actor) -> Rows:
    mine = MY_CHILDREN.visible_to(actor).order_by("sort_key", "pk")
    return mine.values("pk", "public_id", "given_name", name=F("display_name"), picture=picture_of_reached())


def family_switcher(actor: Actor, child: int) -> list[tuple[str, str, bool]]:
    """The family's children to switch between, on a page about this one."""
    return switcher(_children.dicts(actor), child)


def switcher(children: list[dict[str, Any]], current: int | None = None) -> list[tuple[str, str, bool]]:
    """The children for the family switcher: first name, address, whether it is this one."""
    return [(child["given_name"], url("child", child["public_id"]), child["pk"] == current) for child in children]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a page about a child: its class, for its family the children to switch between, and its forms of school."""

    classes: str
    family: list[tuple[str, str, bool]]
    forms: frozenset[str]


def head_of(actor: Actor, child: Person, role: str) -> Head:
    """One question, and one more for the family. Of the forms of school only which tabs there are is told."""
    family = family_switcher(actor, child.pk) if role in SWITCHING else []
    rows = list(_classes_of(actor, child.pk))
    forms = frozenset(form for _name, form in rows if form)
    return Head(", ".join(sorted({name for name, _form in rows if name})), family, forms)


@question(int)
def _classes_of(actor: Actor, child: int) -> Rows:
    """The names of the classes that the reader may know of; and beside no name the forms of school of the child's places."""
    nothing = Value("", output_field=CharField())
    rows = MEMBER_READ.about(actor, child, in_force(actor).filter(group__kind__in=CLASS_KINDS))
    named: Rows = rows.order_by().values_list("group__name", nothing)
    places: Rows = Placement.objects.filter(holds_on("", actor.today, TODAY), child=child).order_by().values_list(nothing, "school_form")
    both: Rows = named.union(places)
    return both


def with_classes(actor: Actor, people: list[Any]) -> list[dict[str, Any]]:
    """The same people, each with the names of class and unit as far as the reader sees them."""
    found = {child: {"classes": classes, "units": units} for child, classes, units in _classes(actor, [row["pk"] for row in people])}
    nothing: dict[str, list[str]] = {"classes": [], "units": []}
    return [{**row, **found.get(row["pk"], nothing)} for row in people]


@question(Ids)
def _classes(actor: Actor, people: Ids) -> Rows:
    # Told which groups it can be, or the planner reads all classes of the municipality for the few of a page.
    theirs = ArraySubquery(GroupMembership.objects.filter(child__among=people).values("group"))
    classes = in_force(actor).filter(child__among=people, group__pk__among=theirs, group__kind__in=CLASS_KINDS)
    rows = MEMBER_READ.among(actor, classes, children=people)
    named: Rows = rows.order_by().values_list("child_id")
    listed: Rows = named.annotate(classes=ArrayAgg("group__name", distinct=True), units=ArrayAgg("group__unit__name", distinct=True))
    return listed


def matching_people(actor: Actor, words: list[str]) -> Pages:
    """People whose shown name has all the words; never by a name that is not shown (A10)."""
    return _matching.pages(actor, like_key(words))


@question(Words)
def _matching(actor: Actor, words: Words) -> Rows:
    rows = NAME_READ.by_key(actor).filter(display_sort_key__key_has_words=words).order_by("display_sort_key", "pk")
    return rows.annotate(has_page=_HAS_PAGE | Q(pk=actor.person_id)).values("pk", "public_id", "has_page", name=F("display_name"))


def with_pages(actor: Actor, people: list[Any]) -> list[dict[str, Any]]:
    """The same people, with their classes, and each with whether their own page opens for the reader."""
    listed = with_classes(actor, people)
    known = CHILD_READ.follows_from(MEMBER_READ, actor)
    opening = {row["pk"] for row in listed if known and row["classes"]}
    opening |= {pk for (pk,) in _opened(actor, [row["pk"] for row in listed if row["has_page"] and row["pk"] not in opening])}
    return [{**row, "opens": row["pk"] in opening} for row in listed]


@question(Ids)
def _opened(actor: Actor, people: Ids) -> Rows:
    """Those of these people whose own page opens."""
    return CHILD_READ.among(actor, Person.objects.filter(pk__among=people), children=people).order_by().values_list("pk")
