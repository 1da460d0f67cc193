"""Plans of every class and department, last school year's finalised and this year's under way, and goals in every state: set-based."""

from typing import Any

import psycopg

PUBLIC_ID = "overlay(gen_random_uuid()::text PLACING '7' FROM 15 FOR 1)::uuid"

# Every child of a class or department today, with its place there, the example its forms are made by, its mentor and one guardian.
PUPILS = """
CREATE TEMP TABLE pupil ON COMMIT DROP AS
SELECT m.child_id, g.id AS group_id, g.unit_id, g.school_form, p.grade, lead.mentor, adult.person_id AS guardian,
 row_number() OVER (PARTITION BY g.id ORDER BY m.child_id)::int AS n,
 row_number() OVER (PARTITION BY lead.mentor ORDER BY g.id, m.child_id)::int AS nth
FROM register_groupmembership m JOIN register_group g ON g.id = m.group_id AND g.kind IN ('klass', 'avdelning')
JOIN LATERAL (SELECT d.person_id AS mentor FROM register_dutyassignment a JOIN register_duty d ON d.id = a.duty_id
 WHERE a.group_id = g.id AND a.ends_on IS NULL ORDER BY d.person_id LIMIT 1) lead ON true
LEFT JOIN LATERAL (SELECT r.person_id FROM register_responsible r WHERE r.child_id = m.child_id AND r.in_effect
 ORDER BY r.person_id LIMIT 1) adult ON true
JOIN LATERAL (SELECT grade FROM register_placement p WHERE p.child_id = m.child_id AND p.unit_id = g.unit_id AND p.ends_on IS NULL
 AND p.school_form = g.school_form ORDER BY p.id LIMIT 1) p ON true
WHERE m.ends_on IS NULL
"""
EXAMPLES = """
CREATE TEMP TABLE example (kind text, name text, content jsonb, school_forms text[], first_year int, last_year int, stages int,
 roles_first text[], roles_last text[], pupils uuid, homes uuid, measures uuid) ON COMMIT DROP
"""
# A unit has a template of each example that is for its children: its own copy, as schools have.
TEMPLATES = f"""
CREATE TEMP TABLE template ON COMMIT DROP AS
SELECT e.*, u.unit_id, u.mentor, nextval('questionnaires_questionnairetemplate_id_seq') AS id,
 nextval('questionnaires_templateversion_id_seq') AS version
FROM example e JOIN (SELECT unit_id, array_agg(DISTINCT school_form::text) AS school_forms, min(mentor) AS mentor FROM pupil GROUP BY 1) u
 ON u.school_forms && e.school_forms;
INSERT INTO questionnaires_questionnairetemplate (id, public_id, kind, name, unit_id, current_id, made_by_id, made_at)
SELECT id, {PUBLIC_ID}, kind, name, unit_id, version, mentor, now() - interval '500 days' FROM template;
INSERT INTO questionnaires_templateversion (id, public_id, number, content, published_at, published_by_id, template_id)
SELECT version, {PUBLIC_ID}, 1, content, now() - interval '500 days', mentor, id FROM template;
CREATE TEMP TABLE begun ON COMMIT DROP AS
SELECT g.*, t.kind, t.id AS template, nextval('questionnaires_round_id_seq') AS round FROM template t JOIN (
 SELECT group_id, min(unit_id) AS unit_id, min(school_form) AS school_form, min(grade) AS grade, min(mentor) AS mentor
 FROM pupil GROUP BY 1
) g ON g.unit_id = t.unit_id AND g.school_form = ANY (t.school_forms)
 AND (g.grade IS NULL OR t.last_year = 0 OR g.grade BETWEEN t.first_year AND t.last_year);
INSERT INTO questionnaires_round (id, public_id, kind, name, last_day, group_id, school_year_id, started_by_id, template_version_id,
 started_at, token)
SELECT b.round, {PUBLIC_ID}, b.kind, '', CURRENT_DATE + 14, b.group_id, %(year)s, b.mentor, t.version, now() - interval '9 days',
 CASE b.kind WHEN 'preparation' THEN md5('talks' || b.group_id)::uuid END
FROM begun b JOIN template t ON t.id = b.template;
"""
# One class in four has had its talks; last year's plan is there for all but those who were new.
PLANS = f"""
CREATE TEMP TABLE planned ON COMMIT DROP AS
SELECT p.*, t.version, t.stages, t.roles_first, t.roles_last, t.pupils, t.homes, t.measures, b.round, y.past,
 nextval('plans_plan_id_seq') AS plan, CASE WHEN y.past THEN nextval('plans_plansnapshot_id_seq') END AS snapshot,
 now() - CASE WHEN y.past THEN interval '300 days' ELSE interval '9 days' END AS moment
FROM pupil p JOIN begun b ON b.group_id = p.group_id AND b.kind = 'plan' JOIN template t ON t.id = b.template
CROSS JOIN (VALUES (false), (true)) y (past) WHERE NOT y.past OR p.grade IS NULL OR p.grade > 1;
INSERT INTO plans_plan (id, public_id, school_form, written_at, published_at, locked_at, version, stage, stages, last_day, roles, grade,
 otherwise, in_programme, child_id, latest_id, round_id, school_year_id, template_version_id, unit_id, written_by_id)
SELECT plan, {PUBLIC_ID}, school_form, moment, CASE WHEN past THEN moment END, CASE WHEN past THEN moment END, 1,
 CASE WHEN past THEN stages - 1 ELSE 0 END, stages, moment::date + 21, CASE WHEN past THEN roles_last ELSE roles_first END,
 CASE WHEN past THEN grade - 1 ELSE grade END, false, false, child_id, snapshot, CASE WHEN NOT past THEN round END,
 CASE WHEN past THEN %(last_year)s ELSE %(year)s END, version, unit_id, mentor
FROM planned;
CREATE TEMP TABLE said ON COMMIT DROP AS
SELECT p.plan, p.past, a.* FROM planned p CROSS JOIN LATERAL (VALUES
 (p.pupils, NULL::bigint, 'pupil', p.child_id, to_jsonb('Jag kan förklara hur jag tänker i matte,
 och jag hjälper andra när de fastnar.'::text),
  p.past OR p.n %% 3 = 0),
 (p.homes, p.guardian, 'guardian', p.guardian, to_jsonb('Läxan tar lång tid på torsdagar. Annars tycker vi att det går bra.'::text),
  p.guardian IS NOT NULL AND (p.past OR p.n %% 3 = 1)),
 (p.measures, NULL, 'mentor', p.mentor,
  to_jsonb('Skolan ger genomgångar i mindre grupp i matematik en gång i veckan och följer upp läsningen varannan vecka.'::text), p.past)
) a (field, owner, role, writer, value, is_there) WHERE a.is_there AND a.field IS NOT NULL;
INSERT INTO plans_plananswer (public_id, field, value, role, shared, written_at, version, owner_id, record_id, written_by_id)
SELECT {PUBLIC_ID}, field, value, role, false, now() - CASE WHEN past THEN interval '300 days' ELSE interval '5 days' END, 1, owner,
 plan, writer
FROM said;
INSERT INTO plans_plansnapshot (id, number, content, published_at, published_by_id, record_id)
SELECT p.snapshot, 1, t.content || jsonb_build_object('answers', a.told, 'in_programme', false, 'contributions',
 jsonb_build_object('judgement', COALESCE(j.refs, '[]'))), p.moment, p.mentor, p.plan
FROM planned p JOIN (
 SELECT s.plan, jsonb_agg(jsonb_build_object('field', s.field, 'value', s.value, 'owner', o.public_id, 'role', s.role, 'shared', false,
  'by', w.public_id, 'at', now() - interval '300 days')) AS told
 FROM said s JOIN register_person w ON w.id = s.writer LEFT JOIN register_person o ON o.id = s.owner GROUP BY 1
) a ON a.plan = p.plan LEFT JOIN (
 SELECT child_id, jsonb_agg(jsonb_build_object('judgement', public_id, 'number', 1)) AS refs FROM assessments_judgement
 WHERE school_year_id = %(last_year)s AND latest_id IS NOT NULL GROUP BY 1
) j USING (child_id) JOIN template t ON t.version = p.version WHERE p.past;
INSERT INTO plans_planmove (from_stage, to_stage, reason, moved_at, moved_by_id, record_id)
SELECT step, step + 1, '', moment, mentor, plan FROM planned, generate_series(0, stages - 2) step WHERE past;
INSERT INTO plans_planreceipt (number, role, read_at, how, person_id, record_id)
SELECT 1, 'guardian', moment + interval '2 days', 'page', guardian, plan FROM planned WHERE past AND guardian IS NOT NULL AND n %% 5 > 0;
"""
_TEXTS = (
    "Jag kan hela multiplikationstabellen utantill.", "Jag har läst tre böcker som jag själv har valt.",
    "Jag vågar räcka upp handen även när jag är osäker.", "Jag berättar om min familj på engelska i två minuter.",
    "Jag skriver en egen berättelse med början, mitt och slut.",
)  # fmt: skip
# Each way that a goal can have come (C4): the states in order, and who took the last step.
_WAYS = (
    ("proposed",), ("proposed", "new"), ("proposed", "new", "ongoing"), ("proposed", "new", "ongoing", "done"),
    ("proposed", "new", "ongoing", "done", "fulfilled"), ("proposed", "declined"),
)  # fmt: skip
GOALS = f"""
CREATE TEMP TABLE aim ON COMMIT DROP AS
SELECT p.*, nextval('plans_goal_id_seq') AS goal, w.way, w.way[array_length(w.way, 1)] AS state, y.past, x.text, s.id AS syllabus,
 now() - CASE WHEN y.past THEN interval '300 days' ELSE interval '60 days' END AS moment
FROM pupil p CROSS JOIN LATERAL (SELECT k, k > 3 AS past FROM generate_series(1, 5) k) y
JOIN way w ON w.number = CASE WHEN y.past THEN 2 + 2 * (p.n %% 2) ELSE (p.n + y.k) %% 6 END JOIN wording x ON x.number = (p.n + y.k) %% 5
LEFT JOIN LATERAL (SELECT id FROM register_syllabus ORDER BY id OFFSET (p.n + y.k) %% 4 LIMIT 1) s ON y.k > 1 AND p.school_form = 'GR'
WHERE p.school_form IN ('FKLASS', 'GR', 'GY') AND (NOT y.past OR p.grade > 1);
INSERT INTO plans_goal (id, public_id, text, how, follow_up_on, school_form, written_at, published_at, locked_at, version, state,
 proposed_role,
 grade, by_word, accepted_by_id, child_id, proposed_by_id, school_year_id, syllabus_id, unit_id, written_by_id)
SELECT goal, {PUBLIC_ID}, text, 'Jag övar en kvart varje dag.', CASE WHEN NOT past THEN CURRENT_DATE - 6 + 3 * n END, school_form, moment,
 CASE WHEN state NOT IN ('proposed', 'declined') THEN moment END, CASE WHEN state IN ('fulfilled', 'declined') THEN moment END,
 array_length(way, 1), state, 'self', CASE WHEN past THEN grade - 1 ELSE grade END, grade < 1,
 CASE WHEN state NOT IN ('proposed', 'declined') THEN mentor END, child_id, child_id, CASE WHEN past THEN %(last_year)s ELSE %(year)s END,
 syllabus, unit_id, child_id FROM aim;
INSERT INTO plans_goalwording (text, how, follow_up_on, number, standing, role, written_at, answered_role, answer, goal_id, syllabus_id,
 written_by_id)
SELECT text, 'Jag övar en kvart varje dag.', CASE WHEN NOT past THEN CURRENT_DATE - 6 + 3 * n END, 1, 'in_force', 'self', moment, '',
 '', goal,
 syllabus, child_id FROM aim;
INSERT INTO plans_goalmove (number, from_state, to_state, role, moved_at, comment, childs_word, goal_id, moved_by_id)
SELECT k, COALESCE(way[k - 1], ''), way[k], CASE WHEN way[k] IN ('proposed', 'done') THEN 'self' ELSE 'mentor' END,
 moment + k * interval '6 days',
 CASE WHEN way[k] = 'declined' THEN 'Vi pratar om hur det kan bli lagom.' ELSE '' END, false, goal,
 CASE WHEN way[k] IN ('proposed', 'done') THEN child_id ELSE mentor END
FROM aim, generate_series(1, array_length(way, 1)) k;
"""


