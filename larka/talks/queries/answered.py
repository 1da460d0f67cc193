"""Who has written something before the talks of a round, and who has not: never what (C5)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from larka.access.holders import people_reaching
from larka.access.policies import FAMILY
from larka.core.swedish import swedish_sort_key
from larka.questionnaires.queries.templates import shape_for
from larka.questionnaires.queries.waiting import has_place
from larka.questionnaires.shape.parts import Shape
from larka.register.actor import Actor
from larka.talks.access.preparations import LOCKED, PREPARATION_LEAD
from larka.talks.models import Preparation, PreparationAnswer, TalkRound
from larka.talks.queries.agreeing import names_of

_SCHOOL = frozenset({"mentor", "preschool_staff", "principal", "teacher", "leisure_staff"})


@dataclass(frozen=True, slots=True)
class Answering:
    """One child's preparation: its step, who has written in it and who has not, by name; ``reminds``: somebody at home can be."""

    public_id: uuid.UUID
    child_id: int
    name: str
    step: str
    locked: bool
    wrote: list[str]
    waits: list[str]
    reminds: bool


def answering(actor: Actor, started: TalkRound) -> list[Answering]:
    """The preparations of the round that the actor leads, by the children's names; people as far as the actor may know them (A18)."""
    found = led(actor, started)
    asked, wrote = asked_at_home(actor, found), _wrote(found)
    names = names_of(actor, {person for people in asked.values() for person in people})
    return [_row(each, asked[each.pk], wrote[each.pk], names) for each in found]


def led(actor: Actor, started: TalkRound) -> list[Preparation]:
    """Those of the round whose talks the actor leads."""
    rows = PREPARATION_LEAD.among(actor, Preparation.objects.filter(talk_round=started))
    return list(rows.select_related("child").order_by("child__sort_key", "pk"))


def asked_at_home(actor: Actor, preparations: Sequence[Preparation]) -> dict[int, set[int]]:
    """By preparation, the people at home who have a part to write in it."""
    found: dict[int, set[int]] = {each.pk: set() for each in preparations}
    for role, ways in (("pupil", FAMILY[:1]), ("guardian", FAMILY[1:])):
        meant = {each.child_id: each for each in preparations if _asks(shape_for(each), {role})}
        for person, child in people_reaching(ways, list(meant), actor.at):
            each = meant[child]
            if each.audience is None or person in each.audience:
                found[each.pk].add(person)
    return found


def to_remind(actor: Actor, preparations: Sequence[Preparation]) -> dict[int, set[int]]:
    """By child, those at home who have written nothing where it can still be written; a child who has left is asked nothing."""
    here = Preparation.objects.filter(has_place(actor), pk__in=[each.pk for each in preparations]).values_list("pk", flat=True)
    still = [each for each in preparations if each.pk in set(here) and each.stage < LOCKED]
    asked, wrote = asked_at_home(actor, still), _wrote(still)
    return {each.child_id: asked[each.pk] - wrote[each.pk] for each in still}


def _asks(shape: Shape, roles: set[str]) -> bool:
    return any(roles & set(question.writers) for question in shape.questions())


def _wrote(preparations: Sequence[Preparation]) -> dict[int, set[int]]:
    """By preparation, who has written; 0 for the school. What is the child's own part is the child's, whoever typed it in."""
    found: dict[int, set[int]] = {each.pk: set() for each in preparations}
    child = {each.pk: each.child_id for each in preparations}
    rows: Any = PreparationAnswer.objects.filter(record__in=list(found), value__isnull=False).order_by()
    for record, owner, role in rows.values_list("record_id", "owner_id", "role"):
        found[record].add(0 if role in _SCHOOL else owner or child[record])
    return found


def _row(each: Preparation, asked: set[int], wrote: set[int], names: Mapping[int, str]) -> Answering:
    shape = shape_for(each)
    known = sorted((person for person in asked if person in names), key=lambda person: swedish_sort_key(names[person]))
    school = [(0, _("Skolan"))] if _asks(shape, set(_SCHOOL)) else []
    people = [*((person, names[person]) for person in known), *school]
    locked = each.stage == LOCKED
    return Answering(
        each.public_id, each.child_id, each.child.display_name, shape.stages[each.stage].name, locked,
        [name for person, name in people if person in wrote], [name for person, name in people if person not in wrote],
        reminds=not locked and bool(asked - wrote),
    )  # fmt: skip
