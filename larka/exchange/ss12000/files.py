"""Reading a list answer row by row: a file of any size takes no more memory than one of its rows."""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

import ijson
from ijson.common import JSONError

CHUNK = 1 << 17
BOM = codecs.BOM_UTF8
# A token that is not null: there is more to fetch than stands in the file.
_TOKEN = re.compile(rb'"pageToken"\s*:\s*["{\[0-9tf]')
_OVERLAP = 64
# The standard needs six levels; a file that nests without end would take the memory of the whole server.
DEEPEST = 32
_STEPS = dict.fromkeys(b"[{", 1) | dict.fromkeys(b"]}", -1)
_REST = bytes(set(range(256)) - set(b'"[]{}'))
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_STRING = re.compile(rb'"[^"]*"')
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
_LONGEST_ESCAPE = 6


class BrokenFileError(Exception):
    """The file cannot be read as a whole; the message is for the operator, and says nothing of what stands in the file."""


class Depth:
    """How many lists and objects stand inside one another, counted before anything is built of them."""

    def __init__(self) -> None:
        self.depth = 0
        self._in_string = self._escaping = False

    def deepest(self, chunk: bytes) -> int:
        """The deepest level of the next bytes; brackets inside strings are text."""
        if self._escaping or b"\\" in chunk:
            chunk = _ESCAPED.sub(b"", b"\\" + chunk if self._escaping else chunk)
            self._escaping = chunk.endswith(b"\\")
        marks = (b'"' if self._in_string else b"") + chunk.translate(None, _REST)
        brackets, string, _ = _STRING.sub(b"", marks).partition(b'"')
        self._in_string = bool(string)
        levels = list(accumulate(map(_STEPS.__getitem__, brackets), initial=self.depth))
        self.depth = levels[-1]
        return max(levels)


class WholeCharacters:
    """Writes a control character, which no text may hold, for half a surrogate pair: the reader of JSON would write a question mark."""

    def __init__(self) -> None:
        self._held = b""

    def of(self, chunk: bytes) -> bytes:
        """The next bytes, as far as no escape is cut in two; no bytes at the end of the file lets go of the rest."""
        text = self._held + chunk
        end = whole_until(text) if chunk else len(text)
        self._held = text[end:]
        return _ESCAPE.sub(whole_or_control, text[:end]) if _SURROGATE.search(text) else text[:end]


def whole_until(text: bytes) -> int:
    """Where the bytes must be cut so that neither an escape nor a surrogate pair is."""
    last = text.rfind(b"\\", max(len(text) - _LONGEST_ESCAPE, 0))
    if not begins_escape(text, last):
        return len(text)
    before = last - _LONGEST_ESCAPE
    return before if before >= 0 and begins_escape(text, before) and _SURROGATE.match(text, before) else last


def begins_escape(text: bytes, at: int) -> bool:
    """Whether the byte there is a backslash that is not itself escaped."""
    through = text[: at + 1]
    return (len(through) - len(through.rstrip(b"\\"))) % 2 == 1


def whole_or_control(escape: re.Match[bytes]) -> bytes:
    """An escape as it stands, or for half a character the control character."""
    return rb"\u0000" if escape["half"] else escape[0]


class CheckedFile:
    """A file that is looked at while it is read: encoding, checksum, how deep it is, whether it is only a part of the answer."""

    def __init__(self, file: BinaryIO, progress: Callable[[int], None]) -> None:
        self.file, self.progress = file, progress
        self.digest = hashlib.sha256()
        self.position = 0
        self.partial = False
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._before = b""
        self._depth = Depth()
        self._whole = WholeCharacters()

    def read(self, size: int) -> bytes:
        """The next bytes; a byte order mark at the beginning is left out, and no character is a half one."""
        if size == 0:
            return b""
        while chunk := self._checked(size):
            if whole := self._whole.of(chunk):
                return whole
        return self._whole.of(b"")

    def _checked(self, size: int) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        self._decoder.decode(chunk, final=not chunk)
        self.partial = self.partial or _TOKEN.search(self._before + chunk) is not None
        self._before = chunk[-_OVERLAP:]
        self.progress(len(chunk))
        first, self.position = self.position == 0, self.position + len(chunk)
        if self._depth.deepest(chunk) > DEEPEST:
            raise BrokenFileError(f"Filen är inte giltig JSON för ett register: fler än {DEEPEST} nivåer (före byte {self.position}).")
        return chunk.removeprefix(BOM) if first else chunk


class ListAnswer:
    """One file: ``{"data": [...], "pageToken": null}``. After the rows have been read ``checksum`` is known."""

    def __init__(self, path: Path, progress: Callable[[int], None]) -> None:
        self.path, self.progress = path, progress
        self.checksum = ""

    def rows(self) -> Iterator[Any]:
        """The rows, one by one; raises BrokenFileError where the file ends, or stops making sense."""
        try:
            with self.path.open("rb") as file:
                yield from self._rows_of(CheckedFile(file, self.progress))
        except FileNotFoundError as error:
            raise BrokenFileError("Filen saknas i mappen.") from error
        except OSError as error:
            raise BrokenFileError("Filen går inte att läsa. Kontrollera att det är en fil, och rättigheterna till den.") from error

    def _rows_of(self, file: CheckedFile) -> Iterator[Any]:
        found = False
        try:
            for row in ijson.items(file, "data.item", use_float=True, buf_size=CHUNK):
                found = True
                yield row
        except UnicodeDecodeError as error:
            raise BrokenFileError(f"Filen är inte kodad i UTF-8 (efter byte {file.position}).") from error
        except (JSONError, ValueError, OverflowError) as error:
            raise BrokenFileError(f"Filen är inte giltig JSON, eller slutar för tidigt (före byte {file.position}).") from error
        self.checksum = file.digest.hexdigest()
        if not found and not self._has_list():
            raise BrokenFileError("Filen är inte ett listsvar: ”data” med en lista saknas.")
        if file.partial:
            raise BrokenFileError("Filen är bara en del av svaret: ”pageToken” är inte tom. Hämta hela listan.")

    def _has_list(self) -> bool:
        with self.path.open("rb") as file:
            events = ijson.parse(CheckedFile(file, lambda _bytes: None))
            return any(prefix == "data" and event == "start_array" for prefix, event, _ in events)
