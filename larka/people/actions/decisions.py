"""What every decision has: somebody who takes it, and a reference."""

from django.utils.translation import gettext as _

from larka.register.actor import Actor


class DecisionError(ValueError):
    """The decision cannot be registered; the message says why, in Swedish."""


def decider(by: Actor) -> int:
    """The person who decides; an operator at the command line decides nothing about a child."""
    if by.person_id is None:
        raise DecisionError(_("Ett beslut fattas av en person."))
    return by.person_id


def require_reference(text: str) -> None:
    """A decision that cannot be found again is none."""
    if not text.strip():
        raise DecisionError(_("Beslutets beteckning saknas."))
