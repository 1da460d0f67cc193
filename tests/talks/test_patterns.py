"""Times made of a pattern lie as the clock on the wall says (A19, C7)."""

import datetime as dt
import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from larka.core.dates import STOCKHOLM
from larka.talks.patterns import Pattern, at, days_between

AUTUMN, SPRING = dt.date(2026, 10, 25), dt.date(2027, 3, 28)


def clocks(pattern: Pattern) -> list[str]:
    """Day and clock of each time's beginning."""
    return [f"{span.starts_at.astimezone(STOCKHOLM):%d %H:%M}" for span in pattern.spans()]


def test_pauses_and_a_longer_break_lie_between_the_times() -> None:
    """C7."""
    pattern = Pattern([dt.date(2026, 12, 3)], dt.time(15), dt.time(17), 20, pause=5, rest=(dt.time(15, 40), dt.time(16)))
    assert clocks(pattern) == ["03 15:00", "03 16:00", "03 16:25"]


def test_a_time_is_at_the_same_clock_before_and_after_the_clock_is_changed() -> None:
    """A19: both ways."""
    for day in (AUTUMN, SPRING):
        days = [day - dt.timedelta(days=1), day, day + dt.timedelta(days=1)]
        shown = clocks(Pattern(days, dt.time(15), dt.time(15, 40), 20))
        assert shown == [f"{each:%d} {clock}" for each in days for clock in ("15:00", "15:20")]


def test_a_talk_lasts_its_minutes_while_the_clock_is_changed() -> None:
    """A19: the hour that comes twice holds twice as many; the one that is left out holds none."""
    twice = list(Pattern([AUTUMN], dt.time(2), dt.time(3), 30).spans())
    assert [(span.ends_at - span.starts_at).seconds for span in twice] == [1800] * 4
    assert list(Pattern([SPRING], dt.time(2), dt.time(3), 30).spans()) == []


def test_days_of_a_period_have_both_ends_with() -> None:
    """B4 is about relations; whoever says from Monday to Thursday means Thursday, too."""
    assert days_between(dt.date(2026, 11, 30), dt.date(2026, 12, 3), [0, 3]) == [dt.date(2026, 11, 30), dt.date(2026, 12, 3)]


@settings(deadline=None)
@given(
    st.integers(5, 90), st.integers(0, 30), st.dates(dt.date(2026, 8, 1), dt.date(2027, 7, 1)),
    st.times(min_value=dt.time(6), max_value=dt.time(14)), st.times(min_value=dt.time(12), max_value=dt.time(20)),
)  # fmt: skip
def test_times_never_overlap_and_stay_within_the_pattern(minutes: int, pause: int, day: dt.date, first: dt.time, last: dt.time) -> None:
    """C7: whatever is typed."""
    spans = list(Pattern([day, day], first, last, minutes, pause, (dt.time(11), dt.time(12))).spans())
    noon = at(day, dt.time(12))
    for before, after in itertools.pairwise(spans):
        assert after.starts_at >= before.ends_at + (dt.timedelta() if after.starts_at == noon else dt.timedelta(minutes=pause))
    assert all(at(day, first) <= span.starts_at and span.ends_at <= at(day, last) for span in spans)
