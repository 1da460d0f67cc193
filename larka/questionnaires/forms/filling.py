"""What is typed in a form: each field by its type, with what was typed kept whatever happens (Q2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.freetext import not_accepted
from larka.core.freetext.forms import FreeTextForm, accepted_in
from larka.questionnaires.actions.filling import LONGEST_REASON, Answered
from larka.questionnaires.forms.fields import FieldForm, shown
from larka.questionnaires.queries.files import FilesBeside
from larka.questionnaires.queries.filling import FieldView, SectionView, sections_for
from larka.questionnaires.queries.kept import Kept
from larka.questionnaires.shape import values
from larka.questionnaires.shape.parts import Question, Role, Shape
from larka.questionnaires.shape.rights import Reader, Standing
from larka.records.conflicts import Conflict, chosen_text, compare_drafts, conflict_in_box, must_choose
from larka.records.forms import plain_text
from larka.records.models import Draft
from larka.records.queries.drafts import DraftBox
from larka.register.actor import Actor

_MOST_DIGITS = 9


@dataclass
class AnswersForm:
    """All fields that somebody reaches, section by section.

    ``boxes``: the drafts by question. ``lost``: what was typed in fields that were locked meanwhile.
    """

    sections: Iterable[SectionView]
    names: Mapping[str, str]
    data: Mapping[str, str] | None = None
    boxes: Mapping[str, DraftBox] = field(default_factory=dict)
    files: FilesBeside = field(default_factory=FilesBeside)
    kept: Kept = field(default_factory=Kept)
    parts: list[tuple[Any, list[FieldForm]]] = field(default_factory=list)
    lost: list[tuple[str, list[str]]] = field(default_factory=list)
    read: dict[str, Answered] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.data is not None:
            chosen = {name: chosen_text(self.data, name) for name in map(values.input_name, self._long())}
            self.data = {name: self.data[name] for name in self.data} | {name: text for name, text in chosen.items() if name in self.data}
        self.parts = [(view.section, [self._field(each) for each in view.fields]) for view in self.sections]

    def _long(self) -> list[Question]:
        return [each.asked for view in self.sections for each in view.fields if each.asked.type == "long"]

    def _field(self, view: FieldView) -> FieldForm:
        asked, mine = view.asked, view.mine
        made = FieldForm(
            view,
            values.inputs(asked, mine.value) if mine else {},
            [shown(asked, told, self.names, self.files) for told in view.others],
            mine.version if mine else 0,
            mine.shared if mine else False,
            mine=shown(asked, mine, self.names, self.files) if mine else None,
            box=self.boxes.get(asked.id),
            beside=self.files,
            kept=self.kept,
        )
        if self.data is not None and f"version-{asked.id}" in self.data:
            if view.writable:
                self._take(made, self.data)
            elif (typed := values.read(asked, self.data)).value is not None or typed.error:
                self.lost.append((asked.label, _typed_in(made, self.data)))
        elif view.writable and made.box:
            _show_drafts(made, made.box)
        return made

    def _take(self, made: FieldForm, data: Mapping[str, str]) -> None:
        asked, version = made.asked, data[f"version-{made.asked.id}"]
        made.sent, made.typed, made.shared = True, data, made.may_share and bool(data.get(f"shared-{asked.id}"))
        answer = values.read(asked, data)
        made.error = answer.error
        if not version.isdecimal() or len(version) > _MOST_DIGITS:
            made.error = _("Sidan var trasig. Läs svaret igen och spara en gång till.")
            return
        made.version = int(version)
        drafts = _compare(made, made.box, data) if made.box else ()
        self.read[asked.id] = Answered(asked.id, answer.value, made.version, made.shared, drafts)

    def refuse(self, wrong: Mapping[str, str]) -> None:
        """Say at the fields, by their inputs' names, what is wrong with the files that came."""
        for each in self.fields:
            each.error = wrong.get(each.id, "") or each.error

    @property
    def brings_files(self) -> bool:
        """Whether there is a field to hang files on."""
        return any(each.view.writable and each.asked.type == "files" for each in self.fields)

    @property
    def fields(self) -> list[FieldForm]:
        """Every field, in order."""
        return [each for _section, fields in self.parts for each in fields]

    @property
    def unsaved(self) -> list[tuple[FieldForm, list[Draft]]]:
        """The drafts of fields that were locked before they were saved: nobody else has them."""
        lost = {text for _label, lines in self.lost for text in lines}
        left = [(each, [d for d in each.box.drafts if _draft_text(d) not in lost]) for each in self.fields if each.box]
        return [(each, drafts) for each, drafts in left if drafts and not each.view.writable]

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return any(each.view.writable for each in self.fields)

    def is_valid(self) -> bool:
        """Nothing is wrong with any of the answers, and none was locked while it was typed."""
        return not self.lost and not any(each.error for each in self.fields)

    def look_through(self) -> bool:
        """Point at what should seldom stand in what is new, in lists too (F6), unless the writer says that it shall. True: nothing."""
        accepted = accepted_in(self.data)
        for each in self.fields:
            new = self.read.get(each.asked.id)
            if new is not None and (written := values.texts(each.asked, new.value)):
                saved = values.texts(each.asked, each.view.mine.value if each.view.mine else None)
                each.pointed = not_accepted("\n".join(written), accepted, saved="\n".join(saved))
                each.error = each.error or (_("Vi hittade något som kanske inte bör stå här.") if each.pointed else "")
        return self.is_valid()

    @property
    def marks(self) -> str:
        """What the button sends that saves it anyhow."""
        found = {finding.mark for each in self.fields for finding in each.pointed}
        return " ".join(sorted(found | accepted_in(self.data or {})))

    def answers(self) -> list[Answered]:
        """What was typed."""
        return list(self.read.values())

    def mark(self, changed: set[str]) -> None:
        """Say at each field what somebody else saved meanwhile; saving again puts this in its place (Q4)."""
        for each in self.fields:
            if each.asked.id in changed:
                told = each.view.mine
                each.version, each.saved = told.version if told else 0, each.mine
                each.error = _("Svaret har ändrats sedan du öppnade sidan. Jämför nedan och spara igen om ditt ska gälla.")
                if each.box:
                    each.conflict = Conflict(each.value(), _saved(each), _("Det som är sparat nu"), told.at if told else None)
                    each.error, each.saved = must_choose(), None


