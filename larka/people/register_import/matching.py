"""Which part in the files is which row here, which is new, and which is over."""

import datetime as dt

from larka.people.register_import.known import LIVE
from larka.people.register_import.parts import Part
from larka.people.register_import.sql import listed, rows, run, value
from larka.people.register_import.staging import Staging
from larka.people.register_import.things import change_rows, chosen_columns, insert_rows

# Of the rows that the register sent, the newest of each key and first day; older ones are history.
_LIVE = """CREATE TEMPORARY TABLE live_$part ON COMMIT DROP AS
SELECT DISTINCT ON ($keys, l.register_starts_on) l.id, $selected, l.register_starts_on, l.starts_on, l.ends_on $columns
FROM $live l WHERE l.register_starts_on IS NOT NULL AND $scope
ORDER BY $keys, l.register_starts_on, l.starts_on DESC, l.id DESC"""
# The first two keys of every part are what it stands in and what it names; with one that came back after a gap it begins anew.
_WANTED = """CREATE TEMPORARY TABLE wanted_$part ON COMMIT DROP AS
SELECT w.no, w.owner, $names, w.came_back, w.ends_on, LEAST(COALESCE(w.starts_on,
 (SELECT max(l.register_starts_on) FROM live_$part l WHERE $same), $begins), COALESCE(w.ends_on, 'infinity')) AS starts_on
FROM (SELECT s.no, s.owner, s.starts_on, s.ends_on, $chosen, r0.reopened OR r1.reopened AS came_back FROM in_$part s $joins) w"""
_TWICE = """WITH twice AS (DELETE FROM wanted_$part w USING (SELECT no, starts_on < max(COALESCE(ends_on, 'infinity'))
 OVER (PARTITION BY $keys ORDER BY starts_on, no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS again FROM wanted_$part) a
 WHERE a.no = w.no AND a.again RETURNING w.owner),
 kept AS (INSERT INTO in_spared (part, owner) SELECT '$part', owner FROM twice)
SELECT owner FROM twice ORDER BY 1"""
# A part that cannot be read, or names what nobody knows, may have meant any of its owner's.
_SPARED = """CREATE TEMPORARY TABLE spared_$part ON COMMIT DROP AS
SELECT k.live AS owner_key, COALESCE(x.live, o.id) IS NULL AS every_one, COALESCE(x.live, o.id) AS other_key
FROM in_spared z JOIN known_$file k ON k.source = z.owner
LEFT JOIN known_$other x ON x.source = z.other LEFT JOIN $other_live o ON o.source_id = z.other WHERE z.part = '$part'"""
_PLAN = """CREATE TEMPORARY TABLE plan_$part ON COMMIT DROP AS
SELECT w.*, CASE WHEN w.live IS NULL THEN 'create' WHEN w.again THEN 'reopen'
 WHEN ($ours w.was_until) IS DISTINCT FROM ($theirs w.until_on) THEN 'change' ELSE 'same' END AS act
FROM (SELECT w.*, CASE WHEN w.ends_on IS NOT NULL THEN GREATEST(w.ends_on, w.from_on) END AS until_on
 FROM (SELECT w.*, CASE WHEN w.again OR w.live IS NULL AND w.came_back THEN GREATEST(w.starts_on, $today)
   WHEN w.live IS NULL THEN w.starts_on ELSE w.was_from END AS from_on
  FROM (SELECT w.*, l.id AS live, l.starts_on AS was_from, l.ends_on AS was_until $was,
   COALESCE(l.ends_on < $today AND (w.ends_on IS NULL OR w.ends_on > $today), FALSE) AS again
   FROM wanted_$part w LEFT JOIN live_$part l ON $same AND l.register_starts_on = w.starts_on) w) w) w"""
_OPEN = """CREATE TEMPORARY TABLE live_open_$part ON COMMIT DROP AS SELECT l.* FROM live_$part l LEFT JOIN plan_$part p ON p.live = l.id
WHERE (l.ends_on IS NULL OR l.ends_on > $today) AND p.live IS NULL"""
# A first day that the register moves back, or moves before it has come, is mended in place.
_MOVED = """UPDATE plan_$part p SET live = x.id, act = 'change', was_from = x.starts_on, was_until = x.ends_on FROM
(SELECT a.no, b.id, b.starts_on, b.ends_on
 FROM (SELECT p.*, row_number() OVER (PARTITION BY $names ORDER BY starts_on) AS n FROM plan_$part p WHERE act = 'create') a
 JOIN (SELECT l.*, row_number() OVER (PARTITION BY $names ORDER BY starts_on) AS n FROM live_open_$part l) b
 ON $same AND a.n = b.n WHERE a.starts_on < b.starts_on OR b.starts_on >= $today) x
WHERE p.no = x.no"""
_ENDED = """CREATE TEMPORARY TABLE end_$part ON COMMIT DROP AS
SELECT l.id, $names, l.starts_on, GREATEST(l.starts_on, LEAST($today, c.first_on)) AS ends_on FROM live_open_$part l
LEFT JOIN (SELECT $plain, min(starts_on) AS first_on FROM plan_$part WHERE act = 'create' GROUP BY $plain) c
 ON $same AND c.first_on > l.starts_on
WHERE NOT EXISTS (SELECT FROM plan_$part p WHERE p.live = l.id) AND ($missing
 (NOT EXISTS (SELECT FROM known_$file k WHERE k.live = l.$owner AND NOT k.present)
  AND NOT EXISTS (SELECT FROM spared_$part z WHERE z.owner_key = l.$owner AND (z.every_one OR z.other_key = l.$other)) $waiting))"""
