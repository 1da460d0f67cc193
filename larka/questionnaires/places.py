"""The places where long answers are written: one for each field of a form."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from larka.questionnaires.access import FORM_READ, KIND
from larka.questionnaires.models import AnsweredRecord
from larka.questionnaires.queries.filling import answers_of, held, standing_of
from larka.questionnaires.queries.templates import shape_by_key
from larka.questionnaires.shape import rights
from larka.questionnaires.shape.parts import Question
from larka.records.places import DraftPlace, Spot, register_place
from larka.register.actor import Actor

HOME_KIND = f"{KIND}_home"


def answer_spot(form: AnsweredRecord, asked: Question) -> Spot:
    """Where the draft of one answer is kept; what only the family writes is kept apart, for nobody to take over."""
    kind = HOME_KIND if rights.is_familys(asked) else KIND
    place = uuid.uuid5(form.public_id, asked.id)
    return Spot(kind, place, form.public_id, asked.id, child=form.child_id, unit=form.unit_id)


def draft_places(form: AnsweredRecord, questions: Iterable[Question]) -> Iterator[tuple[str, list[uuid.UUID]]]:
    """The places of these questions that may have a draft, by kind."""
    spots = [answer_spot(form, asked) for asked in questions if asked.type == "long"]
    for kind in (KIND, HOME_KIND):
        if places := [spot.place for spot in spots if spot.kind == kind]:
            yield kind, places


def _finder(kind: str) -> Callable[[Actor, Any, str], Spot | None]:
    def find(actor: Actor, form: Any, detail: str) -> Spot | None:
        """The field is one that the actor may write in now."""
        shape = shape_by_key(form.template_version_id)
        asked = shape.question(detail)
        if asked is None or asked.type != "long":
            return None
        given = [told.given for told in answers_of(form) if told.field == asked.id] if asked.for_pupil else []
        spot, who = answer_spot(form, asked), held(actor, form)
        writes = asked.id not in who.withheld and rights.may_write(asked, shape, standing_of(form, actor), who.roles, given)
        return spot if writes and spot.kind == kind else None

    return find


ANSWER_PLACE = register_place(DraftPlace(key=KIND, label=_("Svar i ett formulär"), policy=FORM_READ, find=_finder(KIND), longest=8_000))
HOME_ANSWER_PLACE = register_place(
    DraftPlace(
        key=HOME_KIND, label=_("Hemmets eller elevens svar i ett formulär"), policy=FORM_READ, find=_finder(HOME_KIND), longest=8_000,
        private=True,
    )
)  # fmt: skip
