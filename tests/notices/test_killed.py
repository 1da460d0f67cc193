"""A worker that is killed in the middle: nobody gets it twice, nobody is forgotten (F2)."""

import datetime as dt
import os
import signal
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from larka.accounts.models import User
from larka.notices.actions.queueing import queue_notice
from larka.notices.models import Delivery, Level, Notice, Recipient
from larka.notices.sending import work
from tests.cast import Cast, actor, make_cast
from tests.notices.conftest import publish
from tests.notices.servers import mail_server

pytestmark = pytest.mark.django_db(transaction=True)


def _notice(cast: Cast) -> Notice:
    """What is urgent, to everybody in three families, each with an address."""
    published = publish(cast, cast.elsa, cast.omar, cast.nils)
    Notice.objects.all().delete()
    family = {"elsa": ("elsa", "anna", "anders"), "omar": ("omar", "olga"), "nils": ("nils", "nora")}
    to = [(getattr(cast, name).pk, getattr(cast, child).pk) for child, names in family.items() for name in names]
    for name in (name for names in family.values() for name in names):
        user = User.objects.of(getattr(cast, name))
        user.email = f"{name}@hem.example"
        user.save()
    about = [(each.public_id, each.child_id) for each in published]
    return queue_notice(by=actor(cast.tess, cast.at), kind="judgement.published", level=Level.URGENT, about=about, to=to)


def _worker(notice: Notice, at: dt.datetime) -> int:
    """A process of its own that sends it; answers its number."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        for first, last in work.parts_of(notice):
            work.mail_at_once(notice.pk, first, last, at)
    finally:
        os._exit(0)


EVERYBODY = sorted(f"{name}@hem.example" for name in ("elsa", "anna", "anders", "omar", "olga", "nils", "nora"))


@pytest.mark.parametrize(("step", "unsure"), [("RCPT", 0), ("DATA", 1)])
def test_a_worker_killed_in_the_middle_leaves_nobody_out_and_nobody_gets_it_twice(settings: Any, step: str, unsure: int) -> None:
    """F2: killed while it says to whom, or between handing over the text and hearing that it was taken; then it is run again, twice."""
    settings.PUSH_TEST_SERVER = ""
    cast = make_cast(timezone.localtime())
    notice = _notice(cast)
    workers: list[int] = []

    def kill(now: str, before: int) -> str | None:
        if now == step and before == 3 and len(workers) == 1:
            os.kill(workers[0], signal.SIGKILL)
            workers.append(0)
        return None

    with mail_server(settings, kill) as box:
        workers.append(_worker(notice, cast.at))
        _pid, status = os.waitpid(workers[0], 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        assert 2 <= len(box.taken) <= 3
        for _ in (1, 2):
            again = _worker(notice, cast.at)
            assert os.waitpid(again, 0)[1] == 0
        assert sorted(to for to, _text in box.taken) == EVERYBODY
        assert len(box.sessions) == 2, "one connection for each worker that had something to send"
    assert Delivery.objects.filter(outcome="").count() == unsure
    assert Recipient.objects.filter(mail=None).count() == 0


def test_two_workers_at_once_hand_over_each_mail_once(settings: Any) -> None:
    """F2: both begin with the same people."""
    cast = make_cast(timezone.localtime())
    notice = _notice(cast)
    with mail_server(settings) as box:
        for worker in [_worker(notice, cast.at) for _ in range(3)]:
            assert os.waitpid(worker, 0)[1] == 0
        assert sorted(to for to, _text in box.taken) == EVERYBODY


def test_what_is_not_known_to_have_arrived_is_in_the_next_digest(settings: Any) -> None:
    """F2: nobody is forgotten."""
    cast = make_cast(timezone.localtime())
    notice = _notice(cast)
    row = Recipient.objects.get(person=cast.anna)
    row.mail = Delivery.objects.create(person=cast.anna, channel="mail", begun_at=cast.at)
    row.save()
    moment = work.digest_moment(cast.at + dt.timedelta(days=1), 16)
    with mail_server(settings) as box:
        for first, last in work.parts_of(notice):
            work.mail_at_once(notice.pk, first, last, cast.at)
        assert "anna@hem.example" not in [to for to, _text in box.taken]
        for first, last in work.people_waiting(moment, moment):
            work.digest_to(first, last, moment, moment)
        assert sorted(to for to, _text in box.taken) == EVERYBODY
