"""What the owner of an account is told by mail that has happened to it: in words that are the same for all, so that a number names them."""

from enum import IntEnum

from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.accounts.emails import send
from larka.accounts.models import User

DEFAULT_LANGUAGE = "sv"


class Telling(IntEnum):
    """What has happened. A number that is used stays what it is: it may wait in the queue."""

    PASSWORD_CHANGED = 1
    SIGNED_OUT = 2
    MADE_ANEW = 3


def send_telling(account: User, telling: Telling) -> None:
    """One mail, now, in the owner's language, to the address that the account has now. Raises MailNotSentError."""
    with override(account.language or DEFAULT_LANGUAGE):
        send(account.email, *_words(telling))


def asked_nobody() -> str:
    """What to do when one has not asked for it, in the language in force."""
    return _("Har du inte bett om det? Kontakta skolan eller din administratör genast.")


def _words(telling: Telling) -> tuple[str, ...]:
    if telling is Telling.PASSWORD_CHANGED:
        return (
            _("Lösenordet för ditt konto i Lärka har ändrats"),
            _("Alla andra inloggningar är avslutade."),
            _("Var det inte du: kontakta skolan eller din administratör genast."),
        )
    if telling is Telling.SIGNED_OUT:
        return (_("Du är utloggad ur Lärka"), _("Skolan har avslutat alla dina inloggningar. Logga in igen."), asked_nobody())
    return (
        _("Din inloggning i Lärka görs på nytt"),
        _("Skolan har tagit bort ditt lösenord och ditt andra steg. Du får ett brev med en kod som öppnar kontot."),
        asked_nobody(),
    )
