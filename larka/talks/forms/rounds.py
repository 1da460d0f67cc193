"""What is typed of a round and of the pattern that its times are made of."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.dates import stockholm_day
from larka.core.one_line import OneLineField
from larka.register.models import Person
from larka.talks.actions.rounds import FURTHEST, RoundGiven
from larka.talks.actions.slots import Place
from larka.talks.forms.days import is_meant
from larka.talks.models import Mode, TalkRound
from larka.talks.models.rounds import LONGEST_LINK, LONGEST_PLACE
from larka.talks.patterns import MOST_TIMES, Pattern, Span, at, days_between

_MISSING = gettext_lazy("Fyll i det här.")
_NUMBER = {
    "required": _MISSING, "invalid": gettext_lazy("Skriv ett tal."), "min_value": gettext_lazy("Minst %(limit_value)s."),
    "max_value": gettext_lazy("Högst %(limit_value)s."),
}  # fmt: skip
_DAY = {"required": gettext_lazy("Välj en dag."), "invalid": gettext_lazy("Skriv dagen som år-månad-dag, till exempel 2027-01-31.")}
_CLOCK = {"required": _MISSING, "invalid": gettext_lazy("Skriv klockslaget som timmar och minuter, till exempel 15:20.")}
_LONG = {"required": _MISSING, "max_length": gettext_lazy("Högst %(limit_value)s tecken får plats.")}
_MODES = {"required": gettext_lazy("Välj minst ett sätt att ses."), "invalid_choice": gettext_lazy("Välj bland sätten i listan.")}
_WEEKDAYS = [
    (0, gettext_lazy("måndag")), (1, gettext_lazy("tisdag")), (2, gettext_lazy("onsdag")), (3, gettext_lazy("torsdag")),
    (4, gettext_lazy("fredag")), (5, gettext_lazy("lördag")),
]  # fmt: skip
_LONGEST_PERIOD = 120
_MIDNIGHT = dt.time()


def _day_field(label: Any, **given: Any) -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, widget=picker, error_messages=_DAY, validators=[is_meant], **given)


def _clock_field(label: Any, **given: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), error_messages=_CLOCK, **given)


def _minutes_field(label: Any, least: int, **given: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=240, error_messages=_NUMBER, **given)


class RoundForm(forms.Form):
    """A round: what it is called, how long a talk is, when it is booked and by which rules. ``token``: of this opening of the page."""

    name = OneLineField(label=gettext_lazy("Namn"), max_length=120, error_messages=_LONG)
    minutes = _minutes_field(gettext_lazy("Minuter per samtal"), 5)
    interpreter_minutes = _minutes_field(
        gettext_lazy("Minuter med tolk"), 5, required=False,
        help_text=gettext_lazy("Tomt: lika länge som andra. Ett längre samtal tar nästa tid också."),
    )  # fmt: skip
    modes = forms.MultipleChoiceField(
        label=gettext_lazy("Så kan man ses"), choices=Mode.choices, widget=forms.CheckboxSelectMultiple, error_messages=_MODES
    )
    opens_on = _day_field(gettext_lazy("Bokningen öppnar"), help_text=gettext_lazy("I dag: så snart du bjuder in."))
    closes_on = _day_field(gettext_lazy("Sista dag att boka"))
    change_hours = forms.IntegerField(
        label=gettext_lazy("Hemmet kan boka och ändra fram till så många timmar före"), min_value=0, max_value=336, error_messages=_NUMBER
    )
    one_each = forms.ChoiceField(
        label=gettext_lazy("Hur många tider ett barn får"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", gettext_lazy("En gemensam, eller en var för vårdnadshavarna. Den som bokar väljer; de ser inte varandras egna tider.")),
            ("no", gettext_lazy("En enda, som barnets vårdnadshavare ser båda två")),
        ],
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj ett av alternativen.")),
    )
    pupil_books = forms.BooleanField(
        label=gettext_lazy("Eleven får boka själv också före 18 år"), required=False,
        help_text=gettext_lazy("Den som har fyllt 18 bokar alltid själv."),
    )  # fmt: skip
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """With an interpreter no shorter than without."""
        given = super().clean() or self.cleaned_data
        longer, minutes = given.get("interpreter_minutes"), given.get("minutes")
        if longer and minutes and longer < minutes:
            self.add_error("interpreter_minutes", _("Ett samtal med tolk kan inte vara kortare än andra."))
        return given

    def given(self, now: dt.datetime) -> RoundGiven:
        """As the action takes it; what opens today is open now."""
        typed = self.cleaned_data
        opens = at(typed["opens_on"], _MIDNIGHT)
        return RoundGiven(
            name=typed["name"], minutes=typed["minutes"], interpreter_minutes=typed["interpreter_minutes"], modes=typed["modes"],
            opens_at=min(opens, now) if opens <= now else opens, closes_at=at(typed["closes_on"] + dt.timedelta(days=1), _MIDNIGHT),
            change_hours=typed["change_hours"], one_each=typed["one_each"] == "yes", pupil_books=typed["pupil_books"],
        )  # fmt: skip


def first_values(today: dt.date, name: str) -> dict[str, Any]:
    """What a new round begins with."""
    return {
        "name": name, "minutes": 20, "modes": [Mode.ROOM.value], "opens_on": today, "closes_on": today + dt.timedelta(days=14),
        "change_hours": 24, "one_each": "yes", "token": uuid.uuid4(),
    }  # fmt: skip


def values_of(started: TalkRound) -> dict[str, Any]:
    """What holds now."""
    return {
        "name": started.name, "minutes": started.minutes, "interpreter_minutes": started.interpreter_minutes, "modes": started.modes,
        "opens_on": started.opens_on, "closes_on": started.last_day,
        "change_hours": started.change_hours, "one_each": "yes" if started.one_each else "no", "pupil_books": started.pupil_books,
    }  # fmt: skip


class PatternForm(forms.Form):
    """A mentor's times: on which days, from and to, with which pauses, where."""

    mentor = forms.ChoiceField(label=gettext_lazy("Vems tider"), error_messages={"invalid_choice": gettext_lazy("Välj i listan.")})
    first_day = _day_field(gettext_lazy("Från och med"), required=False)
    last_day = _day_field(gettext_lazy("Till och med"), required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Veckodagar"), coerce=int, choices=_WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("Välj bland dagarna i listan.")},
    )  # fmt: skip
    days = OneLineField(
        label=gettext_lazy("Eller bestämda dagar"), required=False, max_length=400, error_messages=_LONG,
        help_text=gettext_lazy("Till exempel 2026-12-03, 2026-12-07. Då räknas inte perioden ovan."),
    )  # fmt: skip
    starts = _clock_field(gettext_lazy("Från klockan"))
    ends = _clock_field(gettext_lazy("Till klockan"))
    pause = forms.IntegerField(label=gettext_lazy("Paus mellan samtalen, minuter"), min_value=0, max_value=120, error_messages=_NUMBER)
    rest_starts = _clock_field(gettext_lazy("Längre rast från"), required=False)
    rest_ends = _clock_field(gettext_lazy("Längre rast till"), required=False)
    modes = forms.MultipleChoiceField(
        label=gettext_lazy("Så kan man ses"), choices=(), widget=forms.CheckboxSelectMultiple, error_messages=_MODES
    )
    room = OneLineField(label=gettext_lazy("Rum"), required=False, max_length=LONGEST_PLACE, error_messages=_LONG)
    link = OneLineField(
        label=gettext_lazy("Länk till videosamtalet"), required=False, max_length=LONGEST_LINK,
        validators=[URLValidator(schemes=["https"], message=gettext_lazy("Skriv en länk som börjar med https://"))],
        error_messages=_LONG, help_text=gettext_lazy("Visas bara för dem som har bokat ett videosamtal."),
    )  # fmt: skip

    def __init__(self, data: Any, *, started: TalkRound, mentors: Sequence[Person], me: int | None, today: dt.date) -> None:
        first = next((str(person.public_id) for person in mentors if person.pk == me), None)
        super().__init__(data, initial={"mentor": first, "pause": 0, "modes": started.modes, "weekdays": [0, 1, 2, 3, 4]})
        self.started, self.latest = started, today + FURTHEST
        self.mentors = {str(person.public_id): person for person in mentors}
        self.fields["mentor"].choices = [(key, person.display_name) for key, person in self.mentors.items()]  # type: ignore[attr-defined]
        self.fields["modes"].choices = [(key, label) for key, label in Mode.choices if key in started.modes]  # type: ignore[attr-defined]

    def clean_days(self) -> list[dt.date]:
        """The days that are written out."""
        try:
            days = [dt.date.fromisoformat(text) for text in re.split(r"[,;\s]+", self.cleaned_data["days"]) if text]
        except ValueError as error:
            raise forms.ValidationError(
                _("Skriv dagarna som år-månad-dag med komma emellan, till exempel 2026-12-03, 2026-12-07.")
            ) from error
        for day in days:
            is_meant(day)
        return days

    def clean(self) -> dict[str, Any]:
        """The days and the clock make sense together."""
        given = super().clean() or self.cleaned_data
        self._clean_days(given)
        if given.get("starts") and given.get("ends") and given["ends"] <= given["starts"]:
            self.add_error("ends", _("Sluttiden måste vara efter starttiden."))
        rest, until = given.get("rest_starts"), given.get("rest_ends")
        if (rest or until) and (not rest or not until or until <= rest):
            self.add_error("rest_ends", _("Skriv både från och till, med till efter från."))
        if Mode.ONLINE in given.get("modes", ()) and not given.get("link") and "link" not in self.errors:
            self.add_error("link", _("Skriv länken som hemmet ska använda, eller ta bort Video."))
        if not self.errors and not self.spans():
            self.add_error("ends", _("Det blir inga tider. Se över dagarna och klockslagen."))
        elif not self.errors and len(self.spans()) > MOST_TIMES:
            self.add_error("last_day", _("Det blir fler än %(most)s tider. Korta perioden.") % {"most": MOST_TIMES})
        elif not self.errors and stockholm_day(self.spans()[-1].starts_at) > self.latest:
            self.add_error("days" if given["days"] else "last_day", _("Välj en dag högst ett år framåt."))
        return given

    def _clean_days(self, given: dict[str, Any]) -> None:
        if given.get("days") or "days" in self.errors:
            return
        first, last = given.get("first_day"), given.get("last_day")
        for name in ("first_day", "last_day"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, str(_DAY["required"]))
        if first and last and not 0 <= (last - first).days <= _LONGEST_PERIOD:
            self.add_error("last_day", _("Välj en sista dag efter den första, högst fyra månader senare."))
        if not given.get("weekdays") and "weekdays" not in self.errors:
            self.add_error("weekdays", _("Välj minst en veckodag."))

    def spans(self) -> list[Span]:
        """The times that the pattern makes."""
        typed = self.cleaned_data
        days = typed["days"] or days_between(typed["first_day"], typed["last_day"], typed["weekdays"])
        rest = (typed["rest_starts"], typed["rest_ends"]) if typed.get("rest_starts") else None
        return list(Pattern(days, typed["starts"], typed["ends"], self.started.minutes, typed["pause"], rest).spans())

    @property
    def whose(self) -> Person:
        """Whose times they are."""
        return self.mentors[self.cleaned_data["mentor"]]

    @property
    def place(self) -> Place:
        """How and where one meets."""
        typed = self.cleaned_data
        return Place(typed["modes"], typed["room"], typed["link"])


def chosen_spans(spans: Iterable[Span], ticked: Iterable[str]) -> list[Span]:
    """Those of the times that were ticked in the preview."""
    wanted = set(ticked)
    return [span for span in spans if span.starts_at.isoformat() in wanted]
