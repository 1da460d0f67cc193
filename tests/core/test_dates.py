"""Days: always in Stockholm, always half-open."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larka.core.dates import from_inclusive_end, school_year_start, stockholm_day, to_inclusive_end, years_later

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 30))


@given(DAYS)
def test_an_inclusive_end_and_a_half_open_one_say_the_same(last: dt.date) -> None:
    """B4: there and back, both ways; a period holds on its last day and not on the next."""
    ends_on = from_inclusive_end(last)
    assert ends_on is not None
    assert to_inclusive_end(ends_on) == last
    assert from_inclusive_end(to_inclusive_end(last)) == last
    assert [day < ends_on for day in (last, last + dt.timedelta(days=1))] == [True, False]


def test_no_end_is_no_end_both_ways() -> None:
    """B4."""
    assert (from_inclusive_end(None), to_inclusive_end(None)) == (None, None)


@given(DAYS, DAYS)
def test_two_periods_that_follow_on_each_other_share_no_day_and_leave_none_out(first: dt.date, other: dt.date) -> None:
    """B4: the first ends, inclusive, the day before the second begins."""
    begins, changes = sorted((first, other))
    ends_on = from_inclusive_end(changes - dt.timedelta(days=1))
    assert ends_on == changes
    assert ends_on >= begins


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-22T22:59:59+00:00", "2026-11-22"), ("2026-11-22T23:00:00+00:00", "2026-11-23"),
        ("2026-06-30T21:59:59+00:00", "2026-06-30"), ("2026-06-30T22:00:00+00:00", "2026-07-01"),
    ],
)  # fmt: skip
def test_today_is_the_date_in_stockholm(at: str, day: str) -> None:
    """A19: in winter and in summer."""
    assert stockholm_day(dt.datetime.fromisoformat(at)) == dt.date.fromisoformat(day)


def test_a_moment_without_a_zone_has_no_day() -> None:
    """A19."""
    with pytest.raises(ValueError, match="time zone"):
        stockholm_day(dt.datetime(2026, 11, 23, 12))  # noqa: DTZ001 - that is the point


@given(DAYS)
def test_the_birthday_of_eighteen_is_the_same_day_or_the_last_of_february(born: dt.date) -> None:
    """A13."""
    adult = years_later(born, 18)
    assert adult.year == born.year + 18
    assert (adult.month, adult.day) in {(born.month, born.day), (2, 28)}
    assert (born.month, born.day) == (2, 29) or (adult.month, adult.day) == (born.month, born.day)


def test_a_school_year_begins_on_the_first_of_august() -> None:
    """B4: where nobody has set another."""
    days = [dt.date(2026, 7, 31), dt.date(2026, 8, 1), dt.date(2027, 1, 1)]
    assert [school_year_start(day) for day in days] == [dt.date(2025, 8, 1), dt.date(2026, 8, 1), dt.date(2026, 8, 1)]