_GONE = "l.$gone IN (SELECT id FROM end_persons) OR"
# Until it is confirmed that somebody has got a new id, nothing of that person's ends (B6).
_WAITING = "AND NOT EXISTS (SELECT FROM known_persons p WHERE p.live = l.$gone AND p.held)"
_LATER = """UPDATE plan_$part p SET from_on = GREATEST(p.from_on, c.free_on),
 until_on = CASE WHEN p.ends_on IS NOT NULL THEN GREATEST(p.ends_on, p.from_on, c.free_on) END,
 act = CASE WHEN p.act <> 'change' AND c.free_on >= COALESCE(p.ends_on, 'infinity') THEN 'covered' ELSE p.act END
FROM (SELECT p.no, max(COALESCE(e.ends_on, r.ends_on, 'infinity')) AS free_on
 FROM plan_$part p JOIN $live r ON $same AND $fixed LEFT JOIN end_$part e ON e.id = r.id
 WHERE (p.act IN ('create', 'reopen') OR p.act = 'change' AND p.from_on < p.was_from)
  AND r.starts_on < COALESCE(p.ends_on, 'infinity') AND COALESCE(e.ends_on, r.ends_on, 'infinity') > p.from_on
  AND NOT EXISTS (SELECT FROM plan_$part q WHERE q.live = r.id AND q.act IN ('same', 'change'))
 GROUP BY p.no) c WHERE c.no = p.no"""


def plan_part(part: Part, stage: Staging) -> None:
    """Compare the parts of a file with their table."""
    find_live(part)
    find_wanted(part, stage)
    other = part.other[1]
    run(_SPARED, part=part.name, file=part.file, other=other, other_live=LIVE[other])
    run(
        _PLAN,
        part=part.name,
        today=stage.today,
        same=part.same("w", "l"),
        was="".join(f", l.{name} AS was_{name}" for name in part.columns),
        ours="".join(f"w.was_{name}, " for name in part.columns),
        theirs="".join(f"w.{name}, " for name in part.columns),
    )
    run("ANALYZE plan_$part, spared_$part", part=part.name)
    run(_OPEN, part=part.name, today=stage.today)
    run("ANALYZE live_open_$part", part=part.name)
    run(_MOVED, part=part.name, today=stage.today, names=listed(part.keys), same=part.same("a", "b"))
    find_ended(part, stage.today)
    run(_LATER, part=part.name, live=part.live, same=part.same_as_live("p", "r"), fixed=part.fixed)


def find_live(part: Part) -> None:
    """What the register has sent before."""
    selected = ", ".join(f"{part.live_key(name, 'l')} AS {name}" for name in part.keys)
    run(
        _LIVE,
        part=part.name,
        live=part.live,
        scope=part.scope,
        selected=selected,
        keys=", ".join(part.live_key(name, "l") for name in part.keys),
        columns="".join(f", l.{name}" for name in part.columns),
    )
    run("ANALYZE live_$part", part=part.name)


def find_wanted(part: Part, stage: Staging) -> None:
    """What the file says now; of rows that overlap themselves the first holds, and the others are listed."""
    if value("SELECT EXISTS (SELECT FROM in_$part WHERE starts_on IS NULL)", part=part.name):
        run("CREATE INDEX ON live_$part ($names)", part=part.name, names=listed(part.keys))
        if part.file != "persons":
            run("CREATE INDEX ON in_$file (id)", file=part.file)
    chosen, joins = chosen_columns({**part.keys, **part.columns})
    run(
        _WANTED,
        part=part.name,
        chosen=chosen,
        joins=joins,
        names=listed((*part.keys, *part.columns), "w."),
        same=part.same("w", "l"),
        begins=part.begins,
        today=stage.today,
    )
    for (owner,) in rows(_TWICE, part=part.name, keys=listed(part.keys)):
        stage.problem(part.file, owner, part.list_name, "Samma sak står två gånger med dagar som överlappar. Den första gäller.")
    run("ANALYZE wanted_$part", part=part.name)


def find_ended(part: Part, today: dt.date) -> None:
    """What the file no longer says; what could not be read, and what was written here, does not end."""
    run(
        _ENDED,
        part=part.name,
        file=part.file,
        today=today,
        owner=part.owner,
        other=part.other[0],
        names=listed(part.keys, "l."),
        plain=listed(part.keys),
        same=part.same("c", "l"),
        missing=_GONE if part.missing else "",
        waiting=_WAITING if part.missing else "",
        gone=part.missing,
    )
    run("ANALYZE end_$part", part=part.name)


def apply_part(part: Part) -> None:
    """Carry out the plan."""
    change_rows(f"plan_{part.name}", part.live, tuple(part.columns))
    stored = {name: name for name in (*part.keys, *part.columns)} | dict(part.stored)
    insert_rows(f"plan_{part.name}", part.live, stored, public=part.public)
