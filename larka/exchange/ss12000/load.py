"""Reading a folder of list answers into the staging tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from larka.exchange.ss12000 import places, staff
from larka.exchange.ss12000.fields import MISSING, Fields, LeftOutError
from larka.exchange.ss12000.files import BrokenFileError, ListAnswer
from larka.exchange.ss12000.persons import Persons
from larka.exchange.ss12000.values import WrongValueError, an_id
from larka.people.register_import.staging import FILES, Staging
from larka.register.settings import setting

Stage = Callable[[Fields], None]
Progress = Callable[[int], None]


class BrokenRegisterError(Exception):
    """One of the files cannot be read; the problems say which, and nothing may be applied."""


def stagers() -> dict[str, Stage]:
    """What stages a row of each file."""
    return {
        "organisations": places.organisation,
        "syllabuses": places.syllabus,
        "persons": Persons(setting("register.kept_fields")),
        "placements": places.placement,
        "groups": places.group,
        "duties": staff.duty,
        "activities": staff.activity,
    }


def load(stage: Staging, folder: Path, progress: Progress) -> dict[str, str]:
    """Stage every file of the folder; the files' checksums. Raises BrokenRegisterError when one of them is broken."""
    checksums, broken = {}, False
    read = stagers()
    for file in FILES:
        answer = ListAnswer(folder / f"{file}.json", progress)
        try:
            load_file(stage, file, answer, read[file])
        except BrokenFileError as error:
            stage.problem(file, "", "", str(error))
            broken = True
        checksums[file] = answer.checksum
    if broken:
        raise BrokenRegisterError
    return checksums


def load_file(stage: Staging, file: str, answer: ListAnswer, read: Stage) -> None:
    """Stage the rows of one file; a bad row is listed and left out."""
    before: set[str] = set()
    for number, raw in enumerate(answer.rows(), 1):
        row = row_id(stage, file, number, raw)
        if row is None:
            continue
        if row in before:
            stage.problem(file, row, "id", "Samma id står på flera rader i filen. Den första raden gäller.")
            continue
        before.add(row)
        try:
            read(Fields(stage, file, row, raw))
        except LeftOutError as error:
            stage.problem(file, row, error.field, error.message)
            stage.add("seen", file, row)


def row_id(stage: Staging, file: str, number: int, raw: Any) -> str | None:
    """The id of a row; without one nothing can be said of it but where it stands."""
    try:
        if not isinstance(raw, dict):
            raise WrongValueError("Fel typ: ett objekt väntades.")
        if raw.get("id") in (None, ""):
            raise WrongValueError(MISSING)
        return an_id(raw["id"])
    except WrongValueError as error:
        stage.problem(file, "", "id", f"Rad {number} i filen: {error}")
        stage.add("seen", file, None)
        return None
