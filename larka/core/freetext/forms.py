"""Forms whose long texts are looked through before they are saved; it works without JavaScript."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from larka.core.freetext.check import Finding, not_accepted

ACCEPTED = "fritext"  # what the button "Spara ändå" sends


def accepted_in(data: Any) -> set[str]:
    """What the writer has said shall stand."""
    return set(str(data.get(ACCEPTED, "")).split())


class FreeTextForm(forms.Form):
    """Every text of several lines is looked through once (F6). ``health_words``: words of health belong in this form.

    What is pointed at is an error of its field, with ``marks`` for the button that saves anyhow.
    """

    health_words = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pointed: dict[str, list[Finding]] = {}

    @property
    def marks(self) -> str:
        """All that is pointed at now, and what was accepted before."""
        found = {finding.mark for listed in self.pointed.values() for finding in listed}
        return " ".join(sorted(found | accepted_in(self.data)))

    def _post_clean(self) -> None:
        """Django's place for what is looked at when the fields are clean."""
        super()._post_clean()  # type: ignore[misc]
        for name, field in self.fields.items():
            text = self.cleaned_data.get(name)
            if isinstance(field.widget, forms.Textarea) and isinstance(text, str):
                saved = str(self.get_initial_for_field(field, name) or "")
                found = not_accepted(text, accepted_in(self.data), saved=saved, health=not self.health_words)
                if found:
                    self.pointed[name] = found
                    self.add_error(name, _("Vi hittade något som kanske inte bör stå här."))
