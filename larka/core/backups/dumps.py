"""PostgreSQL's own programs at work: a dump out through the encryption, and back in one transaction."""

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from psycopg.conninfo import make_conninfo
from pyrage.x25519 import Identity, Recipient

from larka.core.backups.keys import decrypt, encrypt
from larka.core.backups.problems import BackupProblem
from larka.core.postgres.problems import last_line
from larka.core.postgres.programs import INSTALL, PACKAGE

MAIN, VAULT = ("--exclude-schema=vault",), ("--schema=vault",)
# Written by newer programs at the head of what they restore; older servers do not know it.
_UNKNOWN_TO_OLDER = b"SET transaction_timeout = 0;\n"
_HEAD_LINES = 60


def programs_for(major: int) -> Path:
    """A folder of programs at least as new as the server: our own, else the machine's."""
    found = importlib.util.find_spec(PACKAGE)
    ours = [Path(place) / INSTALL / "bin" for place in (found.submodule_search_locations or [])] if found else []
    on_path = [Path(place).parent for place in filter(None, [shutil.which("pg_dump")])]
    for folder in (*ours, *on_path, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)):
        if (folder / "pg_dump").exists() and _major(folder) >= major:
            return folder
    raise BackupProblem(f"pg_dump för PostgreSQL {major} finns inte på den här datorn: installera serverns klientprogram.")


def _major(folder: Path) -> int:
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False).stdout
    return int((re.findall(r"\d+", said) or ["0"])[0])


def dump(database: Mapping[str, Any], programs: Path, what: Sequence[str], target: BinaryIO, to: Recipient) -> None:
    """A part of the database as PostgreSQL's custom format, encrypted on its way; nothing of it is ever on a disk in clear."""
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s", *what]
    with _running(database, programs, command, stdout=subprocess.PIPE) as (process, errors):
        encrypt(cast("BinaryIO", process.stdout), target, to)
        _ended(process, errors, "databasen kunde inte kopieras")


def load(database: Mapping[str, Any], programs: Path, source: BinaryIO, key: Identity) -> None:
    """A dump into the database, whole or not at all."""
    reading = _running(
        {}, programs, ["pg_restore", "--no-owner", "--no-privileges", "-f", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    into = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", "-"]
    writing = _running(database, programs, into, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    with reading as (restore, said), writing as (psql, errors):
        opener = _Opening(source, cast("BinaryIO", restore.stdin), key)
        opener.start()
        target = cast("BinaryIO", psql.stdin)
        with contextlib.suppress(BrokenPipeError):
            _pass_on(cast("BinaryIO", restore.stdout), target)
        opener.join()
        if opener.problem or restore.wait():
            psql.kill()  # before the end of its input, where it would commit
            raise opener.problem or BackupProblem(f"kopian kunde inte läsas: {_said(said)}")
        with contextlib.suppress(BrokenPipeError):
            target.close()
        _ended(psql, errors, "databasen kunde inte återläsas")


class _Opening(threading.Thread):
    """Decrypts into the pipe beside; what goes wrong is kept."""

    def __init__(self, source: BinaryIO, target: BinaryIO, key: Identity) -> None:
        super().__init__(daemon=True)
        self.source, self.target, self.key = source, target, key
        self.problem: BackupProblem | None = None

    def run(self) -> None:
        try:
            decrypt(self.source, self.target, self.key)
        except BackupProblem as problem:
            self.problem = problem
        except OSError:
            return  # the reader has ended, and says why
        finally:
            with contextlib.suppress(OSError):
                self.target.close()


def _pass_on(source: BinaryIO, target: BinaryIO) -> None:
    """What one program says to the other, without what an older server does not know."""
    for _line in range(_HEAD_LINES):
        line = source.readline()
        if line != _UNKNOWN_TO_OLDER:
            target.write(line)
    shutil.copyfileobj(source, target, 1 << 20)
    target.flush()


@contextlib.contextmanager
def _running(
    database: Mapping[str, Any], programs: Path, command: Sequence[str], **pipes: Any
) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """A program beside; the password goes by the environment, where no list of processes shows it."""
    password = {"PGPASSWORD": str(database["password"])} if database.get("password") else {}
    about = {key: value for key, value in database.items() if key not in ("password", "options")}
    where = ["--dbname", make_conninfo("", **about)] if about else []
    environment = {"PATH": os.defpath, "LC_ALL": "C", "HOME": os.environ.get("HOME", "/"), **password}
    with tempfile.TemporaryFile() as errors:
        arguments = [str(programs / command[0]), *where, *command[1:]]
        process = subprocess.Popen(arguments, env=environment, stderr=errors, **pipes)
        try:
            yield process, errors
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()


def _ended(process: subprocess.Popen[bytes], errors: IO[bytes], trouble: str) -> None:
    if process.wait():
        raise BackupProblem(f"{trouble}: {_said(errors)}")


def _said(errors: IO[bytes]) -> str:
    errors.seek(0)
    return last_line(errors.read().decode(errors="replace"))
