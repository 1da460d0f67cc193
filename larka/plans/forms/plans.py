"""What is typed about plans: starting them, and what rektor decides about them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.one_line import OneLineField
from larka.people.forms.fields import day_field
from larka.plans.models.decisions import LONGEST_WHY
from larka.questionnaires.models import TemplateVersion
from larka.questionnaires.queries.templates import shape_of

_DAY_ERRORS = {
    "required": gettext_lazy("Välj en dag."),
    "invalid": gettext_lazy("Skriv dagen som år-månad-dag, till exempel 2027-01-31."),
}


def _day(label: Any, help_text: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, widget=widget, error_messages=_DAY_ERRORS)


class StartUnitForm(forms.Form):
    """Until when."""

    last_day = _day(gettext_lazy("Sista dag att fylla i"), gettext_lazy("Hem och elev påminns den dagen om något är kvar."))


class StartClassForm(StartUnitForm):
    """Until when, and with which template: the one for the class's form of school and year is chosen beforehand."""

    version = forms.ChoiceField(
        label=gettext_lazy("Mall"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj en av mallarna.")),
    )
    field_order = ("version", "last_day")

    def __init__(self, data: Any, *, versions: Iterable[TemplateVersion], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.versions = {str(version.public_id): version for version in versions}
        named = [(key, f"{version.template.name} ({shape_of(version).title})") for key, version in self.versions.items()]
        self.fields["version"].choices = named  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """A decision with its day and reference."""

    starts_on = day_field(
        gettext_lazy("Gäller från och med"), help_text=gettext_lazy("Beslutet gäller tills ett nytt om samma sak börjar gälla.")
    )
    reference = OneLineField(
        label=gettext_lazy("Beslutets beteckning"), max_length=200,
        help_text=gettext_lazy("Diarienummer eller protokoll, till exempel Rektorsbeslut 2026:14."),
        error_messages={
            "required": gettext_lazy("Skriv vilket beslut det är."),
            "max_length": gettext_lazy("Högst %(limit_value)s tecken får plats."),
        },
    )  # fmt: skip
    field_order = ("value", "starts_on", "reference")


class FirstGradedForm(DecisionForm):
    """From which year grades are set in one form of school."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("Betyg sätts från och med årskurs"), coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj en årskurs.")),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, years: Sequence[int], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["value"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        first, last = years[0], years[-1]
        law = _("Lagen säger årskurs %(last)s. Rektor får besluta om tidigare, som tidigast från årskurs %(first)s.")
        self.fields["value"].help_text = law % {"first": first, "last": last}


class OtherwiseForm(DecisionForm):
    """Whether plans tell of development otherwise."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("Ska planerna ha med elevens utveckling i övrigt?"), coerce=int,
        choices=[(1, gettext_lazy("Ja, fältet finns i planer som startas")), (0, gettext_lazy("Nej, fältet finns inte"))],
        help_text=gettext_lazy("Gäller planer som startas från dagen. Planer som redan är startade ändras inte."),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj ja eller nej.")),
    )  # fmt: skip


class TakeBackForm(forms.Form):
    """Why a decision that was typed in wrongly is taken back."""

    why = OneLineField(
        label=gettext_lazy("Varför tas det bort?"), max_length=LONGEST_WHY,
        help_text=gettext_lazy("Syns i historiken tillsammans med beslutet."),
        error_messages={
            "required": gettext_lazy("Skriv varför."),
            "max_length": gettext_lazy("Högst %(limit_value)s tecken får plats."),
        },
    )  # fmt: skip
