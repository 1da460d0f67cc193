"""Whether all of a file has come, and whether it can be opened: told when its last part is here, by its outer shape and without decoding.

What is not understood here is let through: the reader in the background has the last word.
"""

from collections.abc import Callable
from typing import IO, BinaryIO, cast

from larka.media.refusals import RefusedFileError
from larka.media.sorts import Sort

_BLOCK = 1024 * 1024
_TAIL = 64 * 1024  # where a picture ends, unless something lies behind it
_MOST_STEPS = 10_000
_END_OF_JPEG, _SCAN = b"\xff\xd9", 0xDA
_NEEDED = {b"ftyp", b"meta", b"moov", b"moof", b"mdat"}
_BOX, _LARGE_BOX = 8, 16  # the bytes before what a box holds


def check_whole(file: IO[bytes], sort: Sort, length: int) -> None:
    """Raise RefusedFileError for a picture or film that is cut off, and for a PDF that asks for a password."""
    look = _LOOKS.get(sort.form)
    if look is not None and not look(file, length):
        raise RefusedFileError("broken")
    if sort.form == "pdf" and _has(file, 0, b"/Encrypt") and _asks_for_password(file):
        raise RefusedFileError("locked")


def _jpeg(file: IO[bytes], length: int) -> bool:
    """Its end stands at the end, or somewhere behind its beginning: a small picture within has an end of its own."""
    if length > 2 * _TAIL and _has(file, length - _TAIL, _END_OF_JPEG):
        return True
    start = _start_of_points(file)
    return start is None or _has(file, start, _END_OF_JPEG)


def _start_of_points(file: IO[bytes]) -> int | None:
    """Past everything that stands before the points; None where that is built in a way of its own."""
    place = 2
    for _step in range(_MOST_STEPS):
        file.seek(place)
        head = file.read(4)
        if len(head) < 4:  # noqa: PLR2004 – two for what it is, two for how long
            return place
        if head[0] != 0xFF or head[1] == 0xFF:  # noqa: PLR2004 – each part begins so
            return None
        place += 2 + int.from_bytes(head[2:4], "big")
        if head[1] == _SCAN:
            return place
    return None


def _png(file: IO[bytes], length: int) -> bool:
    """Each part is there, up to the one that is the last."""
    place = 8
    for _step in range(_MOST_STEPS):
        file.seek(place)
        head = file.read(8)
        place += 12 + int.from_bytes(head[:4], "big")
        if place > length or len(head) < 8:  # noqa: PLR2004 – four for how long, four for what
            return False
        if head[4:] == b"IEND":
            return True
    return True


def _webp(file: IO[bytes], length: int) -> bool:
    """As long as it says."""
    file.seek(4)
    return length >= 8 + int.from_bytes(file.read(4), "little")


def _boxes(file: IO[bytes], length: int) -> bool:
    """No box that the picture or film needs reaches past the end."""
    place = 0
    for _step in range(_MOST_STEPS):
        if place + _BOX > length:
            return True
        file.seek(place)
        head = file.read(_LARGE_BOX)
        size = int.from_bytes(head[:4], "big")
        if size == 1:
            size = int.from_bytes(head[_BOX:], "big")
        if size < _BOX:  # the last one, to the end
            return True
        place += size
        if place > length:
            return head[4:_BOX] not in _NEEDED
    return True


def _has(file: IO[bytes], start: int, wanted: bytes) -> bool:
    """Whether these bytes stand anywhere from there on; a block at a time is in memory."""
    file.seek(start)
    before = b""
    while block := file.read(_BLOCK):
        if wanted in before + block:
            return True
        before = block[1 - len(wanted) :]
    return False


def _asks_for_password(file: IO[bytes]) -> bool:
    import pikepdf  # as in papers: no start of the server waits for it

    file.seek(0)
    try:
        pikepdf.open(cast("BinaryIO", file)).close()
    except pikepdf.PasswordError:
        return True
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, RuntimeError, OSError, RecursionError):
        return False
    return False


_LOOKS: dict[str, Callable[[IO[bytes], int], bool]] = {
    "jpeg": _jpeg, "png": _png, "webp": _webp, "heic": _boxes, "mp4": _boxes, "m4a": _boxes,
}  # fmt: skip
