"""An empty installation beside the one that tests: a database, a data folder and an environment of its own."""

import contextlib
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings

from larka.core.postgres import as_connection
from larka.vault.masters import masters
from tests.databases import MACHINE, create, drop, maintenance

_SUMS = "SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"


@dataclass
class Installation:
    """Where it is, and how a command is run in it."""

    home: Path
    database: str
    environment: dict[str, str]

    @property
    def media(self) -> Path:
        """Its media."""
        return self.home / "media"

    def larka(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs the command as an operator does."""
        command = [sys.executable, "-m", "larka.cli", *arguments]
        return subprocess.run(command, env=self.environment | more, capture_output=True, text=True, check=False)

    def connect(self) -> psycopg.Connection[Any]:
        """As the owner."""
        return psycopg.connect(**{**as_connection(settings.DATABASES["owner"]), "dbname": self.database}, autocommit=True)


@contextlib.contextmanager
def empty_installation(home: Path, target: Path, key: str, *, template: str = "template0") -> Iterator[Installation]:
    """With the master key and the backup key from the safe, and nothing else; or with the tables of a template."""
    name = f"larka_test_{MACHINE}_restored_{uuid.uuid4().hex[:8]}_{os.getpid()}"  # whoever finds it left over knows whose it was
    with maintenance() as connection:
        create(connection, name, template)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LARKA_", "DATABASE_"))}
    environment = kept | {
        "LARKA_HOME": str(home), "DATABASE_URL": _url("owner", name), "DATABASE_APP_URL": _url("default", name),
        "LARKA_MASTER_KEY": masters()[0].text, "LARKA_BACKUP_KEY": key, "LARKA_BACKUP_TARGET": str(target),
    }  # fmt: skip
    try:
        yield Installation(home, name, environment)
    finally:
        with maintenance() as connection:
            drop(connection, name)


def sums(connection: Any) -> dict[str, tuple[int, str]]:
    """Rows and checksum of every table of both schemas; one that stands in parts (the log by month) as a whole."""
    named = (
        "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname IN ('public', 'vault') AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1, 2"
    )
    tables = [f'"{schema}"."{table}"' for schema, table in connection.execute(named).fetchall()]
    return {table: tuple(connection.execute(_SUMS.format(table)).fetchone()) for table in tables}


def _url(alias: str, name: str) -> str:
    parts = as_connection(settings.DATABASES[alias])
    host, port = str(parts.get("host", "localhost")), parts.get("port")
    secret = f":{quote(str(parts['password']), safe='')}" if parts.get("password") else ""
    where = f"/{name}?host={quote(host, safe='')}" if host.startswith("/") else f"{host}:{port or 5432}/{name}"
    return f"postgresql://{parts['user']}{secret}@{where}"
