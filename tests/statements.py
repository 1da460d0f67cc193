"""The tests put more statements than a web worker does, and each from the second time on with the plan that is kept (ADR 0229)."""

from typing import Any

from django.db.backends.signals import connection_created

KEPT = 3_000


def keep(connection: Any, **_signal: Any) -> None:
    """For a new connection of the application's role; the owner's statements are written out with their values."""
    if connection.alias == "default":
        connection.connection.prepare_threshold, connection.connection.prepared_max = 1, KEPT


def install() -> None:
    """Once for each process that tests."""
    connection_created.connect(keep)
