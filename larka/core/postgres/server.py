"""Whether the database that the environment names can be used; the embedded one is started first."""

from collections.abc import Mapping
from typing import Any

import psycopg

from larka.core.home import home_folder
from larka.core.postgres.addresses import as_connection, database_settings, is_embedded
from larka.core.postgres.embedded import Hold, hold_embedded
from larka.core.postgres.problems import DatabaseProblem, last_line

OLDEST = 15
PASSWORD_SIGNS = ("password authentication failed", "no password supplied", "password", "28P01")


def ensure_database(environ: Mapping[str, str]) -> Hold | None:
    """Starts the embedded server (let go of the hold at the end), or makes sure that the named one answers."""
    if is_embedded(environ):
        return hold_embedded(home_folder(environ), passing=environ.get("LARKA_TESTING") == "1")
    check_server(as_connection(database_settings(environ)["owner"]))
    return None


def check_server(parameters: Mapping[str, Any]) -> None:
    """Says in one line why a server cannot be used: it does not answer, does not let us in, or is too old."""
    place = f"{parameters.get('host', 'localhost')}:{parameters.get('port', 5432)}"
    try:
        with psycopg.connect(**{"connect_timeout": 10, **parameters}) as connection:
            major = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise DatabaseProblem(why_not(str(error), place, parameters)) from error
    if major < OLDEST:
        raise DatabaseProblem(f"Databasservern på {place} är PostgreSQL {major}. Lärka behöver PostgreSQL {OLDEST} eller senare.")


def why_not(said: str, place: str, parameters: Mapping[str, Any]) -> str:
    """The reason in Swedish for what the server or the driver said."""
    role, name = parameters.get("user"), parameters.get("dbname")
    if any(sign in said for sign in PASSWORD_SIGNS):
        return f"Databasservern på {place} godtar inte lösenordet för rollen {role}. Rätta DATABASE_URL."
    if "does not exist" in said and f'"{name}"' in said:
        return f"Databasen {name} finns inte på {place}. Skapa den: CREATE DATABASE {name} OWNER {role}."
    return f"Databasservern på {place} går inte att nå ({last_line(said)}). Kontrollera att den är igång och att DATABASE_URL stämmer."
