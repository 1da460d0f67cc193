"""Persons: who is known, who may be somebody else with a new id, whose number is whose, and what has changed."""

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from larka.people.register_import.known import LIVE, know_seen, sequence_of
from larka.people.register_import.sql import NEW_PUBLIC_ID, listed, rows, run, run_with
from larka.people.register_import.staging import Staging

COLUMNS = (
    "given_name", "middle_name", "family_name", "sort_key", "birth_date", "adult_on", "sex", "protection", "status", "principal_names",
)  # fmt: skip
DUPLICATE = "Numret finns hos mer än en person i filen. Personen läses in utan nummer tills det är rättat."
TAKEN = "Numret tillhör redan en annan person. Det läses inte in."
# ``live`` of one who may be somebody else is that person, whose rows wait too, unless the file has that person's own row.
# A new id whose number somebody here has: perhaps the same person (B6). Both wait, nothing is applied silently.
_HELD = """SELECT s.id, p.id, EXISTS (SELECT FROM in_persons o WHERE o.id = p.source_id), count(*) OVER (PARTITION BY p.id)
FROM in_persons s JOIN register_identitynumber n ON n.value = s.number AND n.replaced_at IS NULL
JOIN register_person p ON p.id = n.person_id
WHERE p.source_id IS DISTINCT FROM s.id AND NOT EXISTS (SELECT FROM register_person l WHERE l.source_id = s.id) ORDER BY 1"""
_KNOWN = """CREATE TEMPORARY TABLE known_persons ON COMMIT DROP AS
SELECT s.id AS source, CASE WHEN NOT h.both_there THEN h.person ELSE l.id END AS live, FALSE AS reopened,
 COALESCE(h.person IS NOT NULL AND NOT h.confirmed, FALSE) AS held,
 NOT COALESCE(h.person IS NOT NULL AND NOT h.confirmed, FALSE) AS present,
 CASE WHEN h.confirmed THEN h.person WHEN h.person IS NOT NULL THEN NULL WHEN l.id IS NULL THEN nextval('$sequence') ELSE l.id END AS pk
FROM in_persons s LEFT JOIN register_person l ON l.source_id = s.id LEFT JOIN wanted_held h ON h.source = s.id"""
_TWICE = """WITH twice AS (SELECT number FROM in_persons WHERE number > '' GROUP BY number HAVING count(*) > 1)
SELECT s.id FROM in_persons s JOIN twice USING (number) ORDER BY 1"""
_WITHOUT_NUMBER = """UPDATE in_persons s SET number = ''
WHERE s.number IN (SELECT number FROM in_persons GROUP BY number HAVING count(*) > 1)
AND NOT EXISTS (SELECT FROM known_persons k JOIN register_identitynumber n ON n.person_id = k.pk AND n.replaced_at IS NULL
 WHERE k.source = s.id AND n.value = s.number)"""
