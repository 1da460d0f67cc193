"""Making and checking backups: the database without the vault, the vault by itself, media as they lie."""

import contextlib
import datetime as dt
import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from larka.core.backups import files, leftovers, manifests
from larka.core.backups.dumps import MAIN, VAULT, dump, programs_for
from larka.core.backups.keys import SECRET, decrypt, identity, recipient
from larka.core.backups.manifests import Manifest, Part, Summing
from larka.core.backups.problems import BackupProblem

DAYS = 35
DUMP = "dump.age"
DATABASE_FOLDER, VAULT_FOLDER, MEDIA_FOLDER = "database", "vault", "media"
PARENTS = (DATABASE_FOLDER, VAULT_FOLDER)
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """What one run did."""

    stamp: str
    database_bytes: int
    vault_bytes: int
    media_files: int
    media_bytes: int
    media_copied: int
    removed: int


def target_folder(source: Path | None = None) -> Path:
    """The folder of the backups."""
    from django.conf import settings

    if source is None and not settings.BACKUP_TARGET:
        raise BackupProblem("LARKA_BACKUP_TARGET saknas: ange mappen för säkerhetskopior, på en annan maskins disk.")
    return source or Path(settings.BACKUP_TARGET)


def existing_target() -> Path:
    """The same, where it is: a disk that is not mounted has no empty list of backups."""
    target = target_folder()
    if not target.is_dir():
        raise BackupProblem(f"mappen för säkerhetskopior, {target}, finns inte eller är ingen mapp. Är disken monterad?")
    return target


def make_backup(at: dt.datetime, say: Say) -> Made:
    """The database first, then the vault: whatever the one holds sealed, the other has the key of. Media last, of what is there then."""
    import os

    target, stamp = target_folder(), manifests.stamp_of(at)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with leftovers.alone(target):
        leftovers.remove(target, PARENTS)
        return _made(target, stamp, recipient(os.environ), at, say)


def _made(target: Path, stamp: str, to: Any, at: dt.datetime, say: Say) -> Made:
    with _fresh(target / DATABASE_FOLDER, stamp) as main, _fresh(target / VAULT_FOLDER, stamp) as vault:
        say("Databasen kopieras …")
        database = _dumped(main.folder / DUMP, MAIN, to)
        say("Valvet kopieras …")
        keys = _dumped(vault.folder / DUMP, VAULT, to)
        say("Media kopieras …")
        copied, count, size = _media(target, main.folder)
        _sign(vault.folder, Manifest("vault", at.isoformat(), _server_major(), (keys,)))
        parts = (database, _part(main.folder / files.LIST))
        _sign(main.folder, Manifest("database", at.isoformat(), _server_major(), parts, _ledger_head(), (count, size)))
    return Made(stamp, database.size, keys.size, count, size, copied, remove_old(target, at))


class _Fresh:
    """A backup that is being made: it gets its name when it is whole, and is removed where it cannot be."""

    def __init__(self, parent: Path, stamp: str) -> None:
        self.place, self.folder = parent / stamp, leftovers.place_of(parent, stamp)

    def __enter__(self) -> "_Fresh":
        if self.place.exists():
            raise BackupProblem(f"kopian {self.place.name} finns redan.")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700, parents=True)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_about: object) -> None:
        if kind is None:
            self.folder.rename(self.place)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


_fresh = _Fresh


def _dumped(path: Path, what: tuple[str, ...], to: Any) -> Part:
    from larka.core.postgres import as_connection

    with path.open("wb") as file:
        path.chmod(0o600)
        summing = Summing(cast("BinaryIO", file))
        dump(as_connection(owner_settings()), programs_for(_server_major()), what, cast("BinaryIO", summing), to)
    return Part(path.name, summing.size, summing.sum.hexdigest())


def owner_settings() -> Mapping[str, Any]:
    """The owner's connection, as Django has it."""
    from django.db import connections

    settings: Mapping[str, Any] = connections["owner"].settings_dict
    return settings


