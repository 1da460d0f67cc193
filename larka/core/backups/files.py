"""Media in backups: each content is copied once, as it lies (sealed), and a list for each backup says which files have it."""

import gzip
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from larka.core.backups.manifests import Summing, sum_of
from larka.core.backups.problems import BackupProblem

_SUM = re.compile(r"[0-9a-f]{64}")
LIST = "media.jsonl.gz"


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of the store: its name is made of ids; ``mark`` changes when its content does."""

    name: str
    size: int
    mark: str
    sha256: str = ""


Fetch = Callable[[str], Iterator[bytes]]
Put = Callable[[str, Iterator[bytes]], None]


def copy_in(target: Path, found: Iterable[Kept], earlier: Mapping[str, Kept], fetch: Fetch) -> Iterator[Kept]:
    """Copy what the target does not have as it is now; answers each file as it was kept. One that is gone meanwhile is left out."""
    for file in found:
        before = earlier.get(file.name)
        if before and (before.size, before.mark) == (file.size, file.mark) and _is_whole(target, before):
            yield before
            continue
        try:
            size, total = _written(target, fetch(file.name))
        except FileNotFoundError:
            continue
        yield Kept(file.name, size, file.mark, total)


def copy_out(target: Path, listed: Iterable[Kept], put: Put) -> Iterator[Kept]:
    """Put every file back into the store; raises BackupProblem for one that is missing or not what it was."""
    for file in listed:
        path = place_of(target, file.sha256)
        if not path.is_file():
            raise BackupProblem(f"mediefilen {file.name} saknas i säkerhetskopian.")
        if file.name.startswith("/") or ".." in PurePosixPath(file.name).parts:
            raise BackupProblem(f"mediefilen {file.name!r} har ett namn som inte går att använda.")
        put(file.name, _checked(path, file))
        yield file


def check(target: Path, listed: Iterable[Kept]) -> Iterator[str]:
    """The names of files that are missing or not what they were."""
    for file in listed:
        if not _is_whole(target, file) or sum_of(place_of(target, file.sha256)) != file.sha256:
            yield file.name


def forget(target: Path, needed: set[str]) -> int:
    """Remove the contents (by their sums) that no kept backup has; answers how many."""
    gone = 0
    for path in sorted(target.rglob("*")) if target.is_dir() else []:
        if path.is_file() and path.name not in needed:
            path.unlink()
            gone += 1
    return gone


def write_list(path: Path, files: Iterable[Kept]) -> tuple[int, int]:
    """The list of one backup; answers how many files and bytes."""
    count, size = 0, 0
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for file in files:
            out.write(json.dumps([file.name, file.size, file.mark, file.sha256]) + "\n")
            count, size = count + 1, size + file.size
    return count, size


def read_list(path: Path) -> Iterator[Kept]:
    """The files of one backup."""
    if path.is_file():
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from (Kept(*json.loads(line)) for line in lines)


def place_of(target: Path, total: str) -> Path:
    """Where a content lies in the target: by its sum."""
    if not _SUM.fullmatch(total):
        raise BackupProblem("förteckningen över mediefiler är ändrad.")
    return target / total[:2] / total


def _is_whole(target: Path, file: Kept) -> bool:
    path = place_of(target, file.sha256)
    return path.is_file() and path.stat().st_size == file.size


def _written(target: Path, source: Iterator[bytes]) -> tuple[int, str]:
    """Whole or not at all, on the disk, under its sum."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target / f".part-{os.getpid()}"
    with fresh.open("wb") as file:
        summing = Summing(cast("BinaryIO", file))
        for part in source:
            summing.write(part)
        file.flush()
        os.fsync(file.fileno())
    place = place_of(target, summing.sum.hexdigest())
    place.parent.mkdir(mode=0o700, exist_ok=True)
    fresh.replace(place)
    return summing.size, summing.sum.hexdigest()


def _checked(path: Path, file: Kept) -> Iterator[bytes]:
    total = hashlib.sha256()
    with path.open("rb") as source:
        while part := source.read(1 << 20):
            total.update(part)
            yield part
    if total.hexdigest() != file.sha256:
        raise BackupProblem(f"mediefilen {file.name} är inte den som kopierades.")