# Somebody's number in the file may be in force for a person whose own number is about to change: it waits like any duplicate.
_TAKEN = """UPDATE in_persons s SET number = '' FROM known_persons k, register_identitynumber n
WHERE k.source = s.id AND k.present AND n.value = s.number AND n.replaced_at IS NULL AND n.person_id <> k.pk RETURNING s.id"""
# A weaker protection waits (B5): until then the stronger one holds.
_PLAN = """CREATE TEMPORARY TABLE plan_persons ON COMMIT DROP AS
SELECT p.*, p.live IS NULL AS is_new, CASE WHEN p.live IS NULL THEN 'create'
 WHEN ($ours, l.missing_since) IS DISTINCT FROM ($wanted, NULL) OR l.source_id IS DISTINCT FROM p.owner THEN 'change'
 ELSE 'same' END AS act,
 (c.emails, c.phones, c.addresses) IS DISTINCT FROM (p.emails, p.phones, p.addresses) AS reached_otherwise,
 l.protection AS had_protection, n.value AS had_number
FROM (SELECT s.no, s.id AS owner, k.pk, k.live, s.given_name, s.middle_name, s.family_name, s.sort_key, s.sex, s.status, s.principal_names,
  COALESCE(s.birth_date, l.birth_date) AS birth_date, COALESCE(s.adult_on, l.adult_on) AS adult_on,
  s.emails, s.phones, s.addresses, s.number, s.number_kind, COALESCE(s.protection, l.protection, 'none') AS wanted_protection,
  CASE WHEN $weaker THEN l.protection ELSE COALESCE(s.protection, l.protection, 'none') END AS protection
 FROM in_persons s JOIN known_persons k ON k.source = s.id AND k.present LEFT JOIN register_person l ON l.id = k.live) p
LEFT JOIN register_person l ON l.id = p.live LEFT JOIN register_contactdetails c ON c.person_id = p.live
LEFT JOIN register_identitynumber n ON n.person_id = p.live AND n.replaced_at IS NULL"""
_STRENGTH = "array_position(ARRAY['none', 'marked', 'registered'], {})"
_MISSING = """CREATE TEMPORARY TABLE end_persons ON COMMIT DROP AS
SELECT l.id, l.missing_since FROM register_person l
WHERE l.source_id IS NOT NULL AND NOT EXISTS (SELECT FROM known_persons k WHERE k.live = l.id)"""
_CHANGE = """UPDATE register_person l SET $sets, source_id = p.owner, missing_since = NULL FROM plan_persons p
WHERE p.act = 'change' AND l.id = p.live"""
_CREATE = """INSERT INTO register_person (id, public_id, source_id, working_name, $names)
SELECT pk, $fresh, owner, '', $names FROM plan_persons WHERE act = 'create' ORDER BY no"""
_CONTACT = """INSERT INTO register_contactdetails (person_id, emails, phones, addresses)
SELECT pk, emails, phones, addresses FROM plan_persons WHERE reached_otherwise ORDER BY no
ON CONFLICT (person_id) DO UPDATE SET emails = excluded.emails, phones = excluded.phones, addresses = excluded.addresses"""
_FIRST_NUMBER = """INSERT INTO register_identitynumber (person_id, value, kind, recorded_at)
SELECT pk, number, number_kind, %s FROM plan_persons WHERE number > '' AND had_number IS NULL ORDER BY no"""


class Held(NamedTuple):
    """A new id with a known number: the id, the person, whether that person's own id is in the file too, how many new ids there are."""

    source: UUID
    person: int
    both: bool
    many: int

    @property
    def obstacle(self) -> str:
        """Why they cannot be told to be one."""
        return "båda finns kvar i registret" if self.both else "fler än ett nytt id har numret" if self.many > 1 else ""


def find_held() -> list[Held]:
    """New ids with a known number (B6)."""
    return [Held(*row) for row in rows(_HELD)]


def know_persons(stage: Staging, held: Collection[Held], confirmed: Collection[Held]) -> None:
    """Give every person of the file a key; those who may be somebody else have none until it is confirmed."""
    run("CREATE TEMPORARY TABLE wanted_held (source uuid, person bigint, both_there boolean, confirmed boolean) ON COMMIT DROP")
    for each in held:
        run_with("INSERT INTO wanted_held VALUES (%s, %s, %s, %s)", [each.source, each.person, each.both, each in confirmed])
    run("ANALYZE wanted_held")
    run(_KNOWN, sequence=sequence_of(LIVE["persons"]))
    know_seen("persons", stage.today)
    for (source,) in rows(_TWICE):
        stage.problem("persons", source, "civicNo", DUPLICATE)
    run(_WITHOUT_NUMBER)
    for (source,) in rows(_TAKEN):
        stage.problem("persons", source, "civicNo", TAKEN)


def plan_persons() -> None:
    """Compare the persons; whom the full file lacks is missing, which ends no guardianship."""
    weaker = f"l.id IS NOT NULL AND {_STRENGTH.format('s.protection')} < {_STRENGTH.format('l.protection')}"
    run(_PLAN, ours=listed(COLUMNS, "l."), wanted=listed(COLUMNS, "p."), weaker=weaker)
    run("CREATE INDEX ON plan_persons (pk)")
    run(_MISSING)
    run("ANALYZE plan_persons (owner, pk, live), end_persons")


def apply_persons(at: dt.datetime, today: dt.date) -> None:
    """Carry out the plan; a first number is set at once, a changed one waits (B5)."""
    run("UPDATE register_person l SET missing_since = $today FROM end_persons e WHERE e.id = l.id AND e.missing_since IS NULL", today=today)
    run(_CHANGE, sets=", ".join(f"{name} = p.{name}" for name in COLUMNS))
    run(_CREATE, names=listed(COLUMNS), fresh=NEW_PUBLIC_ID)
    run(_CONTACT)
    run_with(_FIRST_NUMBER, [at])
