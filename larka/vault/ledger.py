"""The disposal ledger: what was destroyed, in a file outside the database that is only added to (docs/adr/0183).

One line of JSON for each entry, chained by hash to the one before, on the disk before anything is destroyed, and copied to the backups'
folder at once. A restore replays it before it serves: what was destroyed stays destroyed, whatever the backup holds.

    append(Draft("key.destroyed", at, by, {...}))     entries = read(path)     verify(path)     replay(read(path))
"""

import datetime as dt
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

NAME = "disposals.jsonl"
_TAIL = 256 * 1024  # bytes; longer than any entry
_COMPARED = 4096
_ID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class LedgerError(Exception):
    """The ledger cannot be written, or is not what it was: nothing is destroyed until somebody has looked."""


class NotCopiedError(LedgerError):
    """The ledger has the entries, its copy does not: what they say is done at the next attempt or the next start."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be written: ids and codes, never a name or a text."""

    act: str
    at: dt.datetime
    by: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the ledger."""

    number: int
    at: str
    act: str
    by: str
    data: Mapping[str, Any]
    previous: str
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying found. ``torn``: lines that a crash cut off before anything was destroyed; they are no error."""

    entries: int
    head: str
    torn: int
    problems: tuple[str, ...]


def ledger_path() -> Path:
    """This installation's ledger."""
    return Path(settings.LEDGER_FOLDER) / NAME


def copies_folder() -> Path | None:
    """Where the ledger is copied at each entry; None where no backup target is named."""
    return Path(settings.BACKUP_TARGET) / "ledger" if settings.BACKUP_TARGET else None


def append(*drafts: Draft) -> list[Entry]:
    """Write the entries, to the disk and to the copy, before answering. One process at a time."""
    path = ledger_path()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            made = list(_chained(_last(file), drafts))
            torn = b"" if _ends_whole(file) else b"\n"
            file.write(torn + b"".join(_line(entry) for entry in made))
            file.flush()
            os.fsync(file.fileno())
            _sync_folder(path.parent)
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
        return [entry for line in file if not sought.isdisjoint(_ID.findall(line)) and (entry := _parsed(line))]


def read(path: Path) -> Iterator[Entry]:
    """The entries in a ledger or a copy of it, in order; none where there is no file."""
    if path.exists():
        with path.open("rb") as file:
            yield from filter(None, map(_parsed, file))


def verify(path: Path, *copies: Path) -> Report:
    """Whether every entry follows on the one before, and whether the copies say the same, all of it."""
    previous, number, problems = "", 0, []
    for entry in read(path):
        number += 1
        if entry.number != number or entry.previous != previous or entry.hash != _hash(entry):
            problems.append(f"post {entry.number} hänger inte ihop med den före eller är ändrad")
        previous, number = entry.hash, entry.number
    for copy in copies:
        problems += _differences(path, copy)
    return Report(number, previous, _torn(path), tuple(problems))


def require_sound(paths: Iterable[Path]) -> None:
    """Raise LedgerError where entries do not follow on each other: somebody has been at that file, and it destroys nothing."""
    for path in paths:
        if problems := verify(path).problems:
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


def _chained(last: Entry | None, drafts: Sequence[Draft]) -> Iterator[Entry]:
    number, previous = (last.number, last.hash) if last else (0, "")
    for draft in drafts:
        number += 1
        bare = Entry(number, draft.at.astimezone(dt.UTC).isoformat(), draft.act, draft.by, dict(draft.data), previous)
        previous = _hash(bare)
        yield Entry(**{**asdict(bare), "hash": previous})


def _hash(entry: Entry) -> str:
    return hashlib.sha256(_json({key: value for key, value in asdict(entry).items() if key != "hash"})).hexdigest()


def _line(entry: Entry) -> bytes:
    return _json(asdict(entry)) + b"\n"


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _parsed(line: bytes) -> Entry | None:
    """The entry on a line; None where a crash has cut it off."""
    try:
        return Entry(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _last(file: BinaryIO) -> Entry | None:
    """The last whole entry."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - _TAIL, 0))
    found = [entry for line in file.read().splitlines() if (entry := _parsed(line))]
    if size and not found:
        raise LedgerError("gallringsliggaren går inte att läsa: ingen post i dess slut är hel")
    return found[-1] if found else None


def _ends_whole(file: BinaryIO) -> bool:
    if not (size := file.seek(0, os.SEEK_END)):
        return True
    file.seek(size - 1)
    return file.read(1) == b"\n"


def _torn(path: Path) -> int:
    return sum(_parsed(line) is None for line in path.read_bytes().splitlines() if line) if path.exists() else 0


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
