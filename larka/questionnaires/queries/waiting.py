"""What waits for somebody on the start page: forms about oneself or one's children with something left to answer."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.questionnaires.access import FORM
from larka.questionnaires.models import QuestionnaireAnswer
from larka.questionnaires.queries.templates import shape_by_key
from larka.questionnaires.shape.rights import Given, Standing, may_write
from larka.register.actor import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """One form, and how many of my fields have no answer yet."""

    public_id: uuid.UUID
    child_id: int
    child: uuid.UUID
    name: str
    title: str
    left: int
    last_day: dt.date | None


def forms_waiting(actor: Actor) -> list[Waiting]:
    """Two questions; those that are due first stand first."""
    rows = _open.dicts(actor)
    answered = {(pk, str(field)): role for pk, field, role in _answered(actor, [row["pk"] for row in rows])}
    return [found for row in rows if (found := _waiting(actor, row, answered)).left]


@question()
def _open(actor: Actor) -> QuerySet[Any, Any]:
    rows = FORM.only("pupil", "guardian").visible_to(actor).filter(locked_at__isnull=True).order_by("last_day", "child__sort_key", "pk")
    return rows.values(
        "pk", "public_id", "child_id", "stage", "last_day", "template_version_id", child_public_id=F("child__public_id"),
        name=F("child__display_name"),
    )  # fmt: skip


@question(Ids)
def _answered(actor: Actor, forms: Ids) -> QuerySet[Any, Any]:
    """What is answered for me: by everybody together, or by myself for myself."""
    mine = Q(owner__isnull=True) | Q(owner_id=actor.person_id)
    rows = QuestionnaireAnswer.objects.filter(mine, record__among=forms, value__isnull=False).order_by()
    return rows.values_list("record_id", "field", "role")


def _waiting(actor: Actor, row: dict[str, Any], answered: dict[tuple[int, str], str]) -> Waiting:
    shape = shape_by_key(row["template_version_id"])
    roles = frozenset({"pupil" if row["child_id"] == actor.person_id else "guardian"})
    standing = Standing(row["stage"], actor.today, row["last_day"])
    left = 0
    for asked in shape.questions():
        role = answered.get((row["pk"], asked.id))
        given = [] if role is None else [Given(role=role)]
        left += role is None and may_write(asked, shape, standing, roles, given)
    return Waiting(row["public_id"], row["child_id"], row["child_public_id"], row["name"], shape.title, left, row["last_day"])
