"""How much is taken in: of each kind of file as the huvudman has decided, and of one person at a time."""

from larka.media.refusals import MEGABYTE, RefusedFileError, too_large
from larka.media.sorts import Sort
from larka.register.settings import setting

KINDS = ("picture", "sound", "film", "document")


def most_of(kind: str) -> int:
    """How many megabytes a file of this kind may have."""
    return int(setting(f"media.largest_{kind}"))


def check_size(sort: Sort, size: int) -> None:
    """Raise RefusedFileError where the file is larger than its kind may be."""
    most = most_of(sort.kind)
    if size > most * MEGABYTE:
        raise too_large(sort.kind, size, most)


def largest_upload() -> int:
    """The most bytes that any file may have: what kind it is shows when it begins to come."""
    return max(most_of(kind) for kind in KINDS) * MEGABYTE


def check_room(waiting: int, length: int) -> None:
    """Raise RefusedFileError where a person would have more on its way in than is allowed."""
    most = int(setting("media.largest_waiting")) * MEGABYTE
    if waiting + length > most:
        raise RefusedFileError("too_many", size=waiting // MEGABYTE)
