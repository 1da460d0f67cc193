"""In which years the law asks for a plan, and what rektor may decide about grades (C8)."""

import datetime as dt

import pytest

from larka.plans.actions.decisions import decide
from larka.plans.models import Plan
from larka.plans.queries.decisions import is_demanded
from larka.register.models import Placement
from tests.cast import Cast, actor
from tests.plans.plans import lacking, moved_on, plan_of, started


def test_where_grades_are_set_the_law_asks_for_no_plan_and_none_is_refused(cast: Cast) -> None:
    """C8: rektor has decided on grades from year 5; what is missing is then no hindrance."""
    started(cast)
    plan = moved_on(cast, plan_of(cast.elsa))
    assert lacking(cast, plan)
    day = cast.at.date()
    decide(by=actor(cast.rolf, cast.at), unit=cast.school, what="first_graded", value=5, starts_on=day, reference="R 2026:1")
    assert moved_on(cast, plan).locked_at is not None


def test_a_decision_that_begins_tomorrow_changes_nothing_today(cast: Cast) -> None:
    """C8: a dated setting."""
    started(cast)
    plan = moved_on(cast, plan_of(cast.elsa))
    tomorrow = cast.at.date() + dt.timedelta(days=1)
    decide(by=actor(cast.rolf, cast.at), unit=cast.school, what="first_graded", value=4, starts_on=tomorrow, reference="R 2026:2")
    assert lacking(cast, plan)


def test_a_pupil_in_year_six_needs_no_plan_by_law(cast: Cast) -> None:
    """C8: grades are set from year 6 where rektor has decided nothing."""
    Placement.objects.filter(child=cast.elsa).update(grade=6)
    started(cast)
    assert moved_on(cast, moved_on(cast, plan_of(cast.elsa))).locked_at is not None


@pytest.mark.parametrize(
    ("form", "decided", "last"),
    [("GR", None, 5), ("SAM", None, 5), ("SP", None, 6), ("GR", 4, 3), ("SAM", 5, 4), ("SP", 4, 4), ("SP", 5, 4), ("GR", 9, 5),
     ("ANPGR", None, 9), ("ANPGR", 4, 9), ("FKLASS", None, None), ("FS", None, None), ("GY", None, None), ("ANPGY", None, None)],
)  # fmt: skip
def test_a_plan_is_demanded_in_the_years_where_the_law_sets_no_grades(form: str, decided: int | None, last: int | None) -> None:
    """C8: grundskola and sameskola years 1–5, specialskola 1–6, anpassad grundskola all; rektor may begin grades two years earlier."""
    in_force = {} if decided is None else {(1, "first_graded"): decided}
    years = [year for year in range(11) if is_demanded(Plan(unit_id=1, school_form=form, grade=year), in_force)]
    assert max((year for year in years if year < 10), default=None) == last
