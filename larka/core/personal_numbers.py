"""The three kinds of personal identity number (B3): personnummer, samordningsnummer and the school's temporary number.

Twelve characters, ASCII digits (a temporary number has two letters): ÅÅÅÅMMDDNNNK, ÅÅÅÅMM(DD+60)NNNK, ÅÅÅÅMMDDTFNN.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from personnummer.personnummer import Personnummer, PersonnummerException

Kind = Literal["personnummer", "samordningsnummer", "temporary"]
COORDINATION_DAYS = 60
_WRITTEN = re.compile(r"([0-9]{8})-?([0-9]{4}|TF[0-9]{2})")


class InvalidPersonalNumberError(ValueError):
    """The text is none of the three kinds; the message never repeats it."""


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A valid number: its twelve characters, its kind, the birth date it carries, and whether it is a woman's."""

    value: str
    kind: Kind
    born: dt.date
    female: bool

    @classmethod
    def parse(cls, text: str) -> "PersonalNumber":
        """Read a number written with or without a hyphen; raises InvalidPersonalNumberError."""
        written = _WRITTEN.fullmatch(text.strip().upper())
        if written is None:
            raise InvalidPersonalNumberError("a personal number has twelve characters")
        value = written[1] + written[2]
        if value[8] == "T":
            return cls(value, "temporary", _day(written[1]), int(value[10]) % 2 == 0)
        try:
            Personnummer(value)  # type: ignore[no-untyped-call]
        except (PersonnummerException, ValueError) as error:
            raise InvalidPersonalNumberError("the check digit or the date is wrong") from error
        coordination = int(value[6:8]) > COORDINATION_DAYS
        day = int(value[6:8]) - COORDINATION_DAYS * coordination
        kind: Kind = "samordningsnummer" if coordination else "personnummer"
        return cls(value, kind, _day(f"{value[:6]}{day:02d}"), int(value[10]) % 2 == 0)


def _day(digits: str) -> dt.date:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError as error:
        raise InvalidPersonalNumberError("the date does not exist") from error
