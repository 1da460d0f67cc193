"""What waits for somebody on the start page: forms about oneself or one's children with something left to answer."""

import datetime as dt
import uuid
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.query import QuerySet

from larka.access.near import my_family
from larka.access.questions import Ids, Question, question
from larka.audit.models import Entry
from larka.questionnaires.access import FORM, FormKind
from larka.questionnaires.queries.templates import shape_by_key
from larka.questionnaires.shape.parts import Shape
from larka.questionnaires.shape.rights import Standing, may_write
from larka.register.actor import Actor
from larka.register.models import Person, Placement

NEWS_FOR = dt.timedelta(days=90)


def has_place(by: Actor, unit: str = "unit") -> Exists:
    """The child has a place in the unit, now or to come: whoever has left it is asked nothing by it (A5)."""
    open_end = Q(ends_on__isnull=True) | Q(ends_on__gt=by.today)
    return Exists(Placement.objects.filter(open_end, child=OuterRef("child"), unit=OuterRef(unit)).order_by())


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
    page: str = FORM.key


def forms_waiting(actor: Actor, kind: FormKind = FORM) -> list[Waiting]:
    """Two questions; those that are due first stand first."""
    rows = _open(kind).dicts(actor)
    if not rows:
        return []
    answered = {(pk, str(field)) for pk, field in _answered(kind)(actor, [row["pk"] for row in rows])}
    return [found for row in rows if (found := _waiting(actor, row, answered, kind)).left]


def children_with_forms(actor: Actor) -> list[dict[str, Any]]:
    """Myself and the children of mine about whom there is a form for me."""
    return _with_forms.dicts(actor)


@question()
def _with_forms(actor: Actor) -> QuerySet[Any, Any]:
    mine = FORM.only("pupil", "guardian", "proxy").visible_to(actor).order_by().values("child_id")
    return Person.objects.filter(pk__in=mine).order_by("sort_key", "pk").values("pk", "public_id", name=F("display_name"))


@dataclass(frozen=True, slots=True)
class Published:
    """A form that is published, and that this reader has not opened since."""

    public_id: uuid.UUID
    child_id: int
    child: uuid.UUID
    name: str
    title: str
    newest: dt.datetime


def forms_to_read(actor: Actor, kind: FormKind = FORM) -> list[Published]:
    """What is new to me about my children or myself, the newest first."""
    return [Published(row[0], row[1], row[2], row[3], shape_by_key(row[4]).title, row[5]) for row in _unopened(kind)(actor)]


@lru_cache(maxsize=16)
def _unopened(kind: FormKind) -> Question:
    def build(actor: Actor) -> QuerySet[Any, Any]:
        opened = Entry.objects.filter(
            person_id=actor.person_id, kind=Entry.Kind.READ, record_kind=kind.key, record_ids__contains=[OuterRef("pk")],
            at__gte=OuterRef("latest__published_at"),
        )  # fmt: skip
        mine = kind.only("pupil", "guardian").visible_to(actor).filter(child__among=my_family(actor))
        news = mine.filter(~Exists(opened), locked_at__isnull=False, latest__published_at__gte=actor.at - NEWS_FOR)
        return news.order_by("-latest__published_at", "pk").values_list(
            "public_id", "child_id", "child__public_id", "child__display_name", "template_version_id", "latest__published_at"
        )

    return Question(build, ())


@lru_cache(maxsize=16)
def _open(kind: FormKind) -> Question:
    def build(actor: Actor) -> QuerySet[Any, Any]:
        mine = kind.only("pupil", "guardian").visible_to(actor).filter(child__among=my_family(actor))
        rows = mine.filter(has_place(actor), locked_at__isnull=True)
        if kind.put_right_at_school:
            rows = rows.filter(published_at__isnull=True)
        return rows.order_by("last_day", "child__sort_key", "pk").values(
            "pk", "public_id", "child_id", "stage", "last_day", "template_version_id", child_public_id=F("child__public_id"),
            name=F("child__display_name"),
        )  # fmt: skip

    return Question(build, ())


@lru_cache(maxsize=16)
def _answered(kind: FormKind) -> Question:
    """What is answered for me: by everybody together, or by myself for myself."""
    model: Any = kind.model
    answers = model._meta.get_field("answers").related_model

    def build(actor: Actor, forms: Ids) -> QuerySet[Any, Any]:
        mine = Q(owner__isnull=True) | Q(owner_id=actor.person_id)
        rows = answers._default_manager.filter(mine, record__among=forms, value__isnull=False).order_by()
        return rows.values_list("record_id", "field")  # type: ignore[no-any-return]

    return Question(build, (Ids,))


def questions_left(actor: Actor, child: int, shape: Shape, standing: Standing, answered: Set[str]) -> int:
    """How many questions about the child, or about oneself, wait for this member of the family."""
    roles = frozenset({"pupil" if child == actor.person_id else "guardian"})
    return sum(asked.id not in answered and may_write(asked, shape, standing, roles) for asked in shape.questions())


def _waiting(actor: Actor, row: dict[str, Any], answered: Set[tuple[int, str]], kind: FormKind) -> Waiting:
    shape = shape_by_key(row["template_version_id"])
    standing = Standing(row["stage"], actor.today, row["last_day"])
    left = questions_left(actor, row["child_id"], shape, standing, {field for pk, field in answered if pk == row["pk"]})
    return Waiting(row["public_id"], row["child_id"], row["child_public_id"], row["name"], shape.title, left, row["last_day"], kind.page())
