"""Rows with an id of their own: organisations, subjects, placements, groups, duties, activities."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from larka.people.register_import.known import LIVE, PERSON_OF, UNDATED
from larka.people.register_import.sql import NEW_PUBLIC_ID, filled, listed, run

REFERENCE = "→"


class Planned(Protocol):
    """What has a plan: a file's rows, or a part of them."""

    @property
    def name(self) -> str:
        """The name that its plan has."""

    @property
    def live(self) -> str:
        """The table."""

    @property
    def dated(self) -> bool:
        """Whether its rows begin and end."""


@dataclass(frozen=True)
class Thing:
    """A file whose rows are rows of one table. ``columns``: the table's, each from a staged column, a reference or an expression."""

    file: str
    columns: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name that its plan has."""
        return self.file

    @property
    def live(self) -> str:
        """The table."""
        return LIVE[self.file]

    @property
    def dated(self) -> bool:
        """Whether its rows begin and end."""
        return self.file not in UNDATED


_ROLE = "COALESCE((SELECT m.role FROM register_rolemapping m WHERE m.source = '$source' AND m.name = s.role_name), '')"


def role_of(source: str) -> str:
    """The role that the table of roles gives a name, or none (A8)."""
    return filled(_ROLE, source=source)


def to(file: str, column: str) -> str:
    """A column that holds the key of what a staged id means."""
    return f"{REFERENCE}{file}.{column}"


THINGS = (
    Thing(
        "organisations",
        {
            "kind": "s.kind", "name": "s.name", "sort_key": "s.sort_key", "parent_id": to("organisations", "parent"),
            "school_unit_code": "s.school_unit_code", "organisation_number": "s.organisation_number",
            "municipality_code": "s.municipality_code", "school_forms": "s.school_forms", "address": "s.address",
        },
    ),
    Thing(
        "syllabuses",
        {"school_form": "s.school_form", "code": "s.code", "name": "s.name", "sort_key": "s.sort_key", "official": "s.official"},
    ),
    Thing(
        "groups",
        {
            "unit_id": to("organisations", "unit"), "kind": "s.kind", "name": "s.name", "sort_key": "s.sort_key",
            "school_form": "s.school_form",
        },
    ),
    Thing(
        "duties",
        {
            "person_id": to("persons", "person"), "unit_id": to("organisations", "unit"), "role_name": "s.role_name",
            "role": role_of("duty"), "percent": "s.percent",
        },
    ),
    Thing(
        "activities",
        {"name": "s.name", "unit_id": to("organisations", "unit"), "syllabus_id": to("syllabuses", "syllabus"), "kind": "s.kind"},
    ),
    Thing(
        "placements",
        {
            "child_id": to("persons", "child"), "unit_id": to("organisations", "unit"), "group_id": to("groups", "group_ref"),
            "school_form": "s.school_form", "kind": "s.kind", "reason": "s.reason", "max_weekly_hours": "s.max_weekly_hours",
        },
    ),
)  # fmt: skip

# ``starts_on`` is what the register says, ``from_on`` to ``until_on`` what holds here.
_WANTED = """CREATE TEMPORARY TABLE wanted_$file ON COMMIT DROP AS
SELECT s.no, s.id AS owner, k.pk, k.live, k.reopened, $chosen, $days FROM in_$file s
JOIN known_$file k ON k.source = s.id AND k.present $joins"""
_PLAN = """CREATE TEMPORARY TABLE plan_$file ON COMMIT DROP AS
SELECT w.*, CASE WHEN w.live IS NULL THEN 'create' WHEN w.reopened THEN 'reopen'
 WHEN ($ours, l.missing_or_start, l.ends_on) IS DISTINCT FROM ($wanted, w.starts_on, w.until_on) THEN 'change' ELSE 'same' END AS act
FROM (SELECT w.*, $until AS until_on FROM
 (SELECT w.*, $from_on AS from_on FROM wanted_$file w LEFT JOIN $live l ON l.id = w.live) w) w
