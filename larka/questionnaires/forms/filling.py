"""What is typed in a form: each field by its type, with what was typed kept whatever happens (Q2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.core.freetext import Finding, not_accepted
from larka.core.freetext.forms import FreeTextForm, accepted_in
from larka.questionnaires.actions.filling import LONGEST_REASON, Answered
from larka.questionnaires.queries.filling import FieldView, SectionView, Told, sections_for
from larka.questionnaires.shape import rights, values
from larka.questionnaires.shape.parts import LISTS, TEXTS, Question, Role, Shape
from larka.questionnaires.shape.rights import Reader, Standing
from larka.questionnaires.shape.words import ROLE_WORDS
from larka.records.conflicts import Conflict, chosen_text, compare_drafts, conflict_in_box, must_choose
from larka.records.forms import plain_text
from larka.records.models import Draft
from larka.records.queries.drafts import DraftBox
from larka.register.actor import Actor

_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer as it is read: lines, or rows under columns; who wrote it, in what role, when."""

    told: Told
    lines: list[str]
    columns: list[str]
    rows: list[list[str]]
    name: str
    role: str


def shown(asked: Question, told: Told, names: Mapping[str, str]) -> AnswerShown:
    """One answer for the page."""
    in_rows = asked.type in ("table", "agreement")
    return AnswerShown(
        told,
        [] if in_rows else values.said(asked, told.value),
        [title for _key, title in values.columns(asked)] if in_rows else [],
        values.table(asked, told.value) if in_rows else [],
        names.get(told.by, ""),
        str(ROLE_WORDS.get(told.role, "")),
    )


@dataclass
class FieldForm:
    """One field of the page. ``saved``: what somebody else saved meanwhile, beside what was typed (Q4).

    ``sent``: the page has sent it. ``box``: the drafts of a long answer; ``seen``: when those that the page has shown were kept.
    """

    view: FieldView
    typed: Mapping[str, str]
    others: list[AnswerShown]
    version: int
    shared: bool = False
    error: str = ""
    saved: AnswerShown | None = None
    sent: bool = False
    box: DraftBox | None = None
    seen: str = ""
    conflict: Conflict | None = None
    mine: AnswerShown | None = None
    pointed: list[Finding] = field(default_factory=list)

    @property
    def asked(self) -> Question:
        """The question."""
        return self.view.asked

    @property
    def id(self) -> str:
        """What the field's first input is called, in the page and in what is sent."""
        return values.input_name(self.asked)

    @property
    def is_list(self) -> bool:
        """Whether it has rows."""
        return self.asked.type in LISTS

    @property
    def counts(self) -> bool:
        """Whether its characters are counted."""
        return self.asked.type in TEXTS

    @property
    def may_share(self) -> bool:
        """Whether a guardian chooses if the other guardian reads it (C5)."""
        return rights.may_share(self.asked)

    @property
    def text(self) -> str:
        """What stands in the place of a long answer: what was just typed before any draft (Q2)."""
        if self.conflict is not None:
            return self.conflict.together
        drafted = None if self.sent or self.box is None else self.box.text
        return self.value() if drafted is None else drafted

    @property
    def keeps(self) -> DraftBox | None:
        """The drafts, as what is typed from now on is kept among them: begun at the version that the page has shown."""
        return self.box and replace(self.box, version=self.version)

    def name(self, *more: object) -> str:
        """The name of one of its inputs."""
        return values.input_name(self.asked, *more)

    def value(self, *more: object) -> str:
        """What stands in one of its inputs."""
        return self.typed.get(self.name(*more), "")

    @property
    def rows(self) -> range:
        """The rows to show."""
        return values.rows(self.asked, self.typed)

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Key and title of each column."""
        return values.columns(self.asked)


@dataclass
class AnswersForm:
    """All fields that somebody reaches, section by section.

    ``boxes``: the drafts by question. ``lost``: what was typed in fields that were locked meanwhile.
    """

    sections: Iterable[SectionView]
    names: Mapping[str, str]
    data: Mapping[str, str] | None = None
    boxes: Mapping[str, DraftBox] = field(default_factory=dict)
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
            [shown(asked, told, self.names) for told in view.others],
            mine.version if mine else 0,
            mine.shared if mine else False,
            mine=shown(asked, mine, self.names) if mine else None,
            box=self.boxes.get(asked.id),
        )
        if self.data is not None and f"version-{asked.id}" in self.data:
            if view.writable:
                self._take(made, self.data)
            elif (typed := values.read(asked, self.data)).value is not None or typed.error:
                aside = {made.name("val"), made.name("who"), made.name("seen")}
                told = (text for name, text in self.data.items() if name.startswith(made.id) and name not in aside)
                self.lost.append((asked.label, [text for text in told if text]))
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
