"""A condition or a query turned into SQL once, with marks in place of the person, the day and the anchors, and then only bound."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.query import QuerySet

PERSON = -7_000_000_001
ANCHOR = -7_000_000_100
DAY = dt.date(4000, 1, 1)
MOMENT = dt.datetime(4000, 1, 1, tzinfo=dt.UTC)
LATEST_DAY = dt.date(3000, 1, 1)
# Stands in the SQL for what the asker knows of the rows: the ids of their children, of the group whose members these are, of the years.
KNOWN = -7_000_000_500


@dataclass(frozen=True)
class Fragment:
    """Compiled SQL and how to bind it: ``marks`` says for each placeholder what stands there."""

    sql: str
    marks: tuple[Any, ...]

    def bind(self, person: int, day: dt.date, at: dt.datetime, anchors: Sequence[int] = ()) -> list[Any]:
        """The parameters for one person at one moment."""
        return [bound(mark, person, day, at, anchors) for mark in self.marks]

    def beside(self, columns: Mapping[int, str]) -> "Fragment":
        """The same with columns of the query around it in place of these marks."""
        places = [*(columns.get(mark, "%s") if _is_number(mark) else "%s" for mark in self.marks), ""]
        text = "".join(piece + place for piece, place in zip(self.sql.split("%s"), places, strict=True))
        return Fragment(text, tuple(mark for mark in self.marks if not (_is_number(mark) and mark in columns)))


def _is_number(mark: Any) -> bool:
    return isinstance(mark, int) and not isinstance(mark, bool)


def bound(mark: Any, person: int, day: dt.date, at: dt.datetime, anchors: Sequence[int]) -> Any:
    """What stands in the place of a mark; what is no mark stands as itself."""
    if isinstance(mark, dt.datetime):
        return at if mark == MOMENT else mark
    if isinstance(mark, dt.date):
        return day + (mark - DAY) if mark > LATEST_DAY else mark
    if _is_number(mark):
        if mark == PERSON:
            return person
        if ANCHOR - len(anchors) < mark <= ANCHOR:
            return anchors[ANCHOR - mark]
    return mark


def compiled(rows: QuerySet[Any], names: tuple[str, ...] = ()) -> Fragment:
    """The SQL of a query; ``names``: of its columns, where one of them is no column of a table."""
    sql, marks = rows.query.sql_with_params()
    if "since" not in names:
        return Fragment(sql, tuple(marks))
    return Fragment(f"SELECT {listed(names)} FROM ({sql}) inside({listed(names)})", tuple(marks))  # noqa: S608 – compiled by Django


def listed(columns: Iterable[str]) -> str:
    """Names of columns as they stand in SQL."""
    return ", ".join(f'"{column}"' for column in columns)
