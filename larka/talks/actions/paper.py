"""Letters about talks, for those who have chosen paper or have no computer."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from larka.audit.actions import record
from larka.register.actor import Actor
from larka.register.queries import address_of
from larka.talks.access import ROUND_LEAD
from larka.talks.models import TalkRound
from larka.talks.queries.paper import Adult, Told, adults_of, told_to


@dataclass(frozen=True, slots=True)
class TalkLetter:
    """What one adult is sent. ``unit`` is "" where it may not be told."""

    name: str
    address: tuple[str, ...]
    unit: str
    language: str
    about: tuple[Told, ...]


@transaction.atomic
def print_talk_letters(*, by: Actor, started: TalkRound, chosen: Collection[uuid.UUID]) -> list[TalkLetter]:
    """Each with the time that is booked, or the times that are free and how to answer.

    A protected family's letter is made alone, and tells no place (A10).
    """
    ROUND_LEAD.require(by, started)
    asked = [adult for adult in adults_of(by, started) if adult.public_id in chosen]
    if len(asked) > 1:
        asked = [adult for adult in asked if not adult.apart]
    made = [_letter(by, started, adult) for adult in asked]
    children = {child.pk for adult in asked for child in adult.children}
    if made:
        record(by, "talk.letters_printed", started, children=children, details={"letters": len(made)})
    return made


def _letter(by: Actor, started: TalkRound, adult: Adult) -> TalkLetter:
    account = getattr(adult.person, "account", None)
    language = (account.language if account else "") or settings.LANGUAGE_CODE
    postal = () if adult.apart else address_of(adult.person)
    unit = "" if adult.apart else started.group.unit.name
    return TalkLetter(adult.person.display_name, postal, unit, language, tuple(told_to(by, started, adult)))
