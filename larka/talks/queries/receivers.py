"""Who is told: the family that books in a round, and those who take part in a talk."""

from collections.abc import Iterable
from dataclasses import replace

from larka.access import paths
from larka.access.holders import holders, people_reaching
from larka.access.policies import FAMILY
from larka.register.actor import Actor
from larka.talks.access import ASKED, BOOKING_ADULTS, TALK_READ
from larka.talks.models import Talk, TalkRound

_TAKING_PART = replace(TALK_READ.only(*FAMILY, *ASKED), key="talk.taking_part")


def booking_people(by: Actor, started: TalkRound, children: Iterable[int]) -> set[tuple[int, int]]:
    """(person, child) for everyone who books for these children: adults who answer for them, and pupils who may themselves."""
    pupils = (paths.SELF,) if started.pupil_books else (paths.SELF_OF_AGE,)
    return people_reaching((*BOOKING_ADULTS, *pupils), list(children), by.at)


def taking_part(talk: Talk, by: Actor) -> set[int]:
    """The family that the talk exists for, and those at school who are asked to it by name."""
    return {person for person, _key in holders(_TAKING_PART, talk, by.at)}
