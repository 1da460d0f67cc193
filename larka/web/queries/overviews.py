"""Start pages and unit pages: sums that equal the rows behind them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, Max, OuterRef, Q, Value
from django.db.models.query import QuerySet

from larka.access.policies import GROUP_READ, MEMBER_READ, PLACEMENT_READ, UNIT_READ
from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGEMENT_READ, JUDGEMENT_STATE, KIND
from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Organisation
from larka.web.access import MY_CLASSES, MY_FAMILY, MY_GROUPS

Rows = QuerySet[Any, Any]
_NEWEST = 10
_NEWS_FOR = dt.timedelta(days=90)
_ACTIVITY = "group__activity_groups__activity"
_CLASS = "child__memberships"


@dataclass(frozen=True, slots=True)
class Published:
    """A child's omdömen of one term, and how many of them this reader has not opened since they were published."""

    child_id: int
    child: Any
    name: str
    term: str
    subjects: int
    unread: int
    newest: dt.datetime


def newest_in_family(actor: Actor) -> list[Published]:
    """The newest published omdömen about my children, or me, one row a child and term; older ones stand on the child's page."""
    return [Published(*row) for row in _newest_in_family(actor)]


@question()
def _newest_in_family(actor: Actor) -> Rows:
    opened = Entry.objects.filter(
        person_id=actor.person_id,
        kind=Entry.Kind.READ,
        record_kind=KIND,
        record_ids__contains=[OuterRef("pk")],
        at__gte=OuterRef("latest__published_at"),
    )
    family = MY_FAMILY.visible_to(actor).order_by().values("pk")
    rows = JUDGEMENT_READ.among(actor, Judgement.objects.filter(child__in=family, latest__published_at__gte=actor.at - _NEWS_FOR))
    named: Rows = (
        rows.order_by().annotate(is_unread=~Exists(opened)).values_list("child_id", "child__public_id", "child__display_name", "term__name")
    )
    grouped: Rows = named.annotate(subjects=Count("pk"), unread=Count("pk", filter=Q(is_unread=True)), newest=Max("latest__published_at"))
    return grouped.order_by("-newest", "child_id")[:_NEWEST]


@dataclass(frozen=True, slots=True)
class ClassStatus:
    """How far the omdömen of a class have come this term: pupils, and pairs of pupil and subject by state."""

    public_id: Any
    name: str
    unit: str
    pupils: int
    total: int
    begun: int
    published: int

    @property
    def missing(self) -> int:
        """Neither begun nor published."""
        return self.total - self.begun - self.published


def mentored_classes(actor: Actor) -> list[ClassStatus]:
    """The classes that I am mentor for, in all the subjects that its pupils are taught: three questions.

    The policies stand beside each other, never one inside a row of the other: the planner would ask it anew for each row.
    """
    classes = _my_classes(actor)
    taught = _taught_in_classes(actor, [pk for pk, *_ in classes])
    states = _states_this_term(actor, list({child for _class, child, _subject, _unit in taught}))
    found: dict[int, dict[tuple[int, int], str]] = {}
    for pk, child, subject, unit in taught:
        found.setdefault(pk, {})[child, subject] = states.get((child, subject, unit), "missing")
    return [_class_status(names, found[pk]) for pk, *names in classes if pk in found]


def _class_status(names: list[Any], found: dict[tuple[int, int], str]) -> ClassStatus:
    public_id, name, unit = names
    states, pupils = list(found.values()), {child for child, _subject in found}
    return ClassStatus(public_id, name, unit, len(pupils), len(found), states.count("begun"), states.count("published"))


@question()
def _my_classes(actor: Actor) -> Rows:
    mine: Rows = MY_CLASSES.visible_to(actor).filter(holds_on("", actor.today, TODAY)).order_by("name", "unit__name", "pk")
    return mine.values_list("pk", "public_id", "name", "unit__name")


@question(Ids)
def _taught_in_classes(actor: Actor, classes: Ids) -> Rows:
    """Class, child, subject and unit of every pupil of the classes in every subject they are taught there."""
    day = actor.today
    taught = (
        GroupMembership.objects.filter(holds_on("", day, TODAY), holds_on("group", day, TODAY))
        .filter(holds_on(_ACTIVITY, day, TODAY), **{f"{_ACTIVITY}__syllabus__isnull": False})
        .filter(holds_on(_CLASS, day, TODAY), **{f"{_CLASS}__group__among": classes, f"{_CLASS}__group__unit": F("group__unit")})
    )
    rows: Rows = MEMBER_READ.among(actor, taught).order_by()
    return rows.values_list(f"{_CLASS}__group_id", "child_id", f"{_ACTIVITY}__syllabus_id", "group__unit_id")


