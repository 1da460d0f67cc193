"""The three kinds of personal identity number (B3): personnummer, samordningsnummer and the school's temporary number.

Twelve characters, ASCII digits (a temporary number has two letters): ÅÅÅÅMMDDNNNK, ÅÅÅÅMM(DD+60)NNNK, ÅÅÅÅMMDDTFNN.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["personnummer", "samordningsnummer", "temporary"]
COORDINATION_DAYS = 60
MONTHS, LONGEST_MONTH = 12, 31
NO_SERIAL = "000"
# SS 12000: the two positions after the date may be letters; TF is the custom.
_WRITTEN = re.compile(r"([0-9]{8})-?([0-9]{4}|[A-Z]{2}[0-9]{2})")


class InvalidPersonalNumberError(ValueError):
    """The text is none of the three kinds; the message never repeats it."""


# Anywhere in a text, with or without century and sign; a temporary number's letters too.
_WITHIN = re.compile(r"(?<![0-9])(?:[0-9]{2})?[0-9]{2}[01][0-9][0-9]{2}\s?[-+–]?\s?(?:[0-9]{4}|[A-Z]{2}[0-9]{2})(?![0-9])", re.IGNORECASE)


def holds_personal_number(text: str) -> bool:
    """Whether anything in a text looks like a personal number; rather one time too many, where it would stand for ever."""
    return _WITHIN.search(text) is not None


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A valid number: its twelve characters, its kind, the birth date it carries, and whether it is a woman's.

    A samordningsnummer may carry no date: month or day of birth is nought where it is unknown, and some name a 31 April.
    """

    value: str
    kind: Kind
    born: dt.date | None
    female: bool

    @classmethod
    def parse(cls, text: str) -> "PersonalNumber":
        """Read a number written with or without a hyphen; raises InvalidPersonalNumberError."""
        written = _WRITTEN.fullmatch(text.strip().upper())
        if written is None:
            raise InvalidPersonalNumberError("a personal number has twelve characters")
        value = written[1] + written[2]
        female = int(value[10]) % 2 == 0
        if value[8].isalpha():
            return cls(value, "temporary", _day(written[1]), female)
        if value[8:11] == NO_SERIAL or _check_digit(value[2:11]) != int(value[11]):
            raise InvalidPersonalNumberError("the serial or the check digit is wrong")
        if int(value[6:8]) < COORDINATION_DAYS:
            return cls(value, "personnummer", _day(written[1]), female)
        month, day = int(value[4:6]), int(value[6:8]) - COORDINATION_DAYS
        if month > MONTHS or day > LONGEST_MONTH:
            raise InvalidPersonalNumberError("the date does not exist")
        return cls(value, "samordningsnummer", _day_or_none(int(value[:4]), month, day), female)


def _check_digit(nine: str) -> int:
    """Every other figure doubled, the figures summed, and what is missing to the next ten (the Luhn algorithm)."""
    return -sum(sum(divmod(int(figure) * (2 - place % 2), 10)) for place, figure in enumerate(nine)) % 10


def _day(digits: str) -> dt.date:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError as error:
        raise InvalidPersonalNumberError("the date does not exist") from error


def _day_or_none(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
