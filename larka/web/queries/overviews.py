"""Start pages and unit pages: sums that equal the rows behind them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Value
from django.db.models.query import QuerySet

from larka.access.policies import GROUP_READ, MEMBER_READ, PLACEMENT_READ, UNIT_READ
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGEMENT_READ, JUDGEMENT_STATE, KIND
from larka.audit.models import Entry
from larka.register.actor import Actor
from larka.register.models import Group, Organisation, Person
from larka.web.access import MY_CLASSES, MY_GROUPS

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


def newest_in_family(actor: Actor, family: QuerySet[Person]) -> list[Published]:
    """The newest published omdömen about these children (me, or mine), one row a child and term; older ones stand on the child's page."""
    opened = Entry.objects.filter(
        person_id=actor.person_id,
        kind=Entry.Kind.READ,
        record_kind=KIND,
        record_ids__contains=[OuterRef("pk")],
        at__gte=OuterRef("latest__published_at"),
    )
    rows = JUDGEMENT_READ.visible_to(actor).filter(child__in=family.order_by().values("pk"), latest__published_at__gte=actor.at - _NEWS_FOR)
    grouped = (
        rows.order_by()
        .annotate(is_unread=~Exists(opened))
        .values_list("child_id", "child__public_id", "child__display_name", "term__name")
        .annotate(subjects=Count("pk"), unread=Count("pk", filter=Q(is_unread=True)), newest=Max("latest__published_at"))
    )
    return [Published(*row) for row in grouped.order_by("-newest", "child_id")[:_NEWEST]]


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
    """The classes that I am mentor for, in all the subjects that its pupils are taught: two questions.

    The policies stand beside each other, never one inside a row of the other: the planner would ask it anew for each row.
    """
    states = _states_this_term(actor)
    classes: dict[tuple[str, str, str], dict[tuple[int, int], str]] = {}
    for public_id, name, unit, child, subject, unit_id in _taught_in_my_classes(actor):
        classes.setdefault((name, unit, public_id), {})[child, subject] = states.get((child, subject, unit_id), "missing")
    return [
        ClassStatus(
            public_id=public_id,
            name=name,
            unit=unit,
            pupils=len({child for child, _subject in found}),
            total=len(found),
            begun=list(found.values()).count("begun"),
            published=list(found.values()).count("published"),
        )
        for (name, unit, public_id), found in sorted(classes.items(), key=lambda item: item[0][:2])
    ]


def _taught_in_my_classes(actor: Actor) -> Rows:
    """Class, child, subject and unit of every pupil of my classes in every subject they are taught there."""
    day = actor.today
    mine = MY_CLASSES.visible_to(actor).filter(holds_on("", day, TODAY)).order_by().values("pk")
    return (
        MEMBER_READ.visible_to(actor)
        .filter(holds_on("", day, TODAY), holds_on("group", day, TODAY))
        .filter(holds_on(_ACTIVITY, day, TODAY), **{f"{_ACTIVITY}__syllabus__isnull": False})
        .filter(holds_on(_CLASS, day, TODAY), **{f"{_CLASS}__group__in": mine, f"{_CLASS}__group__unit": F("group__unit")})
        .order_by()
        .values_list(
            f"{_CLASS}__group__public_id",
            f"{_CLASS}__group__name",
            f"{_CLASS}__group__unit__name",
            "child_id",
            f"{_ACTIVITY}__syllabus_id",
            "group__unit_id",
        )
        .distinct()
    )


def _states_this_term(actor: Actor) -> dict[tuple[int, int, int], str]:
    """(child, subject, unit) → begun or published, of all that I may know the state of."""
    rows = JUDGEMENT_STATE.visible_to(actor).filter(term__starts_on__lte=actor.today, term__ends_on__gt=actor.today)
    told = rows.exclude(published_at__isnull=True, text="").values_list("child_id", "syllabus_id", "unit_id", "published_at")
    return {(child, subject, unit): "published" if published else "begun" for child, subject, unit, published in told}


def groups_listed(actor: Actor, groups: QuerySet[Group]) -> Rows:
    """Groups in force, by unit, kind and name."""
    rows = groups.filter(holds_on("", actor.today, TODAY)).order_by("unit__sort_key", "kind", "sort_key", "pk")
    return rows.values("pk", "public_id", "name", "kind", unit_name=F("unit__name"))


def with_members(actor: Actor, groups: list[Any]) -> list[dict[str, Any]]:
    """The same groups, each with the number of members that the reader would be shown."""
    rows = MEMBER_READ.visible_to(actor).filter(holds_on("", actor.today, TODAY), group__in=[group["pk"] for group in groups])
    numbers = dict(rows.order_by().values_list("group_id").annotate(n=Count("pk")))
    return [{**group, "members": numbers.get(group["pk"], 0)} for group in groups]


def my_groups(actor: Actor) -> QuerySet[Group]:
    """The groups that I work with, am in, or have children in."""
    return MY_GROUPS.visible_to(actor)


def unit_of(actor: Actor, group: Group) -> dict[str, Any]:
    """The group's unit by name, and whether its page opens for the reader."""
    units: Rows = Organisation.objects.filter(pk=group.unit_id).values("name", "public_id")
    return dict(units.annotate(opens=UNIT_READ.condition(actor)).get())


def unit_figures(actor: Actor, units: QuerySet[Organisation]) -> list[dict[str, Any]]:
    """Each unit's pupils, groups and published omdömen of the term, as the reader would be shown them: two questions."""
    day = actor.today
    rows: Rows = units.filter(holds_on("", day, TODAY)).order_by("sort_key", "pk").values("pk", "public_id", "name")
    listed = list(rows)
    wanted = [unit["pk"] for unit in listed]
    pupils = PLACEMENT_READ.visible_to(actor).filter(holds_on("", day, TODAY), unit__in=wanted)
    groups = GROUP_READ.visible_to(actor).filter(holds_on("", day, TODAY), unit__in=wanted)
    published = JUDGEMENT_READ.visible_to(actor).filter(term__starts_on__lte=day, term__ends_on__gt=day, unit__in=wanted)
    counted = _by_unit(pupils, "pupil_count", "child").union(
        _by_unit(groups, "group_count", "pk"), _by_unit(published, "published_count", "pk"), all=True
    )
    numbers = {(unit, name): number for unit, name, number in counted}
    names = ("pupil_count", "group_count", "published_count")
    return [{**unit, **{name: numbers.get((unit["pk"], name), 0) for name in names}} for unit in listed]


def _by_unit(rows: QuerySet[Any], name: str, counted: str) -> Rows:
    named: Rows = rows.order_by().values_list("unit_id", Value(name))
    counts: Rows = named.annotate(n=Count(counted, distinct=True))
    return counts


def matching_groups(groups: QuerySet[Group], words: list[str]) -> QuerySet[Group]:
    """Groups whose name has all the words."""
    for word in words:
        groups = groups.filter(name__icontains=word)
    return groups
