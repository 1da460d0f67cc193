"""A file on its way in, a part at a time; only whoever began it continues it (F5)."""

import io
from typing import IO, cast

from django.db import transaction

from larka.media import limits
from larka.media.access import UPLOAD_OWN
from larka.media.models import Upload
from larka.media.names import clean_name
from larka.media.parts import PART, Joined, forget_untaken, write_part
from larka.media.queries.uploads import waiting_bytes
from larka.media.refusals import MEGABYTE, RefusedFileError
from larka.media.sorts import HEAD, Sort, sort_of
from larka.media.whole import check_whole
from larka.register.actor import Actor


class OffsetError(ValueError):
    """What was sent does not begin where the last part ended; ``expected`` is where that is."""

    def __init__(self, expected: int) -> None:
        super().__init__(expected)
        self.expected = expected


@transaction.atomic
def begin_upload(*, by: Actor, name: str, length: int) -> Upload:
    """Make room for a file of this length."""
    if length <= 0:
        raise RefusedFileError("empty")
    if length > limits.largest_upload():
        raise RefusedFileError("large", what=name, size=-(-length // MEGABYTE), most=limits.largest_upload() // MEGABYTE)
    limits.check_room(waiting_bytes(by.writer), length)
    return Upload.objects.create(owner_id=by.writer, name=clean_name(name), length=length, begun_at=by.at)


@transaction.atomic
def continue_upload(*, by: Actor, upload: Upload, offset: int, content: bytes) -> Upload:
    """Keep the next part. Every part but the last is as long as all others."""
    UPLOAD_OWN.require(by, upload)
    kept = Upload.objects.select_for_update().get(pk=upload.pk)
    if offset != kept.received:
        raise OffsetError(kept.received)
    left = kept.length - kept.received
    if len(content) != min(PART, left) or not content:
        raise OffsetError(kept.received)
    write_part(kept, content)
    kept.received, kept.parts = kept.received + len(content), kept.parts + 1
    kept.save(update_fields=["received", "parts"])
    if kept.parts == 1:
        check_beginning(kept)
    if kept.is_whole:
        check_end(kept)
    return kept


def check_beginning(upload: Upload) -> None:
    """Nobody sends a gigabyte to learn that it is too much: what the file is shows in its first part."""
    head = Joined(upload).read(HEAD)
    if not head.startswith(b"PK"):  # what a packed document is stands at its end
        limits.check_size(sort_of(head), upload.length)


def check_end(upload: Upload) -> None:
    """Nobody saves a file to learn later that half of it is missing, or that it is locked. Whether it may be of its sort is asked then."""
    file = _file_of(upload)
    try:
        sort = sort_of(file.read(HEAD))
    except RefusedFileError:
        return
    check_whole(file, sort, upload.length)


def _file_of(upload: Upload) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(Joined(upload), 256 * 1024))


def sort_of_upload(upload: Upload) -> Sort:
    """What the whole file is, and whether it may be so large. Raises RefusedFileError."""
    file = _file_of(upload)
    sort = sort_of(file.read(HEAD), file)
    limits.check_size(sort, upload.length)
    return sort


@transaction.atomic
def forget_upload(*, by: Actor, upload: Upload) -> None:
    """Whoever sent it has changed their mind, or it could not be taken in. What something has taken over is not theirs to forget."""
    UPLOAD_OWN.require(by, upload)
    forget_untaken(upload)


@transaction.atomic
def keep_upload(*, by: Actor, upload: Upload) -> Upload:
    """A file that an ordinary form brought, whole: its parts lie there already."""
    if upload.owner_id != by.writer:
        raise PermissionError("an upload belongs to whoever sends it")
    if not upload.length:
        raise RefusedFileError("empty")
    limits.check_room(waiting_bytes(by.writer), upload.length)
    check_end(upload)
    upload.save()
    return upload
