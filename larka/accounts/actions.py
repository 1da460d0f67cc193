"""Signing in and out, logged."""

import datetime as dt
import uuid
from collections.abc import Collection
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from django.contrib.auth import login
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.accounts.assurance import PROVIDER, SECOND_FACTOR, note_step
from larka.accounts.browsers import WAY_KEY
from larka.accounts.emails import Change, MailNotSentError, send
from larka.accounts.links import account_of, accounts_called, token_of
from larka.accounts.models import Identity, PasswordAsked, Session, User
from larka.accounts.oidc.connections import LEEWAY
from larka.accounts.oidc.matching import IdentityRefusedError, Match, account_for, match_of
from larka.accounts.oidc.proof import Proof
from larka.accounts.secrets import decrypted, encrypted
from larka.accounts.tellings import Telling
from larka.audit.actions import record
from larka.jobs.loading import task_called
from larka.jobs.work import defer
from larka.register.actor import Actor, Level
from larka.register.models import Person

LINKS_AT_ONCE = 20
KEPT_AFTER_THE_END = dt.timedelta(days=1)
TRIED_AGAIN_AFTER, GIVEN_UP_AFTER = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@transaction.atomic
def sign_in(request: HttpRequest, person: Person, *, level: Level, at: dt.datetime) -> None:
    """Open a new session for this person; ``strong`` counts as a second factor given now."""
    user = User.objects.of(person)
    login(request, user, backend="larka.accounts.backends.PasswordBackend")
    note_step(request.session, user.pk, SECOND_FACTOR if level == "strong" else "password", at)
    record(Actor(person_id=person.pk, at=at, level=level), "account.signed_in", user, details={"level": level})


@transaction.atomic
def sign_in_by_provider(request: HttpRequest, proof: Proof, *, at: dt.datetime) -> User:
    """Open a new session for whoever the register says this is, as sure as the provider is. Raises IdentityRefusedError."""
    match = match_of(proof)
    person = Person.objects.select_for_update(no_key=True).get(pk=match.person)
    user = account_for(person, match, at=at)
    login(request, user, backend="larka.accounts.backends.PasswordBackend")
    request.session[WAY_KEY] = proof.provider.key
    note_step(request.session, user.pk, PROVIDER, proof.at, strong=proof.strong)
    level: Level = "strong" if proof.strong else "weak"
    by = Actor(person_id=person.pk, at=at, level=level, address=request.META.get("REMOTE_ADDR") or None)
    _connect(by, user, proof, match)
    record(by, "account.signed_in", user, details={"level": level, "way": PROVIDER})
    return user


def _connect(by: Actor, user: User, proof: Proof, match: Match) -> None:
    """From now on this identity is this person, whatever else the provider says of it."""
    if match.matched is None:
        return
    about = {"person_id": user.person_id, "matched": match.matched, "connected_at": by.at}
    _identity, made = Identity.objects.get_or_create(issuer=proof.provider.issuer, subject=proof.subject, defaults=about)
    if made:
        record(by, "account.identity_connected", user, details={"matched": str(match.matched)})


@transaction.atomic
def confirm_by_provider(*, by: Actor, session: Any, account: User, proof: Proof, since: dt.datetime, need_strong: bool) -> None:
    """Let a session that goes on be as sure as this proof, which must be the same person's, and given now. Raises IdentityRefusedError."""
    if not Identity.objects.filter(issuer=proof.provider.issuer, subject=proof.subject, person_id=by.writer).exists():
        raise IdentityRefusedError("another", account)
    if proof.at < since - dt.timedelta(seconds=LEEWAY):
        raise IdentityRefusedError("not_now", account)
    if need_strong and not proof.strong:
        raise IdentityRefusedError("too_weak", account)
    note_step(session, account.pk, PROVIDER, proof.at, strong=proof.strong)
    session.renew()
    record(by, "account.identity_confirmed", account, details={"level": "strong" if proof.strong else "weak"})


@transaction.atomic
def forget_identities(*, by: Actor, person: Person) -> int:
    """Let the next log-in through a provider look for the person anew, and end the sessions. For an operator. Returns how many."""
    if by.person_id is not None:
        raise PermissionError("only an operator lets identities be forgotten")
    count, _by_table = Identity.objects.filter(person=person).delete()
    Session.objects.filter(account__person=person).delete()
    record(by, "account.identities_forgotten", User.objects.filter(person=person).first(), details={"count": count})
    return count


@transaction.atomic
def end_sessions(*, by: Actor, account: int, chosen: Collection[uuid.UUID], but: str | None) -> int:
    """End these of one's own sessions; they open nothing from now on. ``but``: the key of the one that asks. Returns how many."""
    rows = Session.objects.filter(account_id=account, account__person_id=by.writer, public_id__in=chosen).exclude(session_key=but)
    ended, _by_table = rows.delete()
    record(by, "account.sessions_ended", details={"count": ended})
    return ended


@transaction.atomic
def forget_ended_sessions(*, by: Actor) -> int:
    """Remove sessions that are over, and what lay in them; those that were signed in a day later, for a form that comes too late."""
    over = Q(expire_date__lte=by.at, account=None) | Q(expire_date__lte=by.at - KEPT_AFTER_THE_END)
    count, _by_table = Session.objects.filter(over).delete()
    if count:
        record(by, "account.sessions_forgotten", details={"count": count})
    return count


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
    tell(account, Telling.PASSWORD_CHANGED)


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
    tell(account, Telling.PASSWORD_CHANGED)
    return account


def _replace(account: User, password: str, *, but: str | None) -> None:
    account.set_password(password)
    account.save(update_fields=["password"])
    Session.objects.filter(account_id=account.pk).exclude(session_key=but).delete()


def tell(account: User, telling: Telling) -> None:
    """Queue a mail to the owner of an account about what happened to it: it leaves when the change is made, and hinders nothing."""
    if account.email:
        defer(task_called("accounts.tasks.tell_owner"), account_id=account.pk, telling=int(telling))
