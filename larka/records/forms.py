"""What a page sends to be kept as a draft, and what is typed of reports and of what was left behind."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from larka.core.freetext.forms import FreeTextForm
from larka.core.one_line import OneLineField
from larka.records.models import TextReport

LARGEST_VERSION = 999_999_999  # what fits the database's integer
_LINE_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")


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
    """Plain text with one kind of line break, one kind of space, and nothing that cannot be seen or stored. No words grow together."""
    spaced = (" " if c.isspace() and c != "\n" else c for c in _LINE_BREAKS.sub("\n", text))
    return "".join(c for c in spaced if c == "\n" or c.isprintable() or c in "\u00ad\u200d").strip()


_MISSING = gettext_lazy("Fyll i det här.")
_TOO_LONG = gettext_lazy("Texten är för lång: högst %(limit_value)s tecken får plats.")
_LONGEST = 2_000


def long_text_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """A text of several lines."""
    wrong = {"required": _MISSING, "max_length": _TOO_LONG}
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=_LONGEST, widget=widget, error_messages=wrong)


class ReportForm(FreeTextForm):
    """Why a text should not say what it says. What is wrong with it may be told in its own words, so words of health belong here."""

    health_words = True
    reason = long_text_field(
        gettext_lazy("Vad är det som inte bör stå där, och varför?"),
        help_text=gettext_lazy("Rektor läser det du skriver. Författaren gör det inte."),
    )


class HandleForm(FreeTextForm):
    """What rektor decides about a report."""

    health_words = True
    outcome = forms.ChoiceField(
        label=gettext_lazy("Åtgärd"),
        widget=forms.RadioSelect,
        choices=TextReport.Outcome.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj åtgärd.")),
    )
    answer = long_text_field(
        gettext_lazy("Svar till den som anmälde"), help_text=gettext_lazy("Visas under Mina texter hos den som anmälde.")
    )
    request = long_text_field(
        gettext_lazy("Till författaren"),
        required=False,
        help_text=gettext_lazy("Behövs när författaren ska se över texten. Författaren får inte veta vem som anmälde."),
    )
    person = forms.ChoiceField(label=gettext_lazy("Undanhålls från"), required=False)
    decision = OneLineField(
        label=gettext_lazy("Beslutets beteckning"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Behövs när texten undanhålls (OSL 12:3). Beslutet kan överklagas."),
    )

    def __init__(self, data: Any = None, *, guardians: list[tuple[str, str]]) -> None:
        super().__init__(data)
        if guardians:
            self.fields["person"].choices = [("", gettext_lazy("Välj i listan")), *guardians]  # type: ignore[attr-defined]
        else:
            del self.fields["person"], self.fields["decision"]
            self.fields["outcome"].choices = [c for c in TextReport.Outcome.choices if c[0] != TextReport.Outcome.WITHHELD]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What the outcome needs is there, said at the field."""
        given = super().clean() or self.cleaned_data
        needs = {TextReport.Outcome.AUTHOR_ASKED: ("request",), TextReport.Outcome.WITHHELD: ("person", "decision")}
        for name in needs.get(given.get("outcome", ""), ()):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, str(_MISSING))
        return given


class TakeOverForm(FreeTextForm):
    """Why rektor takes a draft over."""

    health_words = True
    reason = long_text_field(gettext_lazy("Varför tar du över texten?"))
