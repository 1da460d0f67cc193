"""The data folder of an installation (LARKA_HOME) and the secrets that are kept in it."""

import contextlib
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


def home_folder(environ: Mapping[str, str]) -> Path:
    """The folder named by LARKA_HOME, else `var` beside the code; links followed, so that one folder has one name."""
    return Path(environ.get("LARKA_HOME") or PROJECT / "var").resolve()


def kept_secret(home: Path, name: str) -> str:
    """A random secret, made the first time it is asked for and then kept in the data folder, readable by its owner alone."""
    path = home / name
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        fresh = home / f".{name}.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret holds
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text().strip()