def _states_this_term(actor: Actor, children: list[int]) -> dict[tuple[int, int, int], str]:
    """(child, subject, unit) → begun or published, of what I may know the state of about these children."""
    told = _written_this_term(actor, children)
    return {(child, subject, unit): "published" if published else "begun" for child, subject, unit, published in told}


@question(Ids)
def _written_this_term(actor: Actor, children: Ids) -> Rows:
    term = {"term__starts_on__lte": actor.today, "term__ends_on__gt": actor.today}
    rows: Rows = (
        JUDGEMENT_STATE.visible_to(actor).filter(child__among=children, **term).exclude(published_at__isnull=True, text="").order_by()
    )
    is_published = ExpressionWrapper(Q(published_at__isnull=False), output_field=BooleanField())
    return rows.values_list("child_id", "syllabus_id", "unit_id", is_published)


def groups_listed(actor: Actor, groups: QuerySet[Group]) -> Rows:
    """Groups in force, by unit, kind and name."""
    rows = groups.filter(holds_on("", actor.today, TODAY)).order_by("unit__sort_key", "kind", "sort_key", "pk")
    return rows.values("pk", "public_id", "name", "kind", "school_form", unit_name=F("unit__name"))


def with_members(actor: Actor, groups: list[Any]) -> list[dict[str, Any]]:
    """The same groups, each with the number of members that the reader would be shown."""
    numbers = dict(_sizes(actor, [group["pk"] for group in groups]))
    return [{**group, "members": numbers.get(group["pk"], 0)} for group in groups]


@question(Ids)
def _sizes(actor: Actor, groups: Ids) -> Rows:
    rows = MEMBER_READ.among(actor, GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group__among=groups))
    named: Rows = rows.order_by().values_list("group_id")
    counted: Rows = named.annotate(n=Count("pk"))
    return counted


def my_groups(actor: Actor) -> QuerySet[Group]:
    """The groups that I work with, am in, or have children in."""
    return MY_GROUPS.visible_to(actor)


def unit_of(actor: Actor, group: Group) -> dict[str, Any]:
    """The group's unit by name, and whether its page opens for the reader."""
    return _unit.dicts(actor, group.unit_id)[0]


@question(int)
def _unit(actor: Actor, unit: int) -> Rows:
    units: Rows = Organisation.objects.filter(pk=unit).values("name", "public_id")
    known: Rows = units.annotate(opens=UNIT_READ.condition(actor))
    return known


def unit_figures(actor: Actor, units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each unit's pupils, groups and published omdömen of the term, as the reader would be shown them."""
    published = dict(_published_in_units(actor, [unit["pk"] for unit in units]))
    return [{**unit, "published_count": published.get(unit["pk"], 0)} for unit in unit_sizes(actor, units)]


def unit_sizes(actor: Actor, units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each unit's pupils and groups, as the reader would be shown them."""
    numbers = {(unit, name): number for unit, name, number in _in_units(actor, [unit["pk"] for unit in units])}
    return [{**unit, **{name: numbers.get((unit["pk"], name), 0) for name in ("pupil_count", "group_count")}} for unit in units]


def my_units(actor: Actor) -> list[dict[str, Any]]:
    """The units that I work in."""
    return _my_units.dicts(actor)


@question()
def _my_units(actor: Actor) -> Rows:
    rows: Rows = UNIT_READ.visible_to(actor).filter(holds_on("", actor.today, TODAY)).order_by("sort_key", "pk")
    return rows.values("pk", "public_id", "name", "school_forms")


@question(Ids)
def _in_units(actor: Actor, units: Ids) -> Rows:
    day = actor.today
    pupils = PLACEMENT_READ.visible_to(actor).filter(holds_on("", day, TODAY), unit__among=units)
    groups = GROUP_READ.visible_to(actor).filter(holds_on("", day, TODAY), unit__among=units)
    counted: Rows = _by_unit(pupils, "pupil_count", "child").union(_by_unit(groups, "group_count", "pk"), all=True)
    return counted


@question(Ids)
def _published_in_units(actor: Actor, units: Ids) -> Rows:
    day = actor.today
    rows = JUDGEMENT_READ.visible_to(actor).filter(term__starts_on__lte=day, term__ends_on__gt=day, unit__among=units)
    counted: Rows = rows.order_by().values_list("unit_id").annotate(n=Count("pk"))
    return counted


def _by_unit(rows: QuerySet[Any], name: str, counted: str) -> Rows:
    named: Rows = rows.order_by().values_list("unit_id", Value(name))
    counts: Rows = named.annotate(n=Count(counted, distinct=True))
    return counts


def matching_groups(groups: QuerySet[Group], words: list[str]) -> QuerySet[Group]:
    """Groups whose name has all the words."""
    for word in words:
        groups = groups.filter(name__icontains=word)
    return groups
