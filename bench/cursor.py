"""What asks the database: Django's cursor, or psycopg's."""

from typing import Any, Protocol


class Cursor(Protocol):
    """What is used of it."""

    def execute(self, question: str, values: Any = ...) -> Any: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...
