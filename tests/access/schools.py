"""Schools for hypothesis: small, crowded, and with every date close to the moment that is asked about."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.access.oracle_school import (
    Activity,
    Adult,
    Assignment,
    Crisis,
    Duty,
    Fullmakt,
    Group,
    Handover,
    Member,
    Pair,
    Place,
    Record,
    School,
    Someone,
    Span,
    Stand,
    Teaching,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PUPILS, PEOPLE, UNITS, GROUPS, SUBJECTS = 4, 10, 2, 4, 2
DAYS = [
    dt.date(2026, 11, 23),
    dt.date(2026, 8, 1),  # the school year's first day
    dt.date(2027, 7, 31),  # and its last
    dt.date(2027, 3, 28),  # summer time begins
    dt.date(2026, 10, 25),  # and ends
    dt.date(2027, 2, 28),
    dt.date(2028, 2, 29),
]
CLOCK = [(0, 0, 0), (23, 59, 59), (12, 0, 0), (1, 59, 59), (2, 30, 0), (3, 0, 0), (8, 0, 0), (17, 0, 0)]


def whole(low: int, high: int) -> st.SearchStrategy[int]:
    """Simplest first."""
    return st.integers(low, high)


@st.composite
def moments(draw: Any) -> dt.datetime:
    """A second around a midnight, a clock change or the turn of a school year; the hour that comes twice in both its forms."""
    hour, minute, second = draw(st.sampled_from(CLOCK))
    local = dt.datetime.combine(draw(st.sampled_from(DAYS)), dt.time(hour, minute, second, fold=draw(whole(0, 1))), STOCKHOLM)
    return local.astimezone(dt.UTC)


@st.composite
def spans(draw: Any, day: dt.date, often: int = 4) -> Span:
    """Most hold; the others begin or end today, tomorrow, yesterday, or on the day they begin."""
    if draw(whole(0, often)):
        start = draw(st.sampled_from([day - dt.timedelta(days=800), _this_year(day), day - dt.timedelta(days=400)]))
        return Span(start, draw(st.sampled_from([None, None, day + dt.timedelta(days=1)])))
    start = day + dt.timedelta(days=draw(whole(-2, 1)))
    return Span(start, draw(st.sampled_from([None, start, max(start, day), max(start, day + dt.timedelta(days=1))])))


def _this_year(day: dt.date) -> dt.date:
    return dt.date(day.year if day.month >= 8 else day.year - 1, 8, 1)


@st.composite
def people(draw: Any, day: dt.date) -> list[Someone]:
    """Pupils come of age today, tomorrow, yesterday, on a leap day's birthday, or not yet."""
    born = [day.replace(year=day.year - 12, day=1), dt.date(2009, 2, 28), dt.date(2008, 2, 29), dt.date(2009, 3, 1), None]
    born += [_years_ago(day + dt.timedelta(days=n)) for n in (-1, 0, 1)]
    pupils = [Someone(draw(st.sampled_from(born)), draw(whole(0, 4)) == 4, working_name=False) for _ in range(PUPILS)]
    adults = [Someone(dt.date(1980, 5, 5), draw(whole(0, 4)) == 4, draw(st.booleans())) for _ in range(PEOPLE - PUPILS)]
    return pupils + adults


def _years_ago(day: dt.date) -> dt.date:
    return day.replace(year=day.year - 18, day=min(day.day, 28) if day.month == 2 else day.day)


@st.composite
def schools(draw: Any, at: dt.datetime) -> School:
    """Everybody may be anything: a pupil of age teaches, a teacher has children in the class."""
    day = at.astimezone(STOCKHOLM).date()
    school = School(people=draw(people(day)), units=UNITS)
    school.groups = [Group(draw(whole(0, UNITS - 1)), draw(spans(day, 9))) for _ in range(GROUPS)]
    _places(draw, school, day)
    _staff(draw, school, day)
    _families(draw, school, day)
    _stands(draw, school, at)
    _decided(draw, school, at, day)
    _records(draw, school, day)
    return school


def _places(draw: Any, school: School, day: dt.date) -> None:
    pairs = draw(st.lists(st.tuples(whole(0, PUPILS - 1), whole(0, GROUPS - 1)), min_size=5, max_size=9, unique=True))
    school.members = [Member(child, group, draw(spans(day))) for child, group in pairs]
    for m in school.members:
        if draw(whole(0, 5)):
            school.places.append(Place(m.child, school.groups[m.group].unit, draw(spans(day, 9))))
    for child in draw(st.lists(whole(0, PUPILS - 1), max_size=3)):
        school.places.append(Place(child, draw(whole(0, UNITS - 1)), draw(spans(day))))


