"""``python -m bench.filled PUPILS``: plans, goals and talks in every class of a register of the bench, unless they are there.

``make bench`` runs it in the environment of the folder. It empties what it fills, so that it can be run again on any register.
"""

import datetime as dt
import hashlib
import json
import sys
import time
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from bench.registers import PROJECT, Folder, superuser

_MADE_BY = tuple(PROJECT / "bench" / name for name in ("filled.py", "planned.py", "talked.py"))
_APPS = ("plans", "talks", "questionnaires")


def main(pupils: int) -> None:
    """Migrates, fills, vacuums and says what there is."""
    import django

    from larka.cli.database import bring_up_to_date, database

    folder = Folder(pupils)
    with database():
        bring_up_to_date()
        django.setup()
        mark = mark_of(folder)
        if folder.filled.exists() and json.loads(folder.filled.read_text())["mark"] == mark:
            return
        folder.filled.unlink(missing_ok=True)
        started = time.monotonic()
        with superuser(folder) as connection:
            made = fill(connection)
        made |= {"mark": mark, "seconds": round(time.monotonic() - started, 1)}
    folder.filled.write_text(json.dumps(made))
    print(f"{pupils} elever: {made}", file=sys.stderr, flush=True)


def mark_of(folder: Folder) -> str:
    """Changes when the register does, or how it is filled: talks lie ahead of the day it was done on, so it is done anew each week."""
    year, week, _day = dt.datetime.now(ZoneInfo("Europe/Stockholm")).date().isocalendar()
    seen = hashlib.sha256(f"{json.loads(folder.built.read_text())['mark']} {year} {week}".encode())
    for file in _MADE_BY:
        seen.update(file.read_bytes())
    return seen.hexdigest()


def fill(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Everything in one transaction, the foreign keys unchecked; then what the planner must know."""
    from bench.planned import write_plans
    from bench.talked import write_talks

    tables = ", ".join(_tables())
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(f"TRUNCATE {tables}")
        years = _years(connection)
        made: dict[str, Any] = write_plans(connection, _examples(), years)
        made["talks"] = write_talks(connection, years)
    connection.execute(f"VACUUM ANALYZE {tables}")
    return made


def _tables() -> list[str]:
    from django.apps import apps

    return [model._meta.db_table for app in _APPS for model in apps.get_app_config(app).get_models()]


def _years(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """This school year and term, and those before."""
    asked = "SELECT id, school_year_id, starts_on FROM register_term WHERE starts_on <= CURRENT_DATE ORDER BY starts_on DESC LIMIT 2"
    (term, year, _from), (last_term, _year, last_term_from) = connection.execute(asked).fetchall()
    (last_year,) = connection.execute(
        "SELECT b.id FROM register_schoolyear a JOIN register_schoolyear b ON b.ends_on <= a.starts_on WHERE a.id = %s"
        " ORDER BY b.starts_on DESC LIMIT 1", [year],
    ).fetchone() or (None,)  # fmt: skip
    return {"term": term, "year": year, "last_term": last_term, "last_term_from": last_term_from, "last_year": last_year}


def _examples() -> list[tuple[Any, ...]]:
    """The shapes that Lärka ships with, and in each a question for the pupil, one for the home and the school's measures."""
    from larka.plans.access import MEASURES
    from larka.plans.examples import EXAMPLES as PLANS
    from larka.talks.examples import EXAMPLES as PREPARATIONS

    prepared = {
        "samtal-forskola": (("FS",), 0, 0), "samtal-forskoleklass-3": (("FKLASS", "GR"), 0, 3), "samtal-4-9": (("GR",), 4, 9),
        "samtal-gymnasieskola": (("GY",), 0, 0),
    }  # fmt: skip
    plans = [("plan", shape, (shape.school_forms, shape.first_year, shape.last_year)) for shape in PLANS.values()]
    return [
        _example(kind, shape, for_whom, MEASURES)
        for kind, shape, for_whom in [*plans, *(("preparation", PREPARATIONS[key], for_whom) for key, for_whom in prepared.items())]
    ]


def _example(kind: str, shape: Any, for_whom: tuple[Any, int, int], measures: str) -> tuple[Any, ...]:
    from psycopg.types.json import Jsonb

    from larka.questionnaires.shape.parts import as_json
    from larka.questionnaires.shape.rights import roles_at

    long = [each for each in shape.questions() if each.type == "long"]
    forms, first, last = for_whom
    return (
        kind, shape.title, Jsonb(as_json(shape)), list(forms), first, last, len(shape.stages), list(roles_at(shape, 0)),
        list(roles_at(shape, shape.last)), next((each.id for each in long if "pupil" in each.writers and not each.each), None),
        next((each.id for each in long if "guardian" in each.writers and each.each), None),
        next((each.id for each in long if each.purpose == measures), None),
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
