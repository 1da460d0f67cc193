"""Fixtures that every part of the suite uses."""

import datetime as dt
from typing import Any

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: Any) -> Cast:
    """The cast at noon on 23 November 2026: for rules, actions and queries, which are told the moment."""
    return make_cast()


@pytest.fixture
def cast_today(db: Any) -> Cast:
    """The cast as of now: for pages, which take the moment from the clock."""
    return make_cast(dt.datetime.now(dt.UTC))
