"""Who of the cast reads a goal, in each of its states: the exact sets."""

import datetime as dt
from typing import Any

import pytest

from larka.access.models import Proxy, Transfer, Withholding
from larka.people.actions.settings import change_setting
from larka.plans.access.goals import CLASS_GOALS, GOAL_READ
from larka.plans.goal_records import goal_sections, goals_now
from larka.plans.models import Goal
from larka.records.contributions import contributions
from larka.records.models import audience_of
from larka.register.actor import Actor
from larka.register.models import SchoolYear
from tests.access.everyone import reached_by
from tests.cast import NOON, Cast, actor
from tests.plans.goals import goal_in, step

pytestmark = pytest.mark.django_db
FAMILY = {"Elsa", "Anna", "Anders"}
STAFF = {"Mats", "Tess", "Per", "Vera", "Rolf"}


@pytest.mark.parametrize("state", ["proposed", "new", "ongoing", "done", "fulfilled", "declined"])
def test_a_goal_is_read_by_the_family_and_those_who_teach_mentor_or_lead(cast: Cast, state: str) -> None:
    """A2, A4, A6: in every state; neither who has left or waits, the parallel class, the counsellor nor the administrator."""
    assert reached_by(GOAL_READ, goal_in(cast, state, subject=cast.maths)) == FAMILY | STAFF


@pytest.mark.postgres15
def test_a_protected_childs_goal_is_read_by_its_family_and_those_who_teach_it(cast: Cast) -> None:
    """A10: not by rektor."""
    assert reached_by(GOAL_READ, goal_in(cast, "ongoing", cast.omar)) == {"Omar", "Olga", "Mats", "Tess", "Per", "Vera"}


def test_restricted_withheld_and_narrowed_away_a_guardian_does_not_find_the_goal(cast: Cast) -> None:
    """A17: a restriction is everywhere, a withholding for one record, an audience for those named."""
    assert "Rut" not in reached_by(GOAL_READ, goal_in(cast, "new", cast.nils))
    goal, other = goal_in(cast, "new"), goal_in(cast, "new")
    Withholding.objects.create(
        kind="goal", record_id=goal.pk, person=cast.anders, reason="Menbedömning", decision="BUN 7", decided_by=cast.rolf,
        starts_on=dt.date(2026, 11, 1),
    )  # fmt: skip
    assert (FAMILY - reached_by(GOAL_READ, goal), FAMILY - reached_by(GOAL_READ, other)) == ({"Anders"}, set())
    Goal.objects.filter(pk=other.pk).update(audience=audience_of(cast.anna, cast.stina))
    assert reached_by(GOAL_READ, other) == {"Anna"}


def test_where_the_huvudman_has_decided_it_teachers_read_goals_in_their_own_subjects_only(cast: Cast) -> None:
    """A6: the setting narrows; mentor and rektor read all."""
    change_setting(by=Actor.operator(NOON), key="access.own_subjects_only", value=True)
    assert reached_by(GOAL_READ, goal_in(cast, "new", subject=cast.maths)) & STAFF == {"Mats", "Tess", "Vera", "Rolf"}
    assert reached_by(GOAL_READ, goal_in(cast, "new")) & STAFF == {"Mats", "Rolf"}


def test_who_has_a_proxy_reads_what_is_accepted_and_no_proposal(cast: Cast) -> None:
    """A9: as a bonus parent with the documents ticked."""
    Proxy.objects.create(child=cast.elsa, giver=cast.anna, person=cast.annika, scopes=["documents"], starts_on=dt.date(2026, 9, 1))
    reached = {state: "Annika" in reached_by(GOAL_READ, goal_in(cast, state)) for state in ("proposed", "declined", "new", "fulfilled")}
    assert reached == {"proposed": False, "declined": False, "new": True, "fulfilled": True}


def test_another_units_goal_is_read_when_it_is_handed_over(cast: Cast) -> None:
    """A5, H5: accepted goals, of this kind, as long as the handing over holds."""
    goal = goal_in(cast, "ongoing")
    Goal.objects.filter(pk=goal.pk).update(unit=cast.gymnasium, school_year=SchoolYear.objects.earliest("starts_on"))
    assert reached_by(GOAL_READ, goal) == FAMILY
    handed = Transfer.objects.create(
        child=cast.elsa, kinds=["goal"], from_unit=cast.gymnasium, to_unit=cast.school, legal_basis="3 kap. 12 j §", decided_by=cast.rolf,
        starts_on=dt.date(2026, 8, 1),
    )  # fmt: skip
    assert reached_by(GOAL_READ, goal) == FAMILY | {"Mats", "Rolf", "Tess", "Per"}
    Transfer.objects.filter(pk=handed.pk).update(kinds=["judgement"])
    assert reached_by(GOAL_READ, goal) == FAMILY


@pytest.mark.postgres15
def test_a_groups_goals_are_for_its_mentor_its_teachers_and_rektor(cast: Cast) -> None:
    """A6: nobody of the families, and nobody who teaches another class."""
    assert reached_by(CLASS_GOALS, cast.class_5a) == {"Mats", "Rolf", "Vera"}
    assert reached_by(CLASS_GOALS, cast.maths_5a) == {"Tess", "Rolf", "Vera"}


def test_a_plan_keeps_the_goals_as_they_were_and_shows_them_to_whoever_may_read(cast: Cast) -> None:
    """C9, A17: the words and the state of then, by numbers and without a text of its own."""
    goal, proposal = goal_in(cast, "ongoing", subject=cast.maths), goal_in(cast, "proposed")
    assert next(part for part in contributions() if part.key == "goal").lacking([cast.elsa.pk], cast.year, cast.at.date()) == []
    frozen = goals_now([cast.elsa.pk, cast.omar.pk], cast.year)
    assert frozen == {cast.elsa.pk: [{"goal": str(goal.public_id), "wording": 1, "move": 3}]}
    step(cast, goal, "done")
    refs: list[Any] = frozen[cast.elsa.pk]

    def told(who: Actor | None) -> list[tuple[str, str]]:
        return [(str(section.heading), str(section.note)) for section in goal_sections(who, refs)]

    expected = [(goal.text, "Pågående · Matematik")]
    assert [told(who) for who in (None, actor(cast.anna), actor(cast.mats))] == [expected] * 3
    assert [told(actor(who)) for who in (cast.olga, cast.frida, cast.kim)] == [[]] * 3
    assert proposal.state == "proposed"
