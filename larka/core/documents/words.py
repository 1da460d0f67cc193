"""The few words a document adds of its own, in its own language rather than the reader's."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_]([A-Za-z]{2}))?\Z", re.ASCII)
_WORDS: Final = {
    "sv": {
        "page": "Sida {page} av {pages}",
        "contents": "Innehåll",
        "untitled": "Utan titel",
        "signed_by": "Undertecknat av",
        "signature": "Underskrift",
        "place_and_date": "Ort och datum",
        "picture": "Bild",
        "replaced": "Tecken som inte finns i utskriftens typsnitt visas här som □ eller med ord inom hakparentes. "
        "Originalet är oförändrat.",
    },
    "en": {
        "page": "Page {page} of {pages}",
        "contents": "Contents",
        "untitled": "Untitled",
        "signed_by": "Signed by",
        "signature": "Signature",
        "place_and_date": "Place and date",
        "picture": "Picture",
        "replaced": "Characters that the printed typeface lacks are shown here as □ or as words in brackets. The original is unchanged.",
    },
}


def words(language: str) -> MappingProxyType[str, str]:
    """The words for a language code; Swedish where the language has none of its own."""
    return MappingProxyType(_WORDS.get(language[:2].lower(), _WORDS["sv"]))


def language_and_region(code: str) -> tuple[str, str | None]:
    """A language code taken apart ("sv-FI" is Swedish in Finland); what is no code counts as Swedish in Sweden."""
    found = _LANGUAGE.match(code)
    language, region = found.groups() if found else ("sv", None)
    return language, region.upper() if region else ("SE" if language == "sv" else None)
