"""An ordinary form with a file in it: the file is sealed piece by piece while it comes, and never lies in the open."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from larka.core.models import new_public_id
from larka.media import storage
from larka.media.models import Upload
from larka.media.names import clean_name
from larka.media.parts import PART, names_of, write_part
from larka.register.actor import Actor


class NoFiles(FileUploadHandler):
    """Lets every file of a form pass, unread: what was typed beside them is all that is wanted."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Not this one either."""
        super().new_file(*args, **kwargs)
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Nothing comes here."""

    def file_complete(self, file_size: int) -> None:
        """Nor here."""


class SealedUpload(FileUploadHandler):
    """Keeps the files of a form, as many as it may bring, as uploads that are whole; a file that is larger than any may be is left out.

    The rows are saved by the action; until then the parts belong to nothing, and ``drop`` takes them away. What else the form holds is read
    whatever becomes of its files.
    """

    chunk_size = PART

    def __init__(self, by: Actor, most: int, files: int = 1) -> None:
        super().__init__()
        self.by, self.most, self.files = by, most, files
        self.sent: list[tuple[str, Upload]] = []  # by the name of the field that brought it
        self.left_out: list[tuple[str, str]] = []  # larger than any may be
        self.beyond: list[tuple[str, str]] = []  # more than the form may bring
        self.waiting = bytearray()
        self.size = 0

    @property
    def upload(self) -> Upload | None:
        """The first file."""
        return self.sent[0][1] if self.sent else None

    @property
    def too_large(self) -> bool:
        """Whether more has come in one file than is allowed."""
        return bool(self.left_out)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; more than the form may bring are let pass, and told of."""
        super().new_file(*args, **kwargs)
        self.size, field, name = 0, str(self.field_name), clean_name(str(self.file_name))
        if len(self.sent) >= self.files:
            self.beyond.append((field, name))
            raise SkipFile
        begun = Upload(public_id=new_public_id(), owner_id=self.by.writer, name=name, length=0, begun_at=self.by.at)
        self.sent.append((field, begun))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 – Django's signature
        """Seal every whole part."""
        self.size += len(raw_data)
        if self.size > self.most:
            self._leave_out()
        self.waiting += raw_data
        while len(self.waiting) >= PART:
            self._write(bytes(self.waiting[:PART]))
            del self.waiting[:PART]

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 – Django's signature
        """Seal the rest; it lies where it shall, so nothing is handed on."""
        if self.waiting:
            self._write(bytes(self.waiting))
            self.waiting.clear()

    def _leave_out(self) -> None:
        field, upload = self.sent.pop()
        storage.remove(names_of(upload))
        self.waiting.clear()
        self.left_out.append((field, upload.name))
        raise SkipFile

    def _write(self, part: bytes) -> None:
        upload = self.sent[-1][1]
        write_part(upload, part)
        upload.parts += 1
        upload.received += len(part)
        upload.length = upload.received

    def drop(self) -> None:
        """Take away what came, where nothing was made of it."""
        for _field, upload in self.sent:
            if upload.pk is None:
                storage.remove(names_of(upload))
