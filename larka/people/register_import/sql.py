"""Small means of running the import's statements."""

import datetime as dt
from collections.abc import Iterable
from string import Template
from typing import Any

from django.db import connection

# A UUID of version 7 made by the database, as ``larka.core.models.new_public_id`` makes one.
NEW_PUBLIC_ID = (
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING"
    " substring(int8send(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"
)


def filled(text: str, **parts: object) -> str:
    """A statement with its named parts put in, which may name further parts: our own words and days, never what a file says."""
    named = {name: literal(part) for name, part in parts.items()}
    while "$" in text:
        text = Template(text).substitute(named)
    return text


def literal(part: object) -> str:
    """A day as SQL; anything else as it is."""
    return f"DATE '{part.isoformat()}'" if isinstance(part, dt.date) else str(part)


def run(text: str, **parts: object) -> int:
    """Run one statement; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(filled(text, **parts))
        return int(cursor.rowcount)


def run_with(text: str, values: Iterable[Any], **parts: object) -> int:
    """Run one statement with values bound in order."""
    with connection.cursor() as cursor:
        cursor.execute(filled(text, **parts), list(values))
        return int(cursor.rowcount)


def rows(text: str, **parts: object) -> list[tuple[Any, ...]]:
    """All rows of a question."""
    with connection.cursor() as cursor:
        cursor.execute(filled(text, **parts))
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def value(text: str, **parts: object) -> Any:
    """The one value of a question."""
    return rows(text, **parts)[0][0]


def listed(names: Iterable[str], prefix: str = "") -> str:
    """Column names for a statement."""
    return ", ".join(f"{prefix}{name}" for name in names)
