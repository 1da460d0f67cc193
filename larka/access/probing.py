"""A path asked of rows that are found already: does it connect this person to this row's child, group or unit?

``reached`` answers what a person is connected to, which is best for lists that begin with the person; this is best where the
rows are few and known: one page, one class. Both are compiled from the same rows of the same path.
"""

from functools import cache
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet

from larka.access.fragments import ANCHOR, DAY, MOMENT, PERSON, Fragment
from larka.access.relation import _AHEAD, _YEARS, Known, Path, few

_IN_YEAR = _YEARS.replace(") a JOIN", ") a(since) JOIN") + " WHERE y.id = %s"


@cache
def probing(path: Path, columns: tuple[str, ...], known: Known | None = None) -> Fragment:
    """``SELECT`` that finds a row if the path connects the person to the anchors, which are bound in the order of ``columns``."""
    anchors = {path.anchor[c]: ANCHOR - n for n, c in enumerate(columns) if c != "school_year"}
    rows = path.in_force(DAY, MOMENT, Q(**{path.person: PERSON}), Q(**anchors), *few(path, columns, known))
    if "school_year" not in columns:
        return _aliased(rows.values_list(path.person))
    inner = _aliased(rows.values_list(path.since()))
    year = ANCHOR - columns.index("school_year")
    return Fragment(_IN_YEAR.format(columns="1", rows=inner.sql), (*inner.marks, DAY + _AHEAD, year))


def _aliased(rows: QuerySet[Any, Any]) -> Fragment:
    """The tables have names that no query around it uses, so that an anchor can be a column of that query."""
    query = rows.query.clone()
    query.get_initial_alias()
    query.change_aliases({alias: f"way{n}" for n, alias in enumerate(query.alias_map)})
    sql, marks = query.sql_with_params()
    return Fragment(sql, tuple(marks))


@cache
def probe(path: Path, anchors: tuple[tuple[str, str], ...], known: Known | None = None) -> Fragment:
    """``EXISTS (…)`` for a row whose columns are the anchors: (anchor, column in SQL). One without a column is bound like the person."""
    via = tuple(anchor for anchor, _ in anchors)
    columns = {ANCHOR - n: column for n, (_, column) in enumerate(anchors) if column}
    found = probing(path, via, known).beside(columns)
    return Fragment(f"EXISTS ({found.sql})", found.marks)
