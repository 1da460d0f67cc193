"""Putting a backup back: into an empty installation only, and nothing can be read before the disposals are done again."""

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from larka.cli.backups import (
    DATABASE_FOLDER,
    DUMP,
    MEDIA_FOLDER,
    VAULT_FOLDER,
    Say,
    broken_ledgers,
    heads_in,
    ledgers_in,
    owner_settings,
    stored_files,
    target_folder,
)
from larka.cli.database import RESTORING, migrate_and_grant
from larka.core.backups import files, manifests
from larka.core.backups.dumps import load, programs_for
from larka.core.backups.keys import identity
from larka.core.backups.manifests import Manifest
from larka.core.backups.problems import BackupProblem
from larka.core.postgres import as_connection

RESTORE_LOCK = 726_545  # any number, the same in every process
_TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'vault') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
# What a new installation has, made by the migrations that any command runs. Changes to it are logged, and the log is no such table.
_NEW = {
    "auth_permission", "django_content_type", "django_migrations", "records_retentionrule", "register_rolemapping", "register_schoolyear",
    "register_term",
}  # fmt: skip
_AWAY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS vault CASCADE"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    stamp: str
    vault_stamp: str
    tables: int
    rows: int
    keys: int
    media_files: int
    destroyed_again: int


def restore_backup(source: Path | None, stamp: str | None, at: dt.datetime, say: Say, *, without_ledger: bool = False) -> Restored:
    """The database, the vault's newest dump, the disposals again, media; until all of it is done, nothing starts on this database."""
    target = target_folder(source)
    main, vault = chosen(target, stamp)
    manifest = trusted(main, vault)
    ledgers = ledgers_of(target, manifest, without_ledger=without_ledger)
    begin_in_an_empty_one()
    for folder, told in ((main, "Databasen återläses …"), (vault, "Valvet återläses …")):
        say(told)
        _loaded(folder / DUMP)
    say("Rättigheterna ges …")
    migrate_and_grant()
    say("Gallringarna görs om …")
    again = _destroyed_again(ledgers, heads_in(target), at)
    say("Media återläses …")
    count = sum(1 for _file in files.copy_out(target / MEDIA_FOLDER, files.read_list(main / files.LIST), _put))
    done = Restored(main.name, vault.name, *_counted(), count, again)
    _finish(done, at)
    return done


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the database's lock for restores, until the process ends however it ends. Raises BackupProblem while another one holds it."""
    with psycopg.connect(**as_connection(owner_settings()), autocommit=True) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [RESTORE_LOCK]).fetchone()
        if not (row and row[0]):
            raise BackupProblem("en annan återläsning pågår redan i den här databasen.")
        yield


def chosen(target: Path, stamp: str | None) -> tuple[Path, Path]:
    """The backup of this stamp, or the newest, and the newest of the vault, which has every key but those destroyed since."""
    found = [path for path in manifests.backups_in(target / DATABASE_FOLDER) if stamp in (None, path.name)]
    vaults = manifests.backups_in(target / VAULT_FOLDER)
    if not found:
        raise BackupProblem(f"säkerhetskopian {stamp} finns inte i {target}." if stamp else f"det finns ingen säkerhetskopia i {target}.")
    if not vaults or vaults[-1].name < found[-1].name:
        raise BackupProblem("det finns ingen kopia av valvet som är lika ny: förseglade texter skulle inte gå att läsa.")
    return found[-1], vaults[-1]


def trusted(*folders: Path) -> Manifest:
    """The first one's manifest, when all are signed and whole and the key is at hand."""
    from larka.vault.masters import masters

    identity(os.environ)
    read = [(folder, manifests.read(folder)) for folder in folders]
    for folder, manifest in read:
        manifest.check_signature(masters())
        manifests.check_parts(folder, manifest)
    return read[0][1]


def ledgers_of(target: Path, manifest: Manifest, *, without_ledger: bool) -> list[Path]:
    """The ledgers beside the backups and here; one of them must hold what had been destroyed when the backup was made."""
    from larka.vault.chain import read
    from larka.vault.ledger import ledger_path

    found = [ledger_path(), *ledgers_in(target)]
    if broken := broken_ledgers(target, ledger_path()):
        raise BackupProblem(f"gallringsliggaren är ändrad ({broken[0]}). Se docs/keys.md.")
    entries, head = manifest.ledger
    if entries and not without_ledger and not any(entry.hash == head for path in found for entry in read(path)):
        raise BackupProblem("gallringsliggaren saknas: det som har gallrats skulle komma tillbaka. Hämta den, se docs/backup.md.")
    if not ledger_path().exists() and len(found) == 2:  # noqa: PLR2004 – the one here and one copy: it goes on here
        ledger_path().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copy2(found[1], ledger_path())
    return found


def begin_in_an_empty_one() -> None:
    """Raise BackupProblem where there is anything; a new installation's tables, or what an earlier try left half-done, are taken away."""
    with _owner() as cursor:
        cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [RESTORING])
        if cursor.fetchone()[0]:
            cursor.execute(_AWAY)
            return
        if filled := _filled(cursor) - _NEW:
            raise BackupProblem(f"databasen är inte tom ({len(filled)} tabeller har innehåll). Återläs i en ny, tom databas.")
        if next(stored_files(), None):
            raise BackupProblem("det finns redan mediefiler. Återläs med en tom LARKA_MEDIA.")
        cursor.execute(f"{_AWAY}; CREATE SCHEMA {RESTORING}")


def _filled(cursor: Any) -> set[str]:
    """The tables that have anything in them."""
    cursor.execute(_TABLES)
    filled = set()
    for schema, table in cursor.fetchall():
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{schema}"."{table}")')  # noqa: S608 – names that the database gave
        if cursor.fetchone()[0]:
            filled.add(table)
    return filled


def _owner() -> Any:
    from django.db import connections

    return connections["owner"].cursor()


def _loaded(path: Path) -> None:
    from django.db import connections

    connections["owner"].ensure_connection()
    major = connections["owner"].connection.info.server_version // 10_000
    with path.open("rb") as file:
        load(as_connection(owner_settings()), programs_for(major), file, identity(os.environ))


def _destroyed_again(ledgers: list[Path], heads: frozenset[str], at: dt.datetime) -> int:
    from larka.register.actor import Actor
    from larka.vault.actions import replay_ledger, sign_ledger
    from larka.vault.ledger import NotCopiedError

    by = Actor.operator(at)
    again = replay_ledger(by=by, paths=ledgers, known=heads.__contains__)
    with contextlib.suppress(NotCopiedError):  # the folder may be one that is only read; the next start tells of it
        sign_ledger(by=by, known=heads.__contains__)
    return again


def _put(name: str, source: Iterator[bytes]) -> None:
    from larka.media.storage import writer

    with writer(name) as target:
        for part in source:
            target.write(part)


def _counted() -> tuple[int, int, int]:
    """Tables, rows and keys, as they are now."""
    with _owner() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        rows = 0
        for name in tables:
            cursor.execute(f'SELECT count(*) FROM ONLY public."{name}"')  # noqa: S608 – a name that the database gave
            rows += cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM vault.data_key")
        return len(tables), rows, cursor.fetchone()[0]


def _finish(done: Restored, at: dt.datetime) -> None:
    """Said in the log; from here on the installation may be started."""
    from larka.core.postgres.planner import gather_statistics
    from larka.register.actor import Actor
    from larka.vault.actions import note_restore

    note_restore(by=Actor.operator(at), backup=done.stamp, rows=done.rows)
    with _owner() as cursor:
        cursor.execute(f"DROP SCHEMA {RESTORING}")
    gather_statistics()
