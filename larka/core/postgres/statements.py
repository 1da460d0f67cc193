"""Statements that are put on every page: written once in the server's own form, so that nothing reads them through again."""

import re
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from psycopg.types.numeric import Int8

from larka.core.postgres.engine.plans import Rows

_NAMED = re.compile(r"%\((\w+)\)s")


class Statement:
    """SQL with ``%(name)s`` for what is bound. The same bytes each time, so that the server keeps its plan."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.names = list(dict.fromkeys(_NAMED.findall(text)))
        self.native = _NAMED.sub(lambda found: f"${self.names.index(found[1]) + 1}", text).encode()

    def one(self, **values: Any) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        if counted():
            with connection.cursor() as cursor:
                cursor.execute(self.text, values)
                row: tuple[Any, ...] | None = cursor.fetchone()
                return row
        found = put(self.native, [values[name] for name in self.names])
        return found[0] if found else None

    def all(self, **values: Any) -> list[tuple[Any, ...]]:
        """Every row."""
        if counted():
            with connection.cursor() as cursor:
                cursor.execute(self.text, values)
                rows: list[tuple[Any, ...]] = cursor.fetchall()
                return rows
        return put(self.native, [values[name] for name in self.names])

    def run(self, using: str = DEFAULT_DB_ALIAS, **values: Any) -> None:
        """Do it; nothing comes back."""
        if counted(using):
            with connections[using].cursor() as cursor:
                cursor.execute(self.text, values)
        else:
            put(self.native, [values[name] for name in self.names], using)


def counted(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether somebody counts or logs the questions, which Django's own cursor tells them of."""
    return bool(connections[using].queries_logged or connections[using].execute_wrappers)


def put(native: bytes, values: list[Any], using: str = DEFAULT_DB_ALIAS) -> Rows:
    """Put a question in the server's own form (``$1``) on Django's connection; its rows."""
    used: Any = connections[using]
    used.close_if_health_check_failed()
    used.ensure_connection()
    used.validate_no_broken_transaction()
    with used.wrap_database_errors:
        rows: Rows = used.plans.rows(used.connection, native, values)
        return rows


def whole(number: int | None) -> int | None:
    """Always as the same type, or the server would keep a plan for each size."""
    return None if number is None else Int8(number)
