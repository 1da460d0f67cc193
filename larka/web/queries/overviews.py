"""Start pages and unit pages: sums that equal the rows behind them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Value
from django.db.models.query import QuerySet

from larka.access.policies import GROUP_READ, MEMBER_READ, PLACEMENT_READ, UNIT_READ
from larka.access.questions import Ids, Pages, Words, like_key, question
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGEMENT_READ, KIND
from larka.assessments.models import Judgement
from larka.audit.models import Entry
from larka.register.actor import Actor
from larka.register.choices import GroupKind
from larka.register.models import Group
from larka.register.orders import in_school_order
from larka.web.access import MY_FAMILY, MY_GROUPS

Rows = QuerySet[Any, Any]
# Where a child belongs; teaching groups are many more.
HOME_KINDS = (GroupKind.KLASS, GroupKind.AVDELNING, GroupKind.MENTOR)
_NEWEST = 10
_NEWS_FOR = dt.timedelta(days=90)


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


def groups_listed(actor: Actor, groups: QuerySet[Group]) -> Rows:
    """Groups in force, by unit, kind and name."""
    rows = groups.filter(holds_on("", actor.today, TODAY)).order_by("unit__sort_key", "kind", *in_school_order())
    return rows.values("pk", "public_id", "name", "kind", "school_form", unit_name=F("unit__name"))


def groups_of_unit(actor: Actor, unit: int, *, every: bool) -> Pages:
    """The unit's groups in force: classes and preschool groups, or every group."""
    return (_every_group if every else _classes_of_unit).pages(actor, unit)


@question(int)
def _every_group(actor: Actor, unit: int) -> Rows:
    return groups_listed(actor, GROUP_READ.visible_to(actor).filter(unit=unit))


@question(int)
def _classes_of_unit(actor: Actor, unit: int) -> Rows:
    return groups_listed(actor, GROUP_READ.visible_to(actor).filter(unit=unit, kind__in=HOME_KINDS))


def with_members(actor: Actor, groups: list[Any]) -> list[dict[str, Any]]:
    """The same groups, each with the number of members that the reader would be shown."""
    numbers = dict(_sizes(actor, [group["pk"] for group in groups]))
    return [{**group, "members": numbers.get(group["pk"], 0)} for group in groups]


@question(Ids)
def _sizes(actor: Actor, groups: Ids) -> Rows:
    rows = MEMBER_READ.visible_to(actor).filter(holds_on("", actor.today, TODAY), group__among=groups, group__pk__among=groups)
    named: Rows = rows.order_by().values_list("group_id")
    counted: Rows = named.annotate(n=Count("pk"))
    return counted


def my_groups(actor: Actor) -> QuerySet[Group]:
    """The groups that I work with, am in, or have children in."""
    return MY_GROUPS.visible_to(actor)


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


def _by_unit(rows: QuerySet[Any], name: str, counted: str) -> Rows:
    named: Rows = rows.order_by().values_list("unit_id", Value(name))
    counts: Rows = named.annotate(n=Count(counted, distinct=True))
    return counts


def matching_groups(actor: Actor, words: list[str]) -> Pages:
    """Groups in force whose name has all the words, as they are sorted: in capitals or not, "é" as "e"."""
    return _matching_groups.pages(actor, like_key(words))


@question(Words)
def _matching_groups(actor: Actor, words: Words) -> Rows:
    return groups_listed(actor, GROUP_READ.listed(actor, sort_key__key_has_words=words))
