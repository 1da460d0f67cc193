"""Which invitation may still be used."""

import datetime as dt

from larka.accounts.models import User
from larka.invitations.models import Invitation, Renewal
from larka.invitations.queries.offices import holds_office


def open_invitation(pk: int, at: dt.datetime) -> Invitation | None:
    """The invitation, if it is neither used, cancelled nor out of date, nor one person's making for an office."""
    rows = Invitation.objects.select_related("person").filter(opened_at=None, cancelled_at=None, expires_at__gt=at)
    found = rows.filter(pk=pk).first()
    if found is None or (holds_office(found.person_id, at) and not made_by_two(found)):
        return None
    return found


def made_by_two(code: Invitation) -> bool:
    """Whether one administrator asked for this code and another approved: it was made at the moment of their decision."""
    rows = Renewal.objects.filter(person=code.person_id, kind=Renewal.Kind.LOGIN, decision=Renewal.Decision.DONE)
    return rows.filter(takes_two=True, decided_at=code.made_at, decided_by=code.made_by_id).exists()


def name_is_taken(username: str, person: int) -> bool:
    """Whether somebody else's account is called so."""
    return User.objects.filter(username__iexact=username).exclude(person=person).exists()


def name_used(person: int) -> str:
    """The name that somebody who has been in before logged in with; "" for whoever has not."""
    return User.objects.filter(person=person, last_login__isnull=False).values_list("username", flat=True).first() or ""
