"""The invitation by mail: plain text, in the guardian's language, without a child's name and without a number."""

from django.core.mail import EmailMessage
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.invitations.letters import Letter, asked_in_words


def send_invitation(letter: Letter, *, to: str, address: str) -> None:
    """Send the code to the address that the school has confirmed."""
    with override(letter.language):
        parts = [
            _("Hej!"),
            _("%(unit)s har godkänt din ansökan om ett konto i Lärka.") % {"unit": letter.unit},
            _("Din engångskod: %(code)s") % {"code": letter.code},
            _("Gå till %(address)s, skriv koden och %(asked)s, och välj ett lösenord.")
            % {"address": address, "asked": asked_in_words(letter)},
            _("Koden kan användas en gång, till och med %(day)s. Ge den inte till någon annan.")
            % {"day": date_format(letter.expires_on, "j F Y")},
            _("Har du inte ansökt? Då kan du bortse från det här meddelandet. Utan dina egna uppgifter går koden inte att använda."),
        ]
        subject = _("Ditt konto i Lärka")
    EmailMessage(subject, "\n\n".join(parts) + "\n", to=[to]).send()
