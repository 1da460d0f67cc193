"""Two roles: the owner changes the tables, the application only uses them and can add to the log but never change it (A11)."""

from typing import Any, Protocol

from psycopg import Connection, sql

from larka.core.postgres.addresses import APPLICATION

APPEND_ONLY_TABLES = ("audit_entry", "audit_seal")
READ_ONLY_TABLES = ("django_migrations", "audit_disposal")
SCHEMAS = ("public", "vault")  # the vault is dumped by itself (docs/adr/0180)

OWN_RELATIONS = """
    SELECT c.relname, COALESCE(root.relname, c.relname), c.relkind = 'S'
    FROM pg_class c LEFT JOIN pg_class root ON root.oid = pg_partition_root(c.oid)
    WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND pg_has_role(c.relowner, 'USAGE')
    ORDER BY c.relname
"""


class DjangoConnection(Protocol):
    """What is used of Django's connection."""

    def ensure_connection(self) -> None:
        """Connects."""

    @property
    def connection(self) -> Any:
        """The psycopg connection below."""


def psycopg_connection(connection: DjangoConnection) -> Connection[Any]:
    """The psycopg connection below Django's."""
    connection.ensure_connection()
    found: Connection[Any] = connection.connection
    return found


def create_application_role(connection: DjangoConnection, *, role: str = APPLICATION, password: str | None = None) -> None:
    """Makes the application's role, or gives it the password again; the owner may act as it (to end its connections)."""
    raw = psycopg_connection(connection)
    known = raw.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    verb = sql.SQL("ALTER ROLE {} LOGIN" if known else "CREATE ROLE {} LOGIN").format(sql.Identifier(role))
    if password:
        # Only a verifier is sent, so that no log of the server holds the password.
        verifier = raw.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        verb += sql.SQL(" PASSWORD {}").format(sql.Literal(verifier))
    with raw.transaction():
        raw.execute(verb)
        raw.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))


def grant_application_role(connection: DjangoConnection, *, role: str = APPLICATION) -> None:
    """Gives the application's role what it needs on every table, and no more: the log it reads and adds to."""
    raw = psycopg_connection(connection)
    with raw.transaction():
        for schema in SCHEMAS:
            if raw.execute("SELECT to_regnamespace(%s)", [schema]).fetchone() != (None,):
                _grant_in(raw, schema, sql.Identifier(role))


def _grant_in(raw: Connection[Any], named: str, who: sql.Identifier) -> None:
    schema = sql.Identifier(named)
    raw.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, who))
    for name, kept_in, is_sequence in raw.execute(OWN_RELATIONS, [named]).fetchall():
        target = sql.SQL("SEQUENCE {}.{}" if is_sequence else "TABLE {}.{}").format(schema, sql.Identifier(name))
        raw.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(target, who))
        raw.execute(sql.SQL("GRANT {} ON {} TO {}").format(rights(kept_in, is_sequence=is_sequence), target, who))
    # What a later migration makes can be read and added to at once; the rest comes with the grants after it.
    later = sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA {} GRANT {} ON {} TO {}")
    raw.execute(later.format(schema, sql.SQL("SELECT, INSERT"), sql.SQL("TABLES"), who))
    raw.execute(later.format(schema, sql.SQL("USAGE, SELECT"), sql.SQL("SEQUENCES"), who))


def rights(table: str, *, is_sequence: bool) -> sql.SQL:
    """The application's rights on one table or sequence."""
    if is_sequence:
        return sql.SQL("USAGE, SELECT")
    if table in READ_ONLY_TABLES:
        return sql.SQL("SELECT")
    return sql.SQL("SELECT, INSERT" if table in APPEND_ONLY_TABLES else "SELECT, INSERT, UPDATE, DELETE")


def role_is_ready(connection: DjangoConnection, *, role: str = APPLICATION) -> bool:
    """Whether the application's role exists and has been given its rights."""
    asked = "SELECT has_table_privilege(rolname, 'django_migrations', 'SELECT') FROM pg_roles WHERE rolname = %s"
    return bool((psycopg_connection(connection).execute(asked, [role]).fetchone() or [False])[0])


def role_is_too_strong(connection: DjangoConnection, *, role: str) -> bool:
    """Whether the application's role could change the log after all: it is a superuser, or may act as the owner."""
    asked = "SELECT rolsuper OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s"
    return bool((psycopg_connection(connection).execute(asked, [role]).fetchone() or [False])[0])
