"""Master keys: what the data keys in the vault are wrapped under. Given by the operator, never kept in the database (Q3)."""

import base64
import binascii
import contextlib
import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

KEY_BYTES = 32
DEMO_FILE = "demo-master-key"
_DEMO_SIGNS = b"larka-demo-k"  # a demo key is known as one wherever it has been copied to
_FEWEST_SIGNS = 16  # a random key of 32 bytes has nearly twice as many different ones
_WHY: dict[type[Exception], str] = {
    FileNotFoundError: "filen finns inte",
    NotADirectoryError: "mappen finns inte",
    PermissionError: "rättighet saknas",
    IsADirectoryError: "det är en mapp",
    UnicodeDecodeError: "den är ingen textfil",
}
ENVIRONMENT, FILE = "LARKA_MASTER_KEY", "LARKA_MASTER_KEY_FILE"


class MasterKeyProblem(Exception):  # noqa: N818 – as DatabaseProblem: said to the operator in one line
    """Why the master keys cannot be used."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A key of 256 bits; ``id`` is made from it and says nothing about it."""

    id: str
    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, secret: bytes) -> "MasterKey":
        """The key with its id."""
        return cls(hashlib.sha256(b"larka master key" + secret).hexdigest()[:16], secret)

    @property
    def is_for_demos(self) -> bool:
        """Whether it was made by a demo or a developer's installation."""
        return self.secret.startswith(_DEMO_SIGNS)

    @property
    def text(self) -> str:
        """As it is written in the environment or the file."""
        return base64.b64encode(self.secret).decode()


def new_master_key() -> MasterKey:
    """A key made of chance."""
    return MasterKey.of(secrets.token_bytes(KEY_BYTES))


def given_master_keys(environ: Mapping[str, str]) -> tuple[MasterKey, ...]:
    """The keys that the operator has given, newest first; none where none is given. MasterKeyProblem: one cannot be used."""
    given = [(ENVIRONMENT, text) for text in environ.get(ENVIRONMENT, "").replace(",", " ").split()]
    if environ.get(FILE):
        given += [(FILE, text) for text in _lines(Path(environ[FILE]))]
        if not given:
            raise MasterKeyProblem(f"{FILE}={environ[FILE]} har ingen nyckel.")
    return tuple(dict.fromkeys(_parsed(name, text) for name, text in given))


def demo_master_key(home: Path) -> MasterKey:
    """The key of a demo or a developer's installation: made the first time, kept in the data folder."""
    path = home / DEMO_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = home / f".{DEMO_FILE}.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(MasterKey.of(_DEMO_SIGNS + secrets.token_bytes(KEY_BYTES - len(_DEMO_SIGNS))).text + "\n")
        with contextlib.suppress(FileExistsError):  # another process was first: its key holds
            path.hardlink_to(fresh)
        fresh.unlink()
    return _parsed(DEMO_FILE, path.read_text().strip())


def master_key_problem(environ: Mapping[str, str]) -> str | None:
    """Why real people's data cannot be kept with these master keys, in one line."""
    try:
        keys = given_master_keys(environ)
    except MasterKeyProblem as problem:
        return str(problem)
    if not keys:
        return f"{ENVIRONMENT} eller {FILE} saknas: skapa en huvudnyckel med `larka keys new-master-key`."
    if any(key.is_for_demos for key in keys):
        return "Huvudnyckeln kommer från en demo: skapa en egen med `larka keys new-master-key`."
    if len(set(keys[0].secret)) < _FEWEST_SIGNS:
        return f"Huvudnyckeln har färre än {_FEWEST_SIGNS} olika byte: den ska vara slumpad. Skapa den med `larka keys new-master-key`."
    return None


def is_open_to_others(environ: Mapping[str, str]) -> bool:
    """Whether other users of the machine may read the file of master keys."""
    path = Path(environ.get(FILE) or "/dev/null")
    return path.is_file() and bool(path.stat().st_mode & 0o077)


def why_not(error: Exception) -> str:
    """Why a file cannot be read or written, in Swedish."""
    return _WHY.get(type(error), type(error).__name__)


def _lines(path: Path) -> list[str]:
    try:
        lines = [line.strip() for line in path.read_text("ascii").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise MasterKeyProblem(f"{FILE}={path} går inte att läsa ({why_not(error)}).") from error
    return [line for line in lines if line and not line.startswith("#")]


def _parsed(name: str, text: str) -> MasterKey:
    """The key that a text is; what is wrong is said without repeating it."""
    try:
        secret = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MasterKeyProblem(f"{name} har en huvudnyckel som inte är base64.") from error
    if len(secret) != KEY_BYTES:
        raise MasterKeyProblem(f"{name} har en huvudnyckel på {len(secret)} byte: den ska ha {KEY_BYTES}.")
    return MasterKey.of(secret)
