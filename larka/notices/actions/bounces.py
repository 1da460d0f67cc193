"""Mail that came back: the address is remembered, and told to its owner and the school."""

from collections.abc import Iterable

from django.db import transaction

from larka.audit.actions import record
from larka.notices.bounces import Bounce
from larka.notices.models import Delivery
from larka.notices.sending.handing import note_bounce
from larka.register.actor import Actor


@transaction.atomic
def note_bounces(*, by: Actor, bounces: Iterable[Bounce]) -> int:
    """Remember those that are about a delivery of ours to the address that the account still has; answers how many."""
    noted = 0
    for bounce in bounces:
        delivery = Delivery.objects.select_related("person__account").filter(public_id=bounce.delivery).first()
        account = getattr(delivery.person, "account", None) if delivery else None
        if delivery is None or account is None or (bounce.address and bounce.address != account.email.lower()):
            continue
        Delivery.objects.filter(pk=delivery.pk).update(outcome=Delivery.Outcome.BOUNCED)
        note_bounce(delivery.person_id, account.email, bounce.status, by.at)
        noted += 1
    record(by, "notice.bounced", details={"count": noted})
    return noted