def _typed_in(made: FieldForm, data: Mapping[str, str]) -> list[str]:
    """Everything that was typed in a field that is locked by now; of files what was said of them."""
    if made.asked.type == "files":
        return [row.text for row in values.file_rows(made.asked, data) if row.text]
    aside = {made.name("val"), made.name("who"), made.name("seen")}
    return [text for name, text in data.items() if name.startswith(made.id) and name not in aside and text]


def _saved(made: FieldForm) -> str:
    return (made.view.mine.value if made.view.mine else None) or ""


def _draft_text(draft: Draft) -> str:
    return str(draft.content.get("text", ""))


def _show_drafts(made: FieldForm, box: DraftBox) -> None:
    """A page that is opened: two texts beside each other; where two drafts are, what is saved since comes when one of them is chosen."""
    made.conflict, made.seen = conflict_in_box(box, _saved(made)), box.moments
    if made.conflict and made.conflict.theirs != _saved(made):
        made.version = box.base


def _compare(made: FieldForm, box: DraftBox, data: Mapping[str, str]) -> tuple[Draft, ...]:
    """The own drafts that the page has shown. Another one of a text that would be changed is shown first (Q4)."""
    compared = compare_drafts(data, made.id, box, plain_text(made.value()), _saved(made))
    made.conflict, made.seen, made.box = compared.conflict, compared.moments, compared.box
    if made.conflict:
        made.error = made.error or must_choose()
    return compared.shown


def preview_of(shape: Shape, role: Role, stage: int, actor: Actor) -> AnswersForm:
    """The form as somebody in this role meets it before anybody has answered."""
    return AnswersForm(sections_for(shape, Standing(stage, actor.today), Reader("", frozenset({role})), []), {})


class ReasonForm(FreeTextForm):
    """Why something that is locked is opened again."""

    reason = forms.CharField(
        label=gettext_lazy("Varför?"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Syns i historiken för alla som läser formuläret."),
        error_messages={"required": gettext_lazy("Skriv varför."), "max_length": gettext_lazy("Högst %(limit_value)s tecken får plats.")},
    )  # fmt: skip
