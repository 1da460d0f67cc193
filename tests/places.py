"""Where the tests keep their databases: in memory where there is room. A database is a thousand small files, and most live for one test."""

import hashlib
import os
import shutil
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")
ENOUGH = 2 * 1024**3  # bytes; a container's is often 64 MB


def has_room(folder: Path) -> bool:
    """Whether it is there, can be written in, and takes what the tests write."""
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK) and shutil.disk_usage(folder).free > ENOUGH


def home_of_tests(memory: Path = MEMORY) -> Path:
    """The data folder of this checkout's tests, this user's alone."""
    if not has_room(memory):
        return PROJECT / "var" / "test"
    mark = hashlib.sha256(f"{PROJECT} {os.geteuid()}".encode()).hexdigest()[:12]
    return memory / f"larka-test-{mark}"


PASSING = MEMORY if has_room(MEMORY) else Path("/tmp")  # for folders that a test makes and removes; a socket's path has to be short

if __name__ == "__main__":
    print(home_of_tests())
