"""What a generated school consists of, for the plain rules in ``oracle``.

Everything is an index into a list of the school; a person's number is its place in ``School.people``.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple

Day = dt.date


class Span(NamedTuple):
    """Holds from the first day up to, and not including, the end (B4)."""

    start: Day
    end: Day | None = None

    def holds(self, day: Day) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


class Someone(NamedTuple):
    born: Day | None
    protected: bool
    working_name: bool


class Place(NamedTuple):
    child: int
    unit: int
    span: Span


class Group(NamedTuple):
    unit: int
    span: Span


class Member(NamedTuple):
    child: int
    group: int
    span: Span


class Activity(NamedTuple):
    subject: int
    groups: tuple[int, ...]
    span: Span


class Duty(NamedTuple):
    person: int
    unit: int
    role: str
    span: Span


class Teaching(NamedTuple):
    activity: int
    duty: int
    span: Span


class Assignment(NamedTuple):
    duty: int
    group: int
    role: str
    span: Span


class Stand(NamedTuple):
    """A substitute for a group, from one moment to another (A16)."""

    person: int
    group: int
    start: dt.datetime
    end: dt.datetime


class Adult(NamedTuple):
    child: int
    person: int
    relation: str
    in_effect: bool
    span: Span


class Pair(NamedTuple):
    """A child and an adult: a restriction, a pupil of age's consent, or rektor's documented need."""

    child: int
    person: int
    span: Span


class Crisis(NamedTuple):
    """Emergency access to one child, by the moment (A8)."""

    child: int
    person: int
    unit: int
    start: dt.datetime
    end: dt.datetime


class Fullmakt(NamedTuple):
    """What a guardian lets somebody else do for a child (A9)."""

    child: int
    giver: int
    person: int
    documents: bool
    span: Span


class Handover(NamedTuple):
    child: int
    source: int
    target: int
    kinds: tuple[str, ...]
    span: Span


class Record(NamedTuple):
    child: int
    unit: int
    subject: int
    year: int
    author: int
    published: bool
    audience: tuple[int, ...] | None
    withheld: tuple[tuple[int, Span], ...]


@dataclass
class School:
    """Everything that is generated. Years are named by the calendar year in which they begin."""

    people: list[Someone] = field(default_factory=list)
    units: int = 0
    places: list[Place] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    teaching: list[Teaching] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    stands: list[Stand] = field(default_factory=list)
    adults: list[Adult] = field(default_factory=list)
    restrictions: list[Pair] = field(default_factory=list)
    consents: list[Pair] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    needs: list[Pair] = field(default_factory=list)
    crises: list[Crisis] = field(default_factory=list)
    proxies: list[Fullmakt] = field(default_factory=list)