LEFT JOIN (SELECT l.*, $mark AS missing_or_start $no_end FROM $live l) l ON l.id = w.live"""
_FROM = """CASE WHEN w.live IS NULL THEN w.starts_on WHEN w.reopened THEN GREATEST(w.starts_on, $today)
 WHEN l.register_starts_on = w.starts_on THEN l.starts_on ELSE w.starts_on END"""
_UNTIL = "CASE WHEN w.ends_on IS NOT NULL THEN GREATEST(w.ends_on, w.from_on) END"
_DAYS = "COALESCE(s.starts_on, (SELECT l.register_starts_on FROM $live l WHERE l.id = k.live), $today) AS starts_on, s.ends_on"
_MISSING = """CREATE TEMPORARY TABLE end_$file ON COMMIT DROP AS
SELECT l.id, GREATEST(l.starts_on, $today) AS ends_on FROM $live l
WHERE l.source_id IS NOT NULL AND (l.ends_on IS NULL OR l.ends_on > $today)
 AND (NOT EXISTS (SELECT FROM known_$file k WHERE k.live = l.id) $also)"""
_MISSING_UNDATED = """CREATE TEMPORARY TABLE end_$file ON COMMIT DROP AS
SELECT l.id FROM $live l WHERE l.source_id IS NOT NULL AND l.missing_since IS NULL
 AND NOT EXISTS (SELECT FROM known_$file k WHERE k.live = l.id)"""
# With a person whom the full file lacks, duties and placements end, also those whose own rows were left out (B5).
_PERSON_MISSING = " OR l.$person IN (SELECT id FROM end_persons)"


def plan_thing(thing: Thing, today: dt.date) -> None:
    """Compare a file with its table: what to create, reopen, change and end."""
    names = tuple(thing.columns)
    chosen, joins = chosen_columns(thing.columns)
    days = _DAYS if thing.dated else "NULL::date AS starts_on, NULL::date AS ends_on"
    run(_WANTED, file=thing.file, live=thing.live, chosen=chosen, joins=joins, days=days, today=today)
    run(
        _PLAN,
        file=thing.file,
        live=thing.live,
        ours=listed(names, "l."),
        wanted=listed(names, "w."),
        from_on=_FROM if thing.dated else "NULL::date",
        today=today,
        until=_UNTIL if thing.dated else "NULL::date",
        mark="l.register_starts_on" if thing.dated else "l.missing_since",
        no_end="" if thing.dated else ", NULL::date AS ends_on",
    )
    plan_missing(thing.file, today)
    run("ANALYZE plan_$file, end_$file", file=thing.file)


def plan_missing(file: str, today: dt.date) -> None:
    """What the full file lacks ends."""
    person = PERSON_OF.get(file, "")
    also = _PERSON_MISSING if person else ""
    run(_MISSING_UNDATED if file in UNDATED else _MISSING, file=file, live=LIVE[file], today=today, also=also, person=person)


def chosen_columns(columns: Mapping[str, str]) -> tuple[str, str]:
    """The selected columns, and the joins that turn staged ids into keys."""
    chosen, joins = [], []
    for number, (name, source) in enumerate(columns.items()):
        if source.startswith(REFERENCE):
            file, column = source[1:].split(".")
            joins.append(f"LEFT JOIN known_{file} r{number} ON r{number}.source = s.{column}")
            source = f"r{number}.pk"  # noqa: PLW2901 - the reference's key stands for it
        chosen.append(f"{source} AS {name}")
    return ", ".join(chosen), " ".join(joins)


def apply_thing(thing: Thing, today: dt.date) -> None:
    """Carry out the plan of one file."""
    names = tuple(thing.columns)
    if thing.dated:
        run(
            "UPDATE $live l SET source_id = NULL FROM plan_$file p WHERE p.act = 'reopen' AND l.id = p.live",
            live=thing.live,
            file=thing.file,
        )
        change_rows(f"plan_{thing.file}", thing.live, names)
        insert_rows(f"plan_{thing.file}", thing.live, {name: name for name in names}, own_id=True)
        return
    run("UPDATE $live l SET missing_since = $today FROM end_$file e WHERE e.id = l.id", live=thing.live, file=thing.file, today=today)
    sets = ", ".join(f"{name} = p.{name}" for name in names)
    run(
        "UPDATE $live l SET $sets, missing_since = NULL FROM plan_$file p WHERE p.act = 'change' AND l.id = p.live",
        live=thing.live, file=thing.file, sets=sets,
    )  # fmt: skip
    run(
        "INSERT INTO $live (id, public_id, source_id, $names) SELECT pk, $fresh, owner, $names FROM plan_$file WHERE act = 'create'",
        live=thing.live, file=thing.file, names=listed(names), fresh=NEW_PUBLIC_ID,
    )  # fmt: skip


def end_rows(planned: Planned) -> None:
    """End what the plan ends."""
    if planned.dated:
        run("UPDATE $live l SET ends_on = e.ends_on FROM end_$name e WHERE e.id = l.id", live=planned.live, name=planned.name)


def change_rows(plan: str, live: str, names: tuple[str, ...]) -> None:
    """Change rows in place, all of them emptied first, so that none overlaps another on the way."""
    run("UPDATE $live l SET ends_on = l.starts_on FROM $plan p WHERE p.act = 'change' AND l.id = p.live", live=live, plan=plan)
    sets = ", ".join(f"{name} = p.{name}" for name in names)
    run(
        "UPDATE $live l SET $sets starts_on = p.from_on, ends_on = p.until_on, register_starts_on = p.starts_on"
        " FROM $plan p WHERE p.act = 'change' AND l.id = p.live",
        live=live, plan=plan, sets=f"{sets}," if sets else "",
    )  # fmt: skip


def insert_rows(plan: str, live: str, stored: Mapping[str, str], *, own_id: bool = False, public: bool = True) -> None:
    """Insert what is new, and what came back after a gap."""
    columns = {**stored, "starts_on": "from_on", "ends_on": "until_on", "register_starts_on": "starts_on"}
    columns |= {"public_id": NEW_PUBLIC_ID} if public else {}
    columns |= {"id": "pk", "source_id": "owner"} if own_id else {}
    run(
        "INSERT INTO $live ($columns) SELECT $values FROM $plan WHERE act IN ('create', 'reopen') ORDER BY no",
        live=live, plan=plan, columns=listed(columns), values=listed(columns.values()),
    )  # fmt: skip
