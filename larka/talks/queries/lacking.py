"""Which children have had no talk, by what the law asks of their school form (C7)."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, Case, CharField, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Cast
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from larka.access import paths
from larka.access.policies import LEADING, MEMBER_READ
from larka.access.questions import Ids, Question, question
from larka.access.relation import TODAY, holds_on
from larka.core.dates import STOCKHOLM, stockholm_day
from larka.register.actor import Actor
from larka.register.choices import SchoolForm
from larka.register.models import Group, GroupMembership, Organisation, Person, SchoolYear, Term
from larka.register.orders import in_school_order
from larka.talks.access import CLASS_TALKS, LEADS, NEXT_LEADS, TALK_READ
from larka.talks.models import Talk
from larka.talks.models.talks import LIVE

# Preschool (8:11) and förskoleklass (9:11) once a school year; compulsory school (10:12) and upper secondary (15:20) each term.
ONCE_A_YEAR = frozenset({SchoolForm.FS, SchoolForm.FKLASS})
EACH_TERM = frozenset({SchoolForm.GR, SchoolForm.ANPGR, SchoolForm.SP, SchoolForm.SAM, SchoolForm.GY, SchoolForm.ANPGY})
GROUP_KINDS = ("klass", "avdelning", "mentor")
_STAFF = TALK_READ.only(*LEADS, *NEXT_LEADS)
_HELD = ExpressionWrapper(Q(held_at__isnull=False, with_home=True), output_field=BooleanField())
_LACKS_HOME = When(held_at__isnull=False, with_home=False, then=F("public_id"))
_MEMBERS = MEMBER_READ.only(paths.MENTOR, paths.PRESCHOOL_STAFF, *LEADING)


@dataclass(frozen=True, slots=True)
class Period:
    """The time in which there shall have been a talk: from one midnight in Stockholm to another."""

    name: str
    begins: dt.datetime
    ends: dt.datetime
    by_year: bool
    school_year: int


@dataclass(slots=True)
class ChildRow:
    """One child: when it had its talk in the period, or for when one is booked. key, place: public ids, of which a page needs few.

    lacks_home: the public id of one that was noted as held without anybody from home, which counts when it is said who was there.
    """

    child_id: int
    key: str
    name: str
    place: str
    held_at: dt.datetime | None = None
    booked_at: dt.datetime | None = None
    lacks_home: uuid.UUID | None = None

    @property
    def public_id(self) -> uuid.UUID:
        """The child's."""
        return uuid.UUID(self.key)

    @property
    def membership(self) -> uuid.UUID:
        """The public id of its place in the group."""
        return uuid.UUID(self.place)

    @property
    def held_on(self) -> dt.date | None:
        """The day: of a talk that was typed in afterwards no clock is known."""
        return stockholm_day(self.held_at) if self.held_at else None

    @property
    def lacks(self) -> bool:
        """No talk has been held."""
        return self.held_at is None


@dataclass(frozen=True)
class GroupRows:
    """A group, what counts there, and its children by name."""

    group: Group
    period: Period | None
    rows: list[ChildRow]

    @cached_property
    def lacking(self) -> list[ChildRow]:
        """Those who have had none."""
        return [row for row in self.rows if row.held_at is None]

    @property
    def booked(self) -> int:
        """How many of them have one booked."""
        return sum(row.booked_at is not None for row in self.lacking)

    @property
    def names(self) -> str:
        """Those who have had none on one line, and who of them has a time."""
        booked = _("bokat")
        return "; ".join(row.name if row.booked_at is None else f"{row.name} ({booked})" for row in self.lacking)


def group_rows(actor: Actor, group: Group) -> GroupRows:
    """One group's children, in three questions."""
    (found,) = _rows_of(actor, [group], _in_group, _talks_of)
    return found


def unit_rows(actor: Actor, unit: Organisation) -> list[GroupRows]:
    """The unit's classes and departments; each child in the first of its groups, so that no one is counted twice."""
    groups: list[Group] = _groups.objects(actor, unit.pk)
    for group in groups:
        group.unit = unit
    found = _rows_of(actor, sorted(groups, key=lambda group: GROUP_KINDS.index(group.kind)), _in_unit, _talks_in_unit)
    seen: set[int] = set()
    listed = []
    for each in found:
        own = [row for row in each.rows if row.child_id not in seen]
        seen |= {row.child_id for row in own}
        if own and each.period is not None:
            listed.append(GroupRows(each.group, each.period, own))
    return listed


@question(int)
def _groups(actor: Actor, unit: int) -> QuerySet[Group]:
    rows = Group.objects.filter(holds_on("", actor.today, TODAY), unit=unit, kind__in=GROUP_KINDS)
    return rows.order_by(*in_school_order())


def groups_followed(actor: Actor) -> list[Group]:
    """The groups whose talks the actor follows as mentor or preschool staff, today."""
    return _followed.objects(actor)


@question()
def _followed(actor: Actor) -> QuerySet[Group]:
    rows = CLASS_TALKS.only(paths.GROUP_MENTOR, paths.GROUP_PRESCHOOL_STAFF).visible_to(actor)
    return rows.filter(holds_on("", actor.today, TODAY), kind__in=GROUP_KINDS).select_related("unit").order_by(*in_school_order())


Member = tuple[int, int, str, str, str]
Told = tuple[int, dt.datetime, bool, uuid.UUID | None]


