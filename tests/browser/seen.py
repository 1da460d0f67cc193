"""The shapes that axe has looked at in this run, in whichever process: what one has found sound another need not look at again."""

import os
from collections.abc import Iterable

from tests.places import PASSING


class Seen:
    """A set that the processes of a run share, by a file that each adds to; without others it is only a set."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
        self._path = PASSING / f"larka-seen-{run}" if run else None
        self._file: int | None = None
        self._read_to = 0

    def all(self) -> set[str]:
        """Everything that anybody has looked at until now."""
        if self._path and self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        if self._file is not None:
            there = os.pread(self._file, os.fstat(self._file).st_size - self._read_to, self._read_to)
            whole = there[: there.rfind(b"\n") + 1]
            self._read_to += len(whole)
            self._known.update(whole.decode().split())
        return self._known

    def add(self, shapes: Iterable[str]) -> None:
        """These are being looked at: whatever is wrong with them fails the test that does."""
        if new := [shape for shape in dict.fromkeys(shapes) if shape not in self._known]:
            self._known.update(new)
            if self._file is not None:
                os.write(self._file, "".join(f"{shape}\n" for shape in new).encode())

    def forget(self) -> None:
        """At the end of a process; who still has the file open goes on with it."""
        if self._path:
            self._path.unlink(missing_ok=True)


SEEN = Seen()
