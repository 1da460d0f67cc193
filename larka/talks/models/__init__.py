"""Development talks: the rounds in which they are booked, what is prepared before them, the talks, and what they end in."""

from larka.talks.models.minutes import Agreement, AgreementConfirmation, MinutesVersion, Side, TalkMinutes
from larka.talks.models.preparation import Preparation, PreparationAnswer, PreparationMove, PreparationSnapshot
from larka.talks.models.rounds import Mode, TalkInvitation, TalkRound, TalkSlot
from larka.talks.models.talks import Talk

__all__ = [
    "Agreement",
    "AgreementConfirmation",
    "MinutesVersion",
    "Mode",
    "Preparation",
    "PreparationAnswer",
    "PreparationMove",
    "PreparationSnapshot",
    "Side",
    "Talk",
    "TalkInvitation",
    "TalkMinutes",
    "TalkRound",
    "TalkSlot",
]
