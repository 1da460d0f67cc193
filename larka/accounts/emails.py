"""The e-mail address of an account: a new one is used when its owner has shown that it is theirs, and the old one is told."""

import logging
from dataclasses import dataclass
from smtplib import SMTPException

from django.core import signing
from django.core.mail import send_mail

from larka.accounts.models import User

VALID_FOR = 24 * 60 * 60  # seconds
_SALT = "larka.accounts.emails"


class MailNotSentError(Exception):
    """The mail server did not take it."""


@dataclass(frozen=True, slots=True)
class Change:
    """An account, and the address that it is to have."""

    account: User
    email: str


def token_of(account: User, email: str) -> str:
    """What the mail's link holds; it serves once, since the address that it comes from changes."""
    return signing.dumps({"account": account.pk, "email": email, "was": account.email}, salt=_SALT)


def change_of(token: str) -> Change | None:
    """What a link asks for; None for one that is too old, used, broken or made up."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        return None
    account = User.objects.filter(pk=told["account"], email=told["was"], is_active=True).first()
    return Change(account, told["email"]) if account else None


def send(to: str, subject: str, *parts: str) -> None:
    """One mail, now. Raises MailNotSentError."""
    try:
        send_mail(subject, "\n\n".join(parts) + "\n", None, [to])
    except (OSError, SMTPException) as error:
        logging.getLogger("larka.accounts").warning("a mail could not be sent: %s", type(error).__name__)
        raise MailNotSentError from error
