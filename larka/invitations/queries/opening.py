"""Which invitation may still be used."""

import datetime as dt

from larka.accounts.models import User
from larka.invitations.models import Invitation


def open_invitation(pk: int, at: dt.datetime) -> Invitation | None:
    """The invitation, if it is neither used, cancelled nor out of date."""
    rows = Invitation.objects.select_related("person").filter(opened_at=None, cancelled_at=None, expires_at__gt=at)
    return rows.filter(pk=pk).first()


def name_is_taken(username: str, person: int) -> bool:
    """Whether somebody else's account is called so."""
    return User.objects.filter(username__iexact=username).exclude(person=person).exists()


def name_used(person: int) -> str:
    """The name that somebody who has been in before logged in with; "" for whoever has not."""
    return User.objects.filter(person=person, last_login__isnull=False).values_list("username", flat=True).first() or ""
