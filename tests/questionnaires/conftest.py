"""Forms of 5A as of now, for the pages."""

import pytest

from larka.questionnaires.models import Questionnaire
from tests.cast import Cast
from tests.questionnaires.forms import filled, form_of, started


@pytest.fixture
def begun(cast_today: Cast) -> Cast:
    """Mats has started the form for 5A; nobody has answered."""
    started(cast_today)
    return cast_today


@pytest.fixture
def elsas(begun: Cast) -> Questionnaire:
    """Elsa's form, not answered."""
    return form_of(begun.elsa)


@pytest.fixture
def answered(cast_today: Cast) -> Questionnaire:
    """Elsa's form, answered by all, in the step before the last."""
    return filled(cast_today)
