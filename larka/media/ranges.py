"""Which part of a file is asked for (RFC 9110, 14): one range, or the whole of it."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """From ``start`` up to, not including, ``end``; ``whole``: nothing less was asked for."""

    start: int
    end: int
    whole: bool

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start


def asked_part(header: str, size: int) -> Part | None:
    """What the header asks for of so many bytes; None where none of them is there. What is not understood asks for the whole."""
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None or found[0] == "bytes=-" or not size:
        return Part(0, size, whole=True)
    first, last = found[1], found[2]
    if not first:
        return Part(size - min(int(last), size), size, whole=False) if int(last) else None
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return Part(0, size, whole=True)
    return Part(start, end, whole=False) if start < size else None
