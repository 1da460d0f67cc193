"""A text of one line, as it is typed: without signs that cannot be seen, some of which turn the rest of the page around."""

from typing import Any

from django import forms

_JOINING = "\u00ad\u200d"  # a soft hyphen, and what joins parts of one sign
_NUL = "\0"  # left for Django's own check, which says so


def one_line(text: str) -> str:
    """The words, with one space between; marks of direction and other control signs are gone."""
    seen = (" " if sign.isspace() else sign for sign in text if sign.isprintable() or sign.isspace() or sign in _JOINING + _NUL)
    return " ".join("".join(seen).split())


class OneLineField(forms.CharField):
    """A CharField for names, titles, labels and the like."""

    def to_python(self, value: Any) -> str:
        """Cleaned before its length is looked at."""
        return one_line(super().to_python(value) or "")
