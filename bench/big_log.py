"""A log of many months for a register that there is: rows as pages write them, sealed as the running server seals them."""

import datetime as dt
from typing import Any

import psycopg

from bench.year import Say

MONTHS = 24
_AT_ONCE = 1_000_000
_SEALS_AT_ONCE = 1_000

# In a hundred acts: how many of them, and what each writes. who, about and shown are columns of bench_child.
ACTS: tuple[tuple[int, dict[str, str]], ...] = (
    (24, {"action": "child_judgements", "who": "guardian", "role": "guardian", "about": "child", "shown": "child", "texts": "judgement"}),
    (12, {"action": "child_judgements", "who": "mentor", "role": "mentor", "about": "child", "shown": "child", "texts": "judgement"}),
    (6, {"action": "child_judgements", "who": "child", "role": "self", "about": "child", "shown": "child", "texts": "judgement"}),
    (20, {"action": "home", "who": "guardian", "role": "guardian", "shown": "child"}),
    (12, {"action": "child", "who": "guardian", "role": "guardian", "about": "child", "shown": "child"}),
    (10, {"action": "group", "who": "mentor", "role": "mentor", "about": "klass", "shown": "klass"}),
    (4, {"action": "class_status", "who": "mentor", "role": "mentor", "about": "klass", "shown": "klass"}),
    (5, {"kind": "written", "action": "judgement.written", "who": "mentor", "role": "mentor", "about": "judgement", "shown": "child"}),
    (6, {"kind": "written", "action": "account.signed_in", "who": "guardian", "details": '{"level": "strong"}'}),
    (1, {"kind": "refused", "action": "child.read child", "who": "guardian", "role": "guardian", "about": "child", "shown": "child"}),
)
_OBJECTS = {"": "", "child": "register.person", "klass": "register.group", "judgement": "assessments.judgement"}
_EMPTY = {"kind": "read", "role": "", "about": "", "shown": "", "texts": "", "details": "{}"}
_ACT_COLUMNS = ("kind", "action", "who", "role", "about", "shown", "texts", "details")

_CHILDREN = """
CREATE UNLOGGED TABLE bench_child AS
WITH klass AS (
 SELECT g.id, array_agg(m.child_id ORDER BY m.child_id) AS children FROM register_group g
 JOIN register_groupmembership m ON m.group_id = g.id AND m.ends_on IS NULL WHERE g.kind = 'klass' GROUP BY g.id
), mentors AS (
 SELECT a.group_id, min(d.person_id) AS person FROM register_dutyassignment a JOIN register_duty d ON d.id = a.duty_id
 WHERE a.role = 'mentor' GROUP BY 1
), guardians AS (
 SELECT child_id, min(person_id) AS person FROM register_responsible WHERE in_effect GROUP BY 1
), texts AS (
 SELECT child_id, (array_agg(id ORDER BY id DESC))[:10] AS ids FROM assessments_judgement WHERE latest_id IS NOT NULL GROUP BY 1
)
SELECT (row_number() OVER (ORDER BY c.child) - 1)::int AS number, c.child, g.person AS guardian, m.person AS mentor,
 k.id AS klass, k.children AS klass_children, t.ids AS judgements
FROM klass k CROSS JOIN LATERAL unnest(k.children) c(child)
JOIN mentors m ON m.group_id = k.id JOIN guardians g ON g.child_id = c.child JOIN texts t ON t.child_id = c.child
"""
_FILL = """
INSERT INTO audit_entry (at, kind, action, person_id, role, object_kind, object_id, child_ids, record_kind, record_ids,
 earliest_on, request_id, address, details)
SELECT %(from)s + (%(until)s::timestamptz - %(from)s::timestamptz) * (n::float8 / %(rows)s), a.kind, a.action,
 CASE a.who WHEN 'guardian' THEN c.guardian WHEN 'mentor' THEN c.mentor ELSE c.child END, a.role, a.object_kind,
 CASE a.about WHEN 'child' THEN c.child WHEN 'klass' THEN c.klass WHEN 'judgement' THEN c.judgements[1] END,
 CASE a.shown WHEN 'child' THEN ARRAY[c.child] WHEN 'klass' THEN c.klass_children ELSE '{}' END,
 a.texts, CASE WHEN a.texts > '' THEN ARRAY(SELECT unnest(c.judgements) ORDER BY 1) ELSE '{}' END,
 CASE WHEN a.texts > '' THEN DATE '2026-01-08' END, gen_random_uuid(), '10.0.0.0'::inet + c.number, a.details::jsonb
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
JOIN bench_act a ON a.slot = n %% 100
JOIN bench_child c ON c.number = (hashint8(n) & 2147483647) %% (SELECT count(*) FROM bench_child)
ORDER BY n
"""
_INDEXES = """
SELECT c.relname, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = 'audit_entry'::regclass AND NOT i.indisprimary
"""


