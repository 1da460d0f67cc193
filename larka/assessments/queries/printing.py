"""A unit's published omdömen of a term, in the order they are handed out: class by class, and those in no class last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext as _

from larka.access.policies import MEMBER_READ
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import CLASS_JUDGEMENTS, JUDGEMENT_READ, UNIT_JUDGEMENTS
from larka.assessments.models import Judgement
from larka.assessments.queries.classes import OF_CLASSES
from larka.assessments.queries.reading import as_rows
from larka.register.actor import Actor
from larka.register.choices import GroupKind
from larka.register.models import Organisation, Term
from larka.register.orders import in_school_order

_CLASS_FIRST = Case(When(kind=GroupKind.KLASS, then=Value(0)), default=Value(1), output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Batch:
    """Children who are printed together; ``group`` is 0 for those in no class."""

    group: int
    name: str
    children: list[int]


def may_have_print(actor: Actor, arguments: Mapping[str, Any]) -> bool:
    """Whether what was printed of the unit is still the actor's to have: as they may print it today (A5)."""
    unit = Organisation.objects.filter(pk=arguments["unit"]).first()
    return unit is not None and UNIT_JUDGEMENTS.allows(actor, unit)


def may_read_print(actor: Actor, judgements: Sequence[int]) -> bool:
    """Whether the actor reads every one of these omdömen today: nobody in them is protected, withheld or somewhere else by now."""
    asked = set(judgements)
    return JUDGEMENT_READ.among(actor, Judgement.objects.filter(pk__in=asked, latest__isnull=False)).count() == len(asked)


def batches_of(actor: Actor, unit: Organisation, term: Term) -> list[Batch]:
    """Each child once: in their class, else in their mentor's group, else among the rest; as far as the actor may know of them."""
    groups = CLASS_JUDGEMENTS.visible_to(actor).filter(
        holds_on("", actor.today, TODAY), unit=unit, kind__in=(GroupKind.KLASS, GroupKind.MENTOR)
    )
    seen: set[int] = set()
    batches = []
    for pk, name in groups.order_by(_CLASS_FIRST, *in_school_order()).values_list("pk", "name"):
        children = [child for child in _members(actor, pk) if child not in seen]
        seen.update(children)
        if children:
            batches.append(Batch(pk, name, children))
    if rest := sorted(set(_judged(actor, unit, term)) - seen):
        batches.append(Batch(0, _("Elever utan klass"), rest))
    return batches


def published_among(actor: Actor, children: list[int], term: Term) -> list[dict[str, Any]]:
    """One term's published omdömen of these children that the actor reads, by child and subject."""
    return list(as_rows(JUDGEMENT_READ.visible_to(actor, children=children).filter(term=term)))


def _members(actor: Actor, group: int) -> list[int]:
    rows = MEMBER_READ.only(*OF_CLASSES).visible_to(actor).filter(holds_on("", actor.today, TODAY), group=group)
    return list(rows.order_by("child__sort_key", "pk").values_list("child_id", flat=True))


def _judged(actor: Actor, unit: Organisation, term: Term) -> list[int]:
    rows = JUDGEMENT_READ.visible_to(actor).filter(term=term, unit=unit)
    return list(rows.order_by().values_list("child_id", flat=True).distinct())
