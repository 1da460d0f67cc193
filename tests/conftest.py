"""Fixtures that every part of the suite uses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from larka.jobs.running import run_queued
from larka.questionnaires.queries import templates
from tests.cast import NOON, Cast
from tests.standing import CAST_OF_TODAY, NOON_CAST, Standing


@pytest.fixture
def cast(db: Any, django_db_setup: Standing) -> Cast:
    """The cast at noon on 23 November 2026: for rules, actions and queries, which are told the moment."""
    return django_db_setup.cast(NOON_CAST, NOON)


@pytest.fixture
def cast_today(db: Any, django_db_setup: Standing) -> Cast:
    """The cast as of now: for pages, which take the moment from the clock."""
    return django_db_setup.cast(CAST_OF_TODAY, timezone.localtime())


@pytest.fixture
def run_jobs(db: Any) -> Callable[..., int]:
    """Does all queued work that is due, here and now, and answers how much there was; `patiently=True` fails as the worker does."""
    return run_queued


@pytest.fixture(autouse=True)
def no_forms_of_another_database() -> None:
    """The program keeps the versions of templates that it has read, by key; a fresh copy of the database counts its keys anew."""
    templates._SHAPES.clear()
