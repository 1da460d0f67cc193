"""The log as a family reads it: "Vem har läst?" (A12)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from larka.audit.models import Entry
from larka.core.dates import years_later
from larka.register.actor import Actor

MAY_ASK_WHO_HAS_READ_FROM = 16
FETCHED_WITHIN = dt.timedelta(minutes=10)  # of a page: what a browser fetches when it is scrolled into view
FAMILY_ROLES = ("self", "guardian", "other_responsible", "adult_consent")
STAFF_ROLES = ("teacher", "mentor", "preschool_staff", "leisure_staff", "substitute", "principal", "emergency")
# Emergency access of which the data protection officer has decided that the family is told later (A8).
_DELAYED = """({entry}.role = 'emergency' AND EXISTS (SELECT FROM access_emergencyaccess x WHERE x.person_id = {entry}.person_id
  AND x.child_id = ANY({entry}.child_ids) AND {entry}.at BETWEEN x.starts_at AND x.ends_at AND x.notice_delayed_until > {day}))"""
# A page fetches the pictures on it, each with a row of its own: they are the same opening.
_READERS = r"""
SELECT e.person_id, e.role, greatest(count(*) FILTER (WHERE e.action NOT LIKE '%%\_file\_small'), 1), max(e.at),
 CASE WHEN p.protection = 'none' OR p.working_name > '' OR e.person_id = %(viewer)s THEN p.display_name ELSE '' END
FROM audit_entry e LEFT JOIN register_person p ON p.id = e.person_id
WHERE e.record_kind = %(kind)s AND e.record_ids @> ARRAY[%(record)s::bigint] AND e.kind = 'read'
 AND e.at >= COALESCE(%(since)s, '-infinity'::timestamptz) AND (e.person_id = %(viewer)s OR e.role = ANY(%(staff)s))
 AND NOT {delayed}
GROUP BY 1, 2, 5 ORDER BY 4 DESC LIMIT 200
""".replace("{delayed}", _DELAYED.format(entry="e", day="%(day)s"))


def told_later(day: dt.date) -> RawSQL:
    """Of a query of entries: those that the family is not told of yet."""
    return RawSQL(_DELAYED.format(entry="audit_entry", day="%s"), [day], output_field=BooleanField())  # noqa: S611 – ours


@dataclass(frozen=True, slots=True)
class Reader:
    """One person who has opened a document: in which role, how often, when last. Never from which device or place."""

    name: str
    role: str
    times: int
    last_at: dt.datetime
    own: bool


def may_ask_readers(role: str, born: dt.date | None, today: dt.date) -> bool:
    """Whether one who opened a document about a child in this role may ask: guardians, and the pupil from 16 (A12)."""
    if role == "self":
        return born is not None and years_later(born, MAY_ASK_WHO_HAS_READ_FROM) <= today
    return role in FAMILY_ROLES


def readers_of(viewer: Actor, kind: str, record_id: int, since: dt.datetime | None = None) -> list[Reader]:
    """Staff's readings and the viewer's own; never another family member's (A12). The caller has asked the policy.

    since: when it came to exist for the viewer, if it did so later than it was written.
    """
    with connection.cursor() as cursor:
        told = {"viewer": viewer.person_id, "kind": kind, "record": record_id, "staff": list(STAFF_ROLES), "day": viewer.today}
        cursor.execute(_READERS, told | {"since": since})
        rows = cursor.fetchall()
    return [Reader(name, role, times, last_at, own=person == viewer.person_id) for person, role, times, last_at, name in rows]


def told_with_page(reader: Actor, kind: str, record_id: int, medium: str) -> bool:
    """Whether a page of this record, opened just now, has told the log of this file already (docs/adr/0225)."""
    pages = Entry.objects.filter(person_id=reader.person_id, record_kind=kind, at__gt=reader.at - FETCHED_WITHIN, kind=Entry.Kind.READ)
    return pages.filter(record_ids__contains=[record_id], details__media__contains=[medium]).exists()
