"""Days and school years. A day is always the date in Europe/Stockholm (A19); periods are half-open: [starts_on, ends_on)."""

import datetime as dt
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# No day outside these is meant by anybody who types one; what a decision may say is narrower, and asked by the decision.
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


def stockholm_day(at: dt.datetime) -> dt.date:
    """The date in Stockholm at an aware moment (A19)."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return at.astimezone(STOCKHOLM).date()


def from_inclusive_end(last_day: dt.date | None) -> dt.date | None:
    """SS 12000 names the last day on which something holds; ours is the first on which it no longer does (B4)."""
    return None if last_day is None else last_day + dt.timedelta(days=1)


def to_inclusive_end(ends_on: dt.date | None) -> dt.date | None:
    """The way back: our half-open end as SS 12000's last day (B4)."""
    return None if ends_on is None else ends_on - dt.timedelta(days=1)


def needs_its_year(day: dt.date, today: dt.date) -> bool:
    """Whether a day is not of the coming months or the last two: without its year it would be taken for another."""
    return not -60 < (day - today).days < 300  # noqa: PLR2004 - days


def years_later(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 29 February falls on the 28th where there is no 29th (lag 1930:173)."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def school_year_start(day: dt.date) -> dt.date:
    """The first day of the school year that a day falls in, where nobody has set another: 1 August."""
    return dt.date(day.year if day.month >= 8 else day.year - 1, 8, 1)  # noqa: PLR2004
