"""Plans and goals that two people work with at the same moment, with a connection each (Q4)."""

from collections.abc import Callable

import pytest
from django.db import connections

from larka.plans.actions.goals import move_goal
from larka.plans.models import Goal, Plan
from larka.questionnaires.actions.filling import AnswersChangedError, move_on
from larka.register.models import Person
from tests.at_once import at_once, while_held
from tests.cast import Cast, actor, make_cast
from tests.plans.goals import STEP, goal_in
from tests.plans.plans import MEASURES, started, talked, template, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres15]

LATER = "Mindre grupp en gång i veckan."


def finalising(cast: Cast, plan: Plan) -> Callable[[], None]:
    """Mats finalises the plan that he has open."""
    seen = Plan.objects.get(pk=plan.pk)
    return lambda: move_on(by=actor(cast.mats, cast.at), forms=[seen], expected=1)


def test_two_who_finalise_at_once_make_one_version() -> None:
    """C8, C9: and the family is told once; the other is told that it is done."""
    cast = make_cast()
    plan = talked(cast)
    assert sorted(at_once(finalising(cast, plan), finalising(cast, plan))) == ["", "StageChangedError"]
    plan.refresh_from_db()
    assert (plan.snapshots.count(), plan.moves.filter(to_stage=2).count(), plan.stage) == (1, 1, 2)
    connections.close_all()


def test_what_is_saved_while_the_plan_is_finalised_is_refused_and_what_was_saved_before_is_in_it() -> None:
    """C8, C9, Q4: whoever comes second waits for the first, and then sees what holds."""
    cast = make_cast()
    plan = talked(cast)

    def too_late() -> None:
        with pytest.raises(AnswersChangedError) as refused:
            write(cast, cast.mats, plan, {MEASURES: LATER})
        assert refused.value.closed == {MEASURES}

    while_held(finalising(cast, plan), too_late)
    assert LATER not in str(Plan.objects.get(pk=plan.pk).snapshots.get().content)
    omars = talked(cast, cast.omar)
    while_held(lambda: write(cast, cast.mats, omars, {MEASURES: LATER}), finalising(cast, omars))
    assert LATER in str(Plan.objects.get(pk=omars.pk).snapshots.get().content)
    connections.close_all()


def test_a_goal_that_two_move_at_once_is_moved_once() -> None:
    """C4: mentor and teacher answer the same proposal differently; one of them has answered it, the other sees so."""
    cast = make_cast()
    goal = goal_in(cast, "proposed", subject=cast.maths)

    def step(who: Person, key: str, comment: str = "") -> Callable[[], Goal]:
        by, seen = actor(who, cast.at), Goal.objects.get(pk=goal.pk)
        return lambda: move_goal(by=by, goal=seen, step=STEP[key], version=seen.version, comment=comment)

    assert sorted(at_once(step(cast.mats, "accept"), step(cast.tess, "decline", "Vi väntar."))) == ["", "GoalChangedError"]
    goal.refresh_from_db()
    assert list(goal.moves.values_list("from_state", "to_state").order_by("number")) == [("", "proposed"), ("proposed", goal.state)]
    connections.close_all()


def test_two_who_start_the_plans_of_a_class_at_once_start_them_once() -> None:
    """C8: one plan for each child, unit and school year."""
    cast = make_cast()
    version = template(cast)

    def press() -> int:
        return started(cast, version=version)

    assert at_once(press, press) == ["", ""]
    assert sorted(Plan.objects.values_list("child__given_name", flat=True)) == ["Elsa", "Nils", "Omar"]
    connections.close_all()