def _staff(draw: Any, school: School, day: dt.date) -> None:
    adult, group = whole(PUPILS - 1, PEOPLE - 1), whole(0, GROUPS - 1)
    roles = st.sampled_from(["teacher", "teacher", "principal", "preschool_staff", "administrator", ""])
    duties = draw(st.lists(st.tuples(adult, whole(0, UNITS - 1), roles), min_size=3, max_size=6))
    school.duties = [Duty(*duty, draw(spans(day))) for duty in duties]
    listed = draw(st.lists(st.sets(group, min_size=1, max_size=2), min_size=2, max_size=4))
    school.activities = [Activity(draw(whole(0, SUBJECTS - 1)), tuple(sorted(g)), draw(spans(day, 9))) for g in listed]
    duty = whole(0, len(duties) - 1)
    pairs = draw(st.lists(st.tuples(whole(0, len(listed) - 1), duty), min_size=3, max_size=6, unique=True))
    school.teaching = [Teaching(activity, by, draw(spans(day))) for activity, by in pairs]
    given = st.sampled_from(["mentor", "mentor", "preschool_staff", "leisure_staff", ""])
    assigned = draw(st.lists(st.tuples(duty, group, given), min_size=2, max_size=5))
    school.assignments = [Assignment(*assignment, draw(spans(day))) for assignment in assigned]


def _families(draw: Any, school: School, day: dt.date) -> None:
    pair = st.tuples(whole(0, PUPILS - 1), whole(PUPILS, PEOPLE - 1))
    relation = st.sampled_from([("guardian", True)] * 4 + [("other", True), ("good_man", False), ("appointed", True)])
    for child, adult in draw(st.lists(pair, min_size=4, max_size=8, unique=True)):
        kind, in_effect = draw(relation)
        school.adults.append(Adult(child, adult, kind, in_effect, draw(spans(day))))
    school.restrictions = [Pair(*pair, draw(spans(day, 2))) for pair in draw(st.lists(pair, max_size=3))]
    school.consents = [Pair(*pair, draw(spans(day))) for pair in draw(st.lists(pair, max_size=3, unique=True))]


def _stands(draw: Any, school: School, at: dt.datetime) -> None:
    second = dt.timedelta(seconds=1)
    for person, group in draw(st.lists(st.tuples(whole(PUPILS, PEOPLE - 1), whole(0, GROUPS - 1)), min_size=1, max_size=4)):
        start = draw(st.sampled_from([at, at - 4 * 3600 * second, at - dt.timedelta(days=120), at + second]))
        end = max(start + second, draw(st.sampled_from([at, at + second, at + 3600 * second])))
        there = [s for s in school.stands if (s.person, s.group) == (person, group)]
        if all(end <= s.start or s.end <= start for s in there):  # nobody is appointed twice for the same time
            school.stands.append(Stand(person, group, start, end))


def _decided(draw: Any, school: School, at: dt.datetime, day: dt.date) -> None:
    """Needs and emergencies of those who work there, most of them; proxies by those who answer for the child, most of them."""
    child, duty = whole(0, PUPILS - 1), st.sampled_from(school.duties)
    for d in draw(st.lists(duty, max_size=3)):
        end = draw(st.sampled_from([None, day + dt.timedelta(days=1), day]))
        start = day - dt.timedelta(days=draw(whole(-1, 5)))
        school.needs.append(Pair(draw(child), d.person, Span(start, max(start, end or day + dt.timedelta(days=30)))))
    second = dt.timedelta(seconds=1)
    for d in draw(st.lists(duty, max_size=3)):
        start = draw(st.sampled_from([at, at - 3600 * second, at - dt.timedelta(days=20), at + second]))
        end = max(start, draw(st.sampled_from([at, at + second, at + 3600 * second])))
        school.crises.append(Crisis(draw(child), d.person, d.unit if draw(whole(0, 3)) else draw(whole(0, UNITS - 1)), start, end))
    given = set()
    for a in draw(st.lists(st.sampled_from(school.adults), max_size=4)):
        person = draw(whole(PUPILS, PEOPLE - 1))
        if person != a.person and (a.child, a.person, person) not in given:
            given.add((a.child, a.person, person))
            school.proxies.append(Fullmakt(a.child, a.person, person, draw(st.booleans()), draw(spans(day))))


def _records(draw: Any, school: School, day: dt.date) -> None:
    """Records are written where somebody teaches: about a pupil of the group, in its unit and subject; sometimes elsewhere."""
    year, person, sometimes = _this_year(day).year, whole(0, PEOPLE - 1), whole(0, 5)
    places = set()
    for teaching in school.teaching + draw(st.lists(st.sampled_from(school.teaching), max_size=4)):
        activity, author = school.activities[teaching.activity], school.duties[teaching.duty].person
        group = draw(st.sampled_from(activity.groups))
        member = draw(st.sampled_from([m for m in school.members if m.group == group] or school.members))
        unit = school.groups[group].unit if draw(sometimes) else (school.groups[group].unit + 1) % UNITS
        place = (member.child, unit, activity.subject, year - draw(st.sampled_from([0, 0, 0, 1, 2, 3])))
        if place not in places:
            places.add(place)
            audience = None if draw(sometimes) else tuple(draw(st.lists(person, max_size=5, unique=True)))
            withheld = tuple((p, draw(spans(day))) for p in draw(st.lists(person, max_size=2, unique=True)))
            school.records.append(Record(*place, author, draw(sometimes) > 0, audience, withheld))
    kinds = st.sampled_from([("judgement",), ("plan", "judgement"), ("plan",)])
    for record in draw(st.lists(st.sampled_from(school.records), max_size=3)):
        school.handovers.append(Handover(record.child, record.unit, (record.unit + 1) % UNITS, draw(kinds), draw(spans(day))))
