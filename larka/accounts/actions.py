"""Signing in and out, logged."""

import datetime as dt
import uuid
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.accounts.assurance import SECOND_FACTOR, note_step
from larka.accounts.emails import Change, MailNotSentError, send, tell
from larka.accounts.links import account_of, accounts_called, token_of
from larka.accounts.models import PasswordAsked, Session, User
from larka.accounts.secrets import decrypted, encrypted
from larka.audit.actions import record
from larka.register.actor import Actor, Level
from larka.register.models import Person

LINKS_AT_ONCE = 20
TRIED_AGAIN_AFTER, GIVEN_UP_AFTER = dt.timedelta(minutes=1), dt.timedelta(hours=1)


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


@transaction.atomic
def change_password(*, by: Actor, account: User, password: str, but: str | None) -> None:
    """A new password of one's own; every other session ends, and the address of the account is told. ``but``: the session that asks."""
    _replace(account, password, but=but)
    record(by, "account.password_changed", account)
    _tell_of_password(account)


@transaction.atomic
def ask_for_password(*, by: Actor, typed: str, page: str, language: str) -> None:
    """Somebody has forgotten a password. The same is done whoever it is: who that is, is looked up afterwards (``send_links``)."""
    PasswordAsked.objects.create(typed=encrypted(typed), page=page, language=language, address=by.address, asked_at=by.at, try_at=by.at)
    record(by, "account.password_asked")


@transaction.atomic
def send_links(*, by: Actor) -> int:
    """Send what was asked for and has not been; run beside the server every other second. Returns how many were looked at."""
    due = PasswordAsked.objects.select_for_update(skip_locked=True).filter(try_at__lte=by.at).order_by("pk")[:LINKS_AT_ONCE]
    for asked in (rows := list(due)):
        whoever = Actor(person_id=None, at=by.at, address=asked.address)
        try:
            for account in accounts_called(decrypted(asked.typed)):
                _send_link(account, asked)
                record(whoever, "account.password_link_sent", account)
            asked.delete()
        except MailNotSentError:
            _try_again(asked, by.at)
        except InvalidToken:  # the installation's key has changed since
            asked.delete()
    return len(rows)


def _send_link(account: User, asked: PasswordAsked) -> None:
    with override(account.language or asked.language):
        send(
            account.email,
            _("Nytt lösenord till Lärka"),
            _("Någon, troligen du, har glömt lösenordet till kontot %(name)s i Lärka. Öppna länken och välj ett nytt:")
            % {"name": account.username},
            f"{asked.page}?{urlencode({'kod': token_of(account)})}",
            _("Länken gäller i en timme och kan användas en gång. Var det inte du behöver du inte göra något."),
        )


def _try_again(asked: PasswordAsked, at: dt.datetime) -> None:
    """In a minute; nobody waits for a link that is an hour late."""
    if at - asked.asked_at > GIVEN_UP_AFTER:
        asked.delete()
    else:
        asked.try_at = at + TRIED_AGAIN_AFTER
        asked.save(update_fields=["try_at"])


@transaction.atomic
def replace_password(*, by: Actor, token: str, password: str) -> User | None:
    """A new password by a link, which serves once; every session ends. None where the link no longer holds."""
    account = account_of(token, lock=True)
    if account is None:
        return None
    _replace(account, password, but=None)
    record(by, "account.password_replaced", account)
    _tell_of_password(account)
    return account


def _replace(account: User, password: str, *, but: str | None) -> None:
    account.set_password(password)
    account.save(update_fields=["password"])
    Session.objects.filter(account_id=account.pk).exclude(session_key=but).delete()


def _tell_of_password(account: User) -> None:
    tell(
        account,
        _("Lösenordet för ditt konto i Lärka har ändrats"),
        _("Alla andra inloggningar är avslutade."),
        _("Var det inte du: kontakta skolan eller din administratör genast."),
    )
