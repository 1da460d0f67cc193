"""What a mail says: that there is news, and where; never about whom, from which school or what (F2)."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from larka.core.site import full_address
from larka.notices.models import Delivery


def mail_of(delivery: Delivery, *, to: str, language: str, count: int, urgent: bool) -> EmailMultiAlternatives:
    """One mail in its reader's language, as text and as simple HTML that fetches nothing (A15)."""
    with override(language or settings.LANGUAGE_CODE):
        subject = told(count, urgent=urgent)
        page, choices = full_address(reverse("notices")), full_address(reverse("notice_choices"))
        context = {"subject": subject, "page": page, "choices": choices, "language": language or settings.LANGUAGE_CODE}
        lines = [
            _("Hej!"),
            f"{subject}.",
            _("Logga in för att läsa: %(address)s") % {"address": page},
            _("Vill du ha färre mejl? Ändra det här: %(address)s") % {"address": choices},
        ]
        html = render_to_string("notices/mail.html", context)
    name = f"<{delivery.public_id}@{settings.SITE_ADDRESS.partition('://')[2].partition(':')[0]}>"
    headers = {"Message-ID": name, "Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{choices}>"}
    mail = EmailMultiAlternatives(subject, "\n\n".join(lines) + "\n", to=[to], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def told(count: int, *, urgent: bool) -> str:
    """That there is news, in the language in force."""
    if urgent:
        return _("Viktigt: du har en ny notis i Lärka")
    return ngettext("Du har en ny notis i Lärka", "Du har %(n)s nya notiser i Lärka", count) % {"n": count}


def sender_of(delivery: Delivery) -> str:
    """The envelope's sender: where mail that bounces comes back, with the delivery's own id where the operator has such an address."""
    if not settings.BOUNCE_ADDRESS:
        return str(settings.DEFAULT_FROM_EMAIL)
    box, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{box}+{delivery.public_id.hex}@{domain}"
