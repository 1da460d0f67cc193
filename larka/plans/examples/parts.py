"""What the shipped plans are put together of. Ids are made of names that stay, so that statistics can compare schools."""

import uuid
from collections.abc import Iterable
from typing import Any

from larka.questionnaires.shape.parts import Question, QuestionType, Role, Section, Shape, Stage

_HOUSE = uuid.UUID("8d9f6f2c-2f0b-5f57-9a3e-6c2f0f5a4b11")

PREPARED, TALK, DONE = "forbereds", "samtal", "faststalld"
SCHOOL: tuple[Role, ...] = ("mentor", "principal")
STAFF: tuple[Role, ...] = ("mentor", "teacher", "principal")
EVERYONE: tuple[Role, ...] = ("pupil", "guardian", *STAFF)


def stable(name: str) -> str:
    """The id of a part by its name."""
    return str(uuid.uuid5(_HOUSE, name))


def stages() -> tuple[Stage, ...]:
    """Prepared at home and at school, talked about, finalised."""
    return (Stage(stable(PREPARED), "Förbereds"), Stage(stable(TALK), "Samtal"), Stage(stable(DONE), "Fastställd"))


def ask(name: str, kind: QuestionType, label: str, help_text: str = "", **more: Any) -> Question:
    """A question; ``opens`` and ``shown`` by the step's short name."""
    steps: dict[str, Any] = {key: stable(more.pop(key)) for key in ("opens", "shown", "locks") if key in more}
    return Question(stable(name), kind, label, help_text, **steps, **more)


def section(name: str, heading: str, questions: Iterable[Question], help_text: str = "") -> Section:
    """Questions under a heading."""
    return Section(stable(f"avsnitt-{name}"), heading, help_text, tuple(questions))


def plan(title: str, intro: str, sections: Iterable[Section], forms: tuple[str, ...], years: tuple[int, int] = (0, 0)) -> Shape:
    """A whole plan, for these school forms and years."""
    return Shape(title, intro, stages(), tuple(sections), forms, *years)
