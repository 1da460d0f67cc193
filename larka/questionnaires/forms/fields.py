"""One field of the page, by its type: what stands in it, and the answers that are read there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from larka.core.documents import File
from larka.core.freetext import Finding
from larka.questionnaires.queries.files import FilesBeside
from larka.questionnaires.queries.filling import FieldView, Told
from larka.questionnaires.queries.kept import Kept
from larka.questionnaires.shape import rights, values
from larka.questionnaires.shape.parts import LISTS, TEXTS, Question
from larka.questionnaires.shape.words import KIND_WORDS, ROLE_WORDS
from larka.records.conflicts import Conflict
from larka.records.queries.drafts import DraftBox

# What a telephone offers to choose among; what a file is shows when it comes.
_OFFERED = {
    "picture": "image/*", "sound": "audio/*", "film": "video/*", "document": ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileShown:
    """One file of the page by its place. ``file`` is None for one that waits to be saved; ``gone``: it is to be taken away."""

    row: int
    medium: str
    text: str
    file: File | None
    name: str
    gone: bool


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer as it is read: lines, or rows under columns; who wrote it, in what role, when."""

    told: Told
    lines: list[str]
    columns: list[str]
    rows: list[list[str]]
    name: str
    role: str
    files: list[File] = field(default_factory=list)


def shown(asked: Question, told: Told, names: Mapping[str, str], beside: FilesBeside) -> AnswerShown:
    """One answer for the page."""
    in_rows = asked.type in ("table", "agreement")
    files = told.value or () if asked.type == "files" else ()
    return AnswerShown(
        told,
        [] if in_rows or asked.type == "files" else values.said(asked, told.value),
        [title for _key, title in values.columns(asked)] if in_rows else [],
        values.table(asked, told.value) if in_rows else [],
        names.get(told.by, ""),
        str(ROLE_WORDS.get(told.role, "")),
        [beside.held[each["medium"]].node(each["text"]) for each in files if each["medium"] in beside.held],
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
    beside: FilesBeside = field(default_factory=FilesBeside)
    kept: Kept = field(default_factory=Kept)

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

    @property
    def files(self) -> list[FileShown]:
        """The files that hang there and those that wait to be saved; one that is nowhere any longer is left out."""
        held, sent = self.beside.held, self.beside.sent
        rows = [row for row in values.file_rows(self.asked, self.typed) if row.medium in held or row.medium in sent]
        return [
            FileShown(row.row, row.medium, row.text, held[row.medium].node(""), held[row.medium].medium.name, row.gone)
            if row.medium in held
            else FileShown(row.row, row.medium, row.text, None, sent[row.medium], row.gone)
            for row in rows
        ]

    @property
    def left_over(self) -> list[tuple[int, str]]:
        """What was said of files that are nowhere any longer, since somebody else took them away: by row, for its writer (Q2)."""
        there = self.beside.held.keys() | self.beside.sent.keys()
        rows = ((row, self.value(row), self.value(row, "text")) for row in range(values.MOST_FILE_ROWS))
        return [(row, text) for row, medium, text in rows if text and medium not in there]

    @property
    def offered(self) -> str:
        """What a browser offers to choose among."""
        return ",".join(_OFFERED[kind] for kind in self.asked.file_kinds)

    @property
    def kinds(self) -> str:
        """What files may be, in words."""
        return ", ".join(str(KIND_WORDS[kind]).lower() for kind in self.asked.file_kinds)
