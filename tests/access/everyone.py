"""One question put to all projections of a policy at once, for everybody of the cast: they must answer the same."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import connection

from larka.access.holders import holders
from larka.access.policy import Policy
from larka.register.actor import Actor
from larka.register.models import Person
from larka.register.queries import FOOTING_SQL
from tests.cast import NOON


def reached_by(policy: Policy[Any], obj: Any, at: dt.datetime = NOON) -> set[str]:
    """The short names of exactly those who reach this; fails where two projections disagree about anybody."""
    plan_once()
    people = dict(Person.objects.values_list("pk", "given_name"))
    held = holders(policy, obj, at)
    row = policy.model._default_manager.filter(pk=obj.pk)
    for pk, name in people.items():
        actor = Actor(person_id=pk, at=at)
        permitted, role = row.values_list(policy.condition(actor), policy.role(actor)).get()
        answers = {
            "allowed": policy.allows(actor, obj),
            "allowed where they stand": policy.allows(standing(actor), obj),
            "permitted": permitted,
            "held": any(person == pk for person, _ in held),
        }
        assert len(set(answers.values())) == 1, f"{policy.key} for {name}: {answers}"
        assert (pk, role) in held if permitted else role == "", f"{policy.key}: {name} reads as {role!r}, held as {held}"
    return {people[person] for person, _ in held}


def standing(actor: Actor) -> Actor:
    """The same actor as a session knows it: paths that start where the person does not stand are not asked."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {FOOTING_SQL} FROM register_person p WHERE p.id = %s", [actor.person_id])
        return replace(actor, footing=frozenset(cursor.fetchone()[0]))


def plan_once() -> None:
    """The same statements for thirty people: planned once each, and none forgotten."""
    connection.ensure_connection()
    connection.connection.prepare_threshold, connection.connection.prepared_max = 0, 2_000
