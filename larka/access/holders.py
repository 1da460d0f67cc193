"""The relation read from the other side: "Vem kan se detta?" (A18)."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Case, Model, Q, Value, When
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.models import EmergencyAccess, Withholding
from larka.access.policies import NAME_READ
from larka.access.policy import Grant, Policy
from larka.access.questions import Ids, Question
from larka.access.relation import TODAY, Path, holding, holds_on
from larka.core.dates import STOCKHOLM
from larka.register.actor import Actor


@dataclass(frozen=True)
class Holder:
    """One person who can see a thing, and by which path."""

    person_id: int
    name: str
    role: str
    label: str


def holders(policy: Policy[Any], obj: Model, at: dt.datetime, *, day: dt.date | None = None) -> set[tuple[int, str]]:
    """Everyone who reaches this object and how: (person, path key). Unfiltered: for rules and tests, never for a page."""
    day = day or at.astimezone(STOCKHOLM).date()
    values = row_of(policy, obj)
    if values is None:
        return set()
    found: set[tuple[int, str]] = set()
    for grant, open_now in zip(policy.grants, values["open"], strict=True):
        if open_now:
            people = _people(grant, [values[policy.columns[a]] for a in grant.via], day, at)
            found |= {(p, grant.path.key) for p in people if _is_meant(policy, grant, values, p)}
    kept_out = _kept_out(policy, obj, day)
    return {(p, key) for p, key in found if p not in kept_out}


def told_now(viewer: Actor, child: int, found: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Without the emergency access to this child that is told later (A8): rektor is told at once, and whoever took it knows."""
    pairs = set(found)
    if not _in_emergency(pairs) or (viewer.person_id, paths.PRINCIPAL.key) in pairs:
        return pairs
    held = EmergencyAccess.objects.filter(child=child, starts_at__lte=viewer.at, ends_at__gt=viewer.at)
    waiting = held.filter(notice_delayed_until__gt=viewer.today).exclude(person=viewer.person_id).values_list("person_id", flat=True)
    return pairs - {(person, paths.EMERGENCY.key) for person in waiting}


def _in_emergency(found: Iterable[tuple[int, str]]) -> bool:
    return any(key == paths.EMERGENCY.key for _person, key in found)


def people_reaching(paths: Iterable[Path], children: Iterable[int], at: dt.datetime) -> set[tuple[int, int]]:
    """(person, child) for everyone whom these paths connect to these children: who will get what is sent."""
    asked_at, wanted = Actor.operator(at), list(children)
    return {(person, child) for person, child in _reaching(tuple(paths))(asked_at, wanted)}


@lru_cache(maxsize=64)
def _reaching(paths: tuple[Path, ...]) -> Question:
    def build(actor: Actor, children: Ids) -> QuerySet[Any, Any]:
        first, *others = (
            path.in_force(actor.today, actor.at, Q(**{f"{path.anchor['child']}__among": children})).values_list(
                path.person, path.anchor["child"]
            )
            for path in paths
        )
        return first.union(*others) if others else first

    return Question(build, (Ids,))


def expected_holders(policy: Policy[Any], values: Mapping[str, int], at: dt.datetime) -> set[tuple[int, str]]:
    """Who would reach a record with these columns once it is in the state that opens it: asked before anything is written."""
    day = at.astimezone(STOCKHOLM).date()
    return {
        (person, grant.path.key)
        for grant in policy.grants
        for person in _people(grant, [values[policy.columns[a]] for a in grant.via], day, at)
        if not grant.mine
    }


def named(viewer: Actor, policy: Policy[Any], found: Iterable[tuple[int, str]]) -> list[Holder]:
    """Those of the holders whom this viewer may know of (A18), one row a person with their strongest role, in name order."""
    strongest: dict[int, str] = {}
    order = {grant.path.key: n for n, grant in reversed(list(enumerate(policy.grants)))}
    for person, key in sorted(found, key=lambda pair: order[pair[1]]):
        strongest.setdefault(person, key)
    labels = {grant.path.key: grant.path.label for grant in policy.grants}
    known = NAME_READ.visible_to(viewer).filter(pk__in=strongest).order_by("display_sort_key", "pk").values_list("pk", "display_name")
    return [Holder(pk, name, strongest[pk], str(labels[strongest[pk]])) for pk, name in known]


def row_of(policy: Policy[Any], obj: Model) -> dict[str, Any] | None:
    """The columns of this object that the policy asks, and which of its grants are ``open``."""
    names = {policy.columns[a] for grant in policy.grants for a in grant.via}
    names |= {name for name in (policy.author, policy.audience) if name}
    states = [
        Case(When(g.when, then=Value(value=True)), default=Value(value=False), output_field=BooleanField()) if g.when else Value(value=True)
        for g in policy.grants
    ]
    listed = sorted(names)
    row = policy.model._default_manager.filter(pk=obj.pk).values_list(*listed, *states).first()
    if row is None:
        return None
    return dict(zip(listed, row, strict=False)) | {"open": row[len(listed) :]}


def _people(grant: Grant, anchors: Sequence[int | None], day: dt.date, at: dt.datetime) -> set[int]:
    if any(a is None for a in anchors):
        return set()
    fragment = holding(grant.path, grant.via)
    with connection.cursor() as cursor:
        cursor.execute(fragment.sql, fragment.bind(0, day, at, [a for a in anchors if a is not None]))
        return {person for (person,) in cursor.fetchall()}


def _kept_out(policy: Policy[Any], obj: Model, day: dt.date) -> set[int]:
    if not policy.kind:
        return set()
    rows = Withholding.objects.filter(holds_on("", day, TODAY), kind=policy.kind, record_id=obj.pk, field__in=["", *policy.whole])
    return set(rows.values_list("person_id", flat=True))


def _is_meant(policy: Policy[Any], grant: Grant, values: dict[str, Any], person: int) -> bool:
    """Whether the author's own, or the audience (A17), leaves this person in."""
    if grant.mine:
        return bool(person == values[policy.author])
    return grant.always or not policy.audience or values[policy.audience] is None or person in values[policy.audience]
