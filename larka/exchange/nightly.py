"""The folder that the municipality's systems put the register's files in, looked at every night."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from larka.exchange import actions, tasks, uploads
from larka.exchange.queries.runs import newest_night
from larka.people.models import ImportRun
from larka.register.actor import Actor

MARKER = "KLAR"
SECONDS_UNCHANGED = 60
Sizes = dict[str, tuple[int, int]]


class NotReadyError(Exception):
    """Tonight nothing is read; the sentence says why. ``is_wrong``: somebody must do something about it."""

    def __init__(self, text: str, *, is_wrong: bool = False) -> None:
        super().__init__(text)
        self.is_wrong = is_wrong


def read_tonight(folder: Path, at: dt.datetime, wait: Callable[[float], None] = time.sleep) -> actions.Imported:
    """Import the folder's files if they are new and whole; what must be confirmed by name waits. Raises NotReadyError."""
    uploads.remove_old(at)
    found = complete(folder, wait)
    before = newest_night()
    if before is not None and before.wishes.get("files") == listed(found):
        raise NotReadyError("Filerna är desamma som förra gången. Inget att läsa in.")
    run = actions.begin_run(by=Actor.operator(at), origin=ImportRun.Origin.NIGHTLY, folder="", wishes={"files": listed(found)})
    return tasks.carry_out(run, at, folder)


def complete(folder: Path, wait: Callable[[float], None]) -> Sizes:
    """The seven files when nobody writes to them any longer: a file KLAR is newer than they, or none changes in a minute."""
    if not folder.is_dir():
        raise NotReadyError(f"LARKA_IMPORT_FOLDER={folder} är ingen mapp. Ange mappen som filerna läggs i.", is_wrong=True)
    found = sizes(folder)
    if missing := [name for name in uploads.NAMES if name not in found]:
        raise NotReadyError(f"Det saknas filer i {folder}: {', '.join(missing)}.", is_wrong=True)
    marker = folder / MARKER
    if marker.is_file() and marker.stat().st_mtime_ns >= max(changed for _size, changed in found.values()):
        return found
    wait(SECONDS_UNCHANGED)
    if sizes(folder) != found:
        raise NotReadyError(f"Filerna i {folder} skrivs just nu. De läses in nästa gång.", is_wrong=True)
    return found


def sizes(folder: Path) -> Sizes:
    """How large each file is and when it was written."""
    there = [folder / name for name in uploads.NAMES if (folder / name).is_file()]
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in there}


def listed(found: Sizes) -> dict[str, list[int]]:
    """The same as the database keeps it."""
    return {name: list(pair) for name, pair in found.items()}
