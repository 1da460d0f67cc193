"""What every decision has: somebody who takes it, and a reference."""

import datetime as dt

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from larka.core.dates import to_inclusive_end, years_later
from larka.register.actor import Actor

LONGEST_REFERENCE = 200


class DecisionError(ValueError):
    """The decision cannot be registered; the message says why, in Swedish, and ``field`` where it was typed, if anywhere."""

    def __init__(self, message: str | Promise, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def decider(by: Actor) -> int:
    """The person who decides; an operator at the command line decides nothing about a child."""
    if by.person_id is None:
        raise DecisionError(_("Ett beslut fattas av en person."))
    return by.person_id


def require_reference(text: str) -> None:
    """A decision that cannot be found again is none; one that is a whole letter is no reference."""
    if not text.strip():
        raise DecisionError(_("Beslutets beteckning saknas."), field="decision")
    if len(text.strip()) > LONGEST_REFERENCE:
        raise DecisionError(_("Beslutets beteckning får vara högst %(most)s tecken.") % {"most": LONGEST_REFERENCE}, field="decision")


def require_sensible_days(by: Actor, first: dt.date | None, ends_on: dt.date | None, *, back: int = 1, ahead: int) -> None:
    """A decision begins no more than so many years ago, and neither begins nor ends further ahead than so many."""
    earliest, latest = years_later(by.today, -back), years_later(by.today, ahead)
    if first is not None and first < earliest:
        raise DecisionError(_("Dagen ligger för långt tillbaka: tidigast %(day)s.") % {"day": earliest}, field="first_day")
    for day, field in ((first, "first_day"), (to_inclusive_end(ends_on), "last_day")):
        if day is not None and day > latest:
            raise DecisionError(_("Dagen ligger för långt fram: senast %(day)s.") % {"day": latest}, field=field)
