"""A connection that the server has ended is never used for a page, and to know so costs no question."""

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