def write_plans(connection: psycopg.Connection[Any], examples: list[tuple[Any, ...]], years: dict[str, int]) -> dict[str, int]:
    """All rows, in the transaction that is under way; how many plans and goals."""
    connection.execute(PUPILS)
    connection.execute(EXAMPLES)
    connection.execute("CREATE TEMP TABLE way (number int, way text[]) ON COMMIT DROP")
    connection.execute("CREATE TEMP TABLE wording (number int, text text) ON COMMIT DROP")
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO example VALUES ({', '.join(['%s'] * 12)})", examples)
        cursor.executemany("INSERT INTO way VALUES (%s, %s)", [(n, list(way)) for n, way in enumerate(_WAYS)])
        cursor.executemany("INSERT INTO wording VALUES (%s, %s)", list(enumerate(_TEXTS)))
    connection.execute("ANALYZE pupil")
    for part in (TEMPLATES, PLANS, GOALS):
        one_by_one(connection, part, years)
    return {"plans": _count(connection, "planned"), "goals": _count(connection, "aim")}


def one_by_one(connection: psycopg.Connection[Any], statements: str, values: dict[str, int]) -> None:
    """Several statements; what one makes the next is planned with."""
    for statement in filter(str.strip, statements.split(";\n")):
        connection.execute(statement, values)
        if "CREATE TEMP TABLE" in statement:
            connection.execute(f"ANALYZE {statement.split()[3]}")


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    return int(count)
