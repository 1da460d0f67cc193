"""What a teacher types on the writing page: many pupils, one form."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.assessments.queries import WritingRow
from larka.core.freetext import Finding, findings, not_accepted
from larka.core.freetext.forms import FreeTextForm, accepted_in
from larka.records.conflicts import Compared, Conflict, chosen_text, compare_drafts, must_choose
from larka.records.forms import plain_text
from larka.records.models import Draft

LONGEST_TEXT = 4000


def too_long(text: str) -> str:
    """What to say of a text that does not fit; nothing where it does."""
    if len(text) <= LONGEST_TEXT:
        return ""
    return _("Texten är %(length)s tecken lång; högst %(most)s får plats.") % {"length": len(text), "most": LONGEST_TEXT}


@dataclass(slots=True)
class Typed:
    """One pupil's text as typed, and what is wrong with it."""

    row: WritingRow
    text: str
    version: int
    error: str = ""
    pointed: list[Finding] = field(default_factory=list)
    conflict: Conflict | None = None
    compared: Compared | None = None

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """The own drafts that the page had shown."""
        return self.compared.shown if self.compared else ()


@dataclass
class WritingForm:
    """All texts of the page. Keeps what was typed whatever happens (Q2)."""

    rows: Iterable[WritingRow]
    data: Mapping[str, str]
    typed: dict[uuid.UUID, Typed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self.rows:
            name = f"text-{row.membership}"
            if name in self.data:
                self.typed[row.membership] = self._typed(row, name)

    def _typed(self, row: WritingRow, name: str) -> Typed:
        text = plain_text(chosen_text(self.data, name))
        version = self.data.get(f"version-{row.membership}", "")
        if not version.isdecimal() or len(version) > 9:  # noqa: PLR2004 – what fits the database's integer
            return Typed(row, text, row.version, _("Sidan var trasig. Läs texten igen och spara en gång till."))
        typed = Typed(row, text, int(version), too_long(text))
        typed.compared = compare_drafts(self.data, name, row.box, text, row.text or "")
        typed.conflict = typed.compared.conflict
        if typed.conflict:
            typed.error = must_choose()
        return typed

    def fill_empty(self, text: str) -> None:
        """The same text to all who have none, before each gets words of their own (D1)."""
        for typed in self.typed.values():
            if not typed.text:
                typed.text = text

    def is_valid(self) -> bool:
        """Nothing is wrong with any of the texts."""
        return not any(typed.error for typed in self.typed.values())

    def look_through(self, common: str = "") -> bool:
        """Point at what should seldom stand in the texts that are new (F6), unless the teacher has said that it shall. True: nothing."""
        accepted = {*accepted_in(self.data), *(finding.mark for finding in findings(common))}
        for typed in self.changed():
            typed.pointed = not_accepted(typed.text, accepted, saved=typed.row.text or "")
            if typed.pointed:
                typed.error = _("Vi hittade något som kanske inte bör stå här.")
        return self.is_valid()

    @property
    def marks(self) -> str:
        """What the button sends that saves it anyhow."""
        found = {finding.mark for typed in self.typed.values() for finding in typed.pointed}
        return " ".join(sorted(found | accepted_in(self.data)))

    def changed(self) -> list[Typed]:
        """The texts that differ from what the page was made with."""
        return [typed for typed in self.typed.values() if typed.text != (typed.row.text or "")]

    def to_save(self) -> list[Typed]:
        """These, and those whose drafts are no longer needed."""
        return [typed for typed in self.typed.values() if typed.drafts or typed.text != (typed.row.text or "")]

    def mark_conflicts(self, places: set[uuid.UUID]) -> None:
        """Somebody else has saved since: both texts are shown to choose from (Q4), but never another's unpublished one (A6)."""
        for place in places & self.typed.keys():
            typed = self.typed[place]
            typed.version, typed.error = typed.row.version, must_choose()
            if typed.row.text is None:
                typed.error = _("%(name)s har börjat skriva här. Det du skrev står kvar här nedanför.") % {"name": typed.row.author}
            else:
                typed.conflict = Conflict(typed.text, typed.row.text, _("Det som är sparat nu"))


class CommonTextForm(FreeTextForm):
    """The same text to all."""

    common = forms.CharField(label=gettext_lazy("Samma text till alla som saknar text"), required=False, widget=forms.Textarea)

    def clean_common(self) -> str:
        """The text as it is stored."""
        text = plain_text(self.cleaned_data["common"])
        if problem := too_long(text):
            raise forms.ValidationError(problem)
        return text


def choice_of(row: WritingRow) -> str:
    """Names one pupil's text in one version."""
    return f"{row.membership}:{row.version}"


class PublishForm(forms.Form):
    """Which pupils' texts to publish, each in the version that the page showed (Q4)."""

    elev = forms.MultipleChoiceField(
        error_messages={
            "required": gettext_lazy("Välj minst en elev."),
            "invalid_choice": gettext_lazy("En text har ändrats eller är redan publicerad. Läs texterna igen och publicera sedan."),
        }
    )

    def __init__(self, *args: object, rows: Iterable[WritingRow], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["elev"].choices = [(choice_of(row), row.name) for row in rows]  # type: ignore[attr-defined]

    def chosen(self) -> dict[uuid.UUID, int]:
        """The version to publish, by membership."""
        return {uuid.UUID(place): int(version) for place, _colon, version in (value.partition(":") for value in self.cleaned_data["elev"])}
