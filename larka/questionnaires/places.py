"""The places where long answers are written: one for each field of a form."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.questionnaires.access import FORM, FormKind, form_kind
from larka.questionnaires.models import AnsweredRecord
from larka.questionnaires.queries.filling import FormPage, answers_of, held, own_answer, standing_of
from larka.questionnaires.queries.templates import shape_for
from larka.questionnaires.shape import rights
from larka.questionnaires.shape.parts import Question
from larka.records.places import DraftPlace, Spot, register_place
from larka.records.queries.drafts import DraftBox, draft_boxes
from larka.register.actor import Actor


def home_key(kind: FormKind) -> str:
    """The key of the places where only the family writes."""
    return f"{kind.key}_home"


def answer_spot(form: AnsweredRecord, asked: Question) -> Spot:
    """Where the draft of one answer is kept; what only the family writes is kept apart, for nobody to take over."""
    kind = form_kind(form)
    place = uuid.uuid5(form.public_id, asked.id)
    return Spot(
        home_key(kind) if rights.is_familys(asked) else kind.key, place, form.public_id, asked.id, child=form.child_id, unit=form.unit_id
    )


def answer_boxes(actor: Actor, form: AnsweredRecord, page: FormPage) -> dict[str, DraftBox]:
    """The drafts of the long answers in my roles, also where the field is locked by now, by question: one question to the database."""
    asked = [view.asked for part in page.sections for view in part.fields if view.asked.type == "long"]
    mine = [each for each in asked if page.reader.roles & set(each.writers)]
    saved = [own_answer(each, page.reader, page.answers) for each in mine]
    spots = [(answer_spot(form, each), told.version if told else 0) for each, told in zip(mine, saved, strict=True)]
    return {each.id: box for each, box in zip(mine, draft_boxes(actor, spots), strict=True)}


def _finder(kind: str) -> Callable[[Actor, Any, str], Spot | None]:
    def find(actor: Actor, form: Any, detail: str) -> Spot | None:
        """The field is one that the actor may write in now."""
        shape = shape_for(form)
        asked = shape.question(detail)
        if asked is None or asked.type != "long":
            return None
        given = [told.given for told in answers_of(form) if told.field == asked.id] if asked.for_pupil else []
        spot, who = answer_spot(form, asked), held(actor, form)
        writes = asked.id not in who.withheld and rights.may_write(asked, shape, standing_of(form, actor, who), who.roles, given)
        return spot if writes and spot.kind == kind else None

    return find


def register_form_places(kind: FormKind, *, school: Promise, home: Promise) -> tuple[DraftPlace, DraftPlace]:
    """Enter the places where a kind's long answers are written: the school's, and those that only the family writes."""
    return (
        register_place(DraftPlace(key=kind.key, label=school, policy=kind.read, find=_finder(kind.key), longest=8_000)),
        register_place(
            DraftPlace(key=home_key(kind), label=home, policy=kind.read, find=_finder(home_key(kind)), longest=8_000, private=True)
        ),
    )


ANSWER_PLACE, HOME_ANSWER_PLACE = register_form_places(
    FORM, school=_("Svar i ett formulär"), home=_("Hemmets eller elevens svar i ett formulär")
)
