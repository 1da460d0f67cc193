"""Signing in and out, logged."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest

from larka.accounts.assurance import SECOND_FACTOR, note_step
from larka.accounts.models import Session, User
from larka.audit.actions import record
from larka.register.actor import Actor, Level
from larka.register.models import Person


@transaction.atomic
def sign_in(request: HttpRequest, person: Person, *, level: Level, at: dt.datetime) -> None:
    """Open a new session for this person; ``strong`` counts as a second factor given now."""
    user = User.objects.of(person)
    login(request, user, backend="larka.accounts.backends.PasswordBackend")
    note_step(request.session, user.pk, SECOND_FACTOR if level == "strong" else "password", at)
    record(Actor(person_id=person.pk, at=at, level=level), "account.signed_in", user, details={"level": level})


@transaction.atomic
def end_sessions(*, by: Actor, account: int, chosen: Collection[uuid.UUID], but: str | None) -> int:
    """End these of one's own sessions; they open nothing from now on. ``but``: the key of the one that asks. Returns how many."""
    rows = Session.objects.filter(account_id=account, account__person_id=by.writer, public_id__in=chosen).exclude(session_key=but)
    ended, _by_table = rows.delete()
    record(by, "account.sessions_ended", details={"count": ended})
    return ended
