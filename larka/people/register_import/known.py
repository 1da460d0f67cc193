"""Which row of the register each id in the files means, and which ids mean none."""

import datetime as dt
from dataclasses import dataclass

from larka.people.register_import.sql import rows, run, value
from larka.people.register_import.staging import Staging

LIVE = {
    "organisations": "register_organisation",
    "syllabuses": "register_syllabus",
    "persons": "register_person",
    "placements": "register_placement",
    "groups": "register_group",
    "duties": "register_duty",
    "activities": "register_activity",
}
UNDATED = ("syllabuses", "persons")
NOUNS = {
    "organisations": "en organisation",
    "syllabuses": "ett ämne",
    "persons": "en person",
    "groups": "en grupp",
    "duties": "en tjänstgöring",
}


@dataclass(frozen=True)
class Reference:
    """A column of a staged table that names a row of another file. Where it is ``needed`` the row or part falls without it."""

    file: str
    table: str
    column: str
    to: str
    field: str
    needed: bool = True

    @property
    def is_part(self) -> bool:
        """Whether it stands in a part of a row."""
        return self.table != self.file

    @property
    def message(self) -> str:
        """What is said of an id that means nothing."""
        return f"Hänvisar till {NOUNS[self.to]} som inte finns i {self.to}.json eller som har utelämnats."


OF_ROWS = (
    Reference("organisations", "organisations", "parent", "organisations", "parentOrganisation", needed=False),
    Reference("groups", "groups", "unit", "organisations", "organisation"),
    Reference("duties", "duties", "person", "persons", "person"),
    Reference("duties", "duties", "unit", "organisations", "dutyAt"),
    Reference("activities", "activities", "unit", "organisations", "organisation"),
    Reference("activities", "activities", "syllabus", "syllabuses", "syllabus", needed=False),
    Reference("placements", "placements", "child", "persons", "child"),
    Reference("placements", "placements", "unit", "organisations", "placedAt"),
    Reference("placements", "placements", "group_ref", "groups", "group", needed=False),
)
OF_PARTS = (
    Reference("persons", "enrolments", "unit", "organisations", "enrolments.enroledAt"),
    Reference("persons", "responsibles", "person", "persons", "responsibles.person"),
    Reference("groups", "memberships", "child", "persons", "groupMemberships.person"),
    Reference("duties", "assignments", "group_ref", "groups", "assignmentRole.group"),
    Reference("activities", "activity_groups", "group_ref", "groups", "groups"),
    Reference("activities", "teachers", "duty", "duties", "teachers.duty"),
)

_KNOWN = """CREATE TEMPORARY TABLE known_$file ON COMMIT DROP AS
SELECT k.source, k.live, k.reopened, CASE WHEN k.live IS NULL OR k.reopened THEN nextval('$sequence') ELSE k.live END AS pk,
 FALSE AS held, TRUE AS present
FROM (SELECT s.id AS source, l.id AS live, $reopened AS reopened FROM in_$file s LEFT JOIN $live l ON l.source_id = s.id) k"""
# A row that ended yesterday or before and now goes on is a new row; one that ended today just goes on.
_REOPENED = "COALESCE(l.ends_on < $today AND (s.ends_on IS NULL OR s.ends_on > $today), FALSE)"
_SEEN = """INSERT INTO known_$file (source, live, pk, reopened, held, present)
SELECT l.source_id, l.id, l.id, FALSE, FALSE, FALSE FROM $live l
WHERE (l.source_id IN (SELECT n.id FROM in_seen n WHERE n.file = '$file') OR $open AND l.source_id IS NOT NULL AND
 (EXISTS (SELECT FROM in_seen n WHERE n.file = '$file' AND n.id IS NULL) $waiting))
AND NOT EXISTS (SELECT FROM known_$file k WHERE k.source = l.source_id OR k.live = l.id)"""
# What belongs to somebody who may have got a new id waits with that person (B6).
_WAITING = "OR l.$person IN (SELECT p.live FROM known_persons p WHERE p.held)"
PERSON_OF = {"duties": "person_id", "placements": "child_id"}

