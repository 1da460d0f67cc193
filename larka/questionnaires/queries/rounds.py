"""The forms of a group at a glance: who has come how far, and who still owes what."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from larka.access.holders import people_reaching
from larka.access.policies import FAMILY, MEMBER_READ, NAME_READ
from larka.access.relation import TODAY, holds_on
from larka.questionnaires.access import FORM, FORM_START, ROUND_LEAD, FormKind, form_kind_of
from larka.questionnaires.extras import extras_of
from larka.questionnaires.models import AnsweredRecord, Round
from larka.questionnaires.queries.templates import shape_for
from larka.questionnaires.shape.parts import ROLES, Question, Role, Shape
from larka.questionnaires.shape.rights import roles_at, waiting
from larka.questionnaires.shape.words import ROLE_WORDS
from larka.records.models import Draft
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership
from larka.register.orders import in_school_order

_A_YEAR = dt.timedelta(days=365)


@dataclass(slots=True)
class FormRow:
    """One child's form: its step, and how many required answers are owed, by who owes them in words; where any of several may, together."""

    pk: int
    public_id: uuid.UUID
    child_id: int
    name: str
    stage: int
    answered: int
    published: bool
    audience: list[int] | None = None
    missing: dict[str, int] = field(default_factory=dict)


def children_without(actor: Actor, started: Round) -> list[int]:
    """The group's children today, as far as the actor may know of them (A10), who have no form of the round."""
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=started.group_id)
    seen = MEMBER_READ.among(actor, members, members_of=started.group_id)
    return list(seen.exclude(child__in=_have(started)).order_by("child__sort_key", "pk").values_list("child_id", flat=True))


def records_of(started: Round) -> QuerySet[Any]:
    """Every record of the round, of whatever kind; one that is not begun has none."""
    return form_kind_of(started.kind).model._default_manager.filter(round=started.pk or 0)


def _have(started: Round) -> list[int]:
    """The children who have theirs: of this round, or otherwise."""
    given = records_of(started).order_by().values_list("child_id", flat=True)
    return sorted({*given, *extras_of(started.kind).have(started)})


def children_untold(actor: Actor, started: Round) -> list[int]:
    """Those without a form of the round whom the actor may not know by name: never for a page, only to find who may (A10)."""
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=started.group_id)
    seen = MEMBER_READ.among(actor, members, members_of=started.group_id).order_by().values("child_id")
    rest = members.exclude(child__in=_have(started)).exclude(child__in=seen)
    return list(rest.order_by("child_id").values_list("child_id", flat=True).distinct())


def hidden_in(actor: Actor, group: Group) -> int:
    """How many of the group's children today the actor may not know by name: a number; others start for them (A10)."""
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group=group)
    return members.count() - MEMBER_READ.among(actor, members, members_of=group.pk).count()


def is_begun(forms: Sequence[Any]) -> bool:
    """Whether anything is written in one of them, if only as a draft, or one has been moved."""
    if not forms:
        return False
    of_these = type(forms[0])._default_manager.filter(pk__in=[form.pk for form in forms])
    return (
        of_these.filter(Q(answers__isnull=False) | Q(moves__isnull=False)).exists()
        or Draft.objects.filter(subject__in=[form.public_id for form in forms]).exists()
    )


def forms_of(actor: Actor, started: Round) -> list[FormRow]:
    """The forms of the round that the actor leads, in name order: two questions, whatever the size of the group. No answers are told."""
    led = form_kind_of(started.kind).lead.among(actor, records_of(started)).select_related("child")
    found = list(led.order_by("child__sort_key", "pk"))
    answered = answered_in(found)
    return [_row(form, shape_for(form), answered[form.pk], extras_of(started.kind).excused(form)) for form in found]


def answered_in(forms: Sequence[Any]) -> dict[int, set[str]]:
    """The ids of the questions that have an answer, by form: one question."""
    answered: dict[int, set[str]] = {form.pk: set() for form in forms}
    if forms:
        answers: Any = type(forms[0])._meta.get_field("answers").related_model
        given = answers._default_manager.filter(record__in=list(answered), value__isnull=False).order_by()
        for record, asked in given.values_list("record_id", "field"):
            answered[record].add(str(asked))
    return answered


def owed_in(form: AnsweredRecord, shape: Shape, answered: Set[str], excused: Set[str] = frozenset()) -> list[Question]:
    """The required questions that could have been answered in this step and are not; in the last nothing is owed."""
    if form.stage == shape.last:
        return []
    asked = (each for each in shape.questions() if not each.purpose or each.purpose not in excused)
    return [each for each in asked if waiting(each, shape, form.stage, answered=each.id in answered)]


def _row(form: Any, shape: Shape, answered: Set[str], excused: Set[str]) -> FormRow:
    owed = Counter(tuple(role for role in ROLES if role in asked.writers) for asked in owed_in(form, shape, answered, excused))
    missing = {_one_of(writers): owed[writers] for writers in sorted(owed, key=lambda writers: [*map(ROLES.index, writers)])}
    name, published = form.child.display_name, form.published_at is not None
    return FormRow(form.pk, form.public_id, form.child_id, name, form.stage, len(answered), published, form.audience, missing)


def _one_of(writers: Sequence[Role]) -> str:
    """Who may answer, in words."""
    words = [str(ROLE_WORDS[role]) for role in writers]
    return _(" eller ").join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def receivers(actor: Actor, shape: Shape, rows: Sequence[FormRow]) -> dict[int, dict[int, str]]:
    """Whom each child's form is published to at home, by person; nameless where the actor may not know of them (A10, A18, F1)."""
    reads = roles_at(shape, shape.last)
    ways = [*(FAMILY[:1] if "pupil" in reads else ()), *(FAMILY[1:] if "guardian" in reads else ())]
    audience = {row.child_id: row.audience for row in rows}
    found = {
        (person, child)
        for person, child in people_reaching(ways, audience, actor.at)
        if (only := audience[child]) is None or person in only
    }
    known = NAME_READ.visible_to(actor).filter(pk__in={person for person, _child in found}).order_by("display_sort_key", "pk")
    names = dict(known.values_list("pk", "display_name"))
    order = [*names, *({person for person, _child in found} - names.keys())]
    return {child: {person: names.get(person, "") for person in order if (person, child) in found} for child in audience}


def rounds_led(actor: Actor, kind: FormKind = FORM) -> QuerySet[Round]:
    """The rounds of this and the last school year that the actor follows, the newest first."""
    rows = ROUND_LEAD.visible_to(actor).filter(kind=kind.key, school_year__ends_on__gt=actor.today - _A_YEAR)
    return (
        rows.select_related("group__unit", "template_version__template").defer("template_version__content").order_by("-started_at", "-pk")
    )


def groups_to_start(actor: Actor) -> QuerySet[Group]:
    """The groups that the actor may start forms for, today."""
    rows = FORM_START.visible_to(actor).filter(holds_on("", actor.today, TODAY), kind__in=("klass", "mentor", "avdelning"))
    return rows.select_related("unit").order_by("unit__sort_key", *in_school_order())


def forms_led(actor: Actor, started: Round, keys: list[int]) -> list[Any]:
    """These forms of the round, as far as the actor leads them."""
    return list(form_kind_of(started.kind).lead.among(actor, records_of(started).filter(pk__in=keys)).order_by("pk"))
