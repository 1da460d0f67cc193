"""One question put to all projections of a policy at once, for everybody of the cast: they must answer the same."""

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

from django.db import connection

from larka.access.holders import holders
from larka.access.policy import Policy
from larka.access.questions import Ids, Question
from larka.register.actor import Actor
from larka.register.models import GroupMembership, Person
from larka.register.queries import FOOTING_SQL
from tests.cast import NOON


def reached_by(policy: Policy[Any], obj: Any, at: dt.datetime = NOON) -> set[str]:
    """The short names of exactly those who reach this; fails where two projections disagree about anybody."""
    plan_once()
    people = dict(Person.objects.values_list("pk", "given_name"))
    held, footings = holders(policy, obj, at), _footings()
    known = {form: _known(policy, obj, form) for form in _told(policy)}
    for pk, name in people.items():
        actor = Actor(person_id=pk, at=at)
        there = replace(actor, footing=footings[pk])
        ((permitted, role),) = _permitted(policy)(actor, obj.pk)
        answers = {
            "allowed": _among(policy)(actor, obj.pk) != [],
            "allowed where they stand": policy.allows(there, obj),
            "permitted": permitted,
            "held": any(person == pk for person, _ in held),
            **{form: question(actor, obj.pk, known[form]) != [] for form, question in _told(policy).items()},
        }
        assert len(set(answers.values())) == 1, f"{policy.key} for {name}: {answers}"
        assert (pk, role) in held if permitted else role == "", f"{policy.key}: {name} reads as {role!r}, held as {held}"
    return {people[person] for person, _ in held}


@cache
def _permitted(policy: Policy[Any]) -> Question:
    """Whether a row is open, and in which role it is read: compiled once for everybody."""
    rows = policy.model._default_manager
    return Question(lambda actor, pk: rows.filter(pk=pk).values_list(policy.condition(actor), policy.role(actor)), (int,))


@cache
def _among(policy: Policy[Any]) -> Question:
    """The row, where it is open."""
    rows = policy.model._default_manager
    return Question(lambda actor, pk: policy.among(actor, rows.filter(pk=pk)).values_list("pk"), (int,))


def _footings() -> dict[int, frozenset[str]]:
    """Where everybody stands, by person."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT p.id, {FOOTING_SQL} FROM register_person p")
        return {pk: frozenset(footing) for pk, footing in cursor.fetchall()}


@cache
def _told(policy: Policy[Any]) -> dict[str, Question]:
    """The forms in which the paths are told beforehand whom the rows are about: row, and its child or group."""
    rows: Any = policy.model._default_manager
    if "child" not in policy.columns:
        return {}
    forms = {
        "among known children": Question(
            lambda actor, pk, known: policy.among(actor, rows.filter(pk=pk), children=known).values_list("pk"), (int, Ids)
        ),
        "seen of known children": Question(
            lambda actor, pk, known: policy.visible_to(actor, children=known).filter(pk=pk).values_list("pk"), (int, Ids)
        ),
    }
    if policy.model is GroupMembership:
        forms["among a group's members"] = Question(
            lambda actor, pk, group: policy.among(actor, rows.filter(pk=pk), members_of=group).values_list("pk"), (int, int)
        )
    return forms


def _known(policy: Policy[Any], obj: Any, form: str) -> Any:
    if form == "among a group's members":
        return obj.group_id
    return list(policy.model._default_manager.filter(pk=obj.pk).values_list(policy.columns["child"], flat=True))


def standing(actor: Actor) -> Actor:
    """The same actor as a session knows it: paths that start where the person does not stand are not asked."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {FOOTING_SQL} FROM register_person p WHERE p.id = %s", [actor.person_id])
        return replace(actor, footing=frozenset(cursor.fetchone()[0]))


def plan_once() -> None:
    """The same statements for thirty people: planned once each, and none forgotten."""
    connection.ensure_connection()
    connection.connection.prepare_threshold, connection.connection.prepared_max = 0, 2_000
