"""What a field of a row may hold. Each reads one value, or says in Swedish what is wrong with it; no message repeats the value."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from larka.core.dates import from_inclusive_end

V = TypeVar("V")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EARLIEST, LATEST = dt.date(1850, 1, 1), dt.date(2200, 1, 1)
FOR_EVER = dt.date(9999, 1, 1)
LARGEST = 32_767


class WrongValueError(ValueError):
    """The value cannot be used; the message says why."""


def an_id(value: Any) -> str:
    """A UUID."""
    if not isinstance(value, str):
        raise WrongValueError("Fel typ: ett id (UUID) väntades.")
    known = _id(value)
    if known is None:
        raise WrongValueError("Inte ett giltigt id (UUID).")
    return known


@lru_cache(maxsize=50_000)
def _id(text: str) -> str | None:
    low = text.lower()
    return low if _ID.fullmatch(low) else None


def a_reference(value: Any) -> str:
    """The id in ``{"id": …}``."""
    if not isinstance(value, dict):
        raise WrongValueError("Fel typ: en hänvisning med id väntades.")
    return an_id(value.get("id"))


def a_text(value: Any, longest: int = 200) -> str:
    """A text on one line, without spaces around it."""
    if not isinstance(value, str):
        raise WrongValueError("Fel typ: en text väntades.")
    text = value.strip()
    if len(text) > longest:
        raise WrongValueError(f"Texten är längre än {longest} tecken.")
    if not text.isprintable():
        text = " ".join(text.split())
        if any(unicodedata.category(character) == "Cc" for character in text):
            raise WrongValueError("Texten innehåller tecken som inte är tillåtna.")
    return text


def a_day(value: Any) -> dt.date:
    """A date written as ÅÅÅÅ-MM-DD, in a year that a register can mean."""
    day = _written_day(value)
    if day > LATEST:
        raise WrongValueError("Datumet är orimligt.")
    return day


def _written_day(value: Any) -> dt.date:
    if not isinstance(value, str):
        raise WrongValueError("Fel typ: ett datum (ÅÅÅÅ-MM-DD) väntades.")
    day = _day(value)
    if day is None:
        raise WrongValueError("Datumet finns inte. Det ska skrivas ÅÅÅÅ-MM-DD.")
    return day


@lru_cache(maxsize=20_000)
def _day(text: str) -> dt.date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST or day >= FOR_EVER else None


def an_end(value: Any) -> dt.date | None:
    """The standard's last day as our first day after it (B4); the year 9999 is how some registers write no end."""
    day = _written_day(value)
    return None if day >= FOR_EVER else from_inclusive_end(day)


def a_number(value: Any) -> int:
    """A whole number that is not negative."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongValueError("Fel typ: ett heltal väntades.")
    if not 0 <= value <= LARGEST:
        raise WrongValueError("Talet är orimligt.")
    return value


def a_truth(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise WrongValueError("Fel typ: true eller false väntades.")
    return value


def a_list(value: Any) -> list[Any]:
    """A list."""
    if not isinstance(value, list):
        raise WrongValueError("Fel typ: en lista väntades.")
    return value


def one_of(table: Mapping[str, V], value: Any) -> V:
    """A value of the standard's list, as Lärka's own."""
    if not isinstance(value, str):
        raise WrongValueError("Fel typ: en text väntades.")
    if value not in table:
        raise WrongValueError(f"Okänt värde. Tillåtna är: {', '.join(table)}.")
    return table[value]
