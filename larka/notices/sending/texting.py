"""Sms about what is urgent: through whatever gateway the operator has named; a text that says only that there is news (F2)."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.core.site import full_address
from larka.notices.models import Channel, Delivery
from larka.notices.queries.due import Due
from larka.notices.queries.visible import unread_among
from larka.notices.sending.handing import claimed
from larka.register.models import ContactDetails
from larka.register.settings import setting


class Gateway(Protocol):
    """What sends texts. An adapter to a supplier is a class with this one method, named in LARKA_SMS_GATEWAY."""

    def send(self, number: str, text: str) -> bool:
        """Hand one text over; whether it was taken."""
        ...


def gateway() -> Gateway | None:
    """The operator's gateway, if there is one."""
    made: Gateway | None = import_string(settings.SMS_GATEWAY)() if settings.SMS_GATEWAY else None
    return made


def hand_sms(people: Iterable[Due], at: dt.datetime) -> int:
    """A text to each who wants one, has a mobile number in the register and still has something to read; answers to how many."""
    sender = gateway() if setting("notices.sms") else None
    if sender is None:
        return 0
    return sum(_text(sender, due, at) for due in people)


def _text(sender: Gateway, due: Due, at: dt.datetime) -> bool:
    number = mobile_of(due.person)
    ids = unread_among(due.actor(at), due.ids) if number else []
    delivery = Delivery(person_id=due.person, channel=Channel.SMS, begun_at=at)
    if not ids or not claimed(delivery, ids):
        return False
    with override(due.language or settings.LANGUAGE_CODE):
        text = _("Du har en viktig notis i Lärka: %(address)s") % {"address": full_address(reverse("notices"))}
    try:
        taken = sender.send(number, text)
    except Exception as error:  # noqa: BLE001 – whatever a supplier's adapter raises, the others get theirs
        logging.getLogger("larka.notices").warning("an sms could not be sent: %s", type(error).__name__)
        taken = False
    Delivery.objects.filter(pk=delivery.pk).update(outcome=Delivery.Outcome.HANDED if taken else Delivery.Outcome.REFUSED)
    return taken


def mobile_of(person: int) -> str:
    """The first mobile number that the register has."""
    found = ContactDetails.objects.filter(person=person).values_list("phones", flat=True).first() or []
    return next((str(row["value"]) for row in found if row.get("mobile")), "")
