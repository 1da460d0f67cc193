"""Answers by type: read from what was typed, put back into the fields, said in words.

What is typed is one text for each input of the page; an answer is what JSON holds, and None where nothing is answered.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _

from larka.core.dates import EARLIEST, LATEST
from larka.questionnaires.shape.parts import Question
from larka.records.forms import plain_text

LONGEST_CELL = 300
MOST_FILE_ROWS = 40  # of a page: those that are kept, and those that are taken away in the same go
BLANK_ROWS = 2
_WHO, _WHAT, _BY = "who", "what", "by"
_TEXT, _GONE = "text", "bort"


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed as an answer, and what is wrong with it."""

    value: Any = None
    error: str = ""


class _Wrong(Exception):  # noqa: N818
    """What is typed is no answer; the sentence says why."""


def input_name(question: Question, *more: object) -> str:
    """The name of an input of the page."""
    return "-".join(("f", question.id, *map(str, more)))


def read(question: Question, typed: Mapping[str, str]) -> Read:
    """The answer to one question among everything that was typed on the page."""
    try:
        return Read(_READERS[question.type](question, typed) or None)
    except _Wrong as wrong:
        return Read(None, str(wrong))


def inputs(question: Question, value: Any) -> dict[str, str]:
    """An answer as the texts of the page's inputs: what ``read`` reads back to the same."""
    if value is None:
        return {}
    found: dict[tuple[object, ...], str]
    match question.type:
        case "many":
            found = {(option,): "on" for option in value}
        case "goals":
            found = {(row,): text for row, text in enumerate(value)}
        case "table" | "agreement":
            found = {(row, key): text for row, cells in enumerate(value) for key, text in cells.items()}
        case "files":
            found = {(row, _TEXT): file["text"] for row, file in enumerate(value)}
            found |= {(row,): file["medium"] for row, file in enumerate(value)}
        case kind:
            found = {(): "on" if kind == "read" else str(value)}
    return {input_name(question, *more): text for more, text in found.items()}


def rows(question: Question, typed: Mapping[str, str]) -> range:
    """The rows of a list to show: those that are filled in and some more, never above the ceiling."""
    filled = max((row + 1 for row in range(question.ceiling) if any(typed.get(name, "") for name in _names(question, row))), default=0)
    return range(min(filled + BLANK_ROWS, question.ceiling))


def said(question: Question, value: Any) -> list[str]:
    """An answer in words, line by line; a table is said row by row."""
    if value is None:
        return []
    return _SAID[question.type](question, value)


def texts(question: Question, value: Any) -> list[str]:
    """Everything in an answer that somebody has put in words of their own, wherever it stands."""
    match question.type:
        case "short" | "long":
            return [value] if value else []
        case "goals":
            return list(value or ())
        case "table" | "agreement":
            return [text for row in value or () for key, text in row.items() if key != _BY]
        case "files":
            return [file["text"] for file in value or () if file["text"]]
        case _:
            return []


def columns(question: Question) -> list[tuple[str, str]]:
    """Key and title of each column of a table or an agreement."""
    if question.type == "agreement":
        return [(_WHO, _("Vem")), (_WHAT, _("Gör vad")), (_BY, _("Senast"))]
    return [(option.id, option.text) for option in question.options]


def table(question: Question, value: Any) -> list[list[str]]:
    """The rows of a table or an agreement as texts."""
    return [[_day(row.get(key, "")) if key == _BY else row.get(key, "") for key, _title in columns(question)] for row in value or []]


def _day(text: str) -> str:
    return formatted(dt.date.fromisoformat(text), "j F Y") if text else ""


def _names(question: Question, row: int) -> Iterator[str]:
    if question.type == "goals":
        yield input_name(question, row)
    else:
        yield from (input_name(question, row, key) for key, _title in columns(question))


def _text(question: Question, typed: Mapping[str, str]) -> str:
    text = plain_text(typed.get(input_name(question), ""))
    return _fitting(" ".join(text.split()) if question.type == "short" else text, question.ceiling)


def _fitting(text: str, most: int) -> str:
    if len(text) > most:
        raise _Wrong(_("Texten är %(length)s tecken lång; högst %(most)s får plats.") % {"length": len(text), "most": most})
    return text


def _one(question: Question, typed: Mapping[str, str]) -> str:
    chosen = typed.get(input_name(question), "")
    if chosen and chosen not in {option.id for option in question.options}:
        raise _Wrong(_("Välj ett av alternativen."))
    return chosen


def _many(question: Question, typed: Mapping[str, str]) -> list[str]:
    return [option.id for option in question.options if typed.get(input_name(question, option.id))]


