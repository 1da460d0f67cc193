"""What the shipped preparations are put together of. Ids are made of names that stay, so that answers can be compared between schools."""

import uuid
from collections.abc import Iterable

from larka.questionnaires.shape.parts import Question, QuestionType, Role, Section, Shape, Stage

_HOUSE = uuid.UUID("0f6f4b1e-6a59-5f0c-8d0f-8f1d6f0c7b52")
_PREPARED, _SHARED, _LOCKED = "forbereds", "delas", "last"
APART = "Varje vårdnadshavare skriver för sig. Den andra vårdnadshavaren läser bara det som du väljer att dela."


def stable(name: str) -> str:
    """The id of a part by its name."""
    return str(uuid.uuid5(_HOUSE, name))


def stages() -> tuple[Stage, ...]:
    """Written by each, read by the others too, locked when the talk is held."""
    return tuple(Stage(stable(key), name) for key, name in ((_PREPARED, "Förbereds"), (_SHARED, "Delat"), (_LOCKED, "Låst")))


def ask(
    name: str,
    kind: QuestionType,
    label: str,
    help_text: str = "",
    *,
    writers: Iterable[Role],
    readers: Iterable[Role] = (),
    lowest: str = "",
    highest: str = "",
) -> Question:
    """A question that each writer answers for themselves; the others read it from the second step on."""
    return Question(
        stable(name), kind, label, help_text, writers=tuple(writers), readers=tuple(readers), each=True, shown=stable(_SHARED),
        lowest=lowest, highest=highest,
    )  # fmt: skip


def section(name: str, heading: str, questions: Iterable[Question], help_text: str = "") -> Section:
    """Questions under a heading."""
    return Section(stable(f"avsnitt-{name}"), heading, help_text, tuple(questions))


def preparation(
    title: str, intro: str, sections: Iterable[Section], *, school_forms: tuple[str, ...], first_year: int = 0, last_year: int = 0
) -> Shape:
    """A whole preparation, and whom it is for."""
    return Shape(title, intro, stages(), tuple(sections), school_forms, first_year, last_year)
