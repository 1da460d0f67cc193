"""Makes .venv and installs exactly what a lock file lists; does nothing when that is done. Needs Python and nothing more.

python scripts/environment.py run|dev
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "larka.json"
LOCKS = {"run": PROJECT / "requirements.lock", "dev": PROJECT / "requirements-dev.lock"}
OLDEST = (3, 11)
NO_VENV = (
    "Fel: det går inte att skapa en Python-miljö. Installera det som saknas (Debian och Ubuntu: "
    "`apt install python3-venv`, Fedora: `dnf install python3-pip`) och kör kommandot igen."
)


class SetUpError(Exception):
    """One line: what is missing and what to do."""


def main(kind: str) -> None:
    """Makes the environment right for running (`run`) or developing (`dev`)."""
    if sys.version_info < OLDEST:
        raise SetUpError(f"Fel: Python {sys.version.split()[0]} är för gammal. Lärka behöver Python 3.11 eller senare.")
    with one_at_a_time():
        stamp = read_stamp()
        if is_right(stamp, kind):
            return
        kind = "dev" if stamp.get("kind") == "dev" else kind
        if stamp.get("place", str(VENV)) != str(VENV) or not works():
            make_environment()
        print("Installerar det som Lärka behöver (första gången tar det någon minut) …", flush=True)
        install(LOCKS[kind])
        add_project()
        STAMP.write_text(json.dumps({"place": str(VENV), "kind": kind, **{name: mark(name) for name in LOCKS if name in {"run", kind}}}))


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """`make run` and `make test` at once do not install at once."""
    folder = os.open(PROJECT, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def read_stamp() -> dict[str, str]:
    """What was installed the last time."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def is_right(stamp: dict[str, str], kind: str) -> bool:
    """Whether nothing is left to do; what is needed to develop includes what is needed to run."""
    installed = stamp.get("kind", "")
    return stamp.get("place") == str(VENV) and installed in {kind, "dev"} and stamp.get(installed) == mark(installed) and PYTHON.exists()


def mark(kind: str) -> str:
    """Changes when a lock file does."""
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def works() -> bool:
    """Whether the environment's Python runs: the one it was made from may be gone."""
    return PYTHON.exists() and succeeds([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])


def succeeds(command: list[str]) -> bool:
    """Runs a command quietly."""
    try:
        return subprocess.run(command, capture_output=True, check=False, cwd=PROJECT).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    """An empty environment, by the first means that works on this machine."""
    print("Skapar en Python-miljö i .venv …", flush=True)
    python = sys.executable
    ways = [
        [["uv", "venv", "--quiet", "--python", python, str(VENV)]],
        [[python, "-m", "venv", str(VENV)]],
        [[python, "-m", "virtualenv", "--quiet", str(VENV)]],
        [["virtualenv", "--quiet", "--python", python, str(VENV)]],
        [
            [python, "-m", "pip", "install", "--quiet", "--target", str(VENV / "uv"), "uv"],
            [str(VENV / "uv" / "bin" / "uv"), "venv", "--quiet", "--allow-existing", "--python", python, str(VENV)],
        ],
    ]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        packages = ["python3-venv", "python3-pip"]
        ways.append([["apt-get", "update"], ["apt-get", "install", "--yes", *packages], [python, "-m", "venv", str(VENV)]])
    for commands in ways:
        clear()
        if VENV.exists():
            raise SetUpError(f"Fel: {VENV} hör till en annan användare. Ta bort mappen, eller kör som den användaren.")
        if all(succeeds(command) for command in commands) and works():
            return
    raise SetUpError(NO_VENV)


def clear() -> None:
    """Takes away what does not work. A link is taken away itself: what it leads to may be another checkout's."""
    if VENV.is_symlink():
        VENV.unlink()
    else:
        shutil.rmtree(VENV, ignore_errors=True)


def install(lock: Path) -> None:
    """Exactly the packages of the lock file, each with its checksum: by uv, or by pip where uv cannot be had."""
    pip = [str(PYTHON), "-m", "pip"]
    uv = shutil.which("uv", path=os.pathsep.join([str(VENV / "bin"), str(VENV / "uv" / "bin"), os.environ.get("PATH", os.defpath)]))
    if uv is None and succeeds([*pip, "install", "--quiet", "uv"]):
        uv = str(VENV / "bin" / "uv")
    if uv and succeeds([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(PYTHON), str(lock)]):
        return
    succeeds([str(PYTHON), "-m", "ensurepip"])
    said = subprocess.run(
        [*pip, "install", "--quiet", "--require-hashes", "--no-deps", "--requirement", str(lock)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if said.returncode:
        last = (said.stderr.strip().splitlines() or ["okänt fel"])[-1]
        raise SetUpError(f"Fel: paketen kunde inte installeras ({last}). Kontrollera nätverket och kör kommandot igen.")


def add_project() -> None:
    """Lärka itself is used where it stands, and `larka` becomes a command of the environment."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    (packages / "larka.pth").write_text(f"{PROJECT}\n", encoding="utf-8")
    command = VENV / "bin" / "larka"
    command.unlink(missing_ok=True)
    command.write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m larka.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if sys.argv[1:] else "run")
    except SetUpError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("Avbrutet.")
    except PermissionError as error:
        sys.exit(f"Fel: {error.filename} går inte att skriva för den här användaren.")
