"""Changing a form: each gives a new one. KeyError where the part is no longer there."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from larka.questionnaires.shape.parts import Option, Question, Section, Shape, Stage, new_id

T = TypeVar("T")


def add_section(shape: Shape, section: Section) -> Shape:
    """A further section, last."""
    return replace(shape, sections=(*shape.sections, section))


def replace_section(shape: Shape, section: Section) -> Shape:
    """The section with this id as it is now."""
    place = _section(shape, section.id)
    return replace(shape, sections=_put(shape.sections, place, section))


def add_question(shape: Shape, section: str, question: Question) -> Shape:
    """A further question, last in its section."""
    place = _section(shape, section)
    found = shape.sections[place]
    return _with(shape, place, (*found.questions, question))


def replace_question(shape: Shape, question: Question) -> Shape:
    """The question with this id as it is now."""
    place, number = _question(shape, question.id)
    return _with(shape, place, _put(shape.sections[place].questions, number, question))


def move(shape: Shape, key: str, step: int) -> Shape:
    """A section or question one place up (-1) or down (1); a question at the edge goes on into the next section, at the end it stays."""
    if shape.section(key):
        return replace(shape, sections=_swapped(shape.sections, _section(shape, key), step))
    place, number = _question(shape, key)
    questions = shape.sections[place].questions
    if 0 <= number + step < len(questions):
        return _with(shape, place, _swapped(questions, number, step))
    if not 0 <= place + step < len(shape.sections):
        return shape
    there = shape.sections[place + step].questions
    moved = (questions[number], *there) if step > 0 else (*there, questions[number])
    return _with(_with(shape, place, _without(questions, number)), place + step, moved)


def copy(shape: Shape, key: str, name: Callable[[str], str]) -> Shape:
    """The same once more right below, with ids of its own and a name made of the old one."""
    if section := shape.section(key):
        place = _section(shape, key)
        questions = tuple(_again(question, question.label) for question in section.questions)
        made = replace(section, id=new_id(), heading=name(section.heading), questions=questions)
        return replace(shape, sections=(*shape.sections[: place + 1], made, *shape.sections[place + 1 :]))
    place, number = _question(shape, key)
    questions = shape.sections[place].questions
    made_question = _again(questions[number], name(questions[number].label))
    return _with(shape, place, (*questions[: number + 1], made_question, *questions[number + 1 :]))


def remove(shape: Shape, key: str) -> Shape:
    """Without the section, and all in it, or the question."""
    if shape.section(key):
        return replace(shape, sections=_without(shape.sections, _section(shape, key)))
    place, number = _question(shape, key)
    return _with(shape, place, _without(shape.sections[place].questions, number))


def renamed_options(texts: list[str], before: tuple[Option, ...]) -> tuple[Option, ...]:
    """Options by their texts. One that is worded as before keeps its id, wherever it stands; so does one reworded in its place."""
    left = {option.text: option for option in before}
    kept = [left.pop(text, None) for text in texts]
    reworded = {option.id: place for place, option in enumerate(before) if option.text in left}
    by_place = {place: key for key, place in reworded.items()}
    return tuple(found or Option(by_place.get(place, new_id()), text) for place, (text, found) in enumerate(zip(texts, kept, strict=True)))


def renamed_stages(names: list[str], before: tuple[Stage, ...]) -> tuple[Stage, ...]:
    """Steps by their names, with the ids as for options."""
    options = renamed_options(names, tuple(Option(stage.id, stage.name) for stage in before))
    return tuple(Stage(option.id, option.text) for option in options)


def _again(question: Question, label: str) -> Question:
    options = tuple(Option(new_id(), option.text) for option in question.options)
    return replace(question, id=new_id(), label=label, options=options)


def _section(shape: Shape, key: str) -> int:
    for place, section in enumerate(shape.sections):
        if section.id == key:
            return place
    raise KeyError(key)


def _question(shape: Shape, key: str) -> tuple[int, int]:
    for place, section in enumerate(shape.sections):
        for number, question in enumerate(section.questions):
            if question.id == key:
                return place, number
    raise KeyError(key)


def _with(shape: Shape, place: int, questions: tuple[Question, ...]) -> Shape:
    return replace(shape, sections=_put(shape.sections, place, replace(shape.sections[place], questions=questions)))


def _put(items: tuple[T, ...], place: int, item: T) -> tuple[T, ...]:
    return (*items[:place], item, *items[place + 1 :])


def _without(items: tuple[T, ...], place: int) -> tuple[T, ...]:
    return (*items[:place], *items[place + 1 :])


def _swapped(items: tuple[T, ...], place: int, step: int) -> tuple[T, ...]:
    if not 0 <= place + step < len(items):
        return items
    changed = list(items)
    changed[place], changed[place + step] = changed[place + step], changed[place]
    return tuple(changed)
