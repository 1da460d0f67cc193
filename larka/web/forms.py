"""What is typed about oneself: checked, never saved here."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.freetext.forms import FreeTextForm
from larka.records.conflicts import Compared, Conflict, chosen_text, compare_drafts, conflict_in_box, must_choose
from larka.records.forms import plain_text
from larka.records.models import Draft
from larka.records.queries.drafts import DraftBox
from larka.register.models import ReachedBy
from larka.web.queries.profiles import OwnProfile

_LARGEST = 999_999_999  # what fits the database's integer
_EITHER = gettext_lazy("Välj e-post eller papper.")
_OTHERS = {"invalid_choice": gettext_lazy("Välj bland dina egna uppgifter.")}


class ProfileForm(FreeTextForm):
    """One's own presentation, what the class's families see, and for guardians how to be reached. Without details nothing is asked."""

    presentation = forms.CharField(
        label=gettext_lazy("Om mig"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=100_000
    )
    emails = forms.MultipleChoiceField(label=gettext_lazy("E-post"), required=False, error_messages=_OTHERS)
    phones = forms.MultipleChoiceField(label=gettext_lazy("Telefon"), required=False, error_messages=_OTHERS)
    reached_by = forms.ChoiceField(
        label=gettext_lazy("Hur vill du få det som skolan skickar?"),
        choices=ReachedBy.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Varje vårdnadshavare väljer för sig."),
        error_messages={"required": _EITHER, "invalid_choice": _EITHER},
    )
    version = forms.IntegerField(min_value=0, max_value=_LARGEST, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, own: OwnProfile, box: DraftBox, longest: int, guardian: bool) -> None:
        kept = own.kept
        initial = {
            "presentation": kept.presentation, "emails": kept.shown_emails, "phones": kept.shown_phones,
            "reached_by": kept.reached_by, "version": kept.version,
        }  # fmt: skip
        super().__init__(data, initial=initial)
        self.longest = longest
        self.box, self.saved, self.drafts = box, kept.presentation, tuple[Draft, ...]()
        self.compared: dict[str, Compared] = {}
        shown = None if self.is_bound else conflict_in_box(box, kept.presentation)
        self.conflicts: dict[str, Conflict] = {"presentation": shown} if shown else {}
        self.fields["presentation"].help_text = _("Högst %(most)s tecken.") % {"most": longest}
        for name, values in (("emails", own.emails), ("phones", own.phones)):
            self.fields[name].choices = [(value, value) for value in values]  # type: ignore[attr-defined]
        if not guardian:
            del self.fields["reached_by"]

    def clean_presentation(self) -> str:
        """The text as it is stored."""
        text = plain_text(chosen_text(self.data, "presentation"))
        compared = compare_drafts(self.data, "presentation", self.box, text, self.saved)
        self.compared["presentation"], self.drafts = compared, compared.shown
        if compared.conflict:
            self.conflicts["presentation"] = compared.conflict
            raise forms.ValidationError(must_choose())
        if len(text) > self.longest:
            problem = _("Texten är %(length)s tecken lång; högst %(most)s får plats.")
            raise forms.ValidationError(problem % {"length": len(text), "most": self.longest})
        return text

    def clean(self) -> dict[str, Any]:
        """A page that was broken on the way is said as such: its version is nothing that anybody typed."""
        if self.errors.pop("version", None):
            self.add_error(None, _("Sidan var trasig. Läs igenom och spara en gång till."))
        return self.cleaned_data
