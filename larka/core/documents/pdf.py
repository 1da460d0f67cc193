"""A document as PDF/A-2a and PDF/UA-1, set by Typst: tagged, archivable, the same for the family's printer and the city archive."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

import typst

from larka.core.documents.tree import Document
from larka.core.documents.typeset import Typesetter, as_numbers

_STANDARDS: Final[list[typst.PDFStandard]] = ["a-2a", "ua-1"]
_TEMPLATE: Final = files(__package__).joinpath("document.typ").read_bytes()
_FONTS: Final = typst.Fonts(include_system_fonts=False)
_local = threading.local()


def render_pdf(document: Document, *, made_at: datetime | None = None) -> bytes:
    """The document as PDF; the same document and moment give the same bytes. Safe to call from several threads, never after a fork.

    Should the typefaces or a picture fail after all, the document is set once more with nothing in it that can.
    """
    moment = (made_at or datetime.now(UTC)).replace(microsecond=0)
    try:
        return _compile(Typesetter().typeset(document), moment)
    except typst.TypstError:
        return _compile(Typesetter(cautious=True, fits=_picture_fits).typeset(document), moment)


def _compile(data: dict[str, bytes], moment: datetime) -> bytes:
    inputs = {"main.typ": _TEMPLATE} | data
    # The library's types know one file as input; it takes several by name since 0.13.
    pdf = _compiler().compile(input=inputs, format="pdf", pdf_standards=_STANDARDS, timestamp=moment)  # type: ignore[type-var]
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return pdf


def _compiler() -> typst.Compiler:
    """This thread's compiler: made once, since a compiler must not be shared."""
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(font_paths=_FONTS)
    compiler: typst.Compiler = _local.compiler
    return compiler


def _picture_fits(content: bytes) -> bool:
    """Whether a picture can be set at all: tried alone, so that one broken file costs only itself."""
    page = b'#set document(title: "-")\n= -\n#image(bytes(json("picture.json")), alt: "-")'
    try:
        _compile({"main.typ": page, "picture.json": as_numbers(content)}, datetime.now(UTC).replace(microsecond=0))
    except typst.TypstError:
        return False
    return True
