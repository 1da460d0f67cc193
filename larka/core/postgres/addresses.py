"""Where the database is: worked out from the environment alone, without starting or asking anything."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from larka.core.home import home_folder, kept_secret
from larka.core.postgres.problems import DatabaseProblem

OWNER = "larka_owner"
APPLICATION = "larka_app"
DATABASE = "larka"
PASSWORD_FILE = "database-app-password"  # noqa: S105  the file's name
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # bytes; Linux takes 107, macOS 103
COMMON = {"ENGINE": "larka.core.postgres.engine", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# Planned once and kept (docs/adr/0011, 0071), and never spread over several processes: a page is too short for that.
_PLANNING = "-c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0"
KEYWORDS = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database_settings(environ: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES: `default` is the application's role, `owner` the role that migrates."""
    home = home_folder(environ)
    owner = owner_address(environ)
    if environ.get("DATABASE_APP_URL"):
        application = address(environ["DATABASE_APP_URL"], "DATABASE_APP_URL")
    elif environ.get("DATABASE_URL"):
        application = {**owner, "user": APPLICATION, "password": kept_secret(home, PASSWORD_FILE)}
    else:
        application = {**owner, "user": APPLICATION}
    # Prepared statements on the server: a page costs a fifth of the planning.
    quick = {"server_side_binding": True, "prepare_threshold": 2, "options": _PLANNING}
    return {"default": as_django(application, quick), "owner": as_django(owner, {})}


def is_embedded(environ: Mapping[str, str]) -> bool:
    """Whether the embedded server is used: no other is named."""
    return not environ.get("DATABASE_URL") and not environ.get("DATABASE_APP_URL")


def owner_address(environ: Mapping[str, str]) -> dict[str, Any]:
    """How to connect as the owner; a web server that only knows the application's role gets that one."""
    for variable in ("DATABASE_URL", "DATABASE_APP_URL"):
        if environ.get(variable):
            return address(environ[variable], variable)
    return {"host": str(socket_folder(home_folder(environ))), "dbname": DATABASE, "user": OWNER}


def address(url: str, variable: str) -> dict[str, Any]:
    """The parts of a database URL."""
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise DatabaseProblem(f"{variable} går inte att tyda. Skriv den som postgresql://roll:lösenord@värd/databas.") from error
    if not parts.get("dbname") or not parts.get("user"):
        raise DatabaseProblem(f"{variable} saknar roll eller databas. Skriv den som postgresql://roll:lösenord@värd/databas.")
    return {key: value for key, value in parts.items() if value is not None}


def socket_folder(home: Path) -> Path:
    """The folder of the embedded server's socket: beside the data, or a short one where a socket's path would be too long."""
    beside = home / "postgres" / "run"
    if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH and "," not in str(beside):
        return beside
    name = hashlib.sha256(os.fsencode(home) + b"%d" % os.geteuid()).hexdigest()[:16]
    return Path("/tmp") / f"larka-{name}"  # noqa: S108  made with its owner and mode checked


def as_django(parts: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """One entry of Django's DATABASES from the parts of an address."""
    others = {key: value for key, value in parts.items() if key not in KEYWORDS}
    named = {name: parts[key] for key, name in KEYWORDS.items() if key in parts}
    return {**COMMON, **named, "OPTIONS": {**options, **others}}


def limit_questions(settings: dict[str, Any], seconds: int) -> None:
    """Let the database stop whatever this process asks for longer; to be said before it connects."""
    options = settings["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c statement_timeout={seconds * 1000}".strip()


def as_connection(settings: Mapping[str, Any]) -> dict[str, Any]:
    """What psycopg needs to connect, from one entry of Django's DATABASES."""
    own = {"server_side_binding", "prepare_threshold", "assume_role", "isolation_level", "pool"}
    others = {key: value for key, value in settings.get("OPTIONS", {}).items() if key not in own}
    return {**others, **{key: settings[name] for key, name in KEYWORDS.items() if settings.get(name)}}
