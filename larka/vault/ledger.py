"""The disposal ledger: what was destroyed, in a file outside the database that is only added to (docs/adr/0183).

One line of JSON for each entry, chained and signed (larka/vault/chain.py), on the disk before anything is destroyed, and copied to the
backups' folder at once. A restore replays it before it serves: what was destroyed stays destroyed, whatever the backup holds.

    append(Draft("key.destroyed", at, by, {...}))     entries = read(path)     verify(path)     replay(read(path))
"""

import fcntl
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from larka.vault.chain import Draft, Entry, Known, chained, is_signed, line, nobody_knows, parsed, read, walk

NAME = "disposals.jsonl"
_TAIL = 256 * 1024  # bytes; longer than any entry
_COMPARED = 4096
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class LedgerError(Exception):
    """The ledger cannot be written, or is not what it was: nothing is destroyed until somebody has looked."""


class NotCopiedError(LedgerError):
    """The ledger has the entries, its copy does not: what they say is done at the next attempt or the next start."""


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found. ``torn``: lines that a crash cut off before anything was destroyed; they are no error.

    master: whose key signed the last entry; none where it is vouched for in another way, or by nobody.
    """

    entries: int
    head: str
    master: str
    torn: int
    problems: tuple[str, ...]


def ledger_path() -> Path:
    """This installation's ledger."""
    return Path(settings.LEDGER_FOLDER) / NAME


def copies_folder() -> Path | None:
    """Where the ledger is copied at each entry; None where no backup target is named."""
    return Path(settings.BACKUP_TARGET) / "ledger" if settings.BACKUP_TARGET else None


def known_ledgers() -> list[Path]:
    """This installation's ledger, and what stands in the backups' folder."""
    folder = copies_folder()
    return [ledger_path(), *(sorted(folder.glob("disposals-*.jsonl")) if folder and folder.is_dir() else [])]


def append(*drafts: Draft, over: str = "", path: Path | None = None) -> list[Entry]:
    """Write the entries, to the disk and to the copy, before answering. One process at a time.

    Nothing is added to what nobody has signed, but where its last hash is ``over``. ``path``: another ledger than this installation's.
    """
    path = path or ledger_path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            made = list(chained(_last(file, over), drafts)) if drafts else []
            torn = b"" if not made or _ends_whole(file) else b"\n"
            file.write(torn + b"".join(line(entry) for entry in made))
            file.flush()
            os.fsync(file.fileno())
            _sync_folder(path.parent)
            if path == ledger_path():
                _copied(file)
    except OSError as error:
        raise LedgerError(f"gallringsliggaren kan inte skrivas ({error.strerror}: {error.filename or path})") from error
    return made


def catch_up() -> None:
    """Give the copy the entries that it lacks, because it was away or was named later. Raises LedgerError."""
    if ledger_path().exists():
        append()


def telling_of(ids: Collection[str]) -> list[Entry]:
    """The entries of this ledger that name any of these ids: what was written before its copy failed is not written again."""
    path, sought = ledger_path(), {each.encode() for each in ids}
    if not path.exists():
        return []
    with path.open("rb") as file:
        return [entry for text in file if not sought.isdisjoint(_ID.findall(text)) and (entry := parsed(text))]


def verify(path: Path, *copies: Path, known: Known = nobody_knows) -> Report:
    """Whether every entry follows on the one before and is signed, and whether the copies say the same, all of it."""
    chain = walk(path, known)
    problems = [*chain.problems, *(said for copy in copies for said in _of_copy(path, copy, known))]
    return Report(chain.entries, chain.head, chain.master, _torn(path), tuple(problems))


def require_sound(paths: Iterable[Path], known: Known = nobody_knows) -> None:
    """Raise LedgerError where somebody without a master key has been at one of these files: it destroys nothing."""
    for path in paths:
        if problems := walk(path, known).problems:
            raise LedgerError(f"gallringsliggaren {path} är ändrad ({problems[0]}), och ingenting ur den görs om. Se docs/keys.md")


_REPLAYS: dict[str, Callable[[Sequence[Entry]], int]] = {}


