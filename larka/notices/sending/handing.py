"""One notice, or one person's digest, handed over once: what may be told is asked again, and it is written down before it is done."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q

from larka.notices.models import BouncedAddress, Channel, Delivery, Recipient
from larka.notices.queries.due import IN_DOUBT, Due
from larka.notices.queries.visible import unread_among
from larka.notices.sending.mails import mail_of, sender_of
from larka.notices.sending.postman import NotNowError, Postman, Refusal

Outcome = Delivery.Outcome


def hand_mails(postman: Postman, people: Iterable[Due], at: dt.datetime, *, urgent: bool, digest_on: dt.date | None = None) -> Counter[str]:
    """A mail to each who has an address and still has something to read; answers how it went, counted. Raises NotNowError at the end."""
    went: Counter[str] = Counter()
    for due in people:
        ids = unread_among(due.actor(at), due.ids) if due.email else []
        if ids:
            went[_hand_one(postman, due, ids, at, urgent=urgent, digest_on=digest_on)] += 1
    if went["later"]:
        raise NotNowError
    return went


def _hand_one(postman: Postman, due: Due, ids: list[int], at: dt.datetime, *, urgent: bool, digest_on: dt.date | None) -> str:
    delivery = Delivery(person_id=due.person, channel=Channel.MAIL, digest_on=digest_on, begun_at=at)
    mail = mail_of(delivery, to=due.email, language=due.language, count=len(ids), urgent=urgent)
    try:
        outcome = postman.hand(mail, sender=sender_of(delivery), claim=lambda: claimed(delivery, ids))
    except NotNowError:
        return "later"
    except Refusal as refusal:
        if claimed(delivery, ids):
            _settle(delivery, Outcome.REFUSED)
            note_bounce(due.person, due.email, refusal.status, at)
        return "refused"
    if outcome is None:
        return "others"
    _settle(delivery, outcome)
    return outcome or "unsure"


def claimed(delivery: Delivery, ids: list[int]) -> bool:
    """Write down that these notices are being handed over; False where somebody has done so, or they have been read."""
    free = Q(**{delivery.channel: None})
    if delivery.digest_on:
        free |= Q(mail__outcome=Outcome.UNSURE, mail__begun_at__lt=delivery.begun_at - IN_DOUBT)
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
            mine = Recipient.objects.select_for_update(of=("self",)).filter(free, pk__in=ids, read_at=None)
            if Recipient.objects.filter(pk__in=list(mine.values_list("pk", flat=True))).update(**{delivery.channel: delivery}):
                return True
            raise _NothingLeft
    except (IntegrityError, _NothingLeft):
        return False


class _NothingLeft(Exception):  # noqa: N818
    """Somebody else has them all."""


def _settle(delivery: Delivery, outcome: Outcome) -> None:
    if outcome:
        Delivery.objects.filter(pk=delivery.pk).update(outcome=outcome)


def note_bounce(person: int, address: str, status: str, at: dt.datetime) -> None:
    """Remember that mail to this address comes back."""
    BouncedAddress.objects.update_or_create(person_id=person, address=address, defaults={"status": status, "bounced_at": at})
