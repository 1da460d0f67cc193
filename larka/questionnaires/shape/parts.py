"""Sections, questions and steps as plain values, and as JSON.

Every part has an id that stays the same in every later version and in every copy: answers, statistics and what is carried over
to the next year go by it, never by a label or a place.
"""

import uuid
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from larka.core.documents.codec import DocumentError, decode, encode

QuestionType = Literal["short", "long", "one", "many", "scale", "date", "goals", "table", "agreement", "read", "files"]
FileKind = Literal["picture", "sound", "film", "document"]
Role = Literal["pupil", "guardian", "mentor", "teacher", "preschool_staff", "leisure_staff", "principal"]
TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
ROLES: tuple[Role, ...] = get_args(Role)
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)
FAMILY: frozenset[str] = frozenset({"pupil", "guardian"})
WITH_OPTIONS = frozenset({"one", "many", "table"})
TEXTS = frozenset({"short", "long"})
LISTS = frozenset({"goals", "table", "agreement"})
# What fits where the template says no less: characters of a text, rows of a list, files.
LONGEST = {"short": 200, "long": 4000, "goals": 10, "table": 20, "agreement": 15, "files": 10}
JSON_VERSION = 1


def new_id() -> str:
    """An id for a new part."""
    return str(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, or one column of a table."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One step that the answers go through; the last locks them."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """One field.

    each: every writer has an answer of their own; for_pupil: a guardian writes for the child until the child writes itself (C1).
    most: the ceiling, in characters of a text, rows of a list or files; 0 is the house's own. options: choices, or columns of a table.
    opens, locks, shown: ids of the steps from which it may be written in, no longer may, and is read by its readers; empty is the
    first for ``opens``, the last for the others. opens_days, locks_days: days from the form's last day, before it if negative.
    purpose: what it is for, where the program must know (``FormKind.purposes``). kinds: what files may be, all if empty.
    """

    id: str
    type: QuestionType
    label: str
    help: str = ""
    writers: tuple[Role, ...] = ()
    readers: tuple[Role, ...] = ()
    each: bool = False
    for_pupil: bool = False
    required: bool = False
    most: int = 0
    options: tuple[Option, ...] = ()
    steps: int = 5
    lowest: str = ""
    highest: str = ""
    opens: str = ""
    locks: str = ""
    shown: str = ""
    opens_days: int | None = None
    locks_days: int | None = None
    purpose: str = ""
    kinds: tuple[FileKind, ...] = ()

    @property
    def ceiling(self) -> int:
        """How many characters, rows or files fit."""
        return self.most or LONGEST.get(self.type, 0)

    @property
    def file_kinds(self) -> tuple[FileKind, ...]:
        """What the files may be."""
        return self.kinds or FILE_KINDS


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under a heading."""

    id: str
    heading: str
    help: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """A whole form. school_forms, first_year, last_year: whom it is for, where a kind's templates are chosen by that; 0: any year."""

    title: str
    intro: str = ""
    stages: tuple[Stage, ...] = ()
    sections: tuple[Section, ...] = ()
    school_forms: tuple[str, ...] = ()
    first_year: int = 0
    last_year: int = 0

    def questions(self) -> Iterator[Question]:
        """Every question, in order."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question | None:
        """The question with this id."""
        return next((question for question in self.questions() if question.id == key), None)

    def section(self, key: str) -> Section | None:
        """The section with this id."""
        return next((section for section in self.sections if section.id == key), None)

    def without(self, purposes: Set[str]) -> "Shape":
        """The form without the questions that are for one of these."""
        if not purposes:
            return self
        kept = (replace(s, questions=tuple(q for q in s.questions if q.purpose not in purposes)) for s in self.sections)
        return replace(self, sections=tuple(section for section in kept if section.questions))

    @property
    def last(self) -> int:
        """The place of the step that locks."""
        return len(self.stages) - 1

    def place(self, stage: str, otherwise: int) -> int:
        """The place of a step by its id; of an empty or unknown one what stands in its stead."""
        return next((number for number, each in enumerate(self.stages) if each.id == stage), otherwise)


def new_shape(title: str, stages: tuple[str, ...], heading: str) -> Shape:
    """An empty form with its steps and one section to begin in."""
    return Shape(title, stages=tuple(Stage(new_id(), name) for name in stages), sections=(Section(new_id(), heading),))


def as_json(shape: Shape) -> dict[str, Any]:
    """Open JSON that ``from_json`` reads back to an equal shape."""
    return {"version": JSON_VERSION, "shape": encode(shape)}


def from_json(data: Any) -> Shape:
    """Read what ``as_json`` wrote; raises DocumentError on anything else."""
    if not isinstance(data, dict) or data.get("version") != JSON_VERSION:
        raise DocumentError("Mallen kan inte läsas: dess version är okänd.")
    shape: Shape = decode(Shape, data.get("shape"))
    return shape