def make_log(connection: psycopg.Connection[Any], rows: int, until: dt.datetime, say: Say) -> None:
    """So many rows over two years up to a moment, instead of what is in the log. The connection is the superuser's, the months are there.

    The indexes are made when all rows are there, which is many times quicker.
    """
    connection.autocommit = True
    connection.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'")
    connection.execute("TRUNCATE audit_entry, audit_seal, audit_disposal RESTART IDENTITY")
    connection.execute("SELECT setval('audit_entry_id_seq', 1, false)")
    connection.execute(_CHILDREN)
    _make_acts(connection)
    connection.execute("ANALYZE bench_child; ANALYZE bench_act")
    indexes = connection.execute(_INDEXES).fetchall()
    for name, _made_by in indexes:
        connection.execute(f"DROP INDEX {name}")
    add_rows(connection, 1, rows, begun(until), until)
    say(f"{rows} rader är skrivna")
    for _name, made_by in indexes:
        connection.execute(made_by)
    connection.execute("VACUUM ANALYZE audit_entry")
    say("indexen är gjorda")


def begun(until: dt.datetime) -> dt.datetime:
    """When a log that ends at this moment begins."""
    return until - dt.timedelta(days=365 * MONTHS // 12)


def add_rows(connection: psycopg.Connection[Any], first: int, last: int, since: dt.datetime, until: dt.datetime) -> None:
    """Rows from one number to another, evenly between two moments."""
    for start in range(first, last + 1, _AT_ONCE):
        span = {"first": start - first + 1, "last": min(start + _AT_ONCE - 1, last) - first + 1}
        connection.execute(_FILL, {**span, "from": since, "until": until, "rows": last - first + 1})


def _make_acts(connection: psycopg.Connection[Any]) -> None:
    columns = ", ".join(f"{name} text" for name in (*_ACT_COLUMNS, "object_kind"))
    connection.execute(f"CREATE UNLOGGED TABLE bench_act (slot int, {columns})")
    acts = [{**_EMPTY, **act} for share, act in ACTS for _ in range(share)]
    rows = [(slot, *(act[name] for name in _ACT_COLUMNS), _OBJECTS[act["about"]]) for slot, act in enumerate(acts)]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO bench_act VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)


def seal_by_minute(last: int, rows: int) -> int:
    """Seal up to this id, so many rows in each seal: what the server's minutes would have made. Answers how many seals there are now."""
    from larka.audit.models import Seal
    from larka.audit.sealing import FORM, own_hash, stretches

    number, previous = 0, ""
    for start in range(1, last + 1, rows * _SEALS_AT_ONCE):
        ends = range(start + rows - 1, min(start + rows * _SEALS_AT_ONCE, last + 1), rows)
        made = []
        for place, found in sorted(stretches([(end - rows + 1, end) for end in ends]).items()):
            number += 1
            seal = Seal(
                number=number, form=FORM, first_id=ends[place] - rows + 1, last_id=ends[place], count=found.count, from_at=found.from_at,
                to_at=found.to_at, rows_hash=found.rows_hash, previous_hash=previous, sealed_at=found.to_at,
            )  # fmt: skip
            previous = seal.own_hash = own_hash(seal)
            made.append(seal)
        Seal.objects.bulk_create(made)
    return number
