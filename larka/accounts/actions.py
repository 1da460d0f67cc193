"""Signing in and out, logged."""

import datetime as dt
import uuid
from collections.abc import Collection
from contextlib import suppress

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from larka.accounts.assurance import SECOND_FACTOR, note_step
from larka.accounts.emails import Change, MailNotSentError, send
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


@transaction.atomic
def ask_to_change_email(*, by: Actor, change: Change, link: str) -> None:
    """Send the link to the new address; until it is followed nothing changes. Raises MailNotSentError."""
    record(by, "account.email_change_asked", change.account)
    send(
        change.email,
        _("Bekräfta din e-postadress i Lärka"),
        _("Någon, troligen du, vill använda den här adressen för sitt konto i Lärka. Öppna länken och bekräfta:"),
        link,
        _("Länken gäller i 24 timmar. Var det inte du behöver du inte göra något."),
    )


@transaction.atomic
def change_email(*, by: Actor, change: Change) -> None:
    """Use the new address from now on, and tell the old one."""
    account, before = change.account, change.account.email
    account.email = change.email
    account.save(update_fields=["email"])
    record(by, "account.email_changed", account)
    if before:
        with suppress(MailNotSentError):
            send(
                before,
                _("E-postadressen för ditt konto i Lärka har ändrats"),
                _("Den här adressen används inte längre för ditt konto i Lärka."),
                _("Var det inte du: kontakta skolan eller din administratör genast."),
            )
