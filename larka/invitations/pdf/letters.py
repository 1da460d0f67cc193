"""Letters of invitation as one PDF: a page each, with the address where a C5 envelope has its window (docs/adr/0130)."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.core.documents.glyphs import printable
from larka.core.documents.text import one_line
from larka.invitations.letters import Letter, asked_in_words

_STANDARDS: Final[list[typst.PDFStandard]] = ["a-2a", "ua-1"]
_TEMPLATE: Final = files(__package__).joinpath("letters.typ").read_bytes()
_FONTS: Final = typst.Fonts(include_system_fonts=False)
_LONGEST_LINE: Final = 90
_LONGEST_POINT: Final = 300
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Window:
    """Where the address stands on the page, in millimetres: inside the window also when the paper slides in its envelope."""

    left: int
    top: int = 45
    width: int = 79
    height: int = 20


WINDOWS: Final = {"left": Window(left=21), "right": Window(left=113)}


def render_letters(letters: Sequence[Letter], *, address: str, made_at: dt.datetime) -> bytes:
    """The letters, bound in the order given. ``address``: of the page where a code is used."""
    return bound([_code_page(letter, address) for letter in letters], title=_("Inbjudningar till Lärka"), made_at=made_at)


def bound(pages: Sequence[dict[str, Any]], *, title: str, made_at: dt.datetime, numbered: bool = False) -> bytes:
    """Letters as ``page`` makes them, for envelopes with a window. numbered: they may be of several pages."""
    window = WINDOWS[settings.LETTER_WINDOW]
    data = {
        "title": title,
        "numbered": numbered,
        "window_left": window.left,
        "window_top": window.top,
        "window_width": window.width,
        "window_height": window.height,
        "letters": list(pages),
    }
    return _compile(json.dumps(data, ensure_ascii=False).encode(), made_at.astimezone(dt.UTC).replace(microsecond=0))


def page(
    *, language: str, sender: str, address: Sequence[str], heading: str, before: Sequence[str] = (), code: tuple[str, str] = ("", ""),
    steps: Sequence[str] = (), points: Sequence[str] = (), after: Sequence[str] = (),
) -> dict[str, Any]:  # fmt: skip
    """One letter. code: what it is called, and the code itself. steps: in their order; points: in any."""
    return {
        "lang": language,
        "sender": _line(sender),
        "address": [_line(text) for text in address],
        "heading": heading,
        "before": list(before),
        "code_label": code[0],
        "code": code[1],
        "steps": list(steps),
        "points": [_line(text, _LONGEST_POINT) for text in points],
        "after": list(after),
    }


def _code_page(letter: Letter, address: str) -> dict[str, Any]:
    with override(letter.language):
        return page(
            language=letter.language,
            sender=letter.unit,
            address=(letter.name, *letter.address),
            heading=_("Ditt konto i Lärka"),
            before=[_("Hej %(name)s! Här är koden som öppnar ditt konto.") % {"name": _line(letter.name)}],
            code=(_("Din engångskod"), letter.code),
            steps=[
                _("Gå till %(address)s") % {"address": _line(address, 200)},
                _("Skriv koden och %(asked)s.") % {"asked": asked_in_words(letter)},
                _("Välj ett användarnamn och ett lösenord. Sedan är du inne."),
            ],
            after=[
                _("Koden kan användas en gång, till och med %(day)s. En ny kod gör den här ogiltig.")
                % {"day": date_format(letter.expires_on, "j F Y")},
                _("Ge inte brevet till någon annan. Har det kommit fel: lämna det till skolan."),
            ],
        )


def _line(text: str, longest: int = _LONGEST_LINE) -> str:
    return printable(one_line(text))[:longest]


def _compile(letters: bytes, moment: dt.datetime) -> bytes:
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(font_paths=_FONTS)
    # The library's types know one file as input; it takes several by name since 0.13.
    inputs: Any = {"main.typ": _TEMPLATE, "letters.json": letters}
    pdf = _local.compiler.compile(input=inputs, format="pdf", pdf_standards=_STANDARDS, timestamp=moment)
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return pdf