def replays(act: str) -> Callable[[Callable[[Sequence[Entry]], int]], Callable[[Sequence[Entry]], int]]:
    """Say what does an act of the ledger once more; doing it twice must be the same as once."""

    def enter(function: Callable[[Sequence[Entry]], int]) -> Callable[[Sequence[Entry]], int]:
        _REPLAYS[act] = function
        return function

    return enter


def replay(entries: Iterator[Entry] | Sequence[Entry]) -> int:
    """Do again what the ledger tells, in its order; answers how many things had come back."""
    return sum(_replay_of(act)(list(group)) for act, group in groupby(entries, key=lambda entry: entry.act))


def _replay_of(act: str) -> Callable[[Sequence[Entry]], int]:
    if act not in _REPLAYS:
        raise LedgerError(f"gallringsliggaren har en post som den här versionen inte känner till ({act}): uppdatera Lärka")
    return _REPLAYS[act]


def copy_name(path: Path) -> str:
    """What the copy of a ledger is called: by its first entry, so that two nodes' copies stand beside each other."""
    first = next(read(path), None)
    return f"disposals-{first.hash[:16]}.jsonl" if first else NAME


def _last(file: BinaryIO, over: str) -> Entry | None:
    """The last whole entry, which is signed or the one that somebody vouches for."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _TAIL, 0))
    found = [entry for text in file.read().splitlines() if (entry := parsed(text))]
    if size and not found:
        raise LedgerError("gallringsliggaren går inte att läsa: ingen post i dess slut är hel")
    last = found[-1] if found else None
    if last and last.hash != over and not is_signed(last):
        raise LedgerError("gallringsliggaren slutar med en post som ingen angiven huvudnyckel har signerat. Se docs/keys.md")
    return last


def _ends_whole(file: BinaryIO) -> bool:
    if not (size := file.seek(0, os.SEEK_END)):
        return True
    file.seek(size - 1)
    return file.read(1) == b"\n"


def _torn(path: Path) -> int:
    return sum(parsed(text) is None for text in path.read_bytes().splitlines() if text) if path.exists() else 0


def _copied(file: BinaryIO) -> None:
    """Raises NotCopiedError: the entries themselves are on the disk by then."""
    if folder := copies_folder():
        try:
            _copy(file, folder)
        except OSError as error:
            raise NotCopiedError(f"kopian av gallringsliggaren i {folder} kan inte skrivas ({error.strerror})") from error


def _copy(file: BinaryIO, folder: Path) -> None:
    """Add to the copy what it lacks; a copy that is not a beginning of the ledger is left alone and told of."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / copy_name(Path(file.name))
    target.touch(mode=0o600)
    with target.open("a+b") as copy:
        had = copy.seek(0, os.SEEK_END)
        start = max(had - _COMPARED, 0)
        copy.seek(start)
        file.seek(start)
        if copy.read() != file.read(had - start):
            raise NotCopiedError(f"kopian av gallringsliggaren i {folder} säger något annat än liggaren")
        while part := file.read(1 << 20):
            copy.write(part)
        copy.flush()
        os.fsync(copy.fileno())
    _sync_folder(folder)


def _of_copy(path: Path, copy: Path, known: Known) -> Iterator[str]:
    """Another node's ledger is judged by itself; this one's copy is the same as the ledger."""
    if path.exists() and copy.name != copy_name(path):
        yield from (f"{copy}: {problem}" for problem in walk(copy, known).problems)
    else:
        yield from _differences(path, copy)


def _differences(path: Path, copy: Path) -> Iterator[str]:
    whole, other = path.read_bytes() if path.exists() else b"", copy.read_bytes()
    if whole.startswith(other) and len(other) < len(whole):
        yield f"{copy} saknar de senaste posterna: kör `larka backup`, eller starta om när mappen går att skriva i"
    elif not whole.startswith(other):
        yield f"{copy} säger något annat än liggaren" if not other.startswith(whole) else f"{copy} har fler poster än liggaren"


def _sync_folder(folder: Path) -> None:
    """A new file's name is on the disk, too."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