def _rows_of(actor: Actor, groups: list[Group], asked: Question, talks_of: Question) -> list[GroupRows]:
    periods = _periods(actor)
    of_group: dict[int, list[Member]] = {}
    for member in asked(actor, [group.pk for group in groups]):
        of_group.setdefault(member[0], []).append(member)
    first = min((period.begins for period in periods.values()), default=actor.at)
    years = sorted({period.school_year for period in periods.values()})
    talks: dict[int, list[Told]] = {}
    for told in talks_of(actor, sorted({member[1] for members in of_group.values() for member in members}), first, years):
        talks.setdefault(told[0], []).append(told)
    found = [_group_rows(group, periods, of_group.get(group.pk, []), talks) for group in groups]
    _tell_apart(actor, found)
    return found


def _periods(actor: Actor) -> dict[bool, Period]:
    """The term and the school year that have begun last, by whether it is the year: one question."""
    return {
        by_year: Period(name, _midnight(starts_on), _midnight(ends_on), by_year, year)
        for name, starts_on, ends_on, by_year, year in _begun(actor)
    }


def _midnight(day: dt.date) -> dt.datetime:
    """In the zone of the moments that it is compared with: hundreds, of which none then asks a zone what time it is."""
    return dt.datetime.combine(day, dt.time(), STOCKHOLM).astimezone(dt.UTC)


@question()
def _begun(actor: Actor) -> QuerySet[Any, Any]:
    term, year = (
        model._default_manager.filter(starts_on__lte=actor.today)
        .order_by("-starts_on")
        .values_list("name", "starts_on", "ends_on", Value(value=by_year), year)[:1]
        for model, by_year, year in ((Term, False, "school_year_id"), (SchoolYear, True, "pk"))
    )
    return term.union(year, all=True)


# Of the child what its names' index holds (docs/adr/0220).
_MEMBER = ("group_id", "child_id", Cast("child__public_id", CharField()), "child__display_name", Cast("public_id", CharField()))


@question(Ids)
def _in_group(actor: Actor, groups: Ids) -> QuerySet[Any, Any]:
    rows = _MEMBERS.among(actor, GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group__among=groups))
    return rows.order_by("child__display_sort_key", "child_id").values_list(*_MEMBER)


@question(Ids)
def _in_unit(actor: Actor, groups: Ids) -> QuerySet[Any, Any]:
    """The same of all the unit's groups: whom rektor reaches is asked for once."""
    theirs = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group__among=groups, group__pk__among=groups)
    rows = _MEMBERS.sifted(actor, theirs)
    return rows.order_by("child__display_sort_key", "child_id").values_list(*_MEMBER)


_TOLD = ("child_id", "starts_at", _HELD, Case(_LACKS_HOME, default=None))


@question(Ids, dt.datetime, Ids)
def _talks_of(actor: Actor, children: Ids, since: dt.datetime, _years: Ids) -> QuerySet[Any, Any]:
    """When talks that are not cancelled were or will be, whether they were held, and which lack the home."""
    rows = _STAFF.among(actor, Talk.objects.filter(LIVE, starts_at__gte=since, child__among=children))
    return rows.order_by("starts_at").values_list(*_TOLD)


@question(Ids, dt.datetime, Ids)
def _talks_in_unit(actor: Actor, children: Ids, since: dt.datetime, years: Ids) -> QuerySet[Any, Any]:
    """The same of a whole unit: what rektor reaches in these years is asked for once."""
    rows = _STAFF.sifted(actor, Talk.objects.filter(LIVE, starts_at__gte=since, child__among=children), years=years)
    return rows.order_by("starts_at").values_list(*_TOLD)


def _group_rows(group: Group, periods: dict[bool, Period], members: list[Member], talks: dict[int, list[Told]]) -> GroupRows:
    form = group.school_form or next(iter(group.unit.school_forms), "")
    period = periods.get(form in ONCE_A_YEAR) if form in ONCE_A_YEAR | EACH_TERM else None
    rows = [_child_row(member, talks.get(member[1], ()), period) for member in members] if period else []
    return GroupRows(group, period, rows)


def _tell_apart(actor: Actor, found: Iterable[GroupRows]) -> None:
    """Two of one name in a group say when they were born: asked only where there are such."""
    alike: list[ChildRow] = []
    for each in found:
        if len({row.name for row in each.rows}) < len(each.rows):
            often = Counter(row.name for row in each.rows)
            alike += [row for row in each.rows if often[row.name] > 1]
    born = dict(_born(actor, sorted({row.child_id for row in alike})))
    both = _("%(name)s, född %(day)s")
    for row in alike:
        if day := born.get(row.child_id):
            row.name = both % {"name": row.name, "day": day}


@question(Ids)
def _born(_actor: Actor, children: Ids) -> QuerySet[Any, Any]:
    """Of children whom the reader has been shown to reach."""
    return Person.objects.filter(pk__among=children, birth_date__isnull=False).order_by().values_list("pk", "birth_date")


def _child_row(member: Member, talks: Iterable[Told], period: Period) -> ChildRow:
    row = ChildRow(*member[1:5])
    for _child, at, held, lacks_home in talks:
        if period.begins <= at < period.ends:
            if held:
                row.held_at = at
            elif lacks_home:
                row.lacks_home = lacks_home
            elif row.booked_at is None:
                row.booked_at = at
    return row
