"""What stands around a child on its page, in one question."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONArray, JSONObject

from larka.access.policies import CHILD_READ, PLACEMENT_READ
from larka.access.questions import question
from larka.access.relation import TODAY, holds_on
from larka.media.queries.pictures import picture_of_opened
from larka.register.actor import Actor
from larka.register.choices import Relation
from larka.register.models import Person, Placement
from larka.web.access import ADULT_READ, MY_CHILDREN
from larka.web.queries.people import FAMILY_ROLES, NAMES_ONLY, SWITCHING, Adult, Rows, answering, switcher


@dataclass(frozen=True, slots=True)
class Around:
    """Its picture, where it is placed today, its adults and, for its family, the children to switch between."""

    picture: uuid.UUID | None
    placements: list[dict[str, Any]]
    adults: list[Adult]
    switcher: list[tuple[str, str, bool]]


def around(actor: Actor, child: Person, *, role: str) -> Around:
    """As far as the reader may know, who opened the child in this role (A3, A6, A17)."""
    ((picture, placements, adults, family),) = _around(actor, child.pk)
    named = [] if role in NAMES_ONLY else [Adult(*adult) for adult in adults]
    shown = [adult for adult in named if adult.relation == Relation.GUARDIAN or role not in FAMILY_ROLES]
    children = [{**row, "public_id": uuid.UUID(row["public_id"])} for row in family] if role in SWITCHING else []
    return Around(picture, placements, shown, switcher(children, child.pk))


@question(int)
def _around(actor: Actor, child: int) -> Rows:
    placed = PLACEMENT_READ.about(actor, child, Placement.objects.filter(holds_on("", actor.today, TODAY)))
    place = JSONObject(school_form="school_form", grade="grade", unit_name="unit__name")
    adults = ADULT_READ.about(actor, child, answering(actor)).order_by("person__display_sort_key", "person_id")
    family = MY_CHILDREN.visible_to(actor).order_by("sort_key", "pk")
    rows: Rows = Person.objects.filter(pk=child).values_list(
        picture_of_opened(CHILD_READ, actor),
        ArraySubquery(placed.order_by("kind", "starts_on", "pk").values_list(place)),
        ArraySubquery(adults.values_list(JSONArray("person__display_name", "relation"))),
        ArraySubquery(family.values_list(JSONObject(pk="pk", public_id="public_id", given_name="given_name"))),
    )
    return rows
