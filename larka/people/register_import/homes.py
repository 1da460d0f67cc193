"""One home unit at a time in each class of school forms; a further one is kept beside it (B4)."""

from larka.people.register_import.sql import rows, run
from larka.people.register_import.staging import Staging

CLASS = """CASE WHEN {0} = 'FS' THEN 'fs' WHEN {0} IN ('FTH', 'OPPFTH') THEN 'fth'
 WHEN {0} IN ('FKLASS', 'GR', 'ANPGR', 'SP', 'SAM', 'GY', 'ANPGY') THEN 'pupil' END"""
CLASSES = {f"class_of_{alias}": CLASS.format(f"{alias}.school_form") for alias in "rsp"} | {"class_of_own": CLASS.format("school_form")}
FIELDS = {"enrolments": ("persons", "enrolments"), "placements": ("placements", "startDate")}
OVERLAPPING = (
    "Överlappar en senare placering i samma skolform. Den som började sist är hemenhet, den tidigare står kvar som ytterligare enhet."
)

# Of overlapping ones the last that started is home. ``row`` is what a problem names.
_EXTRA = """CREATE TEMPORARY TABLE wanted_homes ON COMMIT DROP AS SELECT part, no, row FROM
(SELECT part, no, row,
  lead(starts_on) OVER (PARTITION BY child, class ORDER BY starts_on, part, no) < COALESCE(ends_on, 'infinity') AS extra
 FROM (SELECT 'enrolments' AS part, no, owner AS row, owner AS child, $class_of_own AS class,
   COALESCE(starts_on, $today) AS starts_on, ends_on FROM in_enrolments
  UNION ALL SELECT 'placements', no, id, child, $class_of_own, starts_on, ends_on
  FROM in_placements) a WHERE class IS NOT NULL) b WHERE extra"""
# Beside a home that was written here and goes on, the register's is a further unit.
_BESIDE_OURS = """UPDATE in_$part s SET kind = 'extra' FROM register_placement r, known_persons k
WHERE r.kind = 'home' AND r.register_starts_on IS NULL AND r.source_id IS NULL AND (r.ends_on IS NULL OR r.ends_on > $today)
 AND k.live = r.child_id AND k.source = s.$child AND $class_of_r = $class_of_s"""
# Rows that stay as they are: ended ones, history, and what was written here.
_FIXED = """CREATE TEMPORARY TABLE live_homes ON COMMIT DROP AS
SELECT r.id, r.child_id, $class_of_r AS class, r.starts_on,
 COALESCE(e.ends_on, f.ends_on, r.ends_on, 'infinity') AS ends_on
FROM register_placement r LEFT JOIN end_enrolments e ON e.id = r.id LEFT JOIN end_placements f ON f.id = r.id
WHERE r.kind = 'home' AND NOT EXISTS (SELECT FROM plan_enrolments p WHERE p.live = r.id AND p.act IN ('same', 'change'))
 AND NOT EXISTS (SELECT FROM plan_placements p WHERE p.live = r.id AND p.act IN ('same', 'change'))"""
_CLASH = """JOIN live_homes r ON r.child_id = p.child_id AND r.class = $class_of_p
 AND r.starts_on < COALESCE(p.until_on, 'infinity') AND r.ends_on > p.from_on"""
_LATER = """UPDATE plan_$part q SET kind = CASE WHEN c.free_on = 'infinity' THEN 'extra' ELSE q.kind END,
 from_on = CASE WHEN c.free_on = 'infinity' THEN q.from_on ELSE GREATEST(q.from_on, c.free_on) END,
 until_on = CASE WHEN q.until_on IS NULL OR c.free_on = 'infinity' THEN q.until_on ELSE GREATEST(q.until_on, c.free_on) END
FROM (SELECT p.no, max(r.ends_on) AS free_on FROM plan_$part p $clash
 WHERE p.kind = 'home' AND p.act IN ('create', 'reopen') GROUP BY p.no) c
WHERE c.no = q.no"""
# A row that becomes home again where another was: that one is told as a further unit.
_STEP_ASIDE = """UPDATE register_placement SET kind = 'extra'
WHERE id IN (SELECT r.id FROM plan_$part p $clash WHERE p.kind = 'home' AND p.act = 'change')"""


def choose_homes(stage: Staging) -> None:
    """Say of each staged placement whether it is the home unit, and list those that cannot be."""
    run(_EXTRA, today=stage.today, **CLASSES)
    for part, (file, field) in FIELDS.items():
        run("ALTER TABLE in_$part ADD COLUMN kind text NOT NULL DEFAULT 'home'", part=part)
        run("UPDATE in_$part s SET kind = 'extra' FROM wanted_homes h WHERE h.part = '$part' AND h.no = s.no", part=part)
        run(_BESIDE_OURS, part=part, child="owner" if part == "enrolments" else "child", today=stage.today, **CLASSES)
        for (row,) in rows("SELECT row FROM wanted_homes WHERE part = '$part' ORDER BY 1", part=part):
            stage.problem(file, row, field, OVERLAPPING)


def keep_homes_apart() -> None:
    """A new home begins when the earlier one ends; beside one that goes on here it is a further unit."""
    run(_FIXED, **CLASSES)
    run("ANALYZE live_homes")
    for part in FIELDS:
        run(_LATER, part=part, clash=_CLASH, **CLASSES)


def step_aside() -> None:
    """Before the plan is carried out: earlier homes make room for one that is home again."""
    for part in FIELDS:
        run(_STEP_ASIDE, part=part, clash=_CLASH, **CLASSES)
