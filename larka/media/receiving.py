"""An ordinary form with a file in it: the file is sealed piece by piece while it comes, and never lies in the open."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from larka.core.models import new_public_id
from larka.media import storage
from larka.media.models import Upload
from larka.media.names import clean_name
from larka.media.parts import PART, names_of, write_part
from larka.register.actor import Actor


class SealedUpload(FileUploadHandler):
    """Keeps the first file of a form as an upload that is whole; stops when it is larger than anything may be.

    The row is saved by the action; until then the parts belong to nothing, and ``drop`` takes them away.
    """

    chunk_size = PART

    def __init__(self, by: Actor, most: int) -> None:
        super().__init__()
        self.by, self.most = by, most
        self.upload: Upload | None = None
        self.waiting = bytearray()
        self.size = 0
        self.skips = False

    @property
    def too_large(self) -> bool:
        """Whether more has come than is allowed."""
        return self.size > self.most

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the first file; any further is let pass."""
        super().new_file(*args, **kwargs)
        self.skips = self.upload is not None
        if not self.skips:
            name = clean_name(str(self.file_name))
            self.upload = Upload(public_id=new_public_id(), owner_id=self.by.writer, name=name, length=0, begun_at=self.by.at)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 – Django's signature
        """Seal every whole part."""
        if self.skips:
            return
        self.size += len(raw_data)
        if self.too_large:
            raise StopUpload(connection_reset=False)
        self.waiting += raw_data
        while len(self.waiting) >= PART:
            self._write(bytes(self.waiting[:PART]))
            del self.waiting[:PART]

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 – Django's signature
        """Seal the rest; it lies where it shall, so nothing is handed on."""
        if not self.skips and self.waiting:
            self._write(bytes(self.waiting))
            self.waiting.clear()

    def _write(self, part: bytes) -> None:
        if self.upload is not None:
            write_part(self.upload, part)
            self.upload.parts += 1
            self.upload.received += len(part)
            self.upload.length = self.upload.received

    def drop(self) -> None:
        """Take away what came, where nothing was made of it."""
        if self.upload is not None and self.upload.pk is None:
            storage.remove(names_of(self.upload))
