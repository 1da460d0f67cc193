"""A small register made by hand: Björkskolan with class 5A, its families and staff. A test changes what it is about."""

import copy
import datetime as dt
import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from larka.exchange.actions import Imported, Wishes, import_register
from larka.people.register_import.difference import Difference
from larka.register.actor import Actor
from larka.register.models import Person
from tests.cast import NOON

Row = dict[str, Any]
FILES = ("organisations", "syllabuses", "persons", "placements", "groups", "duties", "activities")
START = "2026-08-01"
CHILDREN = ("elsa", "omar", "nils", "bo", "ture")
# Each child's first guardian has the child's name with this before it.
FAMILY_NAMES = {"elsa": "Hägg", "omar": "Haddad", "nils": "Ström", "bo": "Malm", "ture": "Åberg"}


def an_id(key: str) -> str:
    """The id that a thing has in these files."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"larka.test/{key}"))


def ref(key: str) -> Row:
    """A reference to a thing."""
    return {"id": an_id(key)}


def number(born: str, serial: int) -> str:
    """A personal number with its check digit; serials from 980 are nobody's."""
    ten = f"{born[2:4]}{born[5:7]}{born[8:]}{serial}"
    total = sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(ten))
    return f"{born.replace('-', '')}{serial}{-total % 10}"


class SmallRegister:
    """The files as lists of rows, to be changed and written."""

    def __init__(self) -> None:
        self.files: dict[str, list[Row]] = {file: [] for file in FILES}
        self._places()
        for n, child in enumerate(CHILDREN):
            self._family(child, n)
        self._staff()
        self._groups()

    def _places(self) -> None:
        self.add("organisations", "kommun", displayName="Lärköpings kommun", organisationType="Huvudman")
        for key, name in (("skola", "Björkskolan"), ("skola2", "Åskolan")):
            self.add(
                "organisations", key, displayName=name, organisationType="Skolenhet", parentOrganisation=ref("kommun"),
                schoolTypes=["FKLASS", "GR", "FTH"], startDate="2000-01-01",
            )  # fmt: skip
        self.add("syllabuses", "matematik", schoolType="GR", subjectCode="MAT", subjectName="Matematik", official=True)

    def _family(self, child: str, n: int) -> None:
        family = FAMILY_NAMES[child]
        for m, adult in enumerate((f"{child}s-mamma", f"{child}s-pappa")):
            self.person(adult, family, f"198{n}-03-0{m + 1}", emails=[{"value": f"{adult}@hem.example", "type": "Privat"}])
        self.person(
            child, family, f"2015-04-1{n}",
            responsibles=[{"person": ref(f"{child}s-{who}"), "relationType": "Vårdnadshavare"} for who in ("mamma", "pappa")],
            enrolments=[{"enroledAt": ref("skola"), "schoolType": "GR", "schoolYear": 5, "startDate": START}],
        )  # fmt: skip
        self.add("placements", f"fritids-{child}", child=ref(child), placedAt=ref("skola"), schoolType="FTH", startDate=START)

    def _staff(self) -> None:
        for n, (key, role) in enumerate({"rolf": "Rektor", "tess": "Lärare", "mats": "Lärare", "sara": "Lärare"}.items()):
            self.person(key, "Berg", f"197{n}-05-05")
            self.add("duties", f"tjänst-{key}", person=ref(key), dutyAt=ref("skola"), dutyRole=role, startDate=START)
        self.row("duties", "tjänst-mats")["assignmentRole"] = [{"group": ref("5A"), "assignmentRoleType": "Mentor", "startDate": START}]

    def _groups(self) -> None:
        for key, kind in (("5A", "Klass"), ("5A-ma", "Undervisning")):
            self.add(
                "groups", key, displayName=key, groupType=kind, schoolType="GR", organisation=ref("skola"), startDate=START,
                groupMemberships=[{"person": ref(child), "startDate": START} for child in CHILDREN],
            )  # fmt: skip
        self.add(
            "activities", "ma", displayName="Matematik 5A", calendarEventsRequired=True, startDate=START, groups=[ref("5A-ma")],
            syllabus=ref("matematik"), organisation=ref("skola"),
            teachers=[{"duty": ref("tjänst-tess"), "startDate": START, "grader": True}],
        )  # fmt: skip

    def add(self, file: str, key: str, **fields: Any) -> Row:
        """One more row."""
        row = {"id": an_id(key), **fields}
        self.files[file].append(row)
        return row

    def person(self, key: str, family: str, born: str, **fields: Any) -> Row:
        """One more person, with a number."""
        civic = {"value": number(born, 980 + len(self.files["persons"]) % 20)}
        return self.add("persons", key, givenName=key.capitalize(), familyName=family, birthDate=born, civicNo=civic, **fields)

    def row(self, file: str, key: str) -> Row:
        """A row, to be changed."""
        return next(row for row in self.files[file] if row["id"] == an_id(key))

    def drop(self, file: str, key: str) -> None:
        """Take a row out of its file."""
        self.files[file] = [row for row in self.files[file] if row["id"] != an_id(key)]

    def copy(self) -> "SmallRegister":
        """The same, to be changed by itself."""
        return copy.deepcopy(self)

    def write(self, folder: Path) -> Path:
        """Write the files."""
        folder.mkdir(parents=True, exist_ok=True)
        for file, rows in self.files.items():
            (folder / f"{file}.json").write_text(json.dumps({"data": rows, "pageToken": None}), encoding="utf-8")
        return folder


class Importer:
    """Imports registers, as an operator would, on the day told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self,
        register: SmallRegister | None = None,
        *,
        days: int = 0,
        decide: Callable[[Difference], bool] = lambda _difference: True,
        **wishes: Any,
    ) -> Imported:
        """Import; ``days`` after 23 November 2026. What would end too much is allowed unless the test says otherwise."""
        if register is not None:
            register.write(self.folder)
        by = Actor.operator(NOON + dt.timedelta(days=days))
        wished = Wishes(**{"allow_ends": True, **wishes})
        return import_register(by=by, folder=self.folder, wishes=wished, progress=lambda _bytes: None, decide=decide)


def found(result: Imported) -> set[tuple[str, str, str]]:
    """The problems as file, id and field."""
    return {(problem.file, problem.id, problem.field) for problem in result.problems}


def changes(result: Imported) -> dict[str, tuple[int, int, int]]:
    """The files that something happens to: created, changed, ended."""
    assert result.difference is not None
    counted = {file: (c["created"], c["changed"], c["ended"]) for file, c in result.difference.counts.items()}
    return {file: some for file, some in counted.items() if any(some)}


def by_name(result: Imported) -> list[tuple[str, str]]:
    """What is listed by name: what and whom."""
    assert result.difference is not None
    return [(str(change.kind), change.name) for change in result.difference.by_name]


def codes(result: Imported) -> list[str]:
    """The codes of what waits."""
    assert result.difference is not None
    return [change.code for change in result.difference.by_name if change.code]


def the(key: str) -> Person:
    """A person of the small register, as imported."""
    return Person.objects.get(source_id=an_id(key))


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the register and the people in it."""
    tables = [model._meta.db_table for app in ("register", "people", "audit") for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        kept = {}
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            kept[table] = cursor.fetchall()
    return kept
