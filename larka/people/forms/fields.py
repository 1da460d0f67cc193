"""Fields that several of these forms have, and the search for a person in a form."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.dates import EARLIEST, LATEST, STOCKHOLM
from larka.core.freetext.forms import FreeTextForm
from larka.core.one_line import OneLineField
from larka.people.queries.finding import MOST_FOUND, Find
from larka.register.models import Person

_LONGEST = 200
_MISSING = gettext_lazy("Fyll i det här.")
_UNFIT = {"null_characters_not_allowed": gettext_lazy("Texten har ett tecken som inte kan sparas. Skriv den på nytt.")}
FEWEST_LETTERS = 2


def _is_a_day_of_ours(day: dt.date) -> None:
    if not EARLIEST <= day <= LATEST:
        raise forms.ValidationError(_("Året kan inte stämma. Skriv dagen som 2026-11-30."))


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, picked or typed."""
    wrong = {"required": gettext_lazy("Välj en dag."), "invalid": gettext_lazy("Skriv dagen som 2026-11-30.")}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, error_messages=wrong, validators=[_is_a_day_of_ours]
    )


def time_field(label: Any) -> forms.TimeField:
    """A time of day, as people write it."""
    wrong = {"required": gettext_lazy("Skriv en tid."), "invalid": gettext_lazy("Skriv tiden som 08:30.")}
    formats = ["%H:%M", "%H.%M", "%H"]
    return forms.TimeField(label=label, input_formats=formats, widget=forms.TimeInput(format="%H:%M"), error_messages=wrong)


_WRONG_TEXT = {"required": _MISSING, "max_length": gettext_lazy("Texten är för lång: högst %(limit_value)s tecken får plats."), **_UNFIT}


def text_field(label: Any, *, help_text: Any = "", required: bool = True, longest: int = _LONGEST) -> forms.CharField:
    """A line of text."""
    return OneLineField(label=label, help_text=help_text, required=required, max_length=longest, error_messages=_WRONG_TEXT)


def hidden_field(label: Any) -> forms.CharField:
    """What the page knows already, where it knows something."""
    return forms.CharField(label=label, required=False, widget=forms.HiddenInput, error_messages=_UNFIT)


def row_field() -> forms.CharField:
    """Which row of the page it is about: known to the page, never typed."""
    wrong = {"required": gettext_lazy("Det syns inte vilken rad det gäller. Öppna sidan på nytt."), **_UNFIT}
    return forms.CharField(label=gettext_lazy("Raden"), widget=forms.HiddenInput, error_messages=wrong)


def area_field(label: Any, *, longest: int, required: bool = True) -> forms.CharField:
    """A text of several lines."""
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, required=required, max_length=longest, widget=widget, error_messages=_WRONG_TEXT)


def decision_field() -> forms.CharField:
    """The decision's reference: one that cannot be found again is none."""
    return text_field(gettext_lazy("Beslutets beteckning"), help_text=gettext_lazy("Till exempel diarienummer och datum."))


def choice_field(label: Any, *, radios: bool = False, **more: Any) -> forms.ChoiceField:
    """One of several."""
    wrong = {"required": gettext_lazy("Välj i listan."), "invalid_choice": gettext_lazy("Välj något som finns i listan.")}
    return forms.ChoiceField(label=label, error_messages=wrong, widget=forms.RadioSelect if radios else forms.Select, **more)


def many_field(label: Any, choices: Any, **more: Any) -> forms.MultipleChoiceField:
    """Some of several."""
    wrong = {"required": gettext_lazy("Välj minst en."), "invalid_choice": gettext_lazy("Välj något som finns i listan.")}
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=wrong, **more)


def moment(day: dt.date, time: dt.time, *, later: bool = False) -> dt.datetime:
    """A day and a time of day in Stockholm (A19).

    The hour that comes twice when the clock is put back is the earlier one, or the later; the one that is skipped in spring is refused.
    """
    local = dt.datetime.combine(day, time, STOCKHOLM).replace(fold=int(later))
    at = local.astimezone(dt.UTC)
    if at.astimezone(STOCKHOLM).time() != time:
        raise forms.ValidationError(_("Klockan ställs fram då: den tiden finns inte. Välj en annan."))
    return at


class ActForm(FreeTextForm):
    """One of the things that can be done on a page; ``act`` tells which was pressed."""

    act = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Several of them stand on one page, with fields of the same name.
        super().__init__(*args, **{"auto_id": f"{self.act}_%s", **kwargs})

    @classmethod
    def pressed(cls, data: Any) -> Any:
        """What was sent, if it was sent by this form."""
        return data if data.get("act") == cls.act else None


class WhoForm(ActForm):
    """A person, found by name or number; where several are called so, one is chosen when the form comes back."""

    who = text_field(gettext_lazy("Namn eller personnummer"))

    def __init__(self, *args: Any, find: Find, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = str(self.data.get("who", "")).strip()
        asks = len(text) >= FEWEST_LETTERS and "\0" not in text  # the field itself says that such a sign cannot be there
        self.found: list[Person] = find(text) if asks else []
        if 1 < len(self.found) <= MOST_FOUND:
            choices = [(str(person.public_id), person.display_name) for person in self.found]
            self.fields["chosen"] = choice_field(_("Vem menar du?"), radios=True, choices=choices, required=False)
            self.order_fields(["who", "chosen"])

    def clean_who(self) -> str:
        """Somebody is called so, and not too many."""
        if not self.found:
            raise forms.ValidationError(_("Ingen hittades. Skriv hela namnet, eller personnumret med tolv siffror."))
        if len(self.found) > MOST_FOUND:
            raise forms.ValidationError(_("Många heter så. Skriv mer av namnet, eller personnumret."))
        return str(self.cleaned_data["who"])

    def clean_chosen(self) -> str:
        """One of those who are called so."""
        if not self.cleaned_data["chosen"]:
            raise forms.ValidationError(_("Flera heter så. Välj en av dem."))
        return str(self.cleaned_data["chosen"])

    @property
    def person(self) -> Person:
        """Whoever was found, or chosen among the found."""
        chosen = self.cleaned_data.get("chosen")
        return next(person for person in self.found if chosen in (None, str(person.public_id)))
