"""Whoever is given an office comes in by no code that one person has made (A8). What happens here that the apps above act on."""

from typing import Any

from django.dispatch import Signal

from larka.audit.actions import record
from larka.invitations.models import Invitation
from larka.invitations.queries.opening import made_by_two
from larka.people.signals import office_given
from larka.register.actor import Actor
from larka.register.models import Person

application_received = Signal()  # by: who sends or types it in; application


def _cancel_codes(by: Actor, person: Person, **_: Any) -> None:
    for code in Invitation.objects.select_for_update().filter(person=person, opened_at=None, cancelled_at=None):
        if not made_by_two(code):
            code.cancelled_at = by.at
            code.save(update_fields=["cancelled_at"])
            record(by, "invitation.cancelled", code)


def connect() -> None:
    """Once, when the program starts."""
    office_given.connect(_cancel_codes, weak=False)
