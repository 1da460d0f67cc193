"""What a file is: by its content alone, never by its name or by what a browser claims. What is not listed here is refused.

The first bytes say which reader may have it; that reader must then find it whole (``pictures``, ``films``, ``papers``).
"""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from larka.media.models import Medium
from larka.media.refusals import RefusedFileError

HEAD = 64  # the bytes that are looked at first
_P, _S, _F, _D = Medium.Kind.PICTURE, Medium.Kind.SOUND, Medium.Kind.FILM, Medium.Kind.DOCUMENT


@dataclass(frozen=True, slots=True)
class Sort:
    """One form of file: its kind, what a browser is told it is, how its name ends."""

    form: str
    kind: str
    mime: str
    ending: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
SORTS = {
    sort.form: sort
    for sort in (
        Sort("jpeg", _P, "image/jpeg", "jpg"),
        Sort("png", _P, "image/png", "png"),
        Sort("webp", _P, "image/webp", "webp"),
        Sort("heic", _P, "image/heic", "heic"),
        Sort("mp4", _F, "video/mp4", "mp4"),
        Sort("webm", _F, "video/webm", "webm"),
        Sort("m4a", _S, "audio/mp4", "m4a"),
        Sort("weba", _S, "audio/webm", "weba"),
        Sort("mp3", _S, "audio/mpeg", "mp3"),
        Sort("ogg", _S, "audio/ogg", "ogg"),
        Sort("wav", _S, "audio/wav", "wav"),
        Sort("flac", _S, "audio/flac", "flac"),
        Sort("pdf", _D, "application/pdf", "pdf"),
        Sort("docx", _D, f"{_OFFICE}.wordprocessingml.document", "docx"),
        Sort("xlsx", _D, f"{_OFFICE}.spreadsheetml.sheet", "xlsx"),
        Sort("pptx", _D, f"{_OFFICE}.presentationml.presentation", "pptx"),
        Sort("odt", _D, "application/vnd.oasis.opendocument.text", "odt"),
        Sort("ods", _D, "application/vnd.oasis.opendocument.spreadsheet", "ods"),
        Sort("odp", _D, "application/vnd.oasis.opendocument.presentation", "odp"),
    )
}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"hevc"}
_REFUSED_BRANDS = {b"avif", b"avis"}
_SOUND_BRANDS = {b"M4A ", b"M4B "}
_STARTS = (
    (b"\xff\xd8\xff", "jpeg"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\x1aE\xdf\xa3", "webm"), (b"OggS", "ogg"), (b"fLaC", "flac"),
    (b"ID3", "mp3"), (b"%PDF-", "pdf"),
)  # fmt: skip
_RIFF = {b"WEBP": "webp", b"WAVE": "wav"}
_PARTS_OF_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_MOST_MEMBERS = 20_000
# Of Office; and of open documents, where an empty library is no macro.
_MACROS = re.compile(r"(^|/)vbaproject\.bin$|^basic/.+(?<!script-lb\.xml)(?<!script-lc\.xml)(?<!/)$|^scripts/.+(?<!/)$", re.IGNORECASE)
_LONGEST_MIMETYPE = 100


def kept_as(sort: Sort) -> Sort:
    """What it becomes as far as that is known when it comes: every picture is drawn anew as JPEG."""
    return SORTS["jpeg"] if sort.kind == _P else sort


def sort_of(head: bytes, file: IO[bytes] | None = None) -> Sort:
    """What begins so; of packed files the list of contents is read, too, and nothing is unpacked. Raises RefusedFileError."""
    form = _form(head)
    if form is None and head.startswith(b"PK\x03\x04") and file is not None:
        form = _form_of_packed(file)
    if form is None:
        raise RefusedFileError("unknown" if head else "empty")
    return SORTS[form]


def _form(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in _REFUSED_BRANDS:
            return None
        return "heic" if brand in _HEIF_BRANDS else "m4a" if brand in _SOUND_BRANDS else "mp4"
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"}:
        return "mp3"
    if head[4:8] in {b"moov", b"mdat", b"wide", b"free"}:
        return "mp4"
    return next((form for start, form in _STARTS if head.startswith(start)), None)


def _form_of_packed(file: IO[bytes]) -> str | None:
    """Office documents are packed files; what is inside is told by its list of contents."""
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            if len(names) > _MOST_MEMBERS:
                return None
            _check_members([member.orig_filename for member in packed.infolist()])
            if "mimetype" in names:
                return _form_of_open_document(packed)
            found = {form for start, form in _PARTS_OF_OFFICE.items() if any(name.startswith(start) for name in names)}
            return found.pop() if "[Content_Types].xml" in names and len(found) == 1 else None
    except RefusedFileError:
        raise
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise RefusedFileError("broken") from error


def _check_members(names: Iterable[str]) -> None:
    """No document with macros, and none with parts that would be laid elsewhere by whoever unpacks it."""
    for name in names:
        if "\\" in name or ":" in name or name.startswith("/") or ".." in name.split("/"):
            raise RefusedFileError("leaves")
        if _MACROS.search(name):
            raise RefusedFileError("macros")


def _form_of_open_document(packed: zipfile.ZipFile) -> str | None:
    member = packed.getinfo("mimetype")
    if member.file_size > _LONGEST_MIMETYPE or member.compress_type != zipfile.ZIP_STORED:
        return None
    mime = packed.read(member).decode("ascii", "replace").strip()
    return next((sort.form for sort in SORTS.values() if sort.mime == mime), None)
