"""Which children have had no talk, by what the law asks of their school form (C7)."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from larka.access import paths
from larka.access.policies import LEADING, MEMBER_READ
from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.core.dates import stockholm_day
from larka.register.actor import Actor
from larka.register.choices import SchoolForm
from larka.register.models import Group, GroupMembership, Organisation, SchoolYear, Term
from larka.talks.access import CLASS_TALKS, LEADS, NEXT_LEADS, TALK_READ
from larka.talks.models import Talk
from larka.talks.models.talks import LIVE

# Preschool (8:11) and förskoleklass (9:11) once a school year; compulsory school (10:12) and upper secondary (15:20) each term.
ONCE_A_YEAR = frozenset({SchoolForm.FS, SchoolForm.FKLASS})
EACH_TERM = frozenset({SchoolForm.GR, SchoolForm.ANPGR, SchoolForm.SP, SchoolForm.SAM, SchoolForm.GY, SchoolForm.ANPGY})
GROUP_KINDS = ("klass", "avdelning", "mentor")
_STAFF = TALK_READ.only(*LEADS, *NEXT_LEADS)
_MEMBERS = MEMBER_READ.only(paths.MENTOR, paths.PRESCHOOL_STAFF, *LEADING)


@dataclass(frozen=True, slots=True)
class Period:
    """The time in which there shall have been a talk."""

    name: str
    starts_on: dt.date
    ends_on: dt.date
    by_year: bool


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One child: when it had its talk in the period, or for when one is booked."""

    child_id: int
    public_id: uuid.UUID
    name: str
    membership: uuid.UUID
    group_id: int
    held_at: dt.datetime | None
    booked_at: dt.datetime | None

    @property
    def lacks(self) -> bool:
        """No talk has been held."""
        return self.held_at is None


@dataclass(frozen=True, slots=True)
class GroupRows:
    """A group, what counts there, and its children by name."""

    group: Group
    period: Period | None
    rows: list[ChildRow]

    @property
    def lacking(self) -> list[ChildRow]:
        """Those who have had none."""
        return [row for row in self.rows if row.lacks]

    @property
    def booked(self) -> int:
        """How many of them have one booked."""
        return sum(row.booked_at is not None for row in self.lacking)


def group_rows(actor: Actor, group: Group) -> GroupRows:
    """One group's children, in three questions."""
    (found,) = _rows_of(actor, [group])
    return found


def unit_rows(actor: Actor, unit: Organisation) -> list[GroupRows]:
    """The unit's classes and departments; each child in the first of its groups, so that no one is counted twice."""
    groups = Group.objects.filter(holds_on("", actor.today, TODAY), unit=unit, kind__in=GROUP_KINDS).order_by("sort_key", "pk")
    found = _rows_of(actor, sorted(groups, key=lambda group: GROUP_KINDS.index(group.kind)))
    seen: set[int] = set()
    listed = []
    for each in found:
        own = [row for row in each.rows if row.child_id not in seen]
        seen |= {row.child_id for row in own}
        if own and each.period is not None:
            listed.append(GroupRows(each.group, each.period, own))
    return listed


def groups_followed(actor: Actor) -> list[Group]:
    """The groups whose talks the actor follows as mentor or preschool staff, today."""
    return _followed.objects(actor)


@question()
def _followed(actor: Actor) -> QuerySet[Group]:
    rows = CLASS_TALKS.only(paths.GROUP_MENTOR, paths.GROUP_PRESCHOOL_STAFF).visible_to(actor)
    return rows.filter(holds_on("", actor.today, TODAY), kind__in=GROUP_KINDS).select_related("unit").order_by("sort_key", "pk")


def _rows_of(actor: Actor, groups: list[Group]) -> list[GroupRows]:
    periods = {by_year: _period(actor, by_year=by_year) for by_year in (False, True)}
    members = _members(actor, [group.pk for group in groups])
    talks = _talks(actor, sorted({member[1] for member in members}), periods.values())
    of_group: dict[int, list[tuple[object, ...]]] = {}
    for member in members:
        of_group.setdefault(member[0], []).append(member)
    return [_group_rows(group, periods, of_group.get(group.pk, []), talks) for group in groups]


def _period(actor: Actor, *, by_year: bool) -> Period | None:
    model = SchoolYear if by_year else Term
    found = model.objects.filter(starts_on__lte=actor.today).order_by("-starts_on").first()
    return Period(found.name, found.starts_on, found.ends_on, by_year) if found else None


@question(Ids)
def _members(actor: Actor, groups: Ids) -> QuerySet[GroupMembership]:
    rows = _MEMBERS.among(actor, GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group__among=groups))
    return rows.order_by("child__sort_key", "child_id").values_list(  # type: ignore[return-value]
        "group_id", "child_id", "child__public_id", "child__display_name", "public_id", "child__birth_date"
    )


Days = list[tuple[dt.datetime, bool]]


def _talks(actor: Actor, children: list[int], periods: Iterable[Period | None]) -> dict[int, Days]:
    """By child: when talks that are not cancelled were or will be, and whether they were held."""
    first = min((period.starts_on for period in periods if period is not None), default=actor.today)
    since = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(days=1)
    found: dict[int, Days] = {}
    for child, starts_at, held_at in _talks_of(actor, children, since):
        found.setdefault(child, []).append((starts_at, held_at is not None))
    return found


@question(Ids, dt.datetime)
def _talks_of(actor: Actor, children: Ids, since: dt.datetime) -> QuerySet[Any, Any]:
    rows = Talk.objects.filter(LIVE, starts_at__gte=since, child__among=children)
    return _STAFF.among(actor, rows).order_by("starts_at").values_list("child_id", "starts_at", "held_at")


def _group_rows(group: Group, periods: dict[bool, Period | None], members: list[tuple[object, ...]], talks: dict[int, Days]) -> GroupRows:
    form = group.school_form or next(iter(group.unit.school_forms), "")
    period = periods[form in ONCE_A_YEAR] if form in ONCE_A_YEAR | EACH_TERM else None
    rows = [(_child_row(member[:5], talks, period), member[5]) for member in members] if period else []
    return GroupRows(group, period, _told_apart(rows))


def _told_apart(rows: list[tuple[ChildRow, object]]) -> list[ChildRow]:
    """Two of one name in a group say when they were born."""
    often = Counter(row.name for row, _born in rows)
    both = _("%(name)s, född %(day)s")
    return [replace(row, name=both % {"name": row.name, "day": born}) if often[row.name] > 1 and born else row for row, born in rows]


def _child_row(member: tuple[object, ...], talks: dict[int, Days], period: Period) -> ChildRow:
    group, child, public_id, name, membership = member
    within = [(at, held) for at, held in talks.get(child, []) if period.starts_on <= stockholm_day(at) < period.ends_on]  # type: ignore[call-overload]
    held = next((at for at, was_held in reversed(within) if was_held), None)
    booked = next((at for at, was_held in within if not was_held), None)
    return ChildRow(child, public_id, name, membership, group, held, booked)  # type: ignore[arg-type]
