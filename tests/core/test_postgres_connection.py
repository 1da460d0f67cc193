"""A connection that the server has ended is never used for a page, and to know so costs no question."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection

from larka.core.postgres.engine import base
from larka.core.postgres.statements import Statement

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]


@pytest.fixture
def other() -> Iterator[Any]:
    """A connection of its own, heard of just now."""
    other = connection.copy()
    other.connect()
    assert other.is_usable()
    yield other
    other.close()


def end(other: Any) -> None:
    """The server ends it, as at a restart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
        assert cursor.fetchone() == (True,)


def asked(other: Any, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Notes each time that the server is asked."""
    noted: list[bool] = []
    ask = base.base.DatabaseWrapper.is_usable
    monkeypatch.setattr(base.base.DatabaseWrapper, "is_usable", lambda self: noted.append(True) or ask(self))
    assert other.is_usable()
    return noted


def test_a_connection_that_was_heard_of_just_now_is_not_asked(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django asks before every page."""
    assert asked(other, monkeypatch) == []


def test_one_that_was_silent_for_long_is_asked(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server behind a net may be gone without a word."""
    monkeypatch.setattr(base, "_PAUSE", 0.0)
    assert asked(other, monkeypatch) == [True]


def test_one_that_the_server_ended_is_not_usable(other: Any) -> None:
    """Heard of just now or not."""
    end(other)
    assert not other.is_usable()


def test_one_that_is_closed_is_not_usable(other: Any) -> None:
    """By ourselves."""
    other.connection.close()
    assert not other.is_usable()


def test_one_whose_transaction_has_failed_is_not_usable(other: Any) -> None:
    """Nothing can be asked on it."""
    other.set_autocommit(False)
    with pytest.raises(DatabaseError), other.cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    assert not other.is_usable()


def test_a_statement_binds_by_name_and_the_same_name_once() -> None:
    """In the server's form, and in Django's where somebody counts the questions."""
    statement = Statement("SELECT %(a)s::int + %(b)s::int, %(a)s::int WHERE %(a)s::int > 0")
    assert statement.native == b"SELECT $1::int + $2::int, $1::int WHERE $1::int > 0"
    assert statement.one(a=1, b=2) == (3, 1)
    assert statement.one(a=0, b=2) is None
    with connection.execute_wrapper(lambda execute, *arguments: execute(*arguments)):
        assert statement.one(a=1, b=2) == (3, 1)


@pytest.mark.parametrize("moment", ["2026-11-22 20:39:05.12345+00", "2026-03-29 01:00:00+00", "1952-02-29 23:59:59+00"])
def test_a_moment_is_read_as_the_server_has_it(moment: str) -> None:
    """A19: in UTC, whatever zone the session speaks of; what no program can hold is an error, never another moment."""
    meant = dt.datetime.fromisoformat(moment)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [moment])
        assert cursor.fetchone() == (meant, None)
        cursor.execute("SET LOCAL TimeZone = 'Asia/Kolkata'")
        cursor.execute("SELECT %s::timestamptz, ARRAY[%s::timestamptz]", [moment, moment])
        told = cursor.fetchone()
        assert (told, told[0].tzinfo, told[1][0].tzinfo) == ((meant, [meant]), dt.UTC, dt.UTC)
        cursor.execute("SELECT '0044-03-15 12:00:00+00 BC'::timestamptz")
        with pytest.raises(DatabaseError):
            cursor.fetchone()
