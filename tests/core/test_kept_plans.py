"""A question that pages put again and again is planned once for each connection, whatever becomes of the transactions between."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError, connection, connections, transaction

from larka.core.postgres.engine import plans
from larka.core.postgres.statements import put

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]
ASKED = b"SELECT $1::int, $2::text, $3::date"


@pytest.fixture
def other() -> Iterator[Any]:
    """A connection of its own under a name, as `put` finds it."""
    connections["other"] = other = connection.copy("other")
    other.connect()
    yield other
    other.close()
    del connections["other"]


def planned(other: Any) -> int:
    """How many statements the server has plans for."""
    with other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE from_sql IS FALSE")
        return int(cursor.fetchone()[0])


def test_a_question_is_planned_at_first_and_answered_the_same_ever_after(other: Any) -> None:
    """Also where nothing is bound, nothing comes back, or a value is not there."""
    before = planned(other)
    for _ in range(3):
        assert put(ASKED, [1, "å", None], "other") == [(1, "å", None)]
        assert put(b"SELECT 7 WHERE false", [], "other") == []
        assert put(b"SELECT 7", [], "other") == [(7,)]
        assert put(b"UPDATE register_person SET birth_date = birth_date WHERE id = $1", [-1], "other") == []
    assert planned(other) - before == 4


def test_plans_outlive_a_transaction_that_is_taken_back_and_one_that_is_not(other: Any) -> None:
    """A form that is refused costs the next page nothing."""
    put(ASKED, [1, "a", None], "other")
    before = planned(other)
    for end in (other.rollback, other.commit):
        other.set_autocommit(False)
        assert put(ASKED, [2, "b", None], "other") == [(2, "b", None)]
        with transaction.atomic("other"), pytest.raises(ZeroDivisionError), transaction.atomic("other"):
            raise ZeroDivisionError
        end()
        other.set_autocommit(True)
    assert planned(other) == before


def test_a_statement_that_begins_a_transaction_is_part_of_it(other: Any) -> None:
    """What is written by it is taken back with it."""
    make = b"INSERT INTO register_syllabus SELECT * FROM register_syllabus WHERE id = $1"
    put(make, [-1], "other")
    other.set_autocommit(False)
    put(make, [-1], "other")
    assert other.connection.info.transaction_status.name == "INTRANS"
    other.rollback()
    other.set_autocommit(True)


def test_a_hundred_and_fifty_questions_keep_their_plans(other: Any) -> None:
    """The library would keep a hundred; the pages put several hundred."""
    before = planned(other)
    for number in range(150):
        put(f"SELECT {number}".encode(), [], "other")
    assert planned(other) - before == 150


def test_there_is_an_end_to_how_many_are_kept(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's memory is not for ever: the one that has waited longest goes, and what is put all the time stays."""
    monkeypatch.setattr(plans.KeptPlans, "prepared_max", 20)
    for number in range(100):
        put(f"SELECT {number}".encode(), [], "other")
        put(b"SELECT 0", [], "other")
    assert planned(other) <= 21
    with other.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        kept = {statement for (statement,) in cursor}
    assert {"SELECT 0", "SELECT 99"} <= kept
    assert "SELECT 1" not in kept


def test_what_goes_wrong_is_told_as_ever(other: Any) -> None:
    """With a plan and without one."""
    for _ in range(2):
        with pytest.raises(DataError):
            put(b"SELECT 1 / $1::int", [0], "other")
        put(b"SELECT 1 / $1::int", [1], "other")
        with pytest.raises(ProgrammingError):
            put(b"SELECT no_such_column", [], "other")
        with pytest.raises(IntegrityError):
            put(b"INSERT INTO register_groupmembership (id) VALUES ($1)", [1], "other")


def test_a_connection_that_the_server_ended_is_told_of(other: Any) -> None:
    """The next page gets a new one, which plans anew."""
    put(ASKED, [1, "a", None], "other")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])
    with pytest.raises((OperationalError, InterfaceError)):
        put(ASKED, [1, "a", None], "other")
    other.close()
    assert put(ASKED, [1, "a", None], "other") == [(1, "a", None)]


def test_a_plan_that_the_server_has_lost_is_made_again(other: Any) -> None:
    """By a pooler between, or since a table was changed: at once, or in a transaction after the error."""
    for lost in range(3):
        assert put(ASKED, [lost, "a", None], "other") == [(lost, "a", None)]
        other.connection.pgconn.exec_(b"DEALLOCATE ALL")
    other.set_autocommit(False)
    put(b"SELECT 1", [], "other")
    with pytest.raises(ProgrammingError):
        put(ASKED, [1, "a", None], "other")
    other.rollback()
    other.set_autocommit(True)
    assert put(ASKED, [1, "a", None], "other") == [(1, "a", None)]


def test_a_table_that_was_changed_since_is_asked_anew(other: Any) -> None:
    """Migrating beside a running server."""
    make = other.connection.pgconn.exec_
    make(b"CREATE TEMPORARY TABLE changing (a int)")
    assert put(b"SELECT * FROM changing WHERE $1", [True], "other") == []
    make(b"ALTER TABLE changing ADD b int; INSERT INTO changing VALUES (1, 2)")
    assert put(b"SELECT * FROM changing WHERE $1", [True], "other") == [(1, 2)]
