"""The files of a medium: what they are called where they lie, and whose key they are sealed with."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from larka.media import storage
from larka.media.models import Medium
from larka.vault.owners import Owner, child_owner, item_owner

ORIGINAL = "original"
DOWNLOAD = "nedladdning"
FOLDER = "media"


def owner_of(medium: Medium) -> Owner:
    """A child's own media end with the child's key; what several share has a key of its own."""
    return child_owner(medium.child_id) if medium.child_id is not None else item_owner(medium.public_id)


def name_of(medium: Medium, part: str) -> str:
    """Where a file lies: by ids alone."""
    return f"{FOLDER}/{medium.public_id.hex[-2:]}/{medium.public_id}/{part}"


def keep(medium: Medium, part: str, source: BinaryIO | Iterable[bytes]) -> None:
    """Seal one file of the medium, and note how large it is."""
    medium.sizes[part] = storage.write(owner_of(medium), name_of(medium, part), source)


def content(medium: Medium, part: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """A part of one file, unsealed."""
    return storage.read(owner_of(medium), name_of(medium, part), start, end)


def remove_files(medium: Medium) -> None:
    """Take every file away: before the row, so that nothing lies there that no row knows of."""
    storage.remove([name for name, _written in storage.listed(f"{FOLDER}/{medium.public_id.hex[-2:]}/{medium.public_id}")])
