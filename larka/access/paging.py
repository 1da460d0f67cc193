"""Long lists, fifty rows at a time. No total is ever counted: a count of what is not shown would tell (A1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

ROWS = 50
_FURTHEST = 10_000


class Rows(Protocol):
    """Whatever gives a part of its rows: a queryset, a question, the names of an audience."""

    def __getitem__(self, wanted: slice, /) -> Any: ...


@dataclass(frozen=True)
class Page:
    """One page of a list, with the addresses of its neighbours."""

    number: int
    rows: list[Any]
    previous: str = ""
    next: str = ""


def page_of(rows: Rows, question: Mapping[str, str], *, size: int = ROWS) -> Page:
    """The page that the address asks for (``sida=2``); one row more is fetched to know whether there is a next."""
    number = _number(question.get("sida", ""))
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    kept = {key: value for key, value in question.items() if key != "sida"}
    return Page(
        number=number,
        rows=found[:size],
        previous=_address(kept, number - 1) if number > 1 else "",
        next=_address(kept, number + 1) if len(found) > size else "",
    )


def _number(text: str) -> int:
    asked = int(text[:9]) if text.isascii() and text.isdigit() else 1
    return min(max(asked, 1), _FURTHEST)


def _address(kept: Mapping[str, str], number: int) -> str:
    return "?" + urlencode({**kept, "sida": number})
