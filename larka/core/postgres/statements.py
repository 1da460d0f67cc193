"""Statements that are put on every page: written once in the server's own form, so that nothing reads them through again."""

import re
from typing import Any

from django.db import connection
from psycopg import RawCursor

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
        return put(self.native, [values[name] for name in self.names]).fetchone()


def counted() -> bool:
    """Whether somebody counts or logs the questions, which Django's own cursor tells them of."""
    return bool(connection.queries_logged or connection.execute_wrappers)


def put(native: bytes, values: list[Any]) -> RawCursor[tuple[Any, ...]]:
    """Put a question in the server's own form (``$1``) on Django's connection."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    with connection.wrap_database_errors:
        return RawCursor(connection.connection).execute(native, values)
