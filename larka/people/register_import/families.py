"""Who answers for a child. Nothing here ends because a file or a row is missing (B5)."""

import datetime as dt

from larka.people.register_import.sql import NEW_PUBLIC_ID, rows, run
from larka.people.register_import.staging import Staging

_TWICE = """WITH twice AS (DELETE FROM in_responsibles s USING in_responsibles e
 WHERE e.owner = s.owner AND e.person = s.person AND e.no < s.no RETURNING s.owner) SELECT owner FROM twice ORDER BY 1"""
_ONESELF = "DELETE FROM in_responsibles WHERE owner = person RETURNING owner"
# A new guardian holds at once; every other adult arrives waiting, without rights (A9).
_PLAN = """CREATE TEMPORARY TABLE plan_responsibles ON COMMIT DROP AS
SELECT w.*, CASE WHEN w.live IS NULL THEN 'create' WHEN w.was = w.relation THEN 'same'
 WHEN w.was = 'guardian' THEN 'wait' ELSE 'replace' END AS act
FROM (SELECT s.no, s.owner, k.pk AS child_id, a.pk AS person_id, s.relation, l.id AS live, l.relation AS was
 FROM in_responsibles s JOIN known_persons k ON k.source = s.owner JOIN known_persons a ON a.source = s.person
 LEFT JOIN register_responsible l ON l.child_id = k.live AND l.person_id = COALESCE(a.pk, a.live)
  AND (l.ends_on IS NULL OR l.ends_on > $today)) w"""
_GONE = """CREATE TEMPORARY TABLE end_responsibles ON COMMIT DROP AS
SELECT l.id, k.source AS owner, l.child_id, l.person_id, l.relation FROM register_responsible l
JOIN known_persons k ON k.live = l.child_id AND k.present
WHERE l.register_starts_on IS NOT NULL AND (l.ends_on IS NULL OR l.ends_on > $today)
 AND NOT EXISTS (SELECT FROM plan_responsibles p WHERE p.live = l.id)
 AND NOT EXISTS (SELECT FROM in_spared z LEFT JOIN known_persons a ON a.source = z.other
  LEFT JOIN register_person o ON o.source_id = z.other
  WHERE z.part = 'responsibles' AND z.owner = k.source AND COALESCE(a.live, o.id, l.person_id) = l.person_id)
UNION ALL SELECT p.live, p.owner, p.child_id, p.person_id, p.was FROM plan_responsibles p WHERE p.act = 'wait'"""
_REPLACE = """UPDATE register_responsible l SET ends_on = GREATEST(l.starts_on, $today)
FROM plan_responsibles p WHERE p.act = 'replace' AND l.id = p.live"""
_CREATE = """INSERT INTO register_responsible
 (public_id, child_id, person_id, relation, in_effect, decision, starts_on, register_starts_on)
SELECT $fresh, child_id, person_id, relation, relation = 'guardian', '', $today, $today FROM plan_responsibles
WHERE act IN ('create', 'replace') ORDER BY no"""


def plan_responsibles(stage: Staging) -> None:
    """Compare the adults of each child whose own row is in the file."""
    for (owner,) in rows(_ONESELF):
        stage.problem("persons", owner, "responsibles.person", "En person kan inte ansvara för sig själv.")
    for (owner,) in rows(_TWICE):
        stage.problem("persons", owner, "responsibles.person", "Samma vuxen står två gånger. Den första raden gäller.")
    run(_PLAN, today=stage.today)
    run("CREATE INDEX ON plan_responsibles (live)")
    run("ANALYZE plan_responsibles")
    run(_GONE, today=stage.today)


def apply_responsibles(today: dt.date) -> None:
    """Insert what is new; what is gone waits to be confirmed by name."""
    run(_REPLACE, today=today)
    run(_CREATE, today=today, fresh=NEW_PUBLIC_ID)
