"""Development talks: the rounds in which they are booked, and the talks themselves."""

from larka.talks.models.rounds import Mode, TalkInvitation, TalkRound, TalkSlot
from larka.talks.models.talks import Talk

__all__ = ["Mode", "Talk", "TalkInvitation", "TalkRound", "TalkSlot"]
