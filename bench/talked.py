"""Talks of every class: last term's held, this term's round held, booked or free, with minutes and agreements: set-based."""

from typing import Any

import psycopg

from bench.planned import PUBLIC_ID, one_by_one

# Of five families in this round one has had its talk, two have booked and two have not; last term all but one in ten had theirs.
ROUNDS = f"""
CREATE TEMP TABLE talk_round ON COMMIT DROP AS
SELECT g.*, y.past, nextval('talks_talkround_id_seq') AS round, t.version AS preparation, b.round AS forms
FROM (SELECT group_id, min(mentor) AS mentor FROM pupil GROUP BY 1) g CROSS JOIN (VALUES (false), (true)) y (past)
LEFT JOIN begun b ON b.group_id = g.group_id AND b.kind = 'preparation' AND NOT y.past LEFT JOIN template t ON t.id = b.template;
INSERT INTO talks_talkround (id, public_id, name, minutes, modes, opens_at, closes_at, change_hours, one_each, pupil_books, shared_at,
 invited_at, told_at, made_at, group_id, made_by_id, preparation_id, school_year_id, term_id)
SELECT round, CASE WHEN past THEN {PUBLIC_ID} ELSE md5('talks' || group_id)::uuid END, 'Utvecklingssamtal', 20, '{{room,online,phone}}',
 CASE WHEN past THEN %(last_term_from)s::date + 30 ELSE CURRENT_DATE - 30 END,
 CASE WHEN past THEN %(last_term_from)s::date + 60 ELSE CURRENT_DATE + 20 END, 24, true, false,
 CASE WHEN preparation IS NOT NULL THEN CURRENT_DATE + 5 END, now() - interval '30 days', now() - interval '30 days',
 now() - interval '31 days',
 group_id, mentor, preparation, CASE WHEN past THEN %(last_year)s ELSE %(year)s END, CASE WHEN past THEN %(last_term)s ELSE %(term)s END
FROM talk_round;
INSERT INTO talks_talkinvitation (public_id, invited_at, child_id, round_id)
SELECT {PUBLIC_ID}, now() - interval '30 days', p.child_id, r.round FROM talk_round r JOIN pupil p USING (group_id);
CREATE TEMP TABLE spoken ON COMMIT DROP AS
SELECT p.*, r.round, r.past, nextval('talks_talkslot_id_seq') AS slot, nextval('talks_talk_id_seq') AS talk, s.held, s.taken,
 CASE WHEN r.past THEN %(last_term_from)s::date + 65 WHEN s.held THEN CURRENT_DATE - 21 ELSE CURRENT_DATE + 7 END
  + p.nth / 12 + interval '11 hours' + (p.nth %% 12) * interval '25 minutes' AS starts_at
FROM talk_round r JOIN pupil p USING (group_id) CROSS JOIN LATERAL (SELECT
 CASE WHEN r.past THEN p.n %% 10 > 0 ELSE p.n %% 5 = 0 END AS held, CASE WHEN r.past THEN p.n %% 10 > 0 ELSE p.n %% 5 < 3 END AS taken) s;
INSERT INTO talks_talkslot (id, public_id, starts_at, ends_at, modes, room, link, mentor_id, round_id)
SELECT slot, {PUBLIC_ID}, starts_at, starts_at + interval '20 minutes', '{{room,online,phone}}', 'Sal 12', '', mentor, round FROM spoken;
INSERT INTO talks_talk (id, public_id, school_form, written_at, version, audience, starts_at, ends_at, mode, room, link, interpreter,
 shared,
 booked_at, word, reason, held_at, took_part, with_home, others, booked_by_id, booked_for_id, child_id, held_by_id, mentor_id, round_id,
 school_year_id,
 slot_id, unit_id, written_by_id)
SELECT talk, {PUBLIC_ID}, school_form, starts_at - interval '12 days', 1, '{{}}', starts_at, starts_at + interval '20 minutes',
 'room', 'Sal 12',
 '', '', true, starts_at - interval '12 days', 'Vi vill gärna prata om läsningen.', '', CASE WHEN held THEN starts_at END,
 CASE WHEN held THEN ARRAY[child_id, COALESCE(guardian, child_id)] ELSE '{{}}' END, held, '',
 COALESCE(guardian, mentor), guardian, child_id,
 CASE WHEN held THEN mentor END, mentor, round, CASE WHEN past THEN %(last_year)s ELSE %(year)s END, slot, unit_id,
 COALESCE(guardian, mentor)
FROM spoken WHERE taken;
INSERT INTO talks_preparation (public_id, school_form, written_at, version, stage, stages, last_day, roles, child_id, round_id,
 school_year_id,
 template_version_id, unit_id, written_by_id, talk_round_id)
SELECT {PUBLIC_ID}, p.school_form, now() - interval '9 days', 1, 0, t.stages, CURRENT_DATE + 5, t.roles_first, p.child_id, r.forms,
 %(year)s,
 t.version, p.unit_id, p.mentor, r.round
FROM talk_round r JOIN pupil p USING (group_id) JOIN template t ON t.version = r.preparation WHERE p.n %% 5 > 0;
"""
MINUTES = f"""
CREATE TEMP TABLE noted ON COMMIT DROP AS
SELECT s.*, nextval('talks_talkminutes_id_seq') AS minutes, nextval('talks_minutesversion_id_seq') AS minutes_version, a.ids, (
 SELECT jsonb_agg(jsonb_build_object('id', a.ids[k], 'who', w.who, 'what', w.what, 'follow_up_on', CURRENT_DATE + 30) ORDER BY k)
 FROM promise w (k, who, what)) AS promises
FROM spoken s CROSS JOIN LATERAL (SELECT ARRAY[{PUBLIC_ID}, {PUBLIC_ID}, {PUBLIC_ID}] AS ids WHERE s.slot > 0) a WHERE s.held;
INSERT INTO talks_talkminutes (id, public_id, school_form, written_at, published_at, version, audience, shared, text, promises, child_id,
 latest_id, school_year_id, talk_id, unit_id, written_by_id)
SELECT minutes, {PUBLIC_ID}, school_form, starts_at, starts_at, 1, '{{}}', true, {{text}}, promises, child_id, minutes_version,
 CASE WHEN past THEN %(last_year)s ELSE %(year)s END, talk, unit_id, mentor FROM noted;
INSERT INTO talks_minutesversion (id, number, text, promises, reason, published_at, minutes_id, published_by_id)
SELECT minutes_version, 1, {{text}}, promises, '', starts_at, minutes, mentor FROM noted;
INSERT INTO talks_agreement (public_id, place, who, what, follow_up_on, dropped, outcome, minutes_id, followed_up_at, followed_up_by_id)
SELECT ids[k], k, who, what, CURRENT_DATE + 30, false, CASE WHEN past THEN 'Det gick bra.' ELSE '' END, minutes,
 CASE WHEN past THEN starts_at + interval '60 days' END, CASE WHEN past THEN mentor END
FROM noted CROSS JOIN promise;
INSERT INTO talks_agreementconfirmation (number, role, agreed_at, how, minutes_id, person_id)
SELECT 1, 'mentor', starts_at, 'page', minutes, mentor FROM noted
UNION ALL SELECT 1, 'guardian', starts_at + interval '1 day', 'page', minutes, guardian FROM noted WHERE guardian <> mentor
 AND n %% 3 > 0;
"""
_TEXT = "Eleven visade sin bok om bråk. Läxorna tar lång tid i slutet av veckan. Vi pratade om rasterna."
_PROMISES = (
    (1, "school", "ger läxan redan på måndagar"),
    (2, "pupil", "läser en kvart varje kväll"),
    (3, "home", "ser till att läxan är gjord före torsdag"),
)


def write_talks(connection: psycopg.Connection[Any], years: dict[str, Any]) -> int:
    """All rows, after ``write_plans`` in the same transaction; how many talks."""
    connection.execute("CREATE TEMP TABLE promise (k int, who text, what text) ON COMMIT DROP")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO promise VALUES (%s, %s, %s)", _PROMISES)
    one_by_one(connection, ROUNDS, years)
    one_by_one(connection, MINUTES.replace("{text}", "%(text)s"), years | {"text": _TEXT})
    (count,) = connection.execute("SELECT count(*) FROM spoken WHERE taken").fetchone() or (0,)
    return int(count)
