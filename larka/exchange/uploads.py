"""The files of a register on their way in: outside the web root, under random names, gone after the run or after a day."""

import datetime as dt
import secrets
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from larka.people.register_import.staging import FILES

KEPT_FOR = dt.timedelta(days=1)
CHUNK = 1 << 20
NAMES = tuple(f"{file}.json" for file in FILES)


class WrongFilesError(ValueError):
    """The files cannot be taken in; which sentence to say is in ``code``."""

    def __init__(self, code: str, names: Iterable[str] = ()) -> None:
        super().__init__(code)
        self.code, self.names = code, tuple(names)


def uploads() -> Path:
    """Where they lie."""
    return Path(settings.HOME) / "uploads"


def folder_of(name: str) -> Path:
    """The folder of one run."""
    return uploads() / name


def new_folder() -> Path:
    """An empty folder that only this program reads."""
    folder = uploads() / secrets.token_urlsafe(24)
    folder.mkdir(mode=0o700, parents=True)
    return folder


def remove(name: str) -> None:
    """Take a run's files away."""
    if name:
        shutil.rmtree(folder_of(name), ignore_errors=True)


def remove_old(now: dt.datetime) -> int:
    """Take away what has lain for more than a day; how many folders."""
    old = [folder for folder in uploads().glob("*") if dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC) < now - KEPT_FOR]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)


class KeptUpload(FileUploadHandler):
    """Writes each file straight to the folder, piece by piece, and stops when they are larger together than is allowed."""

    chunk_size = CHUNK

    def __init__(self, folder: Path, most: int) -> None:
        super().__init__()
        self.folder, self.most, self.left = folder, most, most
        self.received: list[tuple[str, Path]] = []
        self._file: IO[bytes] | None = None

    @property
    def too_large(self) -> bool:
        """Whether more has come than is allowed."""
        return self.left < 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file under a random name."""
        super().new_file(*args, **kwargs)
        path = self.folder / secrets.token_urlsafe(12)
        self.received.append((str(self.file_name), path))
        self._file = path.open("wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 – Django's signature
        """Write one piece."""
        self.left -= len(raw_data)
        if self._file is None or self.too_large:
            raise StopUpload(connection_reset=False)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 – Django's signature
        """The file is whole; it lies where it shall, so nothing is handed on."""
        self.close()

    def upload_interrupted(self) -> None:
        """Whoever sent it has gone."""
        self.close()

    def close(self) -> None:
        """Let go of the file that is being written."""
        if self._file is not None:
            self._file.close()
            self._file = None


def place(kept: KeptUpload) -> None:
    """Give the files the names that the import reads; a zip file is unpacked. Raises WrongFilesError."""
    kept.close()
    if kept.too_large:
        raise WrongFilesError("large")
    if len(kept.received) == 1 and is_packed(*kept.received[0]):
        unpack(kept.folder, kept.received[0][1], kept.most)
    else:
        for name, path in kept.received:
            target = kept.folder / known_name(name)
            if target.exists():
                raise WrongFilesError("twice", [target.name])
            path.rename(target)
    if missing := [name for name in NAMES if not (kept.folder / name).is_file()]:
        raise WrongFilesError("missing", missing)


def is_packed(name: str, path: Path) -> bool:
    """A zip file, by what it is called or what it is: one that is cut off is a broken zip file, not a file of another name."""
    return name.lower().endswith(".zip") or zipfile.is_zipfile(path)


def unpack(folder: Path, file: Path, most: int) -> None:
    """The seven files of a zip file, wherever in it they stand; what they are unpacked to is limited too."""
    left = most
    try:
        with zipfile.ZipFile(file) as packed:
            for member in packed.infolist():
                name = PurePosixPath(member.filename).name
                if name in NAMES and "__MACOSX" not in member.filename:
                    left -= copy(packed.open(member), folder / name, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise WrongFilesError("zip") from error
    file.unlink()


def copy(source: IO[bytes], target: Path, most: int) -> int:
    """Copy piece by piece; how many bytes."""
    if target.exists():
        raise WrongFilesError("twice", [target.name])
    size = 0
    with source, target.open("wb") as kept:
        while piece := source.read(CHUNK):
            size += len(piece)
            if size > most:
                raise WrongFilesError("large")
            kept.write(piece)
    return size


def known_name(name: str) -> str:
    """One of the seven names, as the file is called."""
    if name.lower() not in NAMES:
        raise WrongFilesError("unknown", [name[:60]])
    return name.lower()
