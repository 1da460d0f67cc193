"""What an import would do, counted by the rows of each file (B5)."""

import datetime as dt
from dataclasses import dataclass, field

from larka.people.register_import.by_name import ByName
from larka.people.register_import.known import LIVE, UNDATED
from larka.people.register_import.parts import PARTS, Part
from larka.people.register_import.sql import rows, run_with, value
from larka.people.register_import.staging import FILES, Problem

SAMPLES = 5
WORDS = {
    "organisations": "organisationer", "syllabuses": "ämnen", "persons": "personer", "placements": "placeringar", "groups": "grupper",
    "duties": "tjänstgöringar", "activities": "undervisningsinsatser", "memberships": "gruppmedlemskap", "enrolments": "inskrivningar",
    "assignments": "uppdrag", "teachers": "undervisningsuppdrag",
}  # fmt: skip
# What a new school year ends by the thousand.
ENDED_BY_ROLLOVER = {"groups", "memberships", "placements", "enrolments", "duties", "assignments", "activities", "teachers"}


@dataclass(frozen=True)
class Ends:
    """How much of one thing would end."""

    what: str
    ended: int
    of: int


@dataclass
class Difference:
    """Everything that is shown before anything is changed."""

    counts: dict[str, dict[str, int]]
    samples: dict[str, dict[str, list[dict[str, str]]]]
    by_name: list[ByName]
    problems: list[Problem]
    ends: list[Ends]
    moved: dict[str, int] = field(default_factory=dict)
    unknown_codes: list[str] = field(default_factory=list)
    still_declined: set[str] = field(default_factory=set)

    def too_many(self, share: float, *, rollover: bool) -> list[Ends]:
        """What would end more of than the setting allows."""
        return [e for e in self.ends if e.ended > share * e.of and not (rollover and e.what in ENDED_BY_ROLLOVER)]


# Owners of parts that change, as ids of the file's rows.
_PART = """SELECT owner FROM plan_{part} WHERE act IN ('create', 'reopen', 'change')
UNION ALL SELECT k.source FROM end_{part} e JOIN known_{file} k ON COALESCE(k.live, k.pk) = e.{owner} AND k.present"""
_MORE = {
    "persons": """SELECT owner FROM plan_persons WHERE NOT is_new AND (reached_otherwise OR number > '' AND had_number IS NULL)
UNION ALL SELECT owner FROM plan_responsibles WHERE act IN ('create', 'replace') UNION ALL SELECT owner FROM found_waiting""",
    "activities": "SELECT owner FROM plan_activity_groups UNION ALL SELECT owner FROM end_activity_groups",
}
_LABEL = {
    "persons": "CASE WHEN p.protection = 'none' THEN p.given_name || ' ' || p.family_name ELSE '(skyddade personuppgifter)' END",
    "duties": "p.role_name",
    "placements": "p.school_form",
}


def find_changed(file: str) -> None:
    """The ids of the file's rows that change, the row itself or any part of it."""
    parts = [_PART.format(part=part.name, file=file, owner=part.owner) for part in PARTS if part.file == file]
    sources = ["SELECT owner FROM plan_$file WHERE act IN ('change', 'reopen')", *parts, *([_MORE[file]] if file in _MORE else [])]
    value(
        "WITH made AS (INSERT INTO found_changed SELECT '$file', p.owner FROM plan_$file p"
        " WHERE p.act <> 'create' AND p.owner IN ($sources) RETURNING 1) SELECT count(*) FROM made",
        file=file,
        sources=" UNION ALL ".join(sources),
    )


def count(file: str) -> dict[str, int]:
    """Rows of one file: created, changed, ended, unchanged. A row that came back after a gap is changed."""
    total, created = rows("SELECT count(*), count(*) FILTER (WHERE act = 'create') FROM plan_$file", file=file)[0]
    changed = value("SELECT count(*) FROM found_changed WHERE file = '$file'", file=file)
    ended = value("SELECT count(*) FROM end_$file e $again", file=file, again=_again(file))
    return {"created": created, "changed": changed, "ended": ended, "unchanged": total - created - changed}


def _again(file: str) -> str:
    """Persons who were missing before have ended before."""
    return " WHERE e.missing_since IS NULL" if file == "persons" else ""


