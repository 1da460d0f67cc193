"""What a file is called: the name that somebody gave it, made harmless. It is shown and offered when downloading, never used as a path."""

import unicodedata
from urllib.parse import quote

from django.utils.translation import gettext as _

from larka.media.models import Medium
from larka.media.sorts import Sort

LONGEST = 100
_NOT_IN_NAMES = '<>:"/\\|?*'


def clean_name(given: str) -> str:
    """One line that can be seen: no folders, no signs that hide or turn text around, nothing that a system takes for a command."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    seen = "".join(" " if sign.isspace() else sign for sign in last if unicodedata.category(sign)[0] != "C" or sign.isspace())
    kept = "".join("-" if sign in _NOT_IN_NAMES else sign for sign in seen)
    return " ".join(kept.split()).strip(" .-~")[:LONGEST].strip()


def name_for(given: str, sort: Sort) -> str:
    """The name with the ending of what the file is, whatever it claimed."""
    stem = clean_name(given)
    begun, dot, ending = stem.rpartition(".")
    if dot and begun and len(ending) <= 5 and ending.isalnum():  # noqa: PLR2004 – an ending
        stem = begun
    return f"{stem or _unnamed(sort)}.{sort.ending}"


def _unnamed(sort: Sort) -> str:
    return str(Medium.Kind(sort.kind).label).lower()


def disposition(name: str) -> str:
    """How a browser is told to save it, and never to show it: both ways of writing the name (RFC 6266, RFC 5987)."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = "".join(sign if sign.isalnum() or sign in " .-_" else "_" for sign in plain) or _("fil")
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"
