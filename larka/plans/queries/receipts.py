"""Who has confirmed having read a finalised plan, and who has not."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.db.models.query import QuerySet

from larka.access.holders import people_reaching
from larka.access.near import my_family
from larka.access.policies import FAMILY, NAME_READ
from larka.access.questions import question
from larka.plans.access import PLAN
from larka.plans.models import Plan, PlanReceipt
from larka.questionnaires.queries.waiting import NEWS_FOR
from larka.register.actor import Actor

ROLES = (("pupil", FAMILY[:1]), ("guardian", FAMILY[1:]))


@dataclass(frozen=True, slots=True)
class Confirms:
    """Somebody at home who reads the plan: by name where the viewer may know it; the receipt of the newest version, or none."""

    person_id: int
    public_id: uuid.UUID
    name: str
    role: str
    receipt: PlanReceipt | None


def family_of(actor: Actor, plans: Iterable[Plan]) -> dict[int, list[tuple[int, str]]]:
    """Plan → the people at home who read it, with their role; without those whom rektor's decision or the audience keeps out."""
    listed = [plan for plan in plans if plan.latest_id]
    found: dict[int, list[tuple[int, str]]] = {plan.pk: [] for plan in listed}
    for role, ways in ROLES:
        reached = people_reaching(ways, [plan.child_id for plan in listed if role in plan.roles], actor.at)
        for plan in listed:
            meant = (person for person, child in sorted(reached) if child == plan.child_id and role in plan.roles)
            found[plan.pk] += [(person, role) for person in meant if plan.audience is None or person in plan.audience]
    return found


def confirming(actor: Actor, plans: Iterable[Plan]) -> dict[int, list[Confirms]]:
    """Plan → those at home, with or without a receipt. Whom the viewer may not know is not named, and not counted (A10)."""
    listed = [plan for plan in plans if plan.latest_id]
    family = family_of(actor, listed)
    people = {person for of_plan in family.values() for person, _role in of_plan}
    known = NAME_READ.visible_to(actor).filter(pk__in=people).values_list("pk", "public_id", "display_name")
    names = {pk: (public_id, name) for pk, public_id, name in known}
    newest = PlanReceipt.objects.filter(record__in=list(family), number=F("record__latest__number"))
    given = {(receipt.record_id, receipt.person_id): receipt for receipt in newest}
    return {
        plan.pk: [Confirms(p, *names[p], role, given.get((plan.pk, p))) for p, role in family[plan.pk] if p in names] for plan in listed
    }


def own_receipt(actor: Actor, plan: Plan) -> PlanReceipt | None:
    """My receipt of the newest version."""
    if plan.latest_id is None:
        return None
    return next(iter(_own.objects(actor, plan.pk)), None)


@question(int)
def _own(actor: Actor, plan: int) -> QuerySet[PlanReceipt]:
    rows = PlanReceipt.objects.filter(record=plan, person_id=actor.person_id or 0, number=F("record__latest__number"))
    return rows.order_by("pk")


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """A finalised plan that I have not confirmed."""

    public_id: uuid.UUID
    child_id: int
    child: uuid.UUID
    name: str
    newest: Any


def plans_to_confirm(actor: Actor) -> list[ToConfirm]:
    """Those about me and my children, the newest first."""
    return [ToConfirm(*row) for row in _unconfirmed(actor)]


@question()
def _unconfirmed(actor: Actor) -> QuerySet[Any, Any]:
    mine = PlanReceipt.objects.filter(record=OuterRef("pk"), person_id=actor.person_id or 0, number=OuterRef("latest__number"))
    rows = PLAN.only("pupil", "guardian").visible_to(actor).filter(child__among=my_family(actor))
    waiting = rows.filter(~Exists(mine), locked_at__isnull=False, latest__published_at__gte=actor.at - NEWS_FOR)
    return waiting.order_by("-latest__published_at", "pk").values_list(
        "public_id", "child_id", "child__public_id", "child__display_name", "latest__published_at"
    )
