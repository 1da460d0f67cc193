"""What is typed about goals: checked, never saved here."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.freetext.forms import FreeTextForm
from larka.people.forms.fields import day_field
from larka.plans.models.goals import LONGEST_COMMENT, LONGEST_HOW, LONGEST_TEXT
from larka.records.conflicts import Compared, Conflict, chosen_text, compare_drafts, conflict_in_box, must_choose
from larka.records.forms import LARGEST_VERSION, plain_text
from larka.records.models import Draft
from larka.records.queries.drafts import DraftBox
from larka.register.models import Syllabus

_ANY_LENGTH = 100_000
_MISSING = gettext_lazy("Fyll i det här.")


def _long(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, strip=False, max_length=_ANY_LENGTH, widget=widget, help_text=help_text)


class DraftedForm(FreeTextForm):
    """Long texts whose drafts are kept: what was typed on another page is shown beside and chosen from. ``longest``: of each text."""

    longest: Mapping[str, int] = {}
    needed: tuple[str, ...] = ()
    version = forms.IntegerField(min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, boxes: Mapping[str, DraftBox], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.boxes, self.kept = boxes, initial
        self.compared: dict[str, Compared] = {}
        shown = {} if self.is_bound else {name: conflict_in_box(box, str(initial.get(name) or "")) for name, box in boxes.items()}
        self.conflicts: dict[str, Conflict] = {name: conflict for name, conflict in shown.items() if conflict}

    @property
    def drafts(self) -> list[Draft]:
        """The writer's own drafts that the page had shown: saving makes them needless."""
        return [draft for compared in self.compared.values() for draft in compared.shown]

    def clean(self) -> dict[str, Any]:
        """The texts as they are stored; a page that was broken on the way is said as such."""
        if self.errors.pop("version", None):
            self.add_error(None, _("Sidan var trasig. Läs igenom och spara en gång till."))
        for name, box in self.boxes.items():
            text = self._cleaned(name, box)
            if name not in self.errors:
                self.cleaned_data[name] = text
        return self.cleaned_data

    def _cleaned(self, name: str, box: DraftBox) -> str:
        text = plain_text(chosen_text(self.data, name))
        compared = self.compared[name] = compare_drafts(self.data, name, box, text, str(self.kept.get(name) or ""))
        if compared.conflict:
            self.conflicts[name] = compared.conflict
            self.add_error(name, must_choose())
        elif len(text) > self.longest[name]:
            problem = _("Texten är %(length)s tecken lång; högst %(most)s får plats.")
            self.add_error(name, problem % {"length": len(text), "most": self.longest[name]})
        elif not text and name in self.needed:
            self.add_error(name, str(_MISSING))
        return text


class GoalForm(DraftedForm):
    """A goal in words. What only school decides is there for school alone."""

    longest = {"text": LONGEST_TEXT, "how": LONGEST_HOW}
    needed = ("text",)
    text = _long(gettext_lazy("Vad är målet?"), gettext_lazy("En sak, så att det går att se när den är nådd."))
    how = _long(gettext_lazy("Hur når vi dit?"), gettext_lazy("Vad gör eleven, skolan och hemmet? Frivilligt."))
    subject = forms.ChoiceField(
        label=gettext_lazy("Ämne"), required=False, error_messages={"invalid_choice": gettext_lazy("Välj ett av ämnena.")}
    )
    follow_up_on = day_field(gettext_lazy("Följs upp"), required=False, help_text=gettext_lazy("Alla påminns tre dagar före."))
    agreed = forms.BooleanField(
        label=gettext_lazy("Vi har redan kommit överens: lägg in målet som Nytt"),
        required=False,
        help_text=gettext_lazy("Annars ligger det som ett förslag att svara på."),
    )
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        boxes: Mapping[str, DraftBox],
        initial: dict[str, Any],
        subjects: Sequence[Syllabus],
        left_out: Sequence[str] = (),
    ) -> None:
        super().__init__(data, boxes=boxes, initial={"token": uuid.uuid4(), **initial})
        self.subjects = {str(subject.public_id): subject for subject in subjects}
        self.fields["subject"].choices = [("", gettext_lazy("Inget ämne")), *((key, s.name) for key, s in self.subjects.items())]  # type: ignore[attr-defined]
        for name in left_out:
            del self.fields[name]

    @property
    def chosen_subject(self) -> Syllabus | None:
        """The subject that was chosen."""
        return self.subjects.get(self.cleaned_data.get("subject", ""))


class CommentForm(DraftedForm):
    """A word beside a step or an answer."""

    longest = {"comment": LONGEST_COMMENT}
    comment = _long(gettext_lazy("Kommentar"), gettext_lazy("Frivillig. Alla som ser målet läser den."))

    def __init__(self, data: Any = None, *, box: DraftBox, version: int, why: bool = False) -> None:
        super().__init__(data, boxes={"comment": box}, initial={"version": version})
        if why:
            self.needed = ("comment",)
            self.fields["comment"].label = _("Varför?")
            self.fields["comment"].help_text = _("Alla som ser målet läser det du skriver.")


class CarryForm(forms.Form):
    """Which goals go along."""

    goals = forms.MultipleChoiceField(
        label=gettext_lazy("Mål"),
        error_messages={
            "required": gettext_lazy("Välj minst ett mål."),
            "invalid_choice": gettext_lazy("Ett av målen kan inte följa med längre. Titta igenom listan."),
        },
    )

    def __init__(self, data: Any = None, *, goals: Sequence[uuid.UUID]) -> None:
        super().__init__(data, initial={"goals": [str(goal) for goal in goals]})
        self.fields["goals"].choices = [(str(goal), "") for goal in goals]  # type: ignore[attr-defined]


class WritingStartForm(forms.Form):
    """From which year the pupils write themselves."""

    grade = forms.TypedChoiceField(
        label=gettext_lazy("Eleverna skriver själva från och med"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Välj en årskurs.")),
    )

    def __init__(self, data: Any = None, *, grade: int) -> None:
        super().__init__(data, initial={"grade": grade})
        self.fields["grade"].choices = [(n, _("årskurs %(n)s") % {"n": n}) for n in range(1, 5)]  # type: ignore[attr-defined]
