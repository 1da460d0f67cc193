"""What the administrator of the register chooses and types."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from larka.exchange.actions import Wishes
from larka.exchange.uploads import WrongFilesError
from larka.people.models import ImportRun

# Typed before much ends at once.
ENDS_WORD, ROLLOVER_WORD = pgettext_lazy("ord att skriva", "AVSLUTA"), pgettext_lazy("ord att skriva", "LÄSÅRSSKIFTE")
LONGEST_REASON = 300
_WRONG: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("Det saknas filer: %(names)s. Välj alla sju, eller en zip-fil med dem."),
    "unknown": gettext_lazy("Filen %(names)s hör inte till registret. Filerna ska heta som i listan."),
    "twice": gettext_lazy("Filen %(names)s finns två gånger."),
    "zip": gettext_lazy("Zip-filen går inte att packa upp."),
    "large": gettext_lazy("Filerna är för stora. Högst %(most)s MB tas emot."),
}


def wrong_files(error: WrongFilesError, most: int) -> str:
    """What is wrong with uploaded files, in words."""
    return str(_WRONG[error.code]) % {"names": ", ".join(error.names), "most": most // 1024 // 1024}


class ApplyForm(forms.Form):
    """What to confirm by name, what may end, and the word that says so."""

    codes = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": gettext_lazy("En ändring står inte längre i listan. Jämför igen.")}
    )
    mode = forms.ChoiceField(choices=ImportRun.Mode.choices, initial=ImportRun.Mode.ORDINARY, required=False)
    allow_ends = forms.BooleanField(required=False)
    confirm = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any = None, *, changes: Iterable[Mapping[str, Any]], ends: Mapping[bool, list[Any]]) -> None:
        super().__init__(data)
        self.ends = ends
        self.fields["codes"].choices = [(change["confirm"], change["name"]) for change in changes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Much that ends is allowed on purpose and with its word, or not at all."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        rollover, allowed = self.rollover(), found.get("allow_ends", False)
        if self.ends[rollover] and not allowed:
            self.add_error("allow_ends", _("Så mycket avslutas bara om du tillåter det. Kontrollera först att filerna är hela."))
        words = {str(word) for word, asked in ((ROLLOVER_WORD, rollover), (ENDS_WORD, allowed)) if asked}
        if words and found.get("confirm", "").strip().upper() not in words:
            self.add_error("confirm", _("Skriv %(word)s för att bekräfta.") % {"word": _(" eller ").join(sorted(words))})
        return found

    def rollover(self) -> bool:
        """Whether the new school year is read in."""
        return bool(self.cleaned_data.get("mode") == ImportRun.Mode.ROLLOVER)

    def wishes(self) -> Wishes:
        """The same for the import."""
        return Wishes(allow_ends=self.cleaned_data["allow_ends"], rollover=self.rollover(), codes=tuple(self.cleaned_data["codes"]))


class DeclineForm(forms.Form):
    """Why a change that the register wants is not made."""

    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        max_length=LONGEST_REASON,
        error_messages={
            "required": gettext_lazy("Skriv varför ändringen inte ska göras."),
            "max_length": gettext_lazy("Skälet får vara högst 300 tecken."),
        },
    )
