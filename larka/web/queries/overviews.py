"""Start pages and unit pages: sums that equal the rows behind them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.db.models.query import QuerySet

from larka.access.policies import GROUP_READ, MEMBER_READ, PLACEMENT_READ, UNIT_READ
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGEMENT_READ, JUDGEMENT_STATE, KIND
from larka.audit.models import Entry
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Organisation, Person
from larka.web.access import MY_CLASSES, MY_GROUPS

Rows = QuerySet[Any, Any]
_NEWEST = 10
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
    """The newest published omdömen about these children (me, or mine), one row a child and term."""
    opened = Entry.objects.filter(
        person_id=actor.person_id,
        kind=Entry.Kind.READ,
        record_kind=KIND,
        record_ids__contains=[OuterRef("pk")],
        at__gte=OuterRef("latest__published_at"),
    )
    rows = JUDGEMENT_READ.visible_to(actor).filter(child__in=family.order_by().values("pk")).order_by()
    grouped = (
        rows.annotate(is_unread=~Exists(opened))
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
    """The classes that I am mentor for, in all the subjects that its pupils are taught: one question."""
    day = actor.today
    mine = MY_CLASSES.visible_to(actor).filter(holds_on("", day, TODAY), pk=OuterRef("class_id"))
    taught = (
        MEMBER_READ.visible_to(actor)
        .filter(holds_on("", day, TODAY), holds_on("group", day, TODAY))
        .filter(holds_on(_ACTIVITY, day, TODAY), **{f"{_ACTIVITY}__syllabus__isnull": False})
        .filter(holds_on(_CLASS, day, TODAY), **{f"{_CLASS}__group__unit": F("group__unit")})
        .annotate(class_id=F(f"{_CLASS}__group_id"))
        .filter(Exists(mine))
    )
    rows = _marked(actor, taught).values_list(f"{_CLASS}__group__public_id", f"{_CLASS}__group__name", f"{_CLASS}__group__unit__name")
    counted = rows.annotate(
        pupils=Count("child_id", distinct=True),
        pairs=Count("pair", distinct=True),
        begun=Count("pair", distinct=True, filter=Q(is_begun=True)),
        published=Count("pair", distinct=True, filter=Q(is_published=True)),
    )
    return sorted((ClassStatus(*row) for row in counted), key=lambda status: status.name)


def _marked(actor: Actor, taught: QuerySet[GroupMembership]) -> Rows:
    """Pairs of pupil and subject, and whether their omdöme of the term is begun or published."""
    same = JUDGEMENT_STATE.visible_to(actor).filter(
        term__starts_on__lte=actor.today,
        term__ends_on__gt=actor.today,
        child=OuterRef("child"),
        syllabus=OuterRef(f"{_ACTIVITY}__syllabus"),
        unit=OuterRef("group__unit"),
    )
    return taught.order_by().annotate(
        pair=Concat(Cast("child_id", CharField()), Value(" "), Cast(f"{_ACTIVITY}__syllabus_id", CharField()), output_field=CharField()),
        is_published=Exists(same.filter(published_at__isnull=False)),
        is_begun=Exists(same.filter(published_at__isnull=True).exclude(text="")),
    )


def groups_listed(actor: Actor, groups: QuerySet[Group]) -> Rows:
    """Groups in force with the number of members that the reader would be shown."""
    members = MEMBER_READ.visible_to(actor).filter(holds_on("", actor.today, TODAY), group=OuterRef("pk")).order_by()
    number = members.values("group").annotate(n=Count("pk")).values("n")
    rows = groups.filter(holds_on("", actor.today, TODAY)).order_by("unit__sort_key", "kind", "sort_key", "pk")
    return rows.values("pk", "public_id", "name", "kind", unit_name=F("unit__name")).annotate(members=Subquery(number))


def my_groups(actor: Actor) -> QuerySet[Group]:
    """The groups that I work with, am in, or have children in."""
    return MY_GROUPS.visible_to(actor)


def unit_of(actor: Actor, group: Group) -> dict[str, Any]:
    """The group's unit by name, and whether its page opens for the reader."""
    units: Rows = Organisation.objects.filter(pk=group.unit_id).values("name", "public_id")
    return dict(units.annotate(opens=UNIT_READ.condition(actor)).get())


def unit_figures(actor: Actor, units: QuerySet[Organisation]) -> list[dict[str, Any]]:
    """Each unit's pupils, groups and published omdömen of the term, as the reader would be shown them."""
    day = actor.today
    pupils = PLACEMENT_READ.visible_to(actor).filter(holds_on("", day, TODAY), unit=OuterRef("pk")).order_by()
    groups = GROUP_READ.visible_to(actor).filter(holds_on("", day, TODAY), unit=OuterRef("pk")).order_by()
    published = JUDGEMENT_READ.visible_to(actor).filter(term__starts_on__lte=day, term__ends_on__gt=day, unit=OuterRef("pk")).order_by()
    rows: Rows = units.filter(holds_on("", day, TODAY)).order_by("sort_key", "pk").values("pk", "public_id", "name")
    return list(
        rows.annotate(
            pupil_count=Subquery(pupils.values("unit").annotate(n=Count("child", distinct=True)).values("n")),
            group_count=Subquery(groups.values("unit").annotate(n=Count("pk", distinct=True)).values("n")),
            published_count=Subquery(published.values("unit").annotate(n=Count("pk", distinct=True)).values("n")),
        )
    )


def matching_groups(groups: QuerySet[Group], words: list[str]) -> QuerySet[Group]:
    """Groups whose name has all the words."""
    for word in words:
        groups = groups.filter(name__icontains=word)
    return groups
