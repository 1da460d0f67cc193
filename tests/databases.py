"""The test databases: one template, migrated by the owner and kept between runs; copies of it for each process that tests."""

import hashlib
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from larka.cli.database import create_role_where_needed
from larka.core.postgres import as_connection, grant_application_role
from tests.places import PROJECT

ALIASES = ("default", "owner")
TEMPLATE_LOCK = 7_265_431_003
MAINTENANCE = settings.DATABASES["owner"]["NAME"]
MACHINE = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


def maintenance() -> psycopg.Connection[Any]:
    """A connection of the owner's to the database that nobody tests in."""
    return psycopg.connect(**{**as_connection(settings.DATABASES["owner"]), "dbname": MAINTENANCE}, autocommit=True)


def mark_of_migrations() -> str:
    """Changes when a migration, the grants, the packages or the way the template is made change."""
    seen = hashlib.sha256()
    others = (PROJECT / "larka/core/postgres/roles.py", PROJECT / "requirements.lock", Path(__file__).resolve())
    for path in sorted([*PROJECT.glob("larka/*/migrations/*.py"), *PROJECT.glob("tests/*/*/migrations/*.py"), *others]):
        seen.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    seen.update(repr(settings.INSTALLED_APPS).encode())
    return seen.hexdigest()[:12]


def use_database(name: str) -> None:
    """Points both roles at a database."""
    for alias in ALIASES:
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name


def template_name() -> str:
    """The migrated template for these migrations."""
    return f"larka_template_{mark_of_migrations()}"


def make_template(connection: psycopg.Connection[Any]) -> str:
    """Made when it is not there, with those of other migrations removed; answers its name."""
    name = template_name()
    connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
    known = [row[0] for row in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'larka\\_template\\_%'").fetchall()]
    create_role_where_needed(settings.DATABASES["default"])
    if name not in known:
        for old in known:
            with suppress(psycopg.errors.ObjectInUse):
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
        create(connection, "larka_making")
        use_database("larka_making")
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        grant_application_role(connections["owner"], role=settings.DATABASES["default"]["USER"])
        leave_uncounted()
        use_database(MAINTENANCE)
        connection.execute(sql.SQL("ALTER DATABASE larka_making RENAME TO {}").format(sql.Identifier(name)))
    connection.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])
    return name


def leave_uncounted() -> None:
    """Nobody counts the rows behind the tests' backs: whoever counts what was rolled back finds empty tables, and plans for those."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():  # the parts of a partitioned table, never the whole
            cursor.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = false)')


def create(connection: psycopg.Connection[Any], name: str, template: str = "template0") -> None:
    """Makes a database, in place of any earlier one of that name."""
    drop(connection, name)
    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(name), sql.Identifier(template)))


def drop(connection: psycopg.Connection[Any], name: str) -> None:
    """Removes a database, ending whatever is connected to it."""
    removing = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(removing + sql.SQL(" WITH (FORCE)"))
    except psycopg.errors.InsufficientPrivilege:
        # The server is vacuuming there: force may not end that, while a plain removal asks it to stop and waits.
        ours = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        connection.execute(ours, [name])
        connection.execute(removing)


def drop_left_over(connection: psycopg.Connection[Any]) -> None:
    """Removes what killed test runs on this machine left."""
    pattern = f"larka\\_test\\_{MACHINE}\\_%"
    for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]).fetchall():
        if not psutil.pid_exists(int(name.rpartition("_")[2])):
            drop(connection, name)
