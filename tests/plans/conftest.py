"""Goals of 5A as of now, for the pages."""

import pytest

from larka.plans.models import Goal
from tests.cast import Cast
from tests.plans.goals import goal_in


@pytest.fixture
def ongoing(cast_today: Cast) -> Goal:
    """Elsa works on a goal in maths."""
    return goal_in(cast_today, "ongoing", subject=cast_today.maths)
