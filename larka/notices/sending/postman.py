"""Handing mails over, many on one connection. A mail is written down in the moment before its text is handed over, never later."""

import smtplib
from collections.abc import Callable
from email.utils import parseaddr
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from larka.notices.models import Delivery

Claim = Callable[[], bool]
Outcome = Delivery.Outcome
_YES = range(200, 300)
_FOR_GOOD = 500  # answers from here on will be the same tomorrow


class NotNowError(Exception):
    """The mail server does not take mail now; nothing was handed over."""


class Refusal(Exception):  # noqa: N818
    """The mail server does not take mail to this address, and says why by a number."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class Postman:
    """One worker's way to the mail server."""

    def __init__(self) -> None:
        self.backend: Any = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.backend.close()

    def hand(self, mail: EmailMultiAlternatives, *, sender: str, claim: Claim) -> Outcome | None:
        """Hand one mail over; None where ``claim`` says that somebody else does. Raises NotNowError and Refusal before it is claimed."""
        if not isinstance(self.backend, EmailBackend):
            return self._keep(mail, claim)
        try:
            self._announce(mail, sender)
        except smtplib.SMTPServerDisconnected:  # servers end a connection that has carried many
            self.backend.close()
            self._announce_again(mail, sender)
        except (OSError, smtplib.SMTPException) as error:
            raise NotNowError from error
        return self._text(mail, claim)

    def _keep(self, mail: EmailMultiAlternatives, claim: Claim) -> Outcome | None:
        """A demo and the tests send nothing."""
        if not claim():
            return None
        self.backend.send_messages([mail])
        return Outcome.HANDED

    def _announce_again(self, mail: EmailMultiAlternatives, sender: str) -> None:
        try:
            self._announce(mail, sender)
        except (OSError, smtplib.SMTPException) as error:
            raise NotNowError from error

    def _announce(self, mail: EmailMultiAlternatives, sender: str) -> None:
        """From whom and to whom: what can be refused is refused here."""
        self.backend.open()
        server: smtplib.SMTP = self.backend.connection
        server.ehlo_or_helo_if_needed()
        for command, address in ((server.mail, sender), (server.rcpt, mail.to[0])):
            code, answer = command(sanitize_address(parseaddr(address)[1], "utf-8"))
            if code not in _YES:
                server.rset()
                if code >= _FOR_GOOD and command == server.rcpt:
                    raise Refusal(_status(code, answer))
                raise NotNowError

    def _text(self, mail: EmailMultiAlternatives, claim: Claim) -> Outcome | None:
        server: smtplib.SMTP = self.backend.connection
        text = mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # – Django's
        if not claim():
            server.rset()
            return None
        try:
            code, _answer = server.data(text)
        except (OSError, smtplib.SMTPException):
            self.backend.close()
            return Outcome.UNSURE
        return Outcome.HANDED if code < _FOR_GOOD else Outcome.REFUSED


def _status(code: int, answer: bytes) -> str:
    """The server's own number, finer where it gives one: 550 5.1.1."""
    words = answer.decode("ascii", "replace").split()
    finer = words[0] if words and words[0][:1] in "245" and words[0].count(".") == 2 else ""  # noqa: PLR2004 – as in 5.1.1
    return f"{code} {finer}".strip()[:20]
