"""Times made of a pattern: on these days, from and to, each so long, with a pause between and perhaps a longer break."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from larka.core.dates import STOCKHOLM

MOST_TIMES = 300


@dataclass(frozen=True, slots=True)
class Span:
    """A time from one moment to another."""

    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a mentor's times lie. The clock is the wall's in Stockholm (A19); a talk lasts its minutes also when the clock is changed."""

    days: Sequence[dt.date]
    first: dt.time
    last: dt.time
    minutes: int
    pause: int = 0
    rest: tuple[dt.time, dt.time] | None = None

    def spans(self) -> Iterator[Span]:
        """The times in order."""
        for day in sorted(set(self.days)):
            yield from self._on(day)

    def _on(self, day: dt.date) -> Iterator[Span]:
        start, end = at(day, self.first), at(day, self.last)
        rest = Span(at(day, self.rest[0]), at(day, self.rest[1])) if self.rest else None
        long, pause = dt.timedelta(minutes=self.minutes), dt.timedelta(minutes=self.pause)
        while start + long <= end:
            if rest and start < rest.ends_at and start + long > rest.starts_at:
                start = rest.ends_at
                continue
            yield Span(start, start + long)
            start += long + pause


def at(day: dt.date, clock: dt.time) -> dt.datetime:
    """The moment that the clock on the wall shows, in UTC."""
    return dt.datetime.combine(day, clock, STOCKHOLM).astimezone(dt.UTC)


def days_between(first: dt.date, last: dt.date, weekdays: Iterable[int]) -> list[dt.date]:
    """The days of a period, both ends with, that fall on these weekdays (0: Monday)."""
    wanted = set(weekdays)
    return [day for n in range((last - first).days + 1) if (day := first + dt.timedelta(days=n)).weekday() in wanted]
