"""In a demo all mail lands in the database instead of being sent; it is read at /demo/mail."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from larka.demo.models import KeptMail


class DatabaseBackend(BaseEmailBackend):
    """Keeps every mail."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = [KeptMail(to=", ".join(mail.recipients()), subject=str(mail.subject), text=str(mail.body)) for mail in email_messages]
        return len(KeptMail.objects.bulk_create(kept))


class SmsGateway:
    """Keeps every sms beside the mails."""

    def send(self, number: str, text: str) -> bool:
        """Keep it."""
        KeptMail.objects.create(to=number, subject="sms", text=text)
        return True
