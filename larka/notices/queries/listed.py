"""My notices as the page lists them: rendered now, of what may be seen now."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.query import QuerySet

from larka.access.policies import CHILD_READ, FAMILY
from larka.notices.kinds import NoticeKind, notice_kind
from larka.notices.models import About, Level, Recipient
from larka.notices.queries.visible import visible_notices
from larka.register.actor import Actor
from larka.register.models import Person

_OWN_CHILDREN = CHILD_READ.only(*FAMILY)


@dataclass(frozen=True, slots=True)
class Shown:
    """One notice, however many siblings it is about. places: the child's name ("" where it is about none), and where it leads."""

    public_id: uuid.UUID
    level: Level
    title: str
    places: tuple[tuple[str, str], ...]
    children: tuple[int, ...]
    made_at: dt.datetime
    remember_on: dt.date | None
    unread: bool
    kind: str
    about: tuple[uuid.UUID, ...]


def listed_notices(actor: Actor, child: Person | None = None) -> QuerySet[Recipient]:
    """Unread first, what hurries first among them, then the newest."""
    rows = visible_notices(actor).select_related("notice")
    if child is not None:
        rows = rows.filter(about_children__contains=[child.pk])
    unread = Case(When(read_at=None, then=F("notice__level")), default=Value(len(Level) + 1), output_field=IntegerField())
    return rows.order_by(unread, "-notice__made_at", "-notice_id")


def children_of(actor: Actor) -> list[Person]:
    """Whom the list can be narrowed to: one's own children, and oneself as a pupil. None where there is but one."""
    found = list(_OWN_CHILDREN.visible_to(actor).filter(placements__isnull=False).distinct().order_by("sort_key", "pk"))
    return found if len(found) > 1 else []


def shown_notices(actor: Actor, rows: Sequence[Recipient]) -> list[Shown]:
    """The rows in words. What its policy does not let through is not there."""
    abouts = _abouts(rows)
    things = {key: _things(actor, notice_kind(key), found) for key, found in _by_kind(rows, abouts).items()}
    names = _names(actor, abouts)
    shown = [_shown(row, abouts[row.notice_id], things[row.notice.kind], names) for row in rows]
    return [each for each in shown if each is not None]


def may_show(actor: Actor, shown: Shown) -> bool:
    """Whether the session is sure enough to be shown what the notice is about (A14)."""
    policy = notice_kind(shown.kind).read
    things = (policy.open(actor, each) for each in shown.about)
    return not any(policy.lacking(actor, thing.access_role) for thing in things if thing is not None)


def _abouts(rows: Iterable[Recipient]) -> dict[int, list[About]]:
    """What each notice is about, as far as it came to this person for it."""
    mine = {row.notice_id: row.about_children for row in rows}
    found: dict[int, list[About]] = defaultdict(list)
    for each in About.objects.filter(notice__in=list(mine)).order_by("pk"):
        if each.child_id is None or each.child_id in mine[each.notice_id]:
            found[each.notice_id].append(each)
    return found


def _by_kind(rows: Iterable[Recipient], abouts: dict[int, list[About]]) -> dict[str, list[uuid.UUID]]:
    found: dict[str, list[uuid.UUID]] = defaultdict(list)
    for row in rows:
        found[row.notice.kind] += [each.about for each in abouts[row.notice_id]]
    return found


def _things(actor: Actor, kind: NoticeKind, wanted: list[uuid.UUID]) -> dict[uuid.UUID, Any]:
    rows = kind.read.model._default_manager.filter(kind.still, public_id__in=wanted).select_related(*kind.related)
    return {thing.public_id: thing for thing in kind.read.among(actor, rows)}


def _names(actor: Actor, abouts: dict[int, list[About]]) -> dict[int, str]:
    children = sorted({each.child_id for found in abouts.values() for each in found if each.child_id})
    if not children:
        return {}
    return dict(CHILD_READ.among(actor, Person.objects.filter(pk__in=children)).values_list("pk", "display_name"))


def _shown(row: Recipient, abouts: list[About], things: dict[uuid.UUID, Any], names: dict[int, str]) -> Shown | None:
    seen = [(each, things[each.about]) for each in abouts if each.about in things]
    if not seen:
        return None
    kind = notice_kind(row.notice.kind)
    places: dict[int | None, str] = {}
    for each, thing in seen:
        places.setdefault(each.child_id, kind.link(thing))
    return Shown(
        public_id=row.notice.public_id,
        level=Level(row.notice.level),
        title=kind.title([thing for _each, thing in seen]),
        places=tuple((names.get(child, "") if child else "", link) for child, link in places.items()),
        children=tuple(child for child in places if child),
        made_at=row.notice.made_at,
        remember_on=row.notice.remember_on,
        unread=row.read_at is None,
        kind=kind.key,
        about=tuple(each.about for each, _thing in seen),
    )
