"""What is typed at a talk and after it: minutes, promises, who agreed, how it went."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.dates import EARLIEST, LATEST
from larka.core.freetext.forms import FreeTextForm
from larka.records.conflicts import Compared, Conflict, chosen_text, compare_drafts, conflict_in_box, must_choose
from larka.records.forms import LARGEST_VERSION, long_text_field, plain_text
from larka.records.models import Draft
from larka.records.queries.drafts import DraftBox
from larka.talks.actions.minutes import How, Promise
from larka.talks.models import Side, TalkMinutes
from larka.talks.models.minutes import LONGEST_MINUTES, LONGEST_OUTCOME, LONGEST_PROMISE, LONGEST_REASON, MOST_PROMISES

_BLANK_ROWS, _FEWEST_ROWS = 1, 3
_LONG = {"max_length": gettext_lazy("Högst %(limit_value)s tecken får plats.")}
_LISTED = dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj i listan."))


class TogetherForm(FreeTextForm):
    """The minutes and what each promises, as they are written on the big screen."""

    text = forms.CharField(
        label=gettext_lazy("Det här pratade vi om"), required=False, widget=forms.Textarea,
        help_text=gettext_lazy("Några rader räcker. Skriv så att eleven förstår."),
    )  # fmt: skip
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, minutes: TalkMinutes | None, box: DraftBox, today: dt.date) -> None:
        kept = minutes.promises if minutes else []
        self.today, self.said = today, {(promise["id"], promise["follow_up_on"]) for promise in kept}
        self.saved = minutes.text if minutes else ""
        super().__init__(data, initial={"text": self.saved, "version": minutes.version if minutes else 0} | _initial(kept))
        self.box, self.drafts = box, tuple[Draft, ...]()
        self.compared: dict[str, Compared] = {}
        shown = None if self.is_bound else conflict_in_box(box, self.saved)
        self.conflicts: dict[str, Conflict] = {"text": shown} if shown else {}
        self.count = min(max(len(kept) + _BLANK_ROWS, _FEWEST_ROWS, _typed_rows(data)), MOST_PROMISES)
        for row in range(self.count):
            self._add_row(row)

    def _add_row(self, row: int) -> None:
        self.fields[f"id-{row}"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
        self.fields[f"who-{row}"] = forms.ChoiceField(
            label=gettext_lazy("Vem"), required=False, choices=Side.choices, widget=forms.RadioSelect, error_messages=_LISTED
        )
        self.fields[f"what-{row}"] = forms.CharField(
            label=gettext_lazy("Gör vad"), required=False, max_length=LONGEST_PROMISE, widget=forms.Textarea, error_messages=_LONG
        )
        self.fields[f"day-{row}"] = forms.DateField(
            label=gettext_lazy("Följs upp"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
            error_messages={"invalid": gettext_lazy("Skriv dagen som år-månad-dag, till exempel 2027-01-31.")},
        )  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the page."""
        return [{name: self[f"{name}-{row}"] for name in ("id", "who", "what", "day")} for row in range(self.count)]

    def clean_text(self) -> str:
        """The text as it is kept; the writer's own draft that the page never showed is shown first (Q4)."""
        text = plain_text(chosen_text(self.data, "text"))
        compared = compare_drafts(self.data, "text", self.box, text, self.saved)
        self.compared["text"], self.drafts = compared, compared.shown
        if compared.conflict:
            self.conflicts["text"] = compared.conflict
            raise forms.ValidationError(must_choose())
        if len(text) > LONGEST_MINUTES:
            problem = _("Texten är %(length)s tecken lång; högst %(most)s får plats.")
            raise forms.ValidationError(problem % {"length": len(text), "most": LONGEST_MINUTES})
        return text

    def clean(self) -> dict[str, Any]:
        """Who and what go together; an emptied row is taken away."""
        given = super().clean() or self.cleaned_data
        for row in range(self.count):
            what = " ".join(plain_text(given.get(f"what-{row}", "")).split())
            given[f"what-{row}"] = what
            if what and not given.get(f"who-{row}") and f"who-{row}" not in self.errors:
                self.add_error(f"who-{row}", _("Välj vem som gör det."))
            if not what and given.get(f"day-{row}") and f"what-{row}" not in self.errors:
                self.add_error(f"what-{row}", _("Skriv vad som ska göras."))
            self._clean_day(row, given)
        return given

    def _clean_day(self, row: int, given: dict[str, Any]) -> None:
        """A day to come; one that was said before and has been since stays."""
        day = given.get(f"day-{row}")
        if day and not EARLIEST <= day <= LATEST:
            self.add_error(f"day-{row}", _("Skriv en dag mellan år 1900 och 2199."))
        elif day and day < self.today and (str(given.get(f"id-{row}")), day.isoformat()) not in self.said:
            self.add_error(f"day-{row}", _("Dagen har redan varit. Välj i dag eller en dag framåt."))

    def promises(self) -> list[Promise]:
        """The rows that say something."""
        typed = self.cleaned_data
        return [
            Promise(typed[f"who-{row}"], typed[f"what-{row}"], typed[f"day-{row}"], str(typed[f"id-{row}"]) if typed[f"id-{row}"] else None)
            for row in range(self.count)
            if typed[f"what-{row}"]
        ]

    def changed_by_another(self, current: TalkMinutes | None) -> None:
        """Somebody has saved since: what is typed stays, and what they saved stands beside it (Q4)."""
        theirs, mine = current.text if current else "", self.cleaned_data.get("text", "")
        sent: Any = self.data
        self.data = typed = sent.copy()
        typed["version"] = str(current.version if current else 0)
        if theirs != mine:
            self.conflicts["text"] = Conflict(mine, theirs, _("Det som är sparat nu"))
            self.add_error("text", must_choose())
        self._take_in(typed, {promise["id"]: promise for promise in current.promises} if current else {})

    def _take_in(self, typed: Any, theirs: dict[str, dict[str, Any]]) -> None:
        """Their promises among mine: new ones in rows of their own, others beside mine; what they took away is a new one of mine."""
        for row in range(self.count):
            saved = theirs.pop(typed.get(f"id-{row}", ""), None)
            if saved is None:
                typed[f"id-{row}"] = ""
            elif saved["what"] != self.cleaned_data.get(f"what-{row}", ""):
                self.add_error(f"what-{row}", _("Sparat nu: %(text)s") % {"text": saved["what"]})
        for name, value in _initial([*theirs.values()], self.count).items():
            typed[name] = str(value or "")
        for row in range(self.count, self.count + len(theirs)):
            self._add_row(row)
        self.count += len(theirs)


