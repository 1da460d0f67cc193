"""A real identity provider for the tests (oidc-provider), where node and npm are. `python -m tests.identity_provider` installs it."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "provider"
LOCK, INSTALLED = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".larka-lock"
SECRET = "only for tests"
MISSING = "there is no identity provider to test against: install Node 20 and npm, then run python -m tests.identity_provider"


def is_installed() -> bool:
    """Whether exactly what the lock file lists is there."""
    return shutil.which("node") is not None and INSTALLED.is_file() and INSTALLED.read_bytes() == LOCK.read_bytes()


def install() -> bool:
    """By npm; without it, or without a network, its tests are skipped."""
    if is_installed():
        return True
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    command = ["npm", "ci", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    if subprocess.run(command, cwd=FOLDER, capture_output=True, check=False).returncode:
        return False
    INSTALLED.write_bytes(LOCK.read_bytes())
    return True


@contextmanager
def running(larka: str) -> Iterator[str]:
    """Its address; it lets people in to a Lärka at the address ``larka``, and stops with the test."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["node", "provider.js", str(port), larka]
    with subprocess.Popen(
        command, cwd=FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            assert process.stdout.readline() == "ready\n"
            yield f"http://localhost:{port}"
        finally:
            process.stdin.close()
            process.wait(timeout=10)


if __name__ == "__main__":
    if not install():
        print(
            "Obs: proven mot en riktig identitetsutfärdare hoppas över (de behöver Node 20 med npm, och nätverk första gången).",
            file=sys.stderr,
        )
