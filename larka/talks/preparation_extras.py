"""What preparations add to the engine of forms: their round, what their templates must hold to, and what ends when they are shared."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from larka.questionnaires.extras import Extras, register_extras
from larka.questionnaires.models import Round
from larka.questionnaires.shape.checking import Problem
from larka.questionnaires.shape.parts import Shape
from larka.register.actor import Actor
from larka.talks.access.preparations import LOCKED, PREPARATION
from larka.talks.examples import examples
from larka.talks.models import TalkRound


def _begin(_by: Actor, started: Round, children: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    """The engine's round is made by the round of talks, whose id it carries."""
    talks = TalkRound.objects.get(public_id=str(started.token))
    return {child: {"talk_round": talks} for child in children}


def _steps() -> tuple[str, ...]:
    return _("Förbereds"), _("Delat"), _("Låst")


def _problems(shape: Shape) -> Iterator[Problem]:
    """Three steps; a home is never read by the other unasked; a talk is held whether all have answered or not."""
    if len(shape.stages) != LOCKED + 1:
        yield Problem("", "stages", _("Ett samtalsunderlag har tre steg: förbereds, delat, låst."))
    for question in shape.questions():
        if "guardian" in question.writers and not question.each:
            text = _("Det som vårdnadshavare skriver är vars och ens eget. Välj att var och en svarar för sig.")
            yield Problem(question.id, "each", text)
        if question.required:
            text = _("Samtalet hålls även om någon inte har hunnit svara. Ta bort kravet på svar.")
            yield Problem(question.id, "required", text)


register_extras(PREPARATION, Extras(begin=_begin, problems=_problems, examples=examples, steps=_steps))
