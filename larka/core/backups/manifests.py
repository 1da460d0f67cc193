"""What a backup consists of, signed: sizes and sums, so that it can be trusted without being opened."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from larka.core.backups.problems import BackupProblem
from larka.core.master_keys import MasterKey

NAME = "manifest.json"
STAMP = "%Y%m%dT%H%M%SZ"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup."""

    file: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. ``ledger``: how many disposals there were, and the hash of the last; ``master``: whose key signed it."""

    kind: str
    made_at: str
    postgres: int
    parts: tuple[Part, ...]
    ledger: tuple[int, str] = (0, "")
    media: tuple[int, int] = (0, 0)
    version: int = VERSION
    master: str = ""
    signature: str = ""

    def signed(self, key: MasterKey) -> "Manifest":
        """The same, signed with what only the installation and its safe have."""
        bare = {**asdict(self), "master": key.id, "signature": ""}
        return _made({**bare, "signature": _signature(bare, key)})

    def check_signature(self, keys: Iterable[MasterKey]) -> None:
        """Raise BackupProblem unless one of these master keys signed exactly this."""
        bare = {**asdict(self), "signature": ""}
        key = next((key for key in keys if key.id == self.master), None)
        if key is None:
            raise BackupProblem(f"kopians förteckning är signerad med huvudnyckel {self.master}, som inte är angiven (LARKA_MASTER_KEY).")
        if not hmac.compare_digest(_signature(bare, key), self.signature):
            raise BackupProblem("kopians förteckning är ändrad: signaturen stämmer inte.")


def write(folder: Path, manifest: Manifest) -> None:
    """Beside the files that it tells of."""
    (folder / NAME).write_text(json.dumps(asdict(manifest), indent=1) + "\n")


def read(folder: Path) -> Manifest:
    """The manifest of a backup."""
    try:
        data = json.loads((folder / NAME).read_text())
        if data.get("version") != VERSION:
            raise BackupProblem(f"kopian {folder.name} är gjord av en annan version av Lärka.")
        return _made(data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupProblem(f"kopian {folder.name} har ingen läsbar förteckning.") from error


def check_parts(folder: Path, manifest: Manifest) -> None:
    """Raise BackupProblem for a file that is missing, cut off or changed."""
    for part in manifest.parts:
        path = folder / part.file
        if not path.is_file():
            raise BackupProblem(f"filen {folder.name}/{part.file} saknas.")
        if path.stat().st_size != part.size or sum_of(path) != part.sha256:
            raise BackupProblem(f"filen {folder.name}/{part.file} är inte den som kopierades.")


def sum_of(path: Path) -> str:
    """The sum of a file, with bounded memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def stamp_of(at: dt.datetime) -> str:
    """What a backup's folder is called."""
    return at.astimezone(dt.UTC).strftime(STAMP)


def day_of(name: str) -> dt.datetime | None:
    """When a backup with this name was made; None for what is no backup."""
    try:
        return dt.datetime.strptime(name, STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def backups_in(folder: Path) -> list[Path]:
    """The whole backups of one kind, oldest first."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if day_of(path.name) and (path / NAME).is_file())


@dataclass(slots=True)
class Summing:
    """A file that is written and summed at once."""

    file: BinaryIO
    size: int = 0
    sum: Any = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> int:
        """Write, count and sum."""
        self.size += len(data)
        self.sum.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        """To the file."""
        self.file.flush()


def _made(data: dict[str, Any]) -> Manifest:
    parts: Sequence[dict[str, Any]] = data["parts"]
    entries, head = data["ledger"]
    count, size = data["media"]
    return Manifest(**{**data, "parts": tuple(Part(**part) for part in parts), "ledger": (entries, head), "media": (count, size)})


def _signature(bare: dict[str, Any], key: MasterKey) -> str:
    secret = HKDF(SHA256(), 32, None, b"larka backup manifest").derive(key.secret)
    text = json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(secret, text, hashlib.sha256).hexdigest()