def _scale(question: Question, typed: Mapping[str, str]) -> int:
    chosen = typed.get(input_name(question), "")
    if not chosen:
        return 0
    if chosen not in {str(step) for step in range(1, question.steps + 1)}:
        raise _Wrong(_("Välj ett steg på skalan, från 1 till %(steps)s.") % {"steps": question.steps})
    return int(chosen)


def _date(question: Question, typed: Mapping[str, str]) -> str:
    return _iso(typed.get(input_name(question), ""))


def _iso(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise _Wrong(_("Skriv dagen som år-månad-dag, till exempel 2027-01-31.")) from None
    if not EARLIEST <= day <= LATEST:
        raise _Wrong(_("Skriv en dag mellan år 1900 och 2199."))
    return day.isoformat()


def _goals(question: Question, typed: Mapping[str, str]) -> list[str]:
    texts = (plain_text(typed.get(input_name(question, row), "")) for row in range(question.ceiling))
    return [_fitting(text, LONGEST_CELL) for text in texts if text]


def _table(question: Question, typed: Mapping[str, str]) -> list[dict[str, str]]:
    found = []
    for row in range(question.ceiling):
        cells = {key: plain_text(typed.get(input_name(question, row, key), "")) for key, _title in columns(question)}
        if any(cells.values()):
            found.append({key: _fitting(text, LONGEST_CELL) for key, text in cells.items()})
    return found


def _agreement(question: Question, typed: Mapping[str, str]) -> list[dict[str, str]]:
    agreed = _table(question, typed)
    for number, row in enumerate(agreed, start=1):
        if not row[_WHO] or not row[_WHAT]:
            raise _Wrong(_("Rad %(number)s: skriv både vem och vad.") % {"number": number})
        row[_BY] = _iso(row[_BY])
    return agreed


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of the page by its place: which, what is said of it, and whether it is to be taken away."""

    row: int
    medium: str
    text: str
    gone: bool


def file_rows(question: Question, typed: Mapping[str, str]) -> list[FileRow]:
    """The files of the page, each once."""
    rows = (
        FileRow(
            row, typed.get(input_name(question, row), ""), typed.get(input_name(question, row, _TEXT), ""),
            bool(typed.get(input_name(question, row, _GONE))),
        )
        for row in range(MOST_FILE_ROWS)
    )  # fmt: skip
    found: dict[str, FileRow] = {}
    for row in rows:
        if row.medium:
            found.setdefault(row.medium, row)
    return list(found.values())


def medium_ids(value: Any) -> list[str]:
    """The files of an answer."""
    return [file["medium"] for file in value or ()]


def _files(question: Question, typed: Mapping[str, str]) -> list[dict[str, str]]:
    kept = [row for row in file_rows(question, typed) if not row.gone]
    if not all(is_id(row.medium) for row in kept):
        raise _Wrong(_("Sidan var trasig. Välj filerna en gång till."))
    if len(kept) > question.ceiling:
        raise _Wrong(_("Högst %(most)s filer får plats. Ta bort någon.") % {"most": question.ceiling})
    return [{"medium": row.medium, "text": _fitting(" ".join(plain_text(row.text).split()), LONGEST_CELL)} for row in kept]


def is_id(text: str) -> bool:
    """Whether it is a public id, as the program writes it."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _has_read(question: Question, typed: Mapping[str, str]) -> bool:
    return bool(typed.get(input_name(question)))


_READERS = {
    "short": _text, "long": _text, "one": _one, "many": _many, "scale": _scale, "date": _date, "goals": _goals, "table": _table,
    "agreement": _agreement, "read": _has_read, "files": _files,
}  # fmt: skip


def _said_scale(question: Question, value: int) -> list[str]:
    ends = " – ".join(f"{number} {word}" for number, word in ((1, question.lowest), (question.steps, question.highest)) if word)
    told = _("%(value)s av %(steps)s") % {"value": value, "steps": question.steps}
    return [f"{told} ({ends})" if ends else told]


def _said_rows(question: Question, value: Any) -> list[str]:
    return [" · ".join(filter(None, row)) for row in table(question, value)]


_SAID: Mapping[str, Callable[[Question, Any], list[str]]] = {
    "short": lambda _question, value: [value],
    "long": lambda _question, value: [value],
    "one": lambda question, value: [option.text for option in question.options if option.id == value],
    "many": lambda question, value: [option.text for option in question.options if option.id in value],
    "scale": _said_scale,
    "date": lambda _question, value: [_day(value)],
    "goals": lambda _question, value: list(value),
    "table": _said_rows,
    "agreement": _said_rows,
    "read": lambda _question, _value: [_("Har läst")],
    "files": lambda _question, value: [file["text"] or _("Fil %(n)s") % {"n": n} for n, file in enumerate(value, start=1)],
}