def samples(file: str) -> dict[str, list[dict[str, str]]]:
    """A few rows of each."""
    label = _LABEL.get(file, "p.name")
    created = rows("SELECT p.owner, $label FROM plan_$file p WHERE act = 'create' ORDER BY no LIMIT $n", file=file, label=label, n=SAMPLES)
    changed = rows(
        "SELECT p.owner, $label FROM plan_$file p JOIN found_changed c ON c.file = '$file' AND c.owner = p.owner ORDER BY no LIMIT $n",
        file=file, label=label, n=SAMPLES,
    )  # fmt: skip
    ended = rows(
        "SELECT l.source_id, $label FROM end_$file e JOIN $live l ON l.id = e.id $again ORDER BY l.id LIMIT $n",
        file=file, live=LIVE[file], label=label.replace("p.", "l."), n=SAMPLES, again=_again(file),
    )  # fmt: skip
    found = {"created": created, "changed": changed, "ended": ended}
    return {act: [{"id": str(row), "name": str(name)} for row, name in some] for act, some in found.items()}


def note_waiting(sources: list[str]) -> None:
    """The rows of persons whose change is new and waits."""
    run_with("INSERT INTO found_waiting SELECT unnest(%s::uuid[])", [sources])


_IN_FORCE = "l.starts_on <= $today AND (l.ends_on IS NULL OR l.ends_on > $today)"


def find_ends(today: dt.date) -> list[Ends]:
    """How much of each thing that holds today would no longer hold."""
    return [*(ends_of_rows(file, today) for file in FILES), *(ends_of_parts(part, today) for part in PARTS)]


def ends_of_rows(file: str, today: dt.date) -> Ends:
    """Of the rows with an id."""
    live = LIVE[file]
    if file in UNDATED:
        all_ = value("SELECT count(*) FROM $live l WHERE source_id IS NOT NULL AND missing_since IS NULL", live=live)
        return Ends(file, count(file)["ended"], all_)
    all_ = value("SELECT count(*) FROM $live l WHERE source_id IS NOT NULL AND $in_force", live=live, today=today, in_force=_IN_FORCE)
    gone = value(
        "SELECT count(*) FROM end_$file e JOIN $live l ON l.id = e.id WHERE $in_force",
        file=file,
        live=live,
        today=today,
        in_force=_IN_FORCE,
    )
    closed = value(
        "SELECT count(*) FROM plan_$file p JOIN $live l ON l.id = p.live WHERE p.act = 'change' AND p.until_on <= $today AND $in_force",
        file=file, live=live, today=today, in_force=_IN_FORCE,
    )  # fmt: skip
    return Ends(file, gone + closed, all_)


def ends_of_parts(part: Part, today: dt.date) -> Ends:
    """Of the parts; one that ends and begins again the same day has not ended."""
    all_ = value("SELECT count(*) FROM live_$part l WHERE $in_force", part=part.name, today=today, in_force=_IN_FORCE)
    gone = value(
        """SELECT count(*) FROM end_$part e JOIN live_$part l ON l.id = e.id WHERE $in_force AND NOT EXISTS (SELECT FROM plan_$part p
WHERE $same AND p.act <> 'covered' AND p.from_on <= $today AND (p.until_on IS NULL OR p.until_on > $today))""",
        part=part.name, same=part.same("p", "l"), today=today, in_force=_IN_FORCE,
    )  # fmt: skip
    closed = value(
        "SELECT count(*) FROM plan_$part p JOIN live_$part l ON l.id = p.live"
        " WHERE p.act = 'change' AND p.until_on <= $today AND $in_force",
        part=part.name, today=today, in_force=_IN_FORCE,
    )  # fmt: skip
    return Ends(part.name, gone + closed, all_)


def find_moved() -> dict[str, int]:
    """What a new school year does to the pupils: from which grade to which, who left, who began."""
    up = rows("""SELECT e.grade, p.grade, count(DISTINCT p.child_id) FROM end_enrolments e
JOIN plan_enrolments p ON p.child_id = e.child_id AND p.act IN ('create', 'reopen') GROUP BY 1, 2 ORDER BY 1, 2""")
    left = value("""SELECT count(DISTINCT e.child_id) FROM end_enrolments e WHERE NOT EXISTS
(SELECT FROM plan_enrolments p WHERE p.child_id = e.child_id AND p.act <> 'covered' AND (p.until_on IS NULL OR p.until_on > e.ends_on))""")
    began = value("""SELECT count(DISTINCT p.child_id) FROM plan_enrolments p WHERE p.act = 'create'
AND NOT EXISTS (SELECT FROM live_enrolments l WHERE l.child_id = p.child_id)""")
    return {f"{before}→{after}": n for before, after, n in up} | {"slutade": left, "började": began}
