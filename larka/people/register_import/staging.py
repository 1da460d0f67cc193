"""Temporary tables that hold what the files say, one row a row, until the transaction ends."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from larka.people.register_import.sql import run

ROWS_AT_A_TIME = 5_000
_DAYS = ("starts_on date", "ends_on date")

# The order of the columns is the order of the values in a staged row. ``owner`` is the id of the row that a part stands in.
TABLES: dict[str, tuple[str, ...]] = {
    "organisations": (
        "id uuid", "kind text", "name text", 'sort_key text COLLATE "C"', "parent uuid", "school_unit_code text",
        "organisation_number text", "municipality_code text", "school_forms varchar(8)[]", "address jsonb", *_DAYS,
    ),
    "syllabuses": ("id uuid", "school_form text", "code text", "name text", 'sort_key text COLLATE "C"', "official boolean"),
    "persons": (
        "id uuid", "given_name text", "middle_name text", "family_name text", 'sort_key text COLLATE "C"', "birth_date date",
        "adult_on date", "sex text", "protection text", "status text", "principal_names varchar(320)[]", "number text", "number_kind text",
        "emails jsonb", "phones jsonb", "addresses jsonb",
    ),
    "enrolments": ("owner uuid", "unit uuid", "school_form text", "grade smallint", *_DAYS),
    "responsibles": ("owner uuid", "person uuid", "relation text"),
    "placements": (
        "id uuid", "child uuid", "unit uuid", "group_ref uuid", "school_form text", "reason text", "max_weekly_hours smallint", *_DAYS,
    ),
    "groups": ("id uuid", "unit uuid", "kind text", "name text", 'sort_key text COLLATE "C"', "school_form text", *_DAYS),
    "memberships": ("owner uuid", "child uuid", *_DAYS),
    "duties": ("id uuid", "person uuid", "unit uuid", "role_name text", "percent smallint", *_DAYS),
    "assignments": ("owner uuid", "group_ref uuid", "role_name text", *_DAYS),
    "activities": ("id uuid", "name text", "unit uuid", "syllabus uuid", "kind text", *_DAYS),
    "activity_groups": ("owner uuid", "group_ref uuid"),
    "teachers": ("owner uuid", "duty uuid", "grader boolean", *_DAYS),
    # A row that was left out, or one part of it: what cannot be read is not missing. Without an id it may be any of the file's.
    "seen": ("file text", "id uuid"),
    "spared": ("part text", "owner uuid", "other uuid"),
}  # fmt: skip
FILES = ("organisations", "syllabuses", "persons", "placements", "groups", "duties", "activities")
PREFIXES = ("in_", "known_", "live_", "wanted_", "spared_", "plan_", "end_", "found_")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a file, said to whoever can mend it; holds ids, never a name or a number."""

    file: str
    id: str
    field: str
    message: str


class Staging:
    """Takes rows one by one and copies them to the temporary tables."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.problems: list[Problem] = []
        self._waiting: dict[str, list[Sequence[Any]]] = {name: [] for name in TABLES}

    def add(self, table: str, *values: Any) -> None:
        """One row, its values in the order of the table's columns."""
        waiting = self._waiting[table]
        waiting.append(values)
        if len(waiting) >= ROWS_AT_A_TIME:
            self._copy(table)

    def problem(self, file: str, row: object, field: str, message: str) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(file, str(row or ""), field, message))

    def finish(self) -> None:
        """Copy what is left, and let the planner know how much there is."""
        for table in TABLES:
            self._copy(table)
            run("ANALYZE in_$table $columns", table=table, columns="(id, number)" if table == "persons" else "")

    def _copy(self, table: str) -> None:
        waiting = self._waiting[table]
        if not waiting:
            return
        columns = sql.SQL(", ").join(sql.Identifier(column.split()[0]) for column in TABLES[table])
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(f"in_{table}"), columns)
        with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in waiting:
                copy.write_row(row)
        waiting.clear()


@contextmanager
def staging(today: dt.date) -> Iterator[Staging]:
    """The temporary tables, made now and gone at the end of the block or the transaction."""
    drop_temporary()
    for name, columns in TABLES.items():
        run(
            "CREATE TEMPORARY TABLE in_$name (no integer GENERATED ALWAYS AS IDENTITY, $columns) ON COMMIT DROP",
            name=name,
            columns=", ".join(columns),
        )
    yield Staging(today)
    drop_temporary()


def drop_temporary() -> None:
    """Removes the import's temporary tables of this connection, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'")
        names = [name for (name,) in cursor.fetchall() if name.startswith(PREFIXES)]
    if names:
        run("DROP TABLE $names", names=", ".join(f"pg_temp.{name}" for name in names))
