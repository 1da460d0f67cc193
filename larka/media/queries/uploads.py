"""Files on their way in."""

import uuid

from django.db.models import Sum

from larka.media.access import UPLOAD_OWN
from larka.media.models import Upload
from larka.register.actor import Actor


def waiting_bytes(owner: int) -> int:
    """How much of a person's is on its way in and not taken over."""
    total = Upload.objects.filter(owner=owner, medium__isnull=True).aggregate(total=Sum("length"))["total"]
    return int(total or 0)


def own_upload(actor: Actor, public_id: uuid.UUID) -> Upload | None:
    """The actor's own whole file that nothing has taken over yet."""
    found = UPLOAD_OWN.visible_to(actor).filter(public_id=public_id, medium__isnull=True).first()
    return found if found is not None and found.is_whole else None
