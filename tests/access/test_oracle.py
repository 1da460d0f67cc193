"""Generated schools with moving dates: every projection of every policy answers what the rules answer, and nothing else."""

import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from larka.access.holders import holders
from larka.access.policies import CHILD_DOCUMENTS, CHILD_READ, GROUP_READ, MEMBER_READ, NAME_READ, PLACEMENT_READ, UNIT_READ
from larka.access.policy import Policy, permitted
from larka.assessments.access import JUDGE, JUDGE_ACTIVITY, JUDGEMENT_EDIT, JUDGEMENT_READ, JUDGEMENT_STATE
from larka.register.actor import Actor
from tests.access import oracle_rules as rules
from tests.access.everyone import plan_once, standing
from tests.access.oracle import Facts
from tests.access.oracle_school import School
from tests.access.school_rows import Rows
from tests.access.schools import moments, schools

ASKED = os.environ.get("LARKA_EXAMPLES")  # so many schools; and the one that fails is made as small as it can be
Rule = Callable[[Facts, int, int], set[str]]
POLICIES: list[tuple[Policy[Any], str, Rule]] = [
    (CHILD_READ, "people", rules.child),
    (CHILD_DOCUMENTS, "people", rules.documents),
    (MEMBER_READ, "members", rules.membership),
    (PLACEMENT_READ, "places", rules.placement),
    (GROUP_READ, "groups", rules.group),
    (UNIT_READ, "units", rules.unit),
    (JUDGE_ACTIVITY, "activities", rules.judge_activity),
    (JUDGE, "members", rules.judge),
    (JUDGEMENT_EDIT, "records", rules.edit),
    (JUDGEMENT_STATE, "records", rules.state),
    (JUDGEMENT_READ, "records", rules.read),
]

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]


def test_every_projection_answers_as_the_rules_do(db: Any) -> None:
    """A1–A6, A10, A13, A16–A19, B4: the schools are put beside each other, so that what leaks from one to the next is seen too."""
    plan_once()

    @settings(
        max_examples=int(ASKED or "18"),
        phases=(Phase.generate, Phase.shrink) if ASKED else (Phase.generate,),
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def compare(data: st.DataObject) -> None:
        at = data.draw(moments())
        school = data.draw(schools(at))
        _agree(school, Rows(school), at)

    compare()


def _agree(school: School, rows: Rows, at: dt.datetime) -> None:
    facts = Facts(school, at)
    numbers = {person.pk: n for n, person in enumerate(rows.people)}
    for policy, listed, rule in POLICIES:
        objects = getattr(rows, listed)
        expected = {(v, n): rule(facts, v, n) for v in range(len(rows.people)) for n in range(len(objects))}
        for viewer, person in enumerate(rows.people):
            _listed_as_the_rules_say(policy, objects, _actor(person, at), {n: expected[viewer, n] for n in range(len(objects))})
        for n, obj in enumerate(objects):
            held = {(numbers.get(person, -1), role) for person, role in holders(policy, obj, at)}
            assert held == {(v, role) for v in range(len(rows.people)) for role in expected[v, n]}, f"{policy.key}: {obj} is held by"
    _names_agree(facts, rows, numbers)
    _buttons_agree(facts, rows)


def _actor(person: Any, at: dt.datetime) -> Actor:
    """Every other person as a session knows them, the others as nobody has looked where they stand."""
    actor = Actor(person.pk, at)
    return standing(actor) if person.pk % 2 else actor


def _listed_as_the_rules_say(policy: Policy[Any], objects: list[Any], actor: Actor, expected: dict[int, set[str]]) -> None:
    seen = dict(policy.visible_to(actor).values_list("pk", policy.role(actor)))
    assert set(seen) == {objects[n].pk for n, roles in expected.items() if roles}, f"{policy.key} lists"
    if "child" in policy.columns and actor.footing is not None:
        rows = policy.model._default_manager.filter(pk__in=[obj.pk for obj in objects])
        children = list(rows.values_list(policy.columns["child"], flat=True))
        told = [policy.visible_to(actor, children=children), policy.among(actor, rows, children=children)]
        assert all({row.pk for row in rows} == set(seen) for rows in told), f"{policy.key} lists of known children"
    order = [grant.path.key for grant in policy.grants]
    if expected and hasattr(objects[0], "public_id"):
        opened = policy.open(actor, objects[0].public_id)
        assert getattr(opened, "access_role", None) == seen.get(objects[0].pk), f"{policy.key} opens"
    for n, roles in expected.items():
        if roles:
            assert seen[objects[n].pk] == min(roles, key=order.index), f"{policy.key}: the strongest role"


def _names_agree(facts: Facts, rows: Rows, numbers: dict[int, int]) -> None:
    """A3, A10, A18: the projections of NAME_READ; its paths have no roles to compare."""
    everyone = range(len(rows.people))
    known = {(v, p) for v in everyone for p in everyone if rules.name(facts, v, p)}
    for v in everyone:
        viewer = _actor(rows.people[v], facts.at)
        for named in (NAME_READ.visible_to(viewer), NAME_READ.by_key(viewer)):
            seen = {numbers.get(pk, -1) for pk in named.values_list("pk", flat=True)}
            assert seen == {p for p in everyone if (v, p) in known}, f"person {v} knows the names of"
    for p in (0, len(rows.people) - 1):
        held = {numbers.get(person, -1) for person, _ in holders(NAME_READ, rows.people[p], facts.at)}
        assert held == {v for v in everyone if (v, p) in known}, f"person {p} is known by name to"


def _buttons_agree(facts: Facts, rows: Rows) -> None:
    """One question for all buttons on all rows says the same as each policy asked by itself."""
    policies = {JUDGEMENT_EDIT: rules.edit, JUDGEMENT_STATE: rules.state, JUDGEMENT_READ: rules.read}
    listed = JUDGEMENT_READ.model._default_manager.filter(pk__in=[row.pk for row in rows.records])
    for v, person in enumerate(rows.people):
        actor = Actor(person.pk, facts.at)
        shown = permitted(actor, policies, listed)
        for n, row in enumerate(rows.records):
            assert shown[row.pk] == {policy.key for policy, rule in policies.items() if rule(facts, v, n)}
        row = rows.records[0]
        assert JUDGEMENT_READ.allows(actor, row) == (JUDGEMENT_READ.key in shown[row.pk])
