"""What stands on whatever leaves the page (F5): drawn once, for pictures and for the pages of a document."""

from functools import cache
from typing import Literal

import typst

NOTICE = "Endast för behöriga – får ej delas"
_FONTS = typst.Fonts(include_system_fonts=False)
_PAGE = """#set page(width: 120mm, height: 10mm, margin: 0pt{fill})
#set text(size: 17pt, lang: "sv"{paint})
#align(center + horizon)[{said}]"""


@cache
def notice_drawn() -> bytes:
    """The notice as a picture (PNG), black on white."""
    return _set("png", _PAGE.format(fill=", fill: white", paint="", said=NOTICE))


@cache
def notice_stamp() -> bytes:
    """The notice as a page of its own (PDF) without any ground, to be laid over others."""
    return _set("pdf", _PAGE.format(fill=", fill: none", paint=", fill: rgb(160, 20, 20)", said=NOTICE))


def _set(as_what: Literal["png", "pdf"], text: str) -> bytes:
    made = typst.Compiler(font_paths=_FONTS).compile(input=text.encode(), format=as_what, ppi=240.0)
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made
