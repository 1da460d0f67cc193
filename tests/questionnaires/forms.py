"""Forms of the tests: one that has every type of question and every sort of writer, and the ways to fill it in."""

import datetime as dt
from typing import Any

from larka.questionnaires.actions.filling import Answered, move_on, save_answers
from larka.questionnaires.actions.rounds import start_round
from larka.questionnaires.actions.templates import change_template, make_template, publish_template
from larka.questionnaires.models import Questionnaire, QuestionnaireTemplate, Round, TemplateVersion
from larka.questionnaires.queries.templates import work_on
from larka.questionnaires.shape.parts import Option, Question, Section, Shape, Stage
from larka.register.models import Person
from tests.cast import Cast, actor

STAFF = ("mentor", "principal")


def key(number: int) -> str:
    """An id that a test can name."""
    return f"00000000-0000-4000-8000-{number:012d}"


FILLED, TALK, DONE = key(901), key(902), key(903)
WISH, FEELS, HOME, NOTES, AGREED, READ, HEALTH = (key(number) for number in range(1, 8))
NAMES = {WISH: "wish", FEELS: "feels", HOME: "home", NOTES: "notes", AGREED: "agreed", READ: "read", HEALTH: "health"}

QUESTIONS = (
    # The pupil's own words; a guardian may write them down until the pupil does (C1).
    Question(WISH, "long", "Vad vill du lära dig?", writers=("pupil", "guardian"), readers=("mentor", "teacher"), for_pupil=True,
             required=True, most=200, shown=FILLED),
    Question(FEELS, "scale", "Hur trivs du?", writers=("pupil",), readers=("guardian", "mentor"), lowest="illa", highest="bra", shown=TALK),
    # Each home by itself, apart from the other (C5).
    Question(HOME, "long", "Vad vill ni ta upp?", writers=("guardian",), readers=("mentor",), each=True, required=True, shown=FILLED),
    Question(NOTES, "long", "Egna anteckningar", writers=("mentor",), readers=()),
    Question(AGREED, "agreement", "Överenskommelse", writers=("mentor",), readers=("pupil", "guardian", "teacher", "principal"),
             required=True, opens=TALK, shown=TALK),
    Question(READ, "read", "Jag har läst", writers=("guardian",), readers=("mentor",), each=True, opens=TALK, shown=TALK),
    Question(HEALTH, "short", "Till rektor", writers=("mentor",), readers=("principal",)),
)  # fmt: skip


def talk_shape(title: str = "Inför samtalet") -> Shape:
    """Filled in at home, talked about, locked."""
    stages = (Stage(FILLED, "Fylls i"), Stage(TALK, "Samtal"), Stage(DONE, "Klart"))
    sections = (Section(key(801), "Inför", questions=QUESTIONS[:4]), Section(key(802), "Tillsammans", questions=QUESTIONS[4:]))
    return Shape(title, "Vi ses i november.", stages, sections)


def one_of_each() -> Shape:
    """A question of every type."""
    options = (Option(key(701), "Ja"), Option(key(702), "Nej"), Option(key(703), "Kanske"))
    types = ("short", "long", "one", "many", "scale", "date", "goals", "table", "agreement", "read", "files")
    questions = tuple(
        Question(
            key(number), kind, f"Fråga om {kind}", writers=("pupil", "mentor"), options=options if kind in ("one", "many", "table") else ()
        )  # type: ignore[arg-type]
        for number, kind in enumerate(types, start=1)
    )
    return Shape(
        "Allt", stages=(Stage(FILLED, "Fylls i"), Stage(DONE, "Klart")), sections=(Section(key(801), "Allt", questions=questions),)
    )


def published(cast: Cast, shape: Shape | None = None, *, name: str = "Samtalsunderlag") -> TemplateVersion:
    """A template of Björkskolan, published by Rolf."""
    by = actor(cast.rolf, cast.at)
    template = make_template(by=by, unit=cast.school, kind="questionnaire", name=name)
    work = work_on(template)
    assert work is not None
    step = change_template(by=by, template=template, seen=work.step, shape=shape or talk_shape())
    return publish_template(by=by, template=template, seen=step.public_id)


def started(cast: Cast, version: TemplateVersion | None = None) -> Round:
    """Mats has started the form for 5A, until in two weeks."""
    version = version or published(cast)
    return start_round(by=actor(cast.mats, cast.at), group=cast.class_5a, version=version, last_day=cast.at.date() + dt.timedelta(days=14))


def form_of(child: Person) -> Questionnaire:
    """The child's form."""
    return Questionnaire.objects.get(child=child)


def write(cast: Cast, who: Person, form: Questionnaire, answers: dict[str, Any], *, version: int = 0, shared: bool = False) -> list[str]:
    """Somebody saves these answers."""
    given = [Answered(field, value, version, shared) for field, value in answers.items()]
    return save_answers(by=actor(who, cast.at), form=form, answers=given)


def moved_on(cast: Cast, form: Questionnaire, *, despite_missing: bool = False) -> Questionnaire:
    """Mats has taken it one step further."""
    form.refresh_from_db()
    move_on(by=actor(cast.mats, cast.at), forms=[form], expected=form.stage, despite_missing=despite_missing)
    form.refresh_from_db()
    return form


AGREEMENT = [{"who": "Mats", "what": "övar bråk med Elsa", "by": "2026-12-15"}]


def filled(cast: Cast) -> Questionnaire:
    """Elsa's form, answered by all: it waits for its last step."""
    started(cast)
    form = form_of(cast.elsa)
    write(cast, cast.elsa, form, {WISH: "Bråk", FEELS: 4})
    write(cast, cast.anna, form, {HOME: "Annas fråga"})
    write(cast, cast.anders, form, {HOME: "Anders fråga"})
    write(cast, cast.mats, form, {NOTES: "Mina anteckningar", HEALTH: "Till rektor"})
    moved_on(cast, form)
    write(cast, cast.mats, form, {AGREED: AGREEMENT})
    form.refresh_from_db()
    return form


def template_of(cast: Cast) -> QuestionnaireTemplate:
    """The template of the unit."""
    return QuestionnaireTemplate.objects.get(unit=cast.school, kind="questionnaire")
