"""What is asked of the register by more than one app."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection

from larka.core.dates import stockholm_day
from larka.core.postgres.statements import Statement
from larka.register.actor import Actor
from larka.register.models import Person, SchoolYear

# Where a person ``p`` stands at all, whatever the day, and as what: a path that starts elsewhere leads nowhere, so it need not be asked.
_STANDING = {
    "adultpupilconsent.child": "register_adultpupilconsent x WHERE x.child_id = p.id",
    "adultpupilconsent.person": "register_adultpupilconsent x WHERE x.person_id = p.id",
    "duty.person": "register_duty x WHERE x.person_id = p.id",
    "groupmembership.child": "register_groupmembership x WHERE x.child_id = p.id",
    "placement.child": "register_placement x WHERE x.child_id = p.id",
    "responsible.child": "register_responsible x WHERE x.child_id = p.id",
    "responsible.person": "register_responsible x WHERE x.person_id = p.id",
    "documentedneed.person": "access_documentedneed x WHERE x.person_id = p.id",
    "emergencyaccess.person": "access_emergencyaccess x WHERE x.person_id = p.id",
    "proxy.person": "access_proxy x WHERE x.person_id = p.id",
    "rolegrant.person": "register_rolegrant x WHERE x.person_id = p.id",
    "substitute.person": "register_substitute x WHERE x.person_id = p.id",
    "teaching": "register_teachingassignment x JOIN register_duty d ON d.id = x.duty_id WHERE d.person_id = p.id",
    "duty.principal": "register_duty x WHERE x.person_id = p.id AND x.role = 'principal'",
    **{
        f"assignment.{role}": "register_dutyassignment x JOIN register_duty d ON d.id = x.duty_id"
        f" WHERE d.person_id = p.id AND x.role = '{role}'"
        for role in ("mentor", "preschool_staff", "leisure_staff")
    },
}
FOOTING = tuple(_STANDING)
_IN_FAMILIES = frozenset(
    ("adultpupilconsent.child", "adultpupilconsent.person", "groupmembership.child", "placement.child", "proxy.person",
     "responsible.child", "responsible.person")
)  # fmt: skip
FOOTING_SQL = "ARRAY({})".format(
    " UNION ALL ".join(f"SELECT '{place}' WHERE EXISTS (SELECT FROM {rows})" for place, rows in _STANDING.items())  # noqa: S608 – ours
)

# The roles of a person ``p`` that are in force on ``%(day)s`` at ``%(at)s``, for navigation and the log; access never asks them.
ROLES_SQL = """ARRAY(
 SELECT 'pupil' WHERE EXISTS (SELECT FROM register_placement x WHERE x.child_id = p.id
  AND x.starts_on <= %(day)s AND (x.ends_on IS NULL OR x.ends_on > %(day)s))
 UNION ALL SELECT DISTINCT CASE x.relation WHEN 'guardian' THEN 'guardian' ELSE 'other_responsible' END
  FROM register_responsible x JOIN register_person c ON c.id = x.child_id
  WHERE x.person_id = p.id AND x.in_effect AND x.starts_on <= %(day)s AND (x.ends_on IS NULL OR x.ends_on > %(day)s)
  AND (c.adult_on IS NULL OR c.adult_on > %(day)s)
  AND NOT EXISTS (SELECT FROM register_restriction r WHERE r.child_id = x.child_id AND r.person_id = x.person_id
   AND r.starts_on <= %(day)s AND (r.ends_on IS NULL OR r.ends_on > %(day)s))
 UNION ALL SELECT 'guardian' WHERE EXISTS (SELECT FROM register_adultpupilconsent x WHERE x.person_id = p.id
  AND x.starts_on <= %(day)s AND (x.ends_on IS NULL OR x.ends_on > %(day)s))
 UNION ALL SELECT 'other_responsible' WHERE EXISTS (SELECT FROM access_proxy x WHERE x.person_id = p.id
  AND x.starts_on <= %(day)s AND (x.ends_on IS NULL OR x.ends_on > %(day)s))
 UNION ALL SELECT DISTINCT d.role FROM register_duty d WHERE d.person_id = p.id AND d.role > ''
  AND d.starts_on <= %(day)s AND (d.ends_on IS NULL OR d.ends_on > %(day)s)
 UNION ALL SELECT DISTINCT a.role FROM register_duty d JOIN register_dutyassignment a ON a.duty_id = d.id
  WHERE d.person_id = p.id AND a.role > '' AND d.starts_on <= %(day)s AND (d.ends_on IS NULL OR d.ends_on > %(day)s)
  AND a.starts_on <= %(day)s AND (a.ends_on IS NULL OR a.ends_on > %(day)s)
 UNION ALL SELECT DISTINCT g.role FROM register_rolegrant g WHERE g.person_id = p.id
  AND g.starts_on <= %(day)s AND (g.ends_on IS NULL OR g.ends_on > %(day)s)
 UNION ALL SELECT 'substitute' WHERE EXISTS (SELECT FROM register_substitute x WHERE x.person_id = p.id
  AND x.starts_at <= %(at)s AND x.ends_at > %(at)s)
)"""


def school_year_on(day: dt.date) -> SchoolYear | None:
    """The school year that a day falls in; there are days for which the register has none."""
    row = _YEAR_ON.one(day=day)
    return SchoolYear.from_db(DEFAULT_DB_ALIAS, _YEAR_COLUMNS, row) if row else None


_YEAR_COLUMNS = ("id", "public_id", "name", "starts_on", "ends_on", "open_to_relations_until")
_YEAR_ON = Statement(
    f"SELECT {', '.join(_YEAR_COLUMNS)} FROM register_schoolyear WHERE starts_on <= %(day)s AND ends_on > %(day)s"  # noqa: S608 – ours
)


def at_work(actor: Actor) -> Actor:
    """The actor as staff alone: on what work has opened, nothing need be asked of the family that they have besides."""
    return actor if actor.footing is None else replace(actor, footing=actor.footing - _IN_FAMILIES)


def roles_of(person: int, at: dt.datetime) -> frozenset[str]:
    """The roles in force."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {ROLES_SQL} FROM register_person p WHERE p.id = %(person)s",  # noqa: S608 – a constant of ours
            {"person": person, "day": stockholm_day(at), "at": at},
        )
        row = cursor.fetchone()
    return frozenset(row[0]) if row else frozenset()


def address_of(person: Person) -> tuple[str, ...]:
    """Street and place as an envelope shows them; nothing where the register has none."""
    return addresses_of([person.pk]).get(person.pk, ())


def addresses_of(people: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Those of these people whom the register has an address for, with the first of them."""
    rows = _ADDRESSES.all(people="{" + ",".join(map(str, people)) + "}")
    found = {person: _lines_of(json.loads(listed) or []) for person, listed in rows}
    return {person: lines for person, lines in found.items() if lines}


_ADDRESSES = Statement("SELECT person_id, addresses::text FROM register_contactdetails WHERE person_id = ANY(%(people)s::bigint[])")


def _lines_of(listed: list[dict[str, Any]]) -> tuple[str, ...]:
    for row in listed:
        place = f"{row.get('postalCode') or ''} {row.get('locality') or ''}".strip()
        lines = tuple(text for text in (str(row.get("streetAddress") or "").strip(), place) if text)
        if lines:
            return lines
    return ()
