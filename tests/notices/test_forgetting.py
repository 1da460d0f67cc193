"""Notices are forgotten by rule."""

import datetime as dt

from larka.notices.actions.forgetting import forget_notices
from larka.notices.models import About, Delivery, Notice, Recipient
from larka.register.actor import Actor
from tests.cast import Cast
from tests.notices.conftest import publish


def test_a_notice_is_forgotten_after_so_many_days_whether_read_or_not(cast: Cast) -> None:
    """H1: with whom it went to and how; what is newer stays."""
    publish(cast, cast.elsa)
    Notice.objects.update(made_at=cast.at - dt.timedelta(days=181))
    Delivery.objects.create(person=cast.anna, channel="mail", begun_at=cast.at - dt.timedelta(days=181))
    publish(cast, cast.nils)
    assert forget_notices(by=Actor.operator(cast.at)) == 1
    assert set(Recipient.objects.values_list("person__given_name", flat=True)) == {"Nils", "Nora"}
    assert set(About.objects.values_list("child__given_name", flat=True)) == {"Nils"}
    assert not Delivery.objects.exists()
    assert forget_notices(by=Actor.operator(cast.at)) == 0
