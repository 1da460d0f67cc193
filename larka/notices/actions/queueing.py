"""Making a notice, in the transaction of what it tells about."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models.query import QuerySet

from larka.audit.actions import record
from larka.notices.kinds import notice_kind
from larka.notices.models import About, Level, Notice
from larka.notices.sending.work import send_later
from larka.register.actor import Actor

Receivers = Iterable[tuple[int, int | None]]
Things = Iterable[tuple[uuid.UUID, int | None]]
_ADD = """INSERT INTO notices_recipient (notice_id, person_id, about_children)
SELECT %s, person, COALESCE(array_agg(DISTINCT child::bigint) FILTER (WHERE child IS NOT NULL), %s::bigint[])
FROM ({source}) receivers (person, child) WHERE person IS NOT NULL GROUP BY person"""
_TOLD = "SELECT * FROM unnest(%s::bigint[], %s::bigint[])"


@transaction.atomic
def queue_notice(
    *,
    by: Actor,
    kind: str,
    level: Level,
    about: Things,
    to: Receivers | QuerySet[Any, Any],
    remember_on: dt.date | None = None,
    expires_at: dt.datetime | None = None,
) -> Notice:
    """Tell people of something: each once, however many of their children it is about. Nothing is sent before the transaction is done.

    about: the public ids of what it is about, each with the child it is about. to: people, each with the child it comes to them for, or
    a queryset of such pairs; None: for all that it is about.
    """
    listed = list(about)
    notice = Notice.objects.create(
        kind=notice_kind(kind).key, level=level, made_by_id=by.person_id, made_at=by.at, remember_on=remember_on, expires_at=expires_at
    )
    About.objects.bulk_create(About(notice=notice, about=thing, child_id=child) for thing, child in listed)
    children = {child for _thing, child in listed if child is not None}
    count = _add(notice, sorted(children), to)
    record(by, "notice.queued", notice, children=children, details={"kind": kind, "level": int(level), "people": count})
    send_later(notice)
    return notice


@transaction.atomic
def move_reminder(*, by: Actor, kind: str, things: Iterable[uuid.UUID], day: dt.date, expires_at: dt.datetime | None = None) -> None:
    """What is to be remembered about these things falls on another day now, and is over at another moment, where that is said."""
    about = About.objects.filter(about__in=list(things)).values("notice")
    over = {} if expires_at is None else {"expires_at": expires_at}
    count = Notice.objects.filter(pk__in=about, kind=kind, level=Level.REMEMBER).update(remember_on=day, **over)
    if count:
        record(by, "notice.reminder_moved", details={"kind": kind, "count": count})


@transaction.atomic
def take_back(*, by: Actor, kind: str, thing: uuid.UUID, children: Iterable[int]) -> None:
    """What these notices asked for about these children is done: they say it no more, to anybody."""
    count, _deleted = About.objects.filter(notice__kind=kind, about=thing, child__in=list(children)).delete()
    if count:
        record(by, "notice.taken_back", details={"kind": kind, "count": count})


def _add(notice: Notice, children: list[int], to: Receivers | QuerySet[Any, Any]) -> int:
    """The recipients, in one statement however many they are."""
    if isinstance(to, QuerySet):
        source, params = to.order_by().query.sql_with_params()
    else:
        pairs = list(to)
        source, params = _TOLD, ([person for person, _child in pairs], [child for _person, child in pairs])
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(source=source), [notice.pk, children, *params])
        count: int = cursor.rowcount
    return count
