"""The mails of a demo."""

import uuid

from larka.demo.models import KeptMail

MOST = 100


def latest_mails() -> list[KeptMail]:
    """The newest first."""
    return list(KeptMail.objects.order_by("-pk")[:MOST])


def mail_of(public_id: str) -> KeptMail | None:
    """One of them."""
    try:
        return KeptMail.objects.filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        return None
