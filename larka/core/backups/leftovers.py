"""One backup at a time; what a killed one left is told of, and removed by the next: it may hold keys that have been destroyed since."""

import contextlib
import fcntl
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from larka.core.backups.problems import BackupProblem

_PART = re.compile(r"\.[0-9]{8}T[0-9]{6}Z\.part")
_LOCK = ".lock"


def place_of(parent: Path, stamp: str) -> Path:
    """Where a backup lies while it is made."""
    return parent / f".{stamp}.part"


@contextlib.contextmanager
def alone(target: Path) -> Iterator[None]:
    """Hold the target, until the process ends however it ends. Raises BackupProblem while another one holds it."""
    with (target / _LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupProblem(f"en säkerhetskopiering till {target} pågår redan.") from None
        yield


def remove(target: Path, parents: Iterable[str]) -> None:
    """Remove what was never finished; whoever calls holds the target."""
    for path in _left(target, parents):
        shutil.rmtree(path)


def told(target: Path, parents: Iterable[str]) -> list[str]:
    """What lies there unfinished, a line each; nothing while a backup is being made."""
    left = list(_left(target, parents))
    if not left:
        return []
    try:
        with alone(target):
            return [f"{path.parent.name}/{path.name}: en avbruten kopia ligger kvar. Nästa `larka backup` tar bort den." for path in left]
    except BackupProblem:
        return []


def _left(target: Path, parents: Iterable[str]) -> Iterator[Path]:
    for parent in parents:
        folder = target / parent
        if folder.is_dir():
            yield from sorted(path for path in folder.iterdir() if _PART.fullmatch(path.name))
