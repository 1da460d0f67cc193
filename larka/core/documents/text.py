"""Typed text made safe to typeset: what no page can hold is taken out, lines and paragraphs are found."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from larka.core.documents.nodes import Text

_BREAKS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNFIT: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufff9-\ufffb\ufeff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BLANK: Final = re.compile(r"\n[^\S\n]*\n\s*")
REPLACEMENT: Final = "\ufffd"


def tidy(text: Text) -> str:
    """The text as Unicode that can be stored and shown: one kind of line break, no control characters, no half characters.

    Marks that turn the direction of writing go too: they could make a sentence read as another.
    """
    tidied = str(text)
    if tidied.isprintable():  # as nearly every text is: then nothing of this is in it
        return unicodedata.normalize("NFC", tidied)
    if _SURROGATE.search(tidied):
        tidied = tidied.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    tidied = _UNFIT.sub("", _BREAKS.sub("\n", tidied))
    return unicodedata.normalize("NFC", tidied)


def lines(text: Text) -> list[str]:
    """The lines of a short text, such as a table cell."""
    return tidy(text).strip("\n").split("\n")


def paragraphs(text: Text) -> list[list[str]]:
    """The paragraphs of a text, each as its lines: a blank line begins a new one."""
    tidied = tidy(text).strip()
    return [paragraph.split("\n") for paragraph in _BLANK.split(tidied)] if tidied else []


def one_line(text: Text) -> str:
    """A title or name, on one line whatever was typed."""
    return " ".join(tidy(text).split())


class Levels:
    """Gives headings their level so that none is skipped: a screen reader follows them like a ladder (Q1)."""

    def __init__(self, last: int) -> None:
        self._last = last

    def place(self, wanted: int) -> int:
        """The level that a heading gets: the wanted one, or one below the heading before it."""
        self._last = min(wanted, self._last + 1, 6)
        return self._last
