"""A year of omdömen in every taught subject, and the log of those who have read them: set-based, as the database's superuser."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg

from bench.texts import texts

Say = Callable[[str], None]

# The term before this one is wholly published; of this term three fifths are published, one tenth is begun, the rest is missing.
_STATES = {"past": (10, 10), "present": (6, 7)}

# Foreign keys are checked once for all rows at the end, instead of eight times a row.
_UNCHECKED = "SET LOCAL session_replication_role = replica"
_PUBLIC_ID = "overlay(gen_random_uuid()::text PLACING '7' FROM 15 FOR 1)::uuid"

_TAUGHT = """
CREATE TEMP TABLE taught ON COMMIT DROP AS
SELECT m.child_id, g.unit_id, g.school_form, g.id AS group_id, a.syllabus_id, min(d.person_id) AS teacher,
 ('x' || substr(md5(m.child_id || ' ' || a.syllabus_id), 1, 7))::bit(28)::int AS chance
FROM register_groupmembership m
JOIN register_group g ON g.id = m.group_id AND g.kind = 'teaching'
JOIN register_activitygroup ag ON ag.group_id = g.id
JOIN register_activity a ON a.id = ag.activity_id AND a.syllabus_id IS NOT NULL
JOIN register_teachingassignment t ON t.activity_id = a.id
JOIN register_duty d ON d.id = t.duty_id
WHERE m.ends_on IS NULL
GROUP BY m.child_id, g.unit_id, g.school_form, g.id, a.syllabus_id
"""
_CHOSEN = f"""
CREATE TEMP TABLE chosen ON COMMIT DROP AS
SELECT t.*, nextval('assessments_judgement_id_seq') AS judgement, x.text, {_PUBLIC_ID} AS public_id,
 CASE WHEN t.chance %% 10 < %(published)s THEN nextval('assessments_judgementversion_id_seq') END AS version,
 %(from)s::timestamptz + (t.chance %% 60) * interval '1 day' AS moment
FROM (SELECT DISTINCT ON (child_id, syllabus_id, unit_id) * FROM taught ORDER BY child_id, syllabus_id, unit_id, group_id) t
JOIN bench_text x ON x.number = (t.chance + %(term)s) %% (SELECT count(*) FROM bench_text)
WHERE t.chance %% 10 < %(written)s
ORDER BY t.unit_id, t.group_id, t.child_id
"""
_JUDGEMENTS = """
INSERT INTO assessments_judgement (id, public_id, child_id, unit_id, school_form, school_year_id, written_by_id, written_at,
 published_at, version, term_id, syllabus_id, group_id, text, latest_id)
SELECT judgement, public_id, child_id, unit_id, school_form, %(school_year)s, teacher, moment,
 CASE WHEN version IS NOT NULL THEN moment END, 1, %(term)s, syllabus_id, group_id, text, version FROM chosen
"""
_VERSIONS = """
INSERT INTO assessments_judgementversion (id, judgement_id, number, text, published_at, published_by_id)
SELECT version, judgement, 1, text, moment, teacher FROM chosen WHERE version IS NOT NULL
"""
# Two of three guardians have read, and every pupil's mentor.
_READINGS = """
INSERT INTO audit_entry (at, kind, action, person_id, role, object_kind, object_id, child_ids, record_kind, record_ids, request_id, details)
SELECT c.moment + interval '3 days', 'read', 'child_judgements', r.person, r.role, 'register.person', c.child_id, ARRAY[c.child_id],
 'judgement', c.records, gen_random_uuid(), '{}'
FROM (SELECT child_id, max(moment) AS moment, array_agg(judgement) AS records FROM chosen WHERE version IS NOT NULL GROUP BY child_id) c
JOIN (SELECT child_id, person_id AS person, 'guardian' AS role FROM register_responsible WHERE in_effect AND (person_id + child_id) % 3 > 0
 UNION ALL
 SELECT m.child_id, d.person_id, 'mentor' FROM register_groupmembership m JOIN register_dutyassignment a ON a.group_id = m.group_id
 JOIN register_duty d ON d.id = a.duty_id WHERE a.role = 'mentor' AND m.ends_on IS NULL) r USING (child_id)
"""


def write_year(connection: psycopg.Connection[Any], today: dt.date, say: Say) -> None:
    """Both terms of a year up to today, then ANALYZE. The connection is the superuser's of a database that nobody else uses."""
    terms = connection.execute(
        "SELECT id, school_year_id, starts_on, name FROM register_term WHERE starts_on <= %s ORDER BY starts_on DESC LIMIT 2", [today]
    ).fetchall()
    for (term, school_year, starts_on, name), state in zip(terms, ("present", "past"), strict=True):
        published, written = _STATES[state]
        values = {"term": term, "school_year": school_year, "from": starts_on, "published": published, "written": written}
        with connection.transaction():
            connection.execute(_UNCHECKED)
            connection.execute("CREATE TEMP TABLE bench_text (number int, text text) ON COMMIT DROP")
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bench_text VALUES (%s, %s)", list(enumerate(texts())))
            connection.execute("ANALYZE bench_text")
            connection.execute(_TAUGHT)
            connection.execute(_CHOSEN, values)
            count = connection.execute(_JUDGEMENTS, values).rowcount
            connection.execute(_VERSIONS)
            connection.execute(_READINGS)
        say(f"{name}: {count} omdömen")
    connection.execute("VACUUM ANALYZE")
