"""The forms of a group at a glance: who has come how far, and who still owes what."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.db.models.query import QuerySet

from larka.access.policies import MEMBER_READ
from larka.access.relation import TODAY, holds_on
from larka.questionnaires.access import FORM_LEAD, FORM_START, ROUND_LEAD
from larka.questionnaires.models import Questionnaire, QuestionnaireAnswer, Round
from larka.questionnaires.queries.templates import shape_by_key
from larka.questionnaires.shape.parts import ROLES, Shape
from larka.questionnaires.shape.rights import waiting
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership

_A_YEAR = dt.timedelta(days=365)


@dataclass(slots=True)
class FormRow:
    """One child's form: its step, and how many required answers each role still owes."""

    pk: int
    public_id: uuid.UUID
    child_id: int
    name: str
    stage: int
    answered: int
    published: bool
    missing: dict[str, int] = field(default_factory=dict)


def children_without(actor: Actor, started: Round) -> list[int]:
    """The group's children today, as far as the actor may know of them (A10), who have no form of the round."""
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=started.group_id)
    seen = MEMBER_READ.among(actor, members, members_of=started.group_id)
    have = Questionnaire.objects.filter(round=started).order_by().values("child_id")
    return list(seen.exclude(child__in=have).order_by("child__sort_key", "pk").values_list("child_id", flat=True))


def forms_of(actor: Actor, started: Round) -> list[FormRow]:
    """The forms of the round that the actor leads, in name order: two questions, whatever the size of the group. No answers are told."""
    shape = shape_by_key(started.template_version_id)
    rows = FORM_LEAD.among(actor, Questionnaire.objects.filter(round=started)).order_by("child__sort_key", "pk")
    listed = rows.values("pk", "public_id", "child_id", "stage", "published_at", name=F("child__display_name"))
    found = list(listed)
    answered: dict[int, set[str]] = {row["pk"]: set() for row in found}
    given = QuestionnaireAnswer.objects.filter(record__in=list(answered), value__isnull=False).order_by()
    for record, asked in given.values_list("record_id", "field"):
        answered[record].add(str(asked))
    return [_row(row, shape, answered[row["pk"]]) for row in found]


def _row(row: dict[str, Any], shape: Shape, answered: set[str]) -> FormRow:
    owed: Counter[str] = Counter(
        role
        for asked in shape.questions()
        if row["stage"] < shape.last and waiting(asked, shape, row["stage"], answered=asked.id in answered)
        for role in asked.writers
    )
    missing = {str(role): owed[role] for role in ROLES if owed[role]}
    return FormRow(
        row["pk"], row["public_id"], row["child_id"], row["name"], row["stage"], len(answered), row["published_at"] is not None, missing
    )


def rounds_led(actor: Actor) -> QuerySet[Round]:
    """The rounds of this and the last school year that the actor follows, the newest first."""
    rows = ROUND_LEAD.visible_to(actor).filter(school_year__ends_on__gt=actor.today - _A_YEAR)
    return (
        rows.select_related("group__unit", "template_version__template").defer("template_version__content").order_by("-started_at", "-pk")
    )


def groups_to_start(actor: Actor) -> QuerySet[Group]:
    """The groups that the actor may start forms for, today."""
    rows = FORM_START.visible_to(actor).filter(holds_on("", actor.today, TODAY), kind__in=("klass", "mentor", "avdelning"))
    return rows.select_related("unit").order_by("unit__sort_key", "sort_key", "pk")


def forms_led(actor: Actor, started: Round, keys: list[int]) -> list[Questionnaire]:
    """These forms of the round, as far as the actor leads them."""
    return list(FORM_LEAD.among(actor, Questionnaire.objects.filter(round=started, pk__in=keys)).order_by("pk"))
