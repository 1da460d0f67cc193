"""Who may have been at a talk, for the list to tick: those for whom it exists, and staff who lead the child's talks."""

import datetime as dt
from collections.abc import Iterable

from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.holders import holders, people_reaching
from larka.access.policies import FAMILY, NAME_READ
from larka.access.questions import Ids, question
from larka.register.actor import Actor
from larka.register.models import Person
from larka.talks.access import BOOKING_ADULTS, LEADS, TALK_READ
from larka.talks.models import Talk

_PRESENT = TALK_READ.only(*FAMILY, *(grant.path for grant in TALK_READ.grants if grant.path not in FAMILY and not grant.when))


def may_have_taken_part(by: Actor, talk: Talk) -> set[int]:
    """Of a booked talk."""
    return {person for person, _key in holders(_PRESENT, talk, by.at)} | {by.writer}


def who_may_have_been_there(by: Actor, child: int) -> set[int]:
    """Of a talk that was never booked here."""
    return {person for person, _child in people_reaching((*FAMILY, *LEADS[:2]), [child], by.at)} | {by.writer}


def who_speak_for_home(child: int, then: dt.datetime) -> set[int]:
    """Of whom one must have been there: those who answered for the child that day, or the pupil who was of age."""
    return {person for person, _child in people_reaching((*BOOKING_ADULTS, paths.SELF_OF_AGE), [child], then)}


def named_people(by: Actor, people: Iterable[int]) -> list[Person]:
    """Those of them whose names one may know (A18), by name."""
    return _named.objects(by, list(people))


@question(Ids)
def _named(actor: Actor, people: Ids) -> QuerySet[Person]:
    return NAME_READ.among(actor, Person.objects.filter(pk__among=people)).order_by("display_sort_key", "pk")
