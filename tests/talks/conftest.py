"""5A's talks, as the actions and pages make them."""

import datetime as dt

import pytest

from larka.talks.models import TalkInvitation, TalkRound, TalkSlot
from tests.cast import Cast, actor
from tests.talks.rows import invited, offered


@pytest.fixture
def started(cast: Cast) -> TalkRound:
    """Mats has offered four times on a Thursday and invited 5A."""
    return offered(cast)


@pytest.fixture
def slots(started: TalkRound) -> list[TalkSlot]:
    """The times, in order."""
    return list(started.slots.order_by("starts_at"))


@pytest.fixture
def elsas(cast: Cast, started: TalkRound) -> TalkInvitation:
    """Elsa's family is invited."""
    return invited(started, cast.elsa)


@pytest.fixture
def nilss(cast: Cast, started: TalkRound) -> TalkInvitation:
    """Nils's family is invited."""
    return invited(started, cast.nils)


@pytest.fixture
def today(cast_today: Cast) -> Cast:
    """The same as of now, for the pages: the times are in ten days."""
    offered(cast_today, day=actor(cast_today.mats, cast_today.at).today + dt.timedelta(days=10))
    return cast_today
