"""One object of a file, read field by field: what is needed leaves the object out when it is wrong, what is not is only listed."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from larka.exchange.ss12000.values import WrongValueError, a_day, a_list, a_reference, an_end
from larka.people.register_import.staging import Staging

V = TypeVar("V")
D = TypeVar("D")
MISSING = "Fältet saknas, och det krävs."


class LeftOutError(Exception):
    """The object cannot be used."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


class Fields:
    """The fields of one object: a row, or with ``prefix`` a part of one."""

    __slots__ = ("file", "prefix", "raw", "row", "stage")

    def __init__(self, stage: Staging, file: str, row: str, raw: Any, prefix: str = "") -> None:
        self.stage, self.file, self.row, self.prefix = stage, file, row, prefix
        if not isinstance(raw, dict):
            raise LeftOutError(prefix.rstrip("."), "Fel typ: ett objekt väntades.")
        self.raw: dict[str, Any] = raw

    def needed(self, name: str, read: Callable[[Any], V]) -> V:
        """A field without which the object is left out."""
        value = self.raw.get(name)
        if value is None or value == "":
            raise LeftOutError(self.prefix + name, MISSING)
        try:
            return read(value)
        except WrongValueError as error:
            raise LeftOutError(self.prefix + name, str(error)) from error

    def wanted(self, name: str, read: Callable[[Any], V], default: D) -> V | D:
        """A field that may be missing; a wrong one is listed and counts as missing."""
        value = self.raw.get(name)
        if value is None or value == "":
            return default
        try:
            return read(value)
        except WrongValueError as error:
            self.problem(name, str(error))
            return default

    def trusted(self, name: str, read: Callable[[Any], V], default: D) -> V | D:
        """A field that may be missing, but leaves the object out where it is wrong: days, since a wrong one would give or take rights."""
        value = self.raw.get(name)
        return default if value is None or value == "" else self.needed(name, read)

    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """First day, and our half-open end (B4)."""
        first = self.trusted("startDate", a_day, None)
        end = self.trusted("endDate", an_end, None)
        if first is not None and end is not None and end <= first:
            raise LeftOutError(f"{self.prefix}endDate", "Slutdatum ligger före startdatum.")
        return first, end

    def needed_days(self) -> tuple[dt.date, dt.date | None]:
        """The same, where the standard demands a first day."""
        first, end = self.days()
        if first is None:
            raise LeftOutError(f"{self.prefix}startDate", MISSING)
        return first, end

    def parts(self, name: str) -> Iterator["Fields | LeftOutError"]:
        """The objects of a list in the row, or why one of them, or the list, is none."""
        try:
            listed = self.trusted(name, a_list, [])
        except LeftOutError as error:
            yield error
            return
        for raw in listed:
            try:
                yield Fields(self.stage, self.file, self.row, raw, f"{name}.")
            except LeftOutError as error:
                yield error

    def named(self, name: str) -> str | None:
        """The id that a reference gives, if it can be read."""
        try:
            return a_reference(self.raw.get(name))
        except WrongValueError:
            return None

    def problem(self, name: str, message: str) -> None:
        """List what is wrong with one field."""
        self.stage.problem(self.file, self.row, self.prefix + name, message)


def stage_parts(fields: Fields, name: str, part: str, other: str, read: Callable[[Fields], tuple[Any, ...] | None]) -> None:
    """Stage each object of a list; one that is wrong is listed, and what it names in ``other`` is not missing."""
    for found in fields.parts(name):
        try:
            if isinstance(found, LeftOutError):
                raise found
            values = read(found)
        except LeftOutError as error:
            fields.stage.problem(fields.file, fields.row, error.field, error.message)
            named = None if isinstance(found, LeftOutError) else found.named(other)
            fields.stage.add("spared", part, fields.row, named)
        else:
            if values is not None:
                fields.stage.add(part, fields.row, *values)
