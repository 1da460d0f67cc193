"""The parts of an upload: sealed one by one as they come, read as the one file that they are."""

import io
from collections.abc import Iterator
from functools import lru_cache

from larka.media import storage
from larka.media.models import Medium, Upload
from larka.vault.owners import Owner, child_owner

PART = 1024 * 1024  # the largest piece that is taken at a time, and what every piece but the last has


def name_of(upload: Upload, number: int) -> str:
    """Where a part lies."""
    return f"uploads/{upload.public_id}/{number:06}"


def owner_of(upload: Upload) -> Owner:
    """The key of whoever sends it: what it becomes is sealed anew with the key of what it hangs on."""
    return child_owner(upload.owner_id)


def write_part(upload: Upload, content: bytes) -> None:
    """Seal the next part."""
    storage.write(owner_of(upload), name_of(upload, upload.parts), [content])


def names_of(upload: Upload) -> Iterator[str]:
    """All parts, the one that may have been cut off among them."""
    return (name_of(upload, number) for number in range(upload.parts + 1))


class Joined(io.RawIOBase):
    """An upload as a file to read from any place; a few parts at a time are in memory."""

    def __init__(self, upload: Upload) -> None:
        super().__init__()
        self.upload, self.place = upload, 0
        self.part = lru_cache(maxsize=4)(self._part)

    def _part(self, number: int) -> bytes:
        return b"".join(storage.read(owner_of(self.upload), name_of(self.upload, number)))

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def seekable(self) -> bool:
        """From any place."""
        return True

    def tell(self) -> int:
        """Where it is read next."""
        return self.place

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """To a place from the beginning, from here or from the end."""
        self.place = max(0, place + {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.upload.received}[whence])
        return self.place

    def readinto(self, buffer: object) -> int:
        """Fill the buffer as far as one part reaches."""
        target = memoryview(buffer)  # type: ignore[arg-type]
        if self.place >= self.upload.received:
            return 0
        number, within = divmod(self.place, PART)
        piece = self.part(number)[within : within + len(target)]
        target[: len(piece)] = piece
        self.place += len(piece)
        return len(piece)


def held(upload: Upload) -> Upload | None:
    """The row as it is now, held until the transaction ends; None where it has been used up meanwhile."""
    return Upload.objects.select_for_update().filter(pk=upload.pk).first()


def forget_untaken(upload: Upload) -> bool:
    """Parts and row, unless something took it over or is doing so; answers whether it is forgotten."""
    kept = held(upload)
    if kept is None or Medium.objects.filter(upload=kept).exists():
        return False
    storage.remove(names_of(kept))
    kept.delete()
    return True
