"""Notices are of passing importance: after a while they are forgotten, read or not (H1)."""

import datetime as dt

from django.db import transaction

from larka.audit.actions import record
from larka.notices.models import Delivery, Notice
from larka.register.actor import Actor
from larka.register.settings import setting


@transaction.atomic
def forget_notices(*, by: Actor) -> int:
    """Remove what is older than the huvudman's setting, with how it was handed over; answers how many notices."""
    before = by.at - dt.timedelta(days=setting("notices.keep_days"))
    _all, found = Notice.objects.filter(made_at__lt=before).delete()
    Delivery.objects.filter(begun_at__lt=before).delete()
    count = found.get("notices.Notice", 0)
    if count:
        record(by, "notice.forgotten", details={"count": count})
    return count
