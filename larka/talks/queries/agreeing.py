"""Who agrees to what a talk ended in, what waits for somebody, and what is to be followed up."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.holders import holders, people_reaching
from larka.access.policies import NAME_READ
from larka.access.questions import Ids, question
from larka.core.swedish import swedish_sort_key
from larka.register.actor import Actor
from larka.register.models import Person
from larka.talks.access.minutes import AGREEING, AGREEMENT_FOLLOW, MINUTES_AGREE
from larka.talks.models import Agreement, TalkMinutes

_OF_FAMILY = MINUTES_AGREE.only(*AGREEING[:3])
_OF_MENTOR = AGREEMENT_FOLLOW.only(paths.MENTOR, paths.PRESCHOOL_STAFF)
SOON = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Due:
    """One agreement to be followed up."""

    public_id: uuid.UUID
    minutes: uuid.UUID
    child_id: int
    name: str
    who: str
    what: str
    follow_up_on: dt.date


def may_be_noted(by: Actor, minutes: TalkMinutes) -> dict[int, str]:
    """Person → role of those of the family who can agree, as far as whoever notes it may know of them (A18)."""
    found: dict[int, str] = {}
    order = [path.key for path in AGREEING]
    for person, key in sorted(holders(_OF_FAMILY, minutes, by.at), key=lambda pair: order.index(pair[1])):
        found.setdefault(person, key)
    known = set(NAME_READ.among(by, Person.objects.filter(pk__in=list(found))).values_list("pk", flat=True))
    return {person: key for person, key in found.items() if person in known}


def left_to_note(by: Actor, minutes: TalkMinutes) -> dict[str, tuple[Person, str]]:
    """Those of them who have not agreed to the newest version, by public id, each with the name."""
    confirmed = minutes.confirmations.filter(number=minutes.latest.number if minutes.latest else 0).values("person")
    rows = Person.objects.filter(pk__in=list(may_be_noted(by, minutes))).exclude(pk__in=confirmed)
    return {str(person.public_id): (person, person.display_name) for person in rows.order_by("display_sort_key", "pk")}


def family_asked(by: Actor, minutes: TalkMinutes) -> list[str]:
    """Whom of the family it will be put before, as far as the actor may know of them, by name."""
    people = {person for person, _child in people_reaching(AGREEING[:3], [minutes.child_id], by.at)}
    talk = minutes.talk
    if not talk.shared:
        people &= {minutes.child_id, *(talk.audience or ())}
    return sorted(names_of(by, people).values(), key=swedish_sort_key)


def names_of(actor: Actor, people: Iterable[int]) -> dict[int, str]:
    """The names of those of these people whom the actor may know of (A18)."""
    return dict(_names(actor, list(people)))


@question(Ids)
def _names(actor: Actor, people: Ids) -> QuerySet[Any, Any]:
    return NAME_READ.among(actor, Person.objects.filter(pk__among=people)).order_by().values_list("pk", "display_name")


def agreements_due(actor: Actor) -> list[Due]:
    """What I follow up, that is due today or has been, or soon will be; the oldest first."""
    return [Due(*row) for row in _due(actor)]


@question()
def _due(actor: Actor) -> QuerySet[Any, Any]:
    waiting = Q(followed_up_at__isnull=True, dropped=False, follow_up_on__lte=actor.today + SOON)
    rows = _OF_MENTOR.visible_to(actor).filter(waiting).order_by("follow_up_on", "minutes__child__sort_key", "pk")
    return rows.values_list(
        "public_id", F("minutes__public_id"), F("minutes__child_id"), F("minutes__child__display_name"), "who", "what", "follow_up_on"
    )


def agreements_in_force(actor: Actor, minutes: TalkMinutes) -> list[Agreement]:
    """What the newest version says, in its order."""
    return _in_force.objects(actor, minutes.pk)


@question(int)
def _in_force(_actor: Actor, minutes: int) -> QuerySet[Agreement]:
    rows = Agreement.objects.filter(minutes=minutes, dropped=False)
    return rows.select_related("followed_up_by").order_by("place", "pk")


def agreement_of(minutes: TalkMinutes, public_id: uuid.UUID) -> Agreement | None:
    """One of its agreements."""
    return minutes.agreements.filter(public_id=public_id).first()
