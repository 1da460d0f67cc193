"""Who offers times and books them, whom a talk exists for, what is prepared before it and what it ends in."""

from larka.talks.access.minutes import AGREEMENT_FOLLOW, MINUTES_AGREE, MINUTES_LEAD, MINUTES_READ, MINUTES_WRITE
from larka.talks.access.preparations import PREPARATION, PREPARATION_LEAD, PREPARATION_READ
from larka.talks.access.talks import (
    ASKED,
    BOOKING_ADULTS,
    CLASS_TALKS,
    INVITATION_BOOK,
    INVITATION_LEAD,
    KIND,
    LEADS,
    NEXT_LEADS,
    ROUND_LEAD,
    ROUND_MAKE,
    TALK_LEAD,
    TALK_NOTE,
    TALK_READ,
    TALK_REBOOK,
    UNIT_TALKS,
)

__all__ = [
    "AGREEMENT_FOLLOW",
    "ASKED",
    "BOOKING_ADULTS",
    "CLASS_TALKS",
    "INVITATION_BOOK",
    "INVITATION_LEAD",
    "KIND",
    "LEADS",
    "MINUTES_AGREE",
    "MINUTES_LEAD",
    "MINUTES_READ",
    "MINUTES_WRITE",
    "NEXT_LEADS",
    "PREPARATION",
    "PREPARATION_LEAD",
    "PREPARATION_READ",
    "ROUND_LEAD",
    "ROUND_MAKE",
    "TALK_LEAD",
    "TALK_NOTE",
    "TALK_READ",
    "TALK_REBOOK",
    "UNIT_TALKS",
]
