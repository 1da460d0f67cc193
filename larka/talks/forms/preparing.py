"""Which preparation a round of talks has, and when it is shared."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.dates import STOCKHOLM
from larka.questionnaires.models import TemplateVersion
from larka.questionnaires.queries.templates import shape_of
from larka.talks.forms.days import is_meant
from larka.talks.patterns import at


class SharingForm(forms.Form):
    """When what each has written is read by the others."""

    day = forms.DateField(
        label=gettext_lazy("Dag då förberedelserna delas"),
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[is_meant],
        help_text=gettext_lazy("Till dess läser var och en bara sitt eget. Den som inte har svarat då kan göra det ända till samtalet."),
        error_messages={
            "required": gettext_lazy("Välj en dag."),
            "invalid": gettext_lazy("Skriv dagen som år-månad-dag, till exempel 2027-01-31."),
        },
    )
    clock = forms.TimeField(
        label=gettext_lazy("Klockslag"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": gettext_lazy("Fyll i det här."),
            "invalid": gettext_lazy("Skriv klockslaget som timmar och minuter, till exempel 15:20."),
        },
    )

    @property
    def shared_at(self) -> dt.datetime:
        """As a moment."""
        return at(self.cleaned_data["day"], self.cleaned_data["clock"])


class StartForm(SharingForm):
    """Which template, too. ``fitting``: the one for the class, chosen beforehand; of several none of which is, one is to be chosen."""

    version = forms.ChoiceField(
        label=gettext_lazy("Samtalsunderlag"),
        error_messages={"required": gettext_lazy("Välj ett underlag."), "invalid_choice": gettext_lazy("Välj ett av underlagen.")},
    )
    field_order = ("version", "day", "clock")

    def __init__(self, data: Any, *, versions: Iterable[TemplateVersion], fitting: TemplateVersion | None, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial | ({"version": str(fitting.public_id)} if fitting else {}))
        self.versions = {str(version.public_id): version for version in versions}
        nothing = [("", _("Välj ett underlag"))] if len(self.versions) > 1 and fitting is None else []
        offered = [(key, named(each)) for key, each in self.versions.items()]
        self.fields["version"].choices = [*nothing, *offered]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> TemplateVersion:
        """The template's version."""
        return self.versions[self.cleaned_data["version"]]


def named(version: TemplateVersion) -> str:
    """What it is called; one that names no form of school is for all, and says so."""
    shape = shape_of(version)
    return shape.title if shape.school_forms else _("%(title)s (alla skolformer)") % {"title": shape.title}


def said_moment(moment: dt.datetime) -> dict[str, Any]:
    """A moment as the fields hold it."""
    local = moment.astimezone(STOCKHOLM)
    return {"day": local.date(), "clock": local.time()}
