"""The log's table stands by month: the owner makes the months ahead, and only the owner removes one, whole (docs/adr/0100)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from psycopg import Connection, sql

from larka.core.dates import STOCKHOLM
from larka.core.postgres.roles import DjangoConnection, psycopg_connection

DEFAULT = "audit_entry_default"
MONTHS_AHEAD = 3
_LOCK = 7_265_431_010  # any number, the same in every process
_IN_DEFAULT = """
SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'Europe/Stockholm')::date FROM audit_entry_default ORDER BY 1
"""
_MONTHS = """
SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'audit_entry'::regclass AND c.relname ~ '^audit_entry_[0-9]{4}_[0-9]{2}$' ORDER BY 1
"""


def make_partitions(owner: DjangoConnection, today: dt.date, *, ahead: int = MONTHS_AHEAD) -> list[str]:
    """Make the months from this one on, and those of rows that had none; answers what was made. Safe to repeat, one process at a time.

    Each month is a transaction of its own, which writers wait for only while rows are moved. Whatever has no month goes to the default.
    """
    raw = psycopg_connection(owner)
    raw.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
    try:
        known = set(partitions(raw))
        wanted = {*next_months(first_of_month(today), ahead + 1), *(month for (month,) in raw.execute(_IN_DEFAULT).fetchall())}
        missing = [month for month in sorted(wanted) if partition_name(month) not in known]
        for month in missing:
            _make(raw, month)
        return [partition_name(month) for month in missing]
    finally:
        raw.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def partitions(raw: Connection[Any]) -> list[str]:
    """The months that there are, oldest first."""
    return [name for (name,) in raw.execute(_MONTHS).fetchall()]


def partition_name(month: dt.date) -> str:
    """The table of a month."""
    return f"audit_entry_{month:%Y_%m}"


def month_of(partition: str) -> dt.date:
    """The month of a table."""
    year, month = partition.removeprefix("audit_entry_").split("_")
    return dt.date(int(year), int(month), 1)


def first_of_month(day: dt.date) -> dt.date:
    """The first day of the day's month."""
    return day.replace(day=1)


def next_months(first: dt.date, count: int) -> Iterator[dt.date]:
    """So many months from this one on."""
    for n in range(count):
        years, month = divmod(first.month - 1 + n, 12)
        yield dt.date(first.year + years, month + 1, 1)


def moment_of(day: dt.date) -> dt.datetime:
    """When a day begins in Stockholm (A19)."""
    return dt.datetime.combine(day, dt.time(), STOCKHOLM)


def _make(raw: Connection[Any], month: dt.date) -> None:
    """One month's table, with the rows that waited for it in the default."""
    name = sql.Identifier(partition_name(month))
    starts, ends = (moment_of(day).isoformat() for day in next_months(month, 2))
    bounds = {"name": name, "default": sql.Identifier(DEFAULT), "starts": sql.Literal(starts), "ends": sql.Literal(ends)}
    with raw.transaction():
        raw.execute("SET LOCAL lock_timeout = '10s'")
        raw.execute(sql.SQL("CREATE TABLE {name} (LIKE audit_entry INCLUDING ALL)").format(**bounds))
        raw.execute(sql.SQL("LOCK TABLE {default} IN ACCESS EXCLUSIVE MODE").format(**bounds))
        waiting = (
            "WITH moved AS (DELETE FROM {default} WHERE at >= {starts} AND at < {ends} RETURNING *) INSERT INTO {name} SELECT * FROM moved"
        )
        raw.execute(sql.SQL(waiting).format(**bounds))
        raw.execute(sql.SQL("ALTER TABLE audit_entry ATTACH PARTITION {name} FOR VALUES FROM ({starts}) TO ({ends})").format(**bounds))
