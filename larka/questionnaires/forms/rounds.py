"""Starting a form for a group, and changing what was started."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.questionnaires.models import Round, TemplateVersion
from larka.questionnaires.queries.templates import shape_of
from larka.records.forms import plain_text


class RoundForm(forms.Form):
    """What school calls it, and until when it is filled in."""

    name = forms.CharField(
        label=gettext_lazy("Skolans namn på omgången"), required=False, max_length=120,
        help_text=gettext_lazy("Skiljer lika formulär åt i er lista, till exempel Hösten. Familjen ser det inte."),
        error_messages={"max_length": gettext_lazy("Högst %(limit_value)s tecken får plats.")},
    )  # fmt: skip
    last_day = forms.DateField(
        label=gettext_lazy("Sista dag att fylla i"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Frågor kan låsas efter den dagen, om mallen säger det."),
        error_messages={
            "required": gettext_lazy("Välj en dag."),
            "invalid": gettext_lazy("Skriv dagen som år-månad-dag, till exempel 2027-01-31."),
        },
    )

    def clean_name(self) -> str:
        """On one line."""
        return " ".join(plain_text(self.cleaned_data["name"]).split())


class StartForm(RoundForm):
    """Which template, too. ``token``: of this opening of the page, so that two presses are one."""

    version = forms.ChoiceField(
        label=gettext_lazy("Formulär"),
        error_messages={"required": gettext_lazy("Välj ett formulär."), "invalid_choice": gettext_lazy("Välj ett av formulären.")},
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    field_order = ("version", "last_day", "name")

    def __init__(self, data: Any, *, versions: Iterable[TemplateVersion], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial | {"token": uuid.uuid4()})
        self.versions = {str(version.public_id): version for version in versions}
        self.fields["version"].choices = [(key, _called(version)) for key, version in self.versions.items()]  # type: ignore[attr-defined]


def _called(version: TemplateVersion) -> str:
    """By its title, as everywhere after it is started; the template's own name beside it where that is another."""
    title = shape_of(version).title
    return title if title == version.template.name else _("%(title)s (mallen %(name)s)") % {"title": title, "name": version.template.name}


def change_form(data: Any, started: Round) -> RoundForm:
    """The form with what holds now."""
    return RoundForm(data, initial={"name": started.name, "last_day": started.last_day})
