"""What is wrong with a form, before it is published: each problem at its part."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from larka.questionnaires.shape.parts import LONGEST, WITH_OPTIONS, Question, Shape

MOST_SECTIONS, MOST_QUESTIONS, MOST_STAGES, MOST_OPTIONS = 30, 100, 8, 30
LABEL, HELP, NAME = 300, 2000, 80
STEPS = range(2, 11)
DAYS = range(-365, 366)


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence about one part: the question's or section's id (empty: the form itself) and what of it."""

    part: str
    what: str
    text: str


def problems(shape: Shape) -> list[Problem]:
    """Everything that keeps the form from being published."""
    return [*_of_form(shape), *_of_sections(shape), *(p for question in shape.questions() for p in question_problems(question, shape))]


def _of_form(shape: Shape) -> Iterator[Problem]:
    if not 0 < len(shape.title.strip()) <= LABEL:
        yield Problem("", "title", _("Skriv en rubrik."))
    if len(shape.intro) > HELP:
        yield Problem("", "intro", _("Inledningen är för lång; högst %(most)s tecken får plats.") % {"most": HELP})
    yield from stage_problems([stage.name for stage in shape.stages])
    if not any(shape.questions()):
        yield Problem("", "sections", _("Formuläret har ingen fråga än."))
    if len(shape.sections) > MOST_SECTIONS or len(list(shape.questions())) > MOST_QUESTIONS:
        yield Problem("", "sections", _("Högst %(s)s avsnitt och %(q)s frågor får plats.") % {"s": MOST_SECTIONS, "q": MOST_QUESTIONS})
    ids = [*(s.id for s in shape.sections), *(q.id for q in shape.questions()), *(s.id for s in shape.stages)]
    if len(set(ids)) < len(ids) or not all(map(_is_id, ids)):
        yield Problem("", "sections", _("Mallen är trasig: två delar har samma id."))


def stage_problems(names: list[str]) -> Iterator[Problem]:
    """What is wrong with the steps."""
    if not 2 <= len(names) <= MOST_STAGES:  # noqa: PLR2004 – to be filled in, and locked
        yield Problem("", "stages", _("Skriv minst två steg och högst %(most)s, ett på varje rad.") % {"most": MOST_STAGES})
    if len({name.casefold() for name in names}) < len(names):
        yield Problem("", "stages", _("Två steg heter likadant."))
    if any(not name.strip() or len(name) > NAME for name in names):
        yield Problem("", "stages", _("Ett steg har ett namn med 1 till %(most)s tecken.") % {"most": NAME})


def _of_sections(shape: Shape) -> Iterator[Problem]:
    for section in shape.sections:
        if not 0 < len(section.heading.strip()) <= LABEL:
            yield Problem(section.id, "heading", _("Skriv en rubrik."))
        if len(section.help) > HELP:
            yield Problem(section.id, "help", _("Högst %(most)s tecken får plats.") % {"most": HELP})


def question_problems(question: Question, shape: Shape) -> Iterator[Problem]:
    """What is wrong with one question."""
    for what, text in (*_worded(question), *_written(question), *_typed(question), *_timed(question, shape)):
        yield Problem(question.id, what, text)


def _worded(question: Question) -> Iterator[tuple[str, str]]:
    if not 0 < len(question.label.strip()) <= LABEL:
        yield "label", _("Skriv frågan.")
    if len(question.help) > HELP:
        yield "help", _("Högst %(most)s tecken får plats.") % {"most": HELP}


def _written(question: Question) -> Iterator[tuple[str, str]]:
    if not question.writers:
        yield "writers", _("Välj minst en som skriver.")
    if question.for_pupil and (question.each or not {"pupil", "guardian"} <= set(question.writers)):
        yield "for_pupil", _("Då ska både eleven och vårdnadshavare skriva, och svaret vara gemensamt.")


def _typed(question: Question) -> Iterator[tuple[str, str]]:
    texts = [option.text.strip() for option in question.options]
    fewest = 0 if question.type not in WITH_OPTIONS else 1 if question.type == "table" else 2
    if not fewest <= len(texts) <= MOST_OPTIONS:
        yield "options", _("Skriv minst %(fewest)s och högst %(most)s, ett på varje rad.") % {"fewest": fewest, "most": MOST_OPTIONS}
    if len({text.casefold() for text in texts}) < len(texts) or any(not 0 < len(text) <= LABEL for text in texts):
        yield "options", _("Två är likadana, eller något är tomt eller för långt.")
    if question.type == "scale" and question.steps not in STEPS:
        yield "steps", _("En skala har %(least)s till %(most)s steg.") % {"least": STEPS[0], "most": STEPS[-1]}
    if len(question.lowest) > NAME or len(question.highest) > NAME:
        yield "lowest", _("Högst %(most)s tecken får plats.") % {"most": NAME}
    highest = LONGEST.get(question.type, 0)
    if not 0 <= question.most <= max(highest, 0):
        yield "most", _("Skriv ett tal från 1 till %(most)s, eller lämna tomt.") % {"most": highest}


def _timed(question: Question, shape: Shape) -> Iterator[tuple[str, str]]:
    opens, locks = shape.place(question.opens, 0), shape.place(question.locks, shape.last)
    if opens >= locks:
        yield "locks", _("Frågan ska låsas i ett senare steg än den öppnas.")
    for what, stage in (("opens", question.opens), ("locks", question.locks), ("shown", question.shown)):
        if stage and shape.place(stage, -1) < 0:
            yield what, _("Steget finns inte längre.")
    for what, days in (("opens_days", question.opens_days), ("locks_days", question.locks_days)):
        if days is not None and days not in DAYS:
            yield what, _("Skriv högst ett år, i dagar.")
    if question.opens_days is not None and question.locks_days is not None and question.opens_days >= question.locks_days:
        yield "locks_days", _("Sista dagen att skriva ska ligga efter den första.")


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
