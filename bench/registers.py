"""Data folders of the bench: a register of so many pupils, imported by the product's own command, and a year of omdömen on it."""

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from bench.year import Say, write_year

PROJECT = Path(__file__).resolve().parent.parent
MAKER = PROJECT.parent / "shared" / "tools" / "make_register.py"
FOLDER = PROJECT / "var" / "bench"
_MADE_BY = (MAKER, PROJECT / "bench" / "year.py", PROJECT / "bench" / "texts.py")
_SPRING, _AUTUMN = 1, 8


class MissingMakerError(Exception):
    """The program that makes registers is not beside the project."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One register's folder."""

    pupils: int
    name: str = ""

    @property
    def path(self) -> Path:
        """Where everything of this size is."""
        return FOLDER / (self.name or str(self.pupils))

    @property
    def home(self) -> Path:
        """The data folder of the installation (LARKA_HOME)."""
        return self.path / "home"

    @property
    def register(self) -> Path:
        """The register's files."""
        return self.path / "register"

    @property
    def built(self) -> Path:
        """What was built, from what, and what it cost."""
        return self.path / "built.json"

    @property
    def filled(self) -> Path:
        """With which plans, goals and talks it was filled."""
        return self.path / "filled.json"


def environment(folder: Folder) -> dict[str, str]:
    """The environment of every process that works on this folder: the product's defaults, with demo sign-in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LARKA_", "DATABASE_"))}
    return kept | {"LARKA_HOME": str(folder.home), "LARKA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "larka.settings"}


def build(folder: Folder, say: Say) -> dict[str, Any]:
    """Builds what is not there or was made otherwise; answers the cost of the imports, from when they were made."""
    today = dt.datetime.now(ZoneInfo("Europe/Stockholm")).date()
    mark = mark_of_inputs(folder.pupils, today)
    if not folder.built.exists() or json.loads(folder.built.read_text())["mark"] != mark:
        _import(folder, today, mark, say)
    return dict(json.loads(folder.built.read_text()))


def fill(folder: Folder) -> None:
    """Plans, goals and talks in every class, where they are not there yet (bench/filled.py)."""
    subprocess.run([sys.executable, "-m", "bench.filled", str(folder.pupils)], cwd=PROJECT, env=environment(folder), check=True)


def _import(folder: Folder, today: dt.date, mark: str, say: Say) -> None:
    shutil.rmtree(folder.path, ignore_errors=True)
    folder.register.mkdir(parents=True)
    say(f"{folder.pupils} elever: registret görs")
    subprocess.run(
        [sys.executable, MAKER, folder.register, "--pupils", str(folder.pupils), "--date", str(today)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    say(f"{folder.pupils} elever: registret läses in")
    first, again = read_in(folder), read_in(folder)
    say(f"{folder.pupils} elever: omdömena skrivs")
    with superuser(folder) as connection:
        write_year(connection, today, say)
        (last,) = connection.execute("SELECT max(id) FROM audit_entry").fetchone() or (0,)
    built = {"mark": mark, "day": str(today), "import_first": first, "import_again": again, "log_until": last}
    folder.built.write_text(json.dumps(built))


def mark_of_inputs(pupils: int, today: dt.date) -> str:
    """Changes when what the data are made by does, and with the term."""
    if not MAKER.exists():
        raise MissingMakerError(str(MAKER))
    seen = hashlib.sha256(f"{pupils} {today.year} {today.month >= _AUTUMN}".encode())
    for file in _MADE_BY:
        seen.update(file.read_bytes())
    return seen.hexdigest()


def read_in(folder: Folder) -> dict[str, float]:
    """One run of ``larka import-register``: seconds and the importing process's peak memory in MB."""
    started = time.monotonic()
    command = [sys.executable, "-m", "larka.cli", "import-register", str(folder.register), "--yes", "--json"]
    with (folder.path / "import.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment(folder), stdout=log, stderr=log)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"inläsningen slutade med {process.returncode}, se {log.name}")
    return {"seconds": time.monotonic() - started, "megabytes": used.ru_maxrss / 1024}


def forget_visits(folder: Folder, built: dict[str, Any]) -> None:
    """Takes out of the log what earlier measurements read: eight people who have opened ten thousand pages each are like nobody."""
    with superuser(folder) as connection:
        connection.execute("DELETE FROM audit_entry WHERE id > %s", [built["log_until"]])
        connection.execute("DELETE FROM accounts_session")
        connection.execute("VACUUM ANALYZE audit_entry, accounts_session")


@contextmanager
def superuser(folder: Folder) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the superuser of the embedded database, each statement for itself."""
    from larka.core.postgres import ensure_database
    from larka.core.postgres.addresses import DATABASE, socket_folder
    from larka.core.postgres.cluster import SUPERUSER

    hold = ensure_database(environment(folder))
    try:
        with psycopg.connect(host=str(socket_folder(folder.home)), dbname=DATABASE, user=SUPERUSER, autocommit=True) as connection:
            yield connection
    finally:
        if hold:
            hold.release()
