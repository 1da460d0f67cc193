"""Omdömen: every term of the earlier school years published, the term of today as far as each teacher has come."""

import datetime as dt
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from larka.assessments.models import Judgement, JudgementVersion
from larka.core.dates import STOCKHOLM
from larka.demo.copying import copy_in
from larka.demo.ids import source_id
from larka.demo.past import Ids, Taught
from larka.demo.subjects import BY_KEY
from larka.demo.texts import begun_text, judgement_text
from larka.demo.world import Somebody, World
from larka.register.models import Term

DECIDED = {
    "5A Matematik": "some",
    "5A Svenska": "all",
    "5A Musik": "half",
    "NA3 Matematik": "all",
    "5A Biologi": "begun",
    "5A Fysik": "none",
}
STATES = ("none", "all", "begun", "half")


@dataclass(frozen=True)
class Written:
    """One omdöme to enter; ``versions`` are the published texts, oldest first, with their moments."""

    term: Term
    taught: Taught
    child: Somebody
    text: str
    at: dt.datetime
    versions: tuple[tuple[str, dt.datetime], ...]


def enter_judgements(world: World, ids: Ids, past: dict[int, list[Taught]]) -> list[tuple[int, Written]]:
    """Enter them all at once. The keys, which are told, are fetched first, since an omdöme and its newest version point at each other."""
    written = [*_of_past_years(world, past), *_of_this_year(world, ids)]
    judgement_keys = _keys(Judgement, len(written))
    version_keys = iter(_keys(JudgementVersion, sum(len(row.versions) for row in written)))
    judgements, versions = [], []
    for key, row in zip(judgement_keys, written, strict=True):
        author = ids.people[row.taught.teacher.person.id]
        made = [
            JudgementVersion(pk=next(version_keys), judgement_id=key, number=n, text=text, published_at=at, published_by_id=author)
            for n, (text, at) in enumerate(row.versions, start=1)
        ]
        versions += made
        judgements.append(_judgement(key, row, ids, author, made))
    copy_in(Judgement, judgements)
    copy_in(JudgementVersion, versions)
    return list(zip(judgement_keys, written, strict=True))


def _judgement(key: int, row: Written, ids: Ids, author: int, versions: list[JudgementVersion]) -> Judgement:
    return Judgement(
        pk=key,
        child_id=ids.people[row.child.id],
        unit_id=row.taught.unit_id,
        school_form=row.taught.form,
        school_year_id=row.term.school_year_id,
        term=row.term,
        syllabus_id=ids.syllabuses[source_id(f"syllabus:{row.taught.subject.key}")],
        group_id=row.taught.group_id,
        text=row.text,
        written_by_id=author,
        written_at=row.at,
        version=max(1, len(versions)),
        published_at=versions[0].published_at if versions else None,
        latest_id=versions[-1].pk if versions else None,
    )


def _keys(model: type[Judgement | JudgementVersion], count: int) -> list[int]:
    with connection.cursor() as cursor:
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        cursor.execute(sql, [model._meta.db_table, count])
        return [key for (key,) in cursor.fetchall()]


def _of_past_years(world: World, past: dict[int, list[Taught]]) -> Iterator[Written]:
    for back, rows in past.items():
        for term in Term.objects.filter(school_year__starts_on=world.years_ago(back)).order_by("starts_on"):
            for taught in rows:
                for child in taught.children:
                    yield _published(term, taught, child)


def _published(term: Term, taught: Taught, child: Somebody) -> Written:
    """Published before the holidays; now and then once more, when something was put right."""
    text = judgement_text(taught.subject, child, taught.grade, _count(term))
    at = _moment(_end_of_lessons(term), taught, child)
    if child.id.int % 29:
        return Written(term, taught, child, text, at, ((text, at),))
    short, again = text.partition("\n\n")[0], at + dt.timedelta(days=2)
    return Written(term, taught, child, text, again, ((short, at), (text, again)))


def _count(term: Term) -> int:
    return term.starts_on.year * 2 + (term.starts_on.month > 6)


def _end_of_lessons(term: Term) -> dt.date:
    """A week before the last day of school."""
    return dt.date(term.starts_on.year, 12, 11) if term.starts_on.month > 6 else dt.date(term.starts_on.year, 6, 3)


def _moment(day: dt.date, taught: Taught, child: Somebody) -> dt.datetime:
    """Late in the afternoon of a weekday, one pupil after another, a few minutes each."""
    number = zlib.crc32(taught.subject.key.encode())
    day -= dt.timedelta(days=number % 5)
    day -= dt.timedelta(days=max(0, day.weekday() - 4))
    return dt.datetime.combine(day, dt.time(15, 10), STOCKHOLM) + dt.timedelta(minutes=(child.id.int + number) % 95)


def _of_this_year(world: World, ids: Ids) -> Iterator[Written]:
    terms = Term.objects.filter(school_year__starts_on=world.year_start, starts_on__lte=world.today).order_by("starts_on")
    for term in terms:
        for name, taught in _taught_now(world, ids):
            children = [child for child in taught.children if child.until is None]
            if term.ends_on <= world.today:
                yield from (_published(term, taught, child) for child in children if child.since and child.since < term.ends_on)
            else:
                yield from _so_far(world, term, name, taught, children)


def _taught_now(world: World, ids: Ids) -> Iterator[tuple[str, Taught]]:
    for teaching in world.teaching:
        group, unit = ids.groups[teaching.group_id], ids.units[teaching.unit.id]
        subject = BY_KEY[teaching.subject]
        grades = [child.grade or 0 for child in teaching.children]
        yield teaching.name, Taught(subject, group, unit, teaching.form, max(grades), teaching.teacher, teaching.children)


def _so_far(world: World, term: Term, name: str, taught: Taught, children: list[Somebody]) -> Iterator[Written]:
    """How far the teacher has come: published first, then begun, the rest missing."""
    state = DECIDED.get(name) or STATES[zlib.crc32(name.encode()) % len(STATES)]
    count = len(children)
    published, begun = {"all": (count, 0), "half": (count // 2, 2), "some": (count // 3, 4), "begun": (0, 3), "none": (0, 0)}[state]
    day = max(term.starts_on, world.today - dt.timedelta(days=9))
    opened = dt.datetime.combine(term.starts_on, dt.time(8), STOCKHOLM)
    for n, child in enumerate(children[: published + begun]):
        at = min(max(_moment(day, taught, child), opened), world.at - dt.timedelta(minutes=30))
        if n < published:
            text = judgement_text(taught.subject, child, taught.grade, _count(term))
            yield Written(term, taught, child, text, at, ((text, at),))
        else:
            yield Written(term, taught, child, begun_text(taught.subject, child, taught.grade, _count(term)), at, ())
