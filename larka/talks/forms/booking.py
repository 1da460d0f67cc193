"""What the family, or whoever leads the talks, types about one talk."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.freetext.forms import FreeTextForm
from larka.core.one_line import OneLineField
from larka.records.forms import LARGEST_VERSION, long_text_field, plain_text
from larka.register.models import Person
from larka.talks.actions.booking import Wish
from larka.talks.models import Mode, Talk, TalkRound

LONGEST_WORD = 500
_LONG = {"max_length": gettext_lazy("Högst %(limit_value)s tecken får plats.")}
_DAY = {"required": gettext_lazy("Välj en dag."), "invalid": gettext_lazy("Skriv dagen som år-månad-dag, till exempel 2027-01-31.")}
_CHOOSE = dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj ett av alternativen."))


class BookForm(FreeTextForm):
    """A talk as it is wished for; the time is the button that is pressed. ``asks``: whether one chooses who shares the time."""

    together = forms.ChoiceField(
        label=gettext_lazy("Vem gäller tiden?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("Gemensamt: barnet och barnets vårdnadshavare ser tiden")),
            ("no", gettext_lazy("Bara jag: ingen annan i familjen ser tiden eller att jag har bokat")),
        ],
        error_messages=_CHOOSE,
    )
    mode = forms.ChoiceField(label=gettext_lazy("Hur vill ni ses?"), widget=forms.RadioSelect, choices=Mode.choices, error_messages=_CHOOSE)
    interpreter = OneLineField(
        label=gettext_lazy("Tolk, på språket"), required=False, max_length=60, error_messages=_LONG,
        help_text=gettext_lazy("Lämna tomt om ni inte behöver tolk. Skolan ordnar och betalar tolken."),
    )  # fmt: skip
    word = forms.CharField(
        label=gettext_lazy("Några ord till mentorn"), required=False, max_length=LONGEST_WORD, error_messages=_LONG,
        widget=forms.Textarea(attrs={"rows": 3}), help_text=gettext_lazy("Läses av dig och av dem på skolan som håller i samtalen."),
    )  # fmt: skip
    version = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, started: TalkRound, asks: bool, initial: dict[str, Any] | None = None, words: bool = True) -> None:
        modes = [(key, label) for key, label in Mode.choices if key in started.modes]
        super().__init__(data, initial={"mode": modes[0][0]} | (initial or {}))
        self.fields["mode"].choices = modes  # type: ignore[attr-defined]
        if not asks:
            del self.fields["together"]
        if not words:
            del self.fields["word"]

    def clean_word(self) -> str:
        """As it is stored."""
        return plain_text(self.cleaned_data["word"])

    @property
    def says_more(self) -> bool:
        """Whether an interpreter is asked for, or something is written: then these fields are not folded away."""
        return any(self[name].value() or self[name].errors for name in ("interpreter", "word") if name in self.fields)

    @property
    def slot(self) -> uuid.UUID | None:
        """The time whose button was pressed, now or before something was pointed out."""
        try:
            return uuid.UUID(self.data.get("slot") or self.data.get("chosen") or "")
        except ValueError:
            return None

    def wish(self, *, shared: bool = True) -> Wish | None:
        """As the action takes it; None where no time was chosen, which is said."""
        if self.slot is None:
            self.add_error(None, _("Välj en tid."))
            return None
        typed = self.cleaned_data
        together = typed["together"] == "yes" if "together" in self.fields else shared
        word = typed["word"] if "word" in self.fields else None
        return Wish(self.slot, typed["mode"], together, typed["interpreter"], word)


def values_of(talk: Talk, me: int) -> dict[str, Any]:
    """What holds of a talk now, for whoever changes it."""
    return {
        "mode": talk.mode, "interpreter": talk.interpreter, "word": talk.word if talk.word_by_id == me else "", "version": talk.version,
        "together": "yes" if talk.shared else "no",
    }  # fmt: skip


class BookForForm(BookForm):
    """The same for whoever books for a family: for all of it, or for one adult alone."""

    adult = forms.ChoiceField(label=gettext_lazy("Vem gäller tiden?"), required=False, error_messages=_CHOOSE)
    field_order = ("adult", "mode", "interpreter")

    def __init__(self, data: Any, *, started: TalkRound, adults: Iterable[Person]) -> None:
        super().__init__(data, started=started, asks=False, words=False)
        self.adults = {str(person.public_id): person for person in adults}
        alone = [(key, _("Bara %(name)s") % {"name": person.display_name}) for key, person in self.adults.items()]
        self.fields["adult"].choices = [("", _("Gemensamt för familjen")), *alone]  # type: ignore[attr-defined]

    @property
    def adult_chosen(self) -> Person | None:
        """The one adult; None for the family."""
        return self.adults.get(self.cleaned_data["adult"])


class MoveForm(BookForm):
    """Another time, by whoever leads the talks: with a reason, which the family reads."""

    reason = long_text_field(gettext_lazy("Varför flyttas samtalet?"), help_text=gettext_lazy("Familjen läser det."))

    def __init__(self, data: Any, *, started: TalkRound, initial: dict[str, Any]) -> None:
        super().__init__(data, started=started, asks=False, words=False, initial=initial)

    def clean_reason(self) -> str:
        """As it is stored."""
        return plain_text(self.cleaned_data["reason"])


class CallOffForm(FreeTextForm):
    """Why a talk is called off."""

    reason = long_text_field(gettext_lazy("Varför ställs samtalet in?"), help_text=gettext_lazy("Familjen läser det."))
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def clean_reason(self) -> str:
        """As it is stored."""
        return plain_text(self.cleaned_data["reason"])


class _PresentForm(forms.Form):
    """Who was there."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Vilka var med?"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Välj bland namnen i listan.")},
    )  # fmt: skip
    others = OneLineField(
        label=gettext_lazy("Andra som var med"), required=False, max_length=200, error_messages=_LONG,
        help_text=gettext_lazy("Till exempel tolk."),
    )  # fmt: skip

    def __init__(self, data: Any, *, people: Sequence[Person], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.known = {str(person.public_id): person for person in people}
        self.fields["people"].choices = [(key, person.display_name) for key, person in self.known.items()]  # type: ignore[attr-defined]

    def took_part(self) -> list[Person]:
        """Those who were ticked."""
        return [self.known[key] for key in self.cleaned_data["people"]]


class HoldForm(_PresentForm):
    """A booked talk was held."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)


class UndoForm(FreeTextForm):
    """It was not held after all; ``says_why``: of a talk that was typed in beside the rounds, which is none then."""

    reason = long_text_field(gettext_lazy("Vad blev fel?"), help_text=gettext_lazy("Familjen läser det."))
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, says_why: bool, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        if not says_why:
            del self.fields["reason"]

    def clean_reason(self) -> str:
        """As it is stored."""
        return plain_text(self.cleaned_data["reason"])


class NoteForm(_PresentForm):
    """A talk was held that nobody had booked here."""

    day = forms.DateField(
        label=gettext_lazy("Vilken dag?"), widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=_DAY,
    )  # fmt: skip
    alone = forms.BooleanField(label=gettext_lazy("Av familjen ser bara de som var med att samtalet har hållits"), required=False)
    field_order = ("day", "people", "others", "alone")
