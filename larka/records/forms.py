"""What a page sends to be kept as a draft."""

import datetime as dt
from typing import Any

from django import forms

LARGEST_VERSION = 999_999_999  # what fits the database's integer


class DraftForm(forms.Form):
    """One text on its way to the server's draft."""

    text = forms.CharField(required=False, strip=False)
    detail = forms.CharField(required=False, max_length=100)
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION)
    page = forms.UUIDField()
    seen = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any, *, longest: int) -> None:
        super().__init__(data)
        self.longest = longest

    def clean_text(self) -> str:
        """The text as it is kept: longer than may be saved, for one shortens afterwards; but not without end."""
        text = plain_text(self.cleaned_data["text"])
        if len(text) > self.longest:
            raise forms.ValidationError("")
        return text

    def clean_seen(self) -> dt.datetime | None:
        """When the draft that the page was made with was kept, as the page wrote it."""
        written: str = self.cleaned_data["seen"]
        try:
            seen = dt.datetime.fromisoformat(written) if written else None
        except ValueError as error:
            raise forms.ValidationError("") from error
        if seen is not None and seen.tzinfo is None:
            raise forms.ValidationError("")
        return seen


def plain_text(text: str) -> str:
    """Plain text with one kind of line break and nothing that cannot be seen or stored."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or c.isprintable() or c in "\u00ad\u200d").strip()
