"""Two roles: the owner migrates, the application uses; the log it can only add to (A11)."""

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.utils import ProgrammingError

from larka.core.postgres import APPEND_ONLY_TABLES, grant_application_role
from larka.core.postgres.roles import READ_ONLY_TABLES, role_is_ready, role_is_too_strong

OWNER = settings.DATABASES["owner"]["USER"]
RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def rights_of_application(table: str) -> set[str]:
    """What the application's role may do with a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind FROM unnest(%s::text[]) AS kind WHERE has_table_privilege('larka_app', %s::regclass, kind)", [list(RIGHTS), table]
        )
        return {kind for (kind,) in cursor.fetchall()}


@pytest.mark.postgres15
@pytest.mark.django_db
def test_the_application_works_as_its_own_role() -> None:
    """A11: nobody works as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("larka_app",)


@pytest.mark.postgres15
@pytest.mark.django_db
def test_every_table_can_be_used_and_the_log_only_added_to() -> None:
    """A11: exact rights on each table; nothing can be emptied at one stroke."""
    for table in connection.introspection.table_names():
        expected = {"SELECT", "INSERT", "UPDATE", "DELETE"}
        if table in APPEND_ONLY_TABLES:
            expected = {"SELECT", "INSERT"}
        if table in READ_ONLY_TABLES:
            expected = {"SELECT"}
        assert (table, rights_of_application(table)) == (table, expected)


@pytest.mark.postgres15
@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET id = id",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TABLE audit_entry",
        "CREATE TABLE public.side_door (id int)",
        "SET ROLE {owner}",
        "DELETE FROM django_migrations",
    ],
)
def test_the_application_cannot_change_the_log_or_the_tables(statement: str) -> None:
    """A11: refused by the database itself."""
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        cursor.execute(statement.format(owner=OWNER))


@pytest.mark.postgres15
@pytest.mark.django_db(databases=["default", "owner"])
def test_parts_of_the_log_are_only_added_to_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """A11: a log divided by month has no part that can be changed."""
    monkeypatch.setattr("larka.core.postgres.roles.APPEND_ONLY_TABLES", ("diary",))
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE diary (day date) PARTITION BY RANGE (day)")
        cursor.execute("CREATE TABLE diary_2026 PARTITION OF diary FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')")
        grant_application_role(connections["owner"])
        cursor.execute(
            "SELECT has_table_privilege('larka_app', 'diary_2026', 'INSERT'), has_table_privilege('larka_app', 'diary_2026', 'UPDATE')"
        )
        assert cursor.fetchone() == (True, False)


@pytest.mark.postgres15
@pytest.mark.django_db(databases=["default", "owner"])
def test_a_role_that_could_change_the_log_is_noticed() -> None:
    """A11: the owner itself, or a superuser, is no role for the application."""
    assert role_is_ready(connections["owner"], role="larka_app")
    assert not role_is_ready(connections["owner"], role="nobody_yet")
    assert not role_is_too_strong(connections["owner"], role="larka_app")
    assert role_is_too_strong(connections["owner"], role=OWNER)
