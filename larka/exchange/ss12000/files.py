"""Reading a list answer row by row: a file of any size takes no more memory than one of its rows."""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ijson
from ijson.common import JSONError
from ijson.utils import sendable_list

CHUNK = 1 << 17
BOM = codecs.BOM_UTF8


class BrokenFileError(Exception):
    """The file cannot be read as a whole; the message is for the operator, and says nothing of what stands in the file."""


class ListAnswer:
    """One file: ``{"data": [...], "pageToken": null}``. After the rows have been read ``checksum`` is known."""

    def __init__(self, path: Path, progress: Callable[[int], None]) -> None:
        self.path = path
        self.progress = progress
        self._digest = hashlib.sha256()
        self._read = 0

    @property
    def checksum(self) -> str:
        """SHA-256 of what has been read."""
        return self._digest.hexdigest()

    def rows(self) -> Iterator[Any]:
        """The rows, one by one; raises BrokenFileError where the file ends, or stops making sense."""
        found, tokens = sendable_list(), sendable_list()
        shape = sendable_list()
        parsers = [ijson.items_coro(found, "data.item", use_float=True), ijson.items_coro(tokens, "pageToken")]
        shapes = ijson.parse_coro(shape)
        for chunk in self._chunks():
            for parser in parsers:
                self._feed(parser, chunk)
            if shapes is not None:
                self._feed(shapes, chunk)
                shapes = None if self._has_list(shape) else shapes
                shape.clear()
            yield from found
            found.clear()
        for parser in parsers:
            self._close(parser)
        yield from found
        if shapes is not None:
            raise BrokenFileError("Filen är inte ett listsvar: ”data” med en lista saknas.")
        if any(token is not None for token in tokens):
            raise BrokenFileError("Filen är bara en del av svaret: ”pageToken” är inte tom. Hämta hela listan.")

    def _chunks(self) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            with self.path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    self._digest.update(chunk)
                    self.progress(len(chunk))
                    decoder.decode(chunk)
                    yield chunk.removeprefix(BOM) if not self._read else chunk
                    self._read += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            raise BrokenFileError(f"Filen är inte kodad i UTF-8 (nära byte {self._read + error.start}).") from error
        except FileNotFoundError as error:
            raise BrokenFileError("Filen saknas i mappen.") from error
        except OSError as error:
            raise BrokenFileError(f"Filen går inte att läsa: {error.strerror}.") from error

    def _feed(self, parser: Any, chunk: bytes) -> None:
        try:
            parser.send(chunk)
        except (JSONError, StopIteration, ValueError, OverflowError) as error:
            raise BrokenFileError(f"Filen är inte giltig JSON (nära byte {self._read}).") from error

    def _close(self, parser: Any) -> None:
        try:
            parser.close()
        except (JSONError, ValueError) as error:
            raise BrokenFileError("Filen är inte giltig JSON: den slutar för tidigt.") from error

    @staticmethod
    def _has_list(events: list[tuple[str, str, Any]]) -> bool:
        return any(prefix == "data" and event == "start_array" for prefix, event, _ in events)
