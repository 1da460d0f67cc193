"""The log as a family reads it: "Vem har läst?" (A12)."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from larka.register.actor import Actor

FAMILY_ROLES = ("self", "guardian", "other_responsible", "adult_consent")
STAFF_ROLES = ("teacher", "mentor", "preschool_staff", "leisure_staff", "substitute", "principal")
_READERS = """
SELECT e.person_id, e.role, count(*), max(e.at),
 CASE WHEN p.protection = 'none' OR p.working_name > '' OR e.person_id = %(viewer)s THEN p.display_name ELSE '' END
FROM audit_entry e LEFT JOIN register_person p ON p.id = e.person_id
WHERE e.record_kind = %(kind)s AND e.record_ids @> ARRAY[%(record)s::bigint] AND e.kind = 'read'
 AND (e.person_id = %(viewer)s OR e.role = ANY(%(staff)s))
GROUP BY 1, 2, 5 ORDER BY 4 DESC LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class Reader:
    """One person who has opened a document: in which role, how often, when last. Never from which device or place."""

    name: str
    role: str
    times: int
    last_at: dt.datetime
    own: bool


def readers_of(viewer: Actor, kind: str, record_id: int) -> list[Reader]:
    """Staff's readings and the viewer's own; never another family member's (A12). The caller has asked the policy."""
    with connection.cursor() as cursor:
        cursor.execute(_READERS, {"viewer": viewer.person_id, "kind": kind, "record": record_id, "staff": list(STAFF_ROLES)})
        rows = cursor.fetchall()
    return [Reader(name, role, times, last_at, own=person == viewer.person_id) for person, role, times, last_at, name in rows]