def _initial(kept: Sequence[Mapping[str, Any]], first: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row, promise in enumerate(kept, first):
        day = dt.date.fromisoformat(promise["follow_up_on"]) if promise["follow_up_on"] else None
        found |= {f"id-{row}": promise["id"], f"who-{row}": promise["who"], f"what-{row}": promise["what"], f"day-{row}": day}
    return found


def _typed_rows(data: Mapping[str, str] | None) -> int:
    return sum(f"what-{row}" in data for row in range(MOST_PROMISES)) if data else 0


class PublishForm(FreeTextForm):
    """Putting it before all; a changed text says why. ``number``: of what all can read when the page is shown, 0 for nothing."""

    reason = long_text_field(gettext_lazy("Varför ändras texten?"), help_text=gettext_lazy("Står överst hos alla som ska godkänna igen."))
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)
    number = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, version: int, number: int) -> None:
        super().__init__(data, initial={"version": version, "number": number})
        if str(self["number"].value()) == "0":
            del self.fields["reason"]
        else:
            self.fields["reason"].max_length = LONGEST_REASON  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """Agreeing to the version that the page shows."""

    number = forms.IntegerField(min_value=1, max_value=LARGEST_VERSION, widget=forms.HiddenInput)


class NoteAgreedForm(AgreeForm):
    """Somebody agreed in the room or on paper."""

    person = forms.ChoiceField(label=gettext_lazy("Vem godkände?"), widget=forms.RadioSelect, error_messages=_LISTED)
    how = forms.ChoiceField(
        label=gettext_lazy("Hur?"), widget=forms.RadioSelect, error_messages=_LISTED,
        choices=[(How.ROOM, How.ROOM.label), (How.PAPER, How.PAPER.label)],
    )  # fmt: skip

    def __init__(self, data: Any = None, *, people: Mapping[str, str], number: int) -> None:
        super().__init__(data, initial={"number": number})
        self.fields["person"].choices = list(people.items())  # type: ignore[attr-defined]


class FollowUpForm(FreeTextForm):
    """How it went."""

    outcome = forms.CharField(
        label=gettext_lazy("Hur gick det?"), max_length=LONGEST_OUTCOME, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Läses av alla som läser överenskommelserna."),
        error_messages={"required": gettext_lazy("Skriv några ord om hur det gick."), **_LONG},
    )  # fmt: skip
