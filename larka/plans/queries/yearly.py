"""A child's plans through the years, each version as it was (C9, H4)."""

from typing import Any

from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.plans.access import PLAN
from larka.plans.models import PlanSnapshot
from larka.questionnaires.queries.filling import forms_about
from larka.questionnaires.queries.templates import shape_by_key
from larka.register.actor import Actor
from larka.register.models import Person


def years_of(actor: Actor, child: Person) -> list[dict[str, Any]]:
    """The plans that exist for the reader, the newest year first, each with its step and its versions: two questions."""
    rows = forms_about(actor, child, PLAN)
    versions: dict[int, list[dict[str, Any]]] = {}
    for snapshot in _finalised.dicts(actor, [row["pk"] for row in rows]):
        versions.setdefault(snapshot["record_id"], []).append(snapshot)
    for row in rows:
        shape = shape_by_key(row["template_version_id"])
        row |= {"title": shape.title, "step": shape.stages[row["stage"]].name, "finalised": versions.get(row["pk"], [])}
    return rows


@question(Ids)
def _finalised(_actor: Actor, plans: Ids) -> QuerySet[Any, Any]:
    return PlanSnapshot.objects.filter(record__among=plans).order_by("-number").values("record_id", "number", "published_at")
