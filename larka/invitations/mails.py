"""The code by mail: plain text, in its owner's language, without a child's name and without a number."""

from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.accounts.tellings import asked_nobody
from larka.invitations.letters import Letter, asked_in_words


def send_invitation(letter: Letter, *, to: str, address: str) -> None:
    """Send the code to the address that the school has confirmed."""
    with override(letter.language):
        by_unit = _("%(unit)s har godkänt din ansökan om ett konto i Lärka.") % {"unit": letter.unit}
        told = by_unit if letter.unit else _("Din ansökan om ett konto i Lärka är godkänd.")
        ignored = _("Har du inte ansökt? Då kan du bortse från det här meddelandet. Utan dina egna uppgifter går koden inte att använda.")
        _send(letter, _("Ditt konto i Lärka"), told, ignored, to=to, address=address)


def send_renewal(letter: Letter, *, to: str, address: str) -> None:
    """Send the code for a new log-in to the address of the account."""
    with override(letter.language):
        told = _("Din inloggning i Lärka är gjord på nytt. Det gamla lösenordet och det gamla andra steget gäller inte längre.")
        _send(letter, _("Din nya inloggning i Lärka"), told, asked_nobody(), to=to, address=address)


def _send(letter: Letter, subject: str, told: str, ignored: str, *, to: str, address: str) -> None:
    parts = [
        _("Hej!"),
        told,
        _("Din engångskod: %(code)s") % {"code": letter.code},
        _("Gå till %(address)s, skriv koden och %(asked)s, och välj ett lösenord.") % {"address": address, "asked": asked_in_words(letter)},
        _("Koden kan användas en gång, till och med %(day)s. Ge den inte till någon annan.")
        % {"day": date_format(letter.expires_on, "j F Y")},
        ignored,
    ]
    EmailMessage(subject, "\n\n".join(parts) + "\n", to=[to]).send()
