"""Where goals, their rewordings and words of why are typed: what home or pupil types is kept apart, for nobody to take over."""

import uuid
from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from larka.audit.queries import FAMILY_ROLES
from larka.plans.access.goals import CHILD_GOALS, GOAL_READ
from larka.plans.models.goals import Goal
from larka.plans.queries.goals import may_of, row_of
from larka.plans.queries.subjects import place_for
from larka.records.places import DraftPlace, Spot, register_place
from larka.register.actor import Actor
from larka.register.models import Person

NEW, WORDS = "goal_new", "goal_words"
PARTS = ("text", "how")


def new_spot(child: Person, unit: int, role: str, part: str) -> Spot:
    """Where the draft of a goal that is being proposed is kept."""
    return Spot(_kind(NEW, role), uuid.uuid5(child.public_id, f"goal:{part}"), child.public_id, part, child=child.pk, unit=unit)


def words_spot(goal: Any, part: str) -> Spot:
    """Where the draft of a rewording, or of the word beside a step, is kept, by the role that the goal was opened in."""
    kind = f"{WORDS}_home" if goal.access_role in FAMILY_ROLES else WORDS
    return Spot(kind, uuid.uuid5(goal.public_id, part), goal.public_id, part, child=goal.child_id, unit=goal.unit_id)


def _kind(kind: str, role: str) -> str:
    return f"{kind}_home" if role in FAMILY_ROLES else kind


def _finder_of_new(kind: str) -> Callable[[Actor, Any, str], Spot | None]:
    def find(actor: Actor, child: Person, detail: str) -> Spot | None:
        """Whoever may propose a goal for the child."""
        place = place_for(actor, child.pk) if detail in PARTS else None
        spot = new_spot(child, place.unit_id, place.access_role, detail) if place is not None else None
        return spot if spot is not None and spot.kind == kind else None

    return find


def _finder_of_words(kind: str) -> Callable[[Actor, Any, str], Spot | None]:
    def find(actor: Actor, goal: Goal, detail: str) -> Spot | None:
        """Whoever may word the goal, answer its wording, or take a step with a word beside it."""
        may = may_of(actor, [row_of(goal)])[goal.pk]
        written = {*(PARTS if may.words else ()), *(step.key for step in may.steps), *(("answer",) if may.replies else ())}
        spot = words_spot(goal, detail)
        return spot if detail in written and spot.kind == kind else None

    return find


def _place(key: str, label: Promise, policy: Any, find: Any, *, private: bool = False) -> DraftPlace:
    return register_place(DraftPlace(key=key, label=label, policy=policy, find=find, longest=8_000, private=private))


_place(NEW, _("Ett mål som föreslås"), CHILD_GOALS, _finder_of_new(NEW))
_place(f"{NEW}_home", _("Ett mål som hemmet eller eleven föreslår"), CHILD_GOALS, _finder_of_new(f"{NEW}_home"), private=True)
_place(WORDS, _("Ord om ett mål"), GOAL_READ, _finder_of_words(WORDS))
_place(f"{WORDS}_home", _("Hemmets eller elevens ord om ett mål"), GOAL_READ, _finder_of_words(f"{WORDS}_home"), private=True)
