"""What is unusual in the log: one person and very many children, or very many pages that were refused (A12)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.query import QuerySet

from larka.audit.partitions import moment_of
from larka.core.dates import stockholm_day
from larka.privacy.models import Alarm
from larka.privacy.queries.names import names_of
from larka.register.settings import setting

# Roles in which somebody reads many children as a matter of course: their own, and those they teach or look after.
OWN_CHILDREN = ("self", "guardian", "other_responsible", "adult_consent", "teacher", "mentor", "preschool_staff", "leisure_staff")
_REFUSALS_WITHIN = dt.timedelta(minutes=10)
# Children that were opened one by one; a list or a class's page is one reading of many.
_CHILDREN = """
SELECT person_id, count(DISTINCT child_ids[1]), min(at), max(at) FROM audit_entry e
WHERE at > %(since)s AND at <= %(until)s AND kind = 'read' AND cardinality(child_ids) = 1 AND person_id IS NOT NULL
 AND role <> ALL(%(own)s) AND {handled} GROUP BY 1 HAVING count(DISTINCT child_ids[1]) > %(most)s
"""
_REFUSALS = """
SELECT person_id, count(*), min(at), max(at) FROM audit_entry e
WHERE at > %(since)s AND at <= %(until)s AND kind = 'refused' AND person_id IS NOT NULL AND {handled}
GROUP BY 1 HAVING count(*) > %(most)s
"""
# What an officer has looked at already is not counted once more.
_HANDLED = """at > COALESCE((SELECT max(a.to_at) FROM privacy_alarm a
 WHERE a.kind = %(alarm)s AND a.person_id = e.person_id AND a.handled_at IS NOT NULL), '-infinity')"""


@dataclass(frozen=True, slots=True)
class Unusual:
    """One person's use that passes a limit."""

    kind: str
    person: int
    count: int
    from_at: dt.datetime
    to_at: dt.datetime
    most: int


def unusual_use(at: dt.datetime) -> Iterator[Unusual]:
    """What passes the huvudman's limits in the last hour, since midnight, and in the last ten minutes."""
    midnight = moment_of(stockholm_day(at))
    yield from _over(_CHILDREN, Alarm.Kind.CHILDREN_IN_AN_HOUR, at - dt.timedelta(hours=1), at, setting("alarm.children_per_hour"))
    yield from _over(_CHILDREN, Alarm.Kind.CHILDREN_IN_A_DAY, midnight, at, setting("alarm.children_per_day"))
    yield from _over(_REFUSALS, Alarm.Kind.REFUSALS, at - _REFUSALS_WITHIN, at, setting("alarm.refusals_in_ten_minutes"))


def _over(statement: str, kind: str, since: dt.datetime, until: dt.datetime, most: int) -> Iterator[Unusual]:
    values: dict[str, Any] = {"since": since, "until": until, "most": most, "alarm": str(kind)}
    if "%(own)s" in statement:
        values["own"] = list(OWN_CHILDREN)
    with connection.cursor() as cursor:
        cursor.execute(statement.format(handled=_HANDLED), values)
        found = cursor.fetchall()
    for person, count, from_at, to_at in found:
        yield Unusual(str(kind), person, count, from_at, to_at, most)


def alarms_listed() -> QuerySet[Alarm]:
    """Those that wait first, then the newest."""
    return Alarm.objects.order_by(F("handled_at").desc(nulls_first=True), "-raised_at", "-pk")


def named_alarms(alarms: list[Alarm]) -> list[tuple[Alarm, str, str]]:
    """Each with whom it is about and who handled it, as they may be named."""
    names = names_of({person for alarm in alarms for person in (alarm.person_id, alarm.handled_by_id)})
    return [(alarm, names.get(alarm.person_id, ""), names.get(alarm.handled_by_id or 0, "")) for alarm in alarms]


def open_alarm(public_id: str) -> Alarm | None:
    """The alarm that a form names, if it still waits."""
    return next((alarm for alarm in Alarm.objects.filter(handled_at__isnull=True) if str(alarm.public_id) == public_id), None)
