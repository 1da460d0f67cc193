"""The database around a command: started, up to date, and let go of at the end."""

import contextlib
import datetime as dt
import functools
import os
from collections.abc import Callable, Iterator
from typing import Any

import click

from larka.core.configuration import on
from larka.core.postgres import (
    DatabaseProblem,
    Hold,
    as_connection,
    check_server,
    create_application_role,
    database_settings,
    ensure_database,
    grant_application_role,
    is_embedded,
)
from larka.core.postgres.roles import role_is_ready, role_is_too_strong

RESTORING = "larka_restoring"  # a schema that stands in the database until a restore is done
MIGRATION_LOCK = 7_265_431_001  # any number, the same in every process


def set_up() -> None:
    """Readies Django."""
    import django

    django.setup()


@contextlib.contextmanager
def database() -> Iterator[Hold | None]:
    """The database runs and answers inside this block; answers the hold on the embedded one."""
    hold = ensure_database(os.environ)
    try:
        set_up()
        from django.db import connections

        try:
            yield hold
        finally:
            connections.close_all()
    finally:
        if hold:
            hold.release()


def with_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Runs a command on a database that is up to date."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        with database():
            bring_up_to_date()
            return command(*arguments, **options)

    return run


@click.command(help="Skapar eller uppdaterar databasens tabeller och ger applikationens roll dess rättigheter.")
def migrate() -> None:
    """Migrations as the owner, then the application's role and its rights."""
    with database():
        refuse_half_restored()
        click.echo(f"{migrate_and_grant()} migreringar kördes. Databasen är uppdaterad.")


def bring_up_to_date() -> None:
    """Migrates what is behind; in production that is an operator's decision, so there it only says so."""
    refuse_half_restored()
    if is_up_to_date():
        make_months_of_log()
        return
    if on(os.environ, "LARKA_PRODUCTION"):
        raise DatabaseProblem("Databasen är inte uppdaterad för den här versionen. Kör `larka migrate` först.")
    migrate_and_grant()


def refuse_half_restored() -> None:
    """Nothing starts while a restore is under way or was broken off: what was disposed of may have come back."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [RESTORING])
        if cursor.fetchone()[0]:
            raise DatabaseProblem("En återläsning pågår eller avbröts. Kör `larka restore` igen; innan den är klar startar ingenting.")


def is_up_to_date() -> bool:
    """Whether nothing is left to migrate and the application's role can work."""
    from django.db import connections

    from larka.vault.tables import vault_is_there

    role = database_settings(os.environ)["default"]["USER"]
    return not pending() and role_is_ready(connections["owner"], role=role) and vault_is_there(connections["owner"])


def pending() -> list[Any]:
    """The migrations that have not been run."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate_and_grant() -> int:
    """Migrates and grants, one process at a time; answers how many migrations ran."""
    from django.core.management import call_command
    from django.db import connections

    from larka.vault.tables import make_missing_tables

    settings = database_settings(os.environ)
    owner, application = connections["owner"], settings["default"]
    refuse_same_role(settings)
    with owner.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    left = len(pending())
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    make_missing_tables(owner)
    create_role_where_needed(application)
    if role_is_too_strong(owner, role=application["USER"]):
        raise DatabaseProblem(f"Rollen {application['USER']} kan ändra loggen: den är superuser eller ägarens. Byt i DATABASE_APP_URL.")
    make_months_of_log()
    grant_application_role(owner, role=application["USER"])
    owner.close()
    return left


def make_months_of_log() -> None:
    """The log's months are made ahead, where the owner's role is known; elsewhere a node that has it does so."""
    from django.db import connections

    from larka.audit.partitions import make_partitions
    from larka.core.dates import stockholm_day

    settings = database_settings(os.environ)
    if settings["owner"]["USER"] != settings["default"]["USER"]:
        make_partitions(connections["owner"], stockholm_day(dt.datetime.now(dt.UTC)))


def refuse_same_role(settings: dict[str, dict[str, Any]]) -> None:
    """The application must not be the owner, or it could change the log."""
    if settings["owner"]["USER"] == settings["default"]["USER"]:
        raise DatabaseProblem("DATABASE_URL och DATABASE_APP_URL har samma roll. Migrera som ägaren: ange ägarens roll i DATABASE_URL.")


def create_role_where_needed(application: dict[str, Any]) -> None:
    """Makes the application's role; one that can already log in is left as it is."""
    from django.db import connections
    from psycopg.errors import InsufficientPrivilege

    try:
        check_server(as_connection(application))
    except DatabaseProblem as error:
        try:
            create_application_role(connections["owner"], role=application["USER"], password=application.get("PASSWORD"))
        except InsufficientPrivilege:
            raise DatabaseProblem(
                f"Rollen {application['USER']} saknas eller har ett annat lösenord, och ägaren får inte ändra roller. "
                "Ge ägaren CREATEROLE, eller skapa rollen och ange den i DATABASE_APP_URL."
            ) from error
        if not is_embedded(os.environ):
            check_server(as_connection(application))