_UNKNOWN = "NOT EXISTS (SELECT FROM known_$to k WHERE k.source = s.$column AND k.pk IS NOT NULL)"
_HELD = "EXISTS (SELECT FROM known_$to k WHERE k.source = bad.$column AND k.held)"
_DROP_ROW = """WITH bad AS (DELETE FROM in_$table s WHERE $unknown RETURNING id, $column),
 kept AS (INSERT INTO in_seen (file, id) SELECT '$file', id FROM bad)
SELECT bad.id FROM bad WHERE NOT $is_held ORDER BY 1"""
_FORGET = "UPDATE in_$table s SET $column = NULL WHERE s.$column IS NOT NULL AND $unknown RETURNING id"
# A part that names someone whom the full file lacks is not spared: with the person its memberships end (B5).
# Whom nobody knows by that id, or who may have or has got a new one, the file does not lack.
_LACKS = """'$to' = 'persons' AND '$table' <> 'responsibles' AND EXISTS (SELECT FROM register_person l
 WHERE l.source_id = bad.$column AND NOT EXISTS (SELECT FROM known_$to k WHERE k.live = l.id))"""
_DROP_PART = """WITH bad AS (DELETE FROM in_$table s WHERE $unknown RETURNING owner, $column),
 kept AS (INSERT INTO in_spared (part, owner, other)
  SELECT '$table', owner, $column FROM bad WHERE NOT ($lacks))
SELECT bad.owner FROM bad WHERE NOT $is_held ORDER BY 1"""
_WITHOUT_OWNER = "DELETE FROM in_$table s WHERE NOT EXISTS (SELECT FROM known_$file k WHERE k.source = s.owner AND k.present)"


# From each organisation up to those above it; a row that was left out stands where it stood.
_ABOVE_ITSELF = """WITH RECURSIVE step (below, above) AS (
 SELECT s.id, s.parent FROM in_organisations s WHERE s.parent IS NOT NULL
 UNION ALL SELECT l.source_id, a.source_id FROM known_organisations k JOIN register_organisation l ON l.id = k.live
 JOIN register_organisation a ON a.id = l.parent_id WHERE NOT k.present
), way (below, above) AS (
 SELECT below, above FROM step UNION SELECT w.below, s.above FROM way w JOIN step s ON s.below = w.above)
UPDATE in_organisations o SET parent = NULL FROM way w WHERE w.below = o.id AND w.above = o.id RETURNING o.id"""


def know(file: str, today: dt.date) -> None:
    """Give every row of a file its key: the one it has, or a new one."""
    live = LIVE[file]
    run(_KNOWN, file=file, live=live, reopened="FALSE" if file in UNDATED else _REOPENED, sequence=sequence_of(live), today=today)
    know_seen(file, today)


def know_seen(file: str, today: dt.date) -> None:
    """A row that was left out still means what it meant, and the planner is told how much there is."""
    open_ = "l.missing_since IS NULL" if file in UNDATED else "(l.ends_on IS NULL OR l.ends_on > $today)"
    waiting = _WAITING if file in PERSON_OF else ""
    run(_SEEN, file=file, live=LIVE[file], open=open_, waiting=waiting, person=PERSON_OF.get(file), today=today)
    run("CREATE INDEX ON known_$file (source)", file=file)
    run("ANALYZE known_$file", file=file)


def sequence_of(table: str) -> str:
    """The sequence that gives a table its keys."""
    return str(value("SELECT pg_get_serial_sequence('$table', 'id')", table=table))


def check_rows(stage: Staging, file: str) -> None:
    """Leave out the file's rows that name what is not there."""
    for reference in OF_ROWS:
        if reference.file == file:
            check(stage, reference, _DROP_ROW if reference.needed else _FORGET)


def check_parents(stage: Staging) -> None:
    """An organisation that stands above itself, at once or through others, comes in without one above it."""
    for (row,) in sorted(rows(_ABOVE_ITSELF)):
        stage.problem("organisations", row, "parentOrganisation", "Organisationen blir överordnad sig själv, direkt eller genom andra.")


def check_parts(stage: Staging) -> None:
    """Leave out the parts that name what is not there, and quietly those of rows that were left out."""
    for reference in OF_PARTS:
        run(_WITHOUT_OWNER, table=reference.table, file=reference.file)
        check(stage, reference, _DROP_PART)


def check(stage: Staging, reference: Reference, statement: str) -> None:
    """List what one reference does not find."""
    found = rows(
        statement,
        table=reference.table,
        file=reference.file,
        column=reference.column,
        to=reference.to,
        unknown=_UNKNOWN,
        is_held=_HELD,
        lacks=_LACKS,
    )
    for (row,) in found:
        stage.problem(reference.file, row, reference.field, reference.message)
