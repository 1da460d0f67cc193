"""Preparations before talks and what talks end in, for the tests."""

import datetime as dt
from typing import Any

from larka.questionnaires.actions.filling import Answered, save_answers
from larka.questionnaires.actions.templates import make_template, publish_template
from larka.questionnaires.models import TemplateVersion
from larka.questionnaires.queries.templates import work_on
from larka.register.models import Organisation, Person
from larka.talks.actions.minutes import Promise, publish_minutes, write_minutes
from larka.talks.actions.preparing import start_preparations
from larka.talks.examples.parts import stable
from larka.talks.models import Preparation, Talk, TalkMinutes, TalkRound
from tests.cast import Cast, actor
from tests.talks.rows import make_round

PROUD, HOME_GOES, HOME, SHOWS, NOTES = (stable(f"mel-{name}") for name in ("bra", "hem-1", "hem-2", "mentor-prata", "notes"))
TEXT = "Elsa har visat sin bok om bråk."
READS, READS_AT_HOME = "läser en kvart varje kväll", "frågar om läxan"


def template(cast: Cast, unit: Organisation | None = None, *, by: Person | None = None, example: str = "samtal-4-9") -> TemplateVersion:
    """The unit's preparation, as Lärka ships it."""
    who = actor(by or cast.rolf, cast.at)
    made = make_template(by=who, unit=unit or cast.school, kind="preparation", name=f"Inför samtalet {example}", example=example)
    work = work_on(made)
    assert work is not None
    return publish_template(by=who, template=made, seen=work.step)


def prepare(cast: Cast, started: TalkRound, *, days: int = 7) -> None:
    """Mats starts the preparations of the round, to be shared in so many days."""
    shared_at = cast.at + dt.timedelta(days=days)
    start_preparations(by=actor(cast.mats, cast.at), started=started, version=template(cast), shared_at=shared_at)


def prepared(cast: Cast) -> TalkRound:
    """5A's talks with preparations that are shared in a week."""
    started = make_round(cast, cast.class_5a, cast.mats)
    prepare(cast, started)
    started.refresh_from_db()
    return started


def preparation_for(child: Person) -> Preparation:
    """The child's."""
    return Preparation.objects.get(child=child)


def fill(cast: Cast, who: Person, of: Preparation, answers: dict[str, Any], *, shared: bool = False, version: int = 0) -> None:
    """Somebody writes their part."""
    given = [Answered(field, value, version, shared) for field, value in answers.items()]
    save_answers(by=actor(who, cast.at), form=of, answers=given)


def held(cast: Cast, child: Person | None = None, *, mentor: Person | None = None, unit: Any = None, alone: Person | None = None) -> Talk:
    """A talk that was held an hour ago: with the whole family, or with one guardian alone."""
    starts = cast.at - dt.timedelta(hours=1)
    return Talk.objects.create(
        child=child or cast.elsa, unit=unit or cast.school, school_form="GR", school_year=cast.year, mentor=mentor or cast.mats,
        starts_at=starts, ends_at=cast.at, shared=alone is None, audience=[alone.pk] if alone else [], held_at=starts, published_at=starts,
        with_home=True, held_by=mentor or cast.mats, written_by=mentor or cast.mats, written_at=starts,
    )  # fmt: skip


def promises(cast: Cast) -> list[Promise]:
    """What Elsa and her home promise: one thing today, one in a month."""
    today = actor(cast.mats, cast.at).today
    return [Promise("pupil", READS, today), Promise("home", READS_AT_HOME, today + dt.timedelta(days=30))]


def written(cast: Cast, talk: Talk, text: str = TEXT, given: list[Promise] | None = None) -> TalkMinutes:
    """Mats has written this, and not shown it to anybody."""
    before = TalkMinutes.objects.filter(talk=talk).first()
    return write_minutes(
        by=actor(cast.mats, cast.at), talk=talk, text=text, promises=promises(cast) if given is None else given,
        version=before.version if before else 0,
    )  # fmt: skip


def shown(cast: Cast, talk: Talk | None = None, **more: Any) -> TalkMinutes:
    """Mats has put it before all."""
    minutes = written(cast, talk or held(cast), **more)
    publish_minutes(by=actor(cast.mats, cast.at), minutes=minutes, version=minutes.version, number=0)
    minutes.refresh_from_db()
    return minutes