def _server_major() -> int:
    from django.db import connections

    connections["owner"].ensure_connection()
    return int(connections["owner"].connection.info.server_version // 10_000)


def _part(path: Path) -> Part:
    return Part(path.name, path.stat().st_size, manifests.sum_of(path))


def _sign(folder: Path, manifest: Manifest) -> None:
    from larka.vault.masters import newest_master

    manifests.write(folder, manifest.signed(newest_master()))


def _ledger_head() -> tuple[int, str]:
    from larka.vault.ledger import LedgerError, catch_up, ledger_path, require_sound, verify
    from larka.vault.logged import cut_off, stands_in_log

    if cut := cut_off():  # put back, this backup would bring back what was destroyed
        raise BackupProblem(f"{cut}.")
    try:
        require_sound([ledger_path()], stands_in_log)  # the manifest is signed and speaks for it
        catch_up()  # a backup whose ledger is not beside it cannot be put back
    except LedgerError as error:
        raise BackupProblem(f"{error}.") from error
    report = verify(ledger_path())
    return report.entries, report.head


def _media(target: Path, folder: Path) -> tuple[int, int, int]:
    """How many were copied; how many there are, and their bytes."""
    from larka.media.storage import StoreAwayError

    newest = manifests.backups_in(target / DATABASE_FOLDER)[-1:]
    earlier = {kept.name: kept for path in newest for kept in files.read_list(path / files.LIST)}
    copied = 0

    def counted() -> Iterator[files.Kept]:
        nonlocal copied
        for kept in files.copy_in(target / MEDIA_FOLDER, stored_files(), earlier, fetch):
            copied += kept is not earlier.get(kept.name)
            yield kept

    try:
        count, size = files.write_list(folder / files.LIST, counted())
    except StoreAwayError as error:
        raise BackupProblem(f"mediefilerna kan inte nås ({error}).") from error
    return copied, count, size


def stored_files() -> Iterator[files.Kept]:
    """Every file of the media store, sealed as it lies; a store that is not there yet has none."""
    import obstore

    from larka.media.storage import reached, store

    with reached():
        for some in obstore.list(store()):
            for each in some:
                yield files.Kept(each["path"], each["size"], f"{each['last_modified'].isoformat()} {each.get('e_tag') or ''}")


def fetch(name: str) -> Iterator[bytes]:
    """One file of the store, piece by piece."""
    from larka.media.storage import as_it_lies

    return as_it_lies(name)


def remove_old(target: Path, at: dt.datetime) -> int:
    """Those that have lived their days go, the vault's sooner; then media that no backup has."""
    from django.conf import settings

    removed = 0
    for kind, days in ((DATABASE_FOLDER, DAYS), (VAULT_FOLDER, settings.VAULT_BACKUP_DAYS)):
        for path in manifests.backups_in(target / kind):
            made = manifests.day_of(path.name)
            if made and made < at - dt.timedelta(days=days):
                shutil.rmtree(path)
                removed += 1
    kept = manifests.backups_in(target / DATABASE_FOLDER)
    files.forget(target / MEDIA_FOLDER, {file.sha256 for path in kept for file in files.read_list(path / files.LIST)})
    return removed


def listed() -> tuple[list[tuple[Manifest, str]], list[str]]:
    """What there is, and what is wrong with the rest."""
    target, found = existing_target(), []
    problems = leftovers.told(target, PARENTS)
    for path in (path for kind in PARENTS for path in manifests.backups_in(target / kind)):
        try:
            found.append((manifests.read(path), path.name))
        except BackupProblem as problem:
            problems.append(f"{path.parent.name}/{path.name}: {problem}")
    return found, problems


def verify_backups(stamp: str | None, environ: Mapping[str, str]) -> list[str]:
    """What is wrong with the backups, or with one: signatures, sums, media; and opened, where the key is given."""
    from django.conf import settings  # noqa: F401 – read first, or the vault's keys are not

    from larka.vault.masters import masters

    target = existing_target()
    problems = leftovers.told(target, PARENTS)
    chosen = [p for kind in (DATABASE_FOLDER, VAULT_FOLDER) for p in manifests.backups_in(target / kind) if stamp in (None, p.name)]
    if not chosen:
        raise BackupProblem("det finns ingen sådan säkerhetskopia." if stamp else "det finns inga säkerhetskopior.")
    for folder in chosen:
        try:
            manifest = manifests.read(folder)
            manifest.check_signature(masters())
            manifests.check_parts(folder, manifest)
            if environ.get(SECRET):
                _open(folder / DUMP, environ)
        except BackupProblem as problem:
            problems.append(f"{folder.parent.name}/{folder.name}: {problem}")
            continue
        broken = list(files.check(target / MEDIA_FOLDER, files.read_list(folder / files.LIST)))
        problems += [f"{folder.parent.name}/{folder.name}: mediefilen {name} är inte hel" for name in broken]
    return problems + broken_ledgers(target)


def broken_ledgers(target: Path, *more: Path) -> list[str]:
    """What is wrong with the copies of ledgers beside the backups."""
    from larka.vault.ledger import verify

    known = heads_in(target).__contains__
    return [f"{path}: {problem}" for path in [*more, *ledgers_in(target)] for problem in verify(path, known=known).problems]


def ledgers_in(target: Path) -> list[Path]:
    """The copies of ledgers beside the backups."""
    return sorted((target / "ledger").glob("disposals-*.jsonl"))


def heads_in(target: Path) -> frozenset[str]:
    """How far the ledger had come at each backup, by the manifests whose signature is good: they speak for one that nobody had signed."""
    from larka.vault.masters import masters

    heads = set()
    for folder in manifests.backups_in(target / DATABASE_FOLDER):
        with contextlib.suppress(BackupProblem):
            manifest = manifests.read(folder)
            manifest.check_signature(masters())
            heads.add(manifest.ledger[1])
    return frozenset(heads)


class _Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return len(data)


def _open(path: Path, environ: Mapping[str, str]) -> None:
    """Decrypted to its end, which no changed file lets itself be."""
    with path.open("rb") as file:
        decrypt(file, cast("BinaryIO", _Nowhere()), identity(environ))
