"""What the worker does with notices: sends what hurries, makes the day's digest, looks after what was left (ADR 0196)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from larka.audit.actions import record
from larka.core.dates import stockholm_day
from larka.jobs.work import defer_many, now, task
from larka.notices.models import Level, Notice
from larka.notices.queries.due import digest_moment, due_in_digest, hurried, mails_due, parts_of, people_waiting, pushes_due, sms_due
from larka.notices.queries.visible import unread_among
from larka.notices.sending.handing import hand_mails
from larka.notices.sending.postman import Postman
from larka.notices.sending.pushing import hand_pushes
from larka.notices.sending.texting import hand_sms
from larka.register.actor import Actor
from larka.register.settings import setting


def send_later(notice: Notice) -> None:
    """Queue what hurries, in parts; what does not waits for the digest."""
    if notice.level == Level.INFORMATION:
        return
    parts = [{"notice": notice.pk, "first": first, "last": last} for first, last in parts_of(notice)]
    defer_many(send_part, parts)
    if setting("notices.push"):
        defer_many(push_part, parts)
    if setting("notices.sms") and notice.level == Level.URGENT:
        defer_many(sms_part, parts)


@task("mail", label=_("Skicka en notis"))
def send_part(notice: int, first: int, last: int) -> None:
    """A mail about one notice, to some of its people."""
    mail_at_once(notice, first, last, now())


@task("mail", label=_("Avisera om en notis"), waits=(60,))
def push_part(notice: int, first: int, last: int) -> None:
    """A push about one notice, to some of its people."""
    at = now()
    hand_pushes(pushes_due(notice, first, last, at), at)


@task("mail", label=_("Skicka sms om en notis"), waits=(60,))
def sms_part(notice: int, first: int, last: int) -> None:
    """An sms about one notice, to some of its people."""
    at = now()
    hand_sms(sms_due(notice, first, last, at), at)


@task("mail", label=_("Skicka dagens sammanfattning"))
def send_digests(first: int, last: int) -> None:
    """The day's digest, to some of the people."""
    at = now()
    moment = digest_moment(at, setting("notices.digest_hour"))
    if at >= moment:
        digest_to(first, last, at, moment)


@task("mail", label=_("Förbereda dagens sammanfattning"), every="*/10 * * * *")
def begin_digests() -> None:
    """From the hour of the digest on: whoever has something waiting and has had none today."""
    queue_digests(now())


@task("mail", label=_("Ta hand om notiser som blev kvar"), every="*/5 * * * *")
def look_after() -> None:
    """What hurries and was lost with a worker is queued again; whatever was handed over, and whoever may not see it, is left."""
    at = now()
    for notice in hurried(at):
        if anybody_waits(notice, at):
            send_later(notice)


def queue_digests(at: dt.datetime) -> int:
    """Queue the digests that are due; answers in how many parts."""
    moment = digest_moment(at, setting("notices.digest_hour"))
    if at < moment:
        return 0
    return defer_many(send_digests, ({"first": first, "last": last} for first, last in people_waiting(at, moment)))


def anybody_waits(notice: Notice, at: dt.datetime) -> bool:
    """Whether one of those who have had no mail about this may see it."""
    left = (due for first, last in parts_of(notice) for due in mails_due(notice.pk, first, last, at))
    return any(unread_among(due.actor(at), due.ids) for due in left)


def mail_at_once(notice: int, first: int, last: int, at: dt.datetime) -> None:
    """A mail of its own about one notice, to those of these people who are to have one."""
    people = mails_due(notice, first, last, at)
    if not people:
        return
    found = Notice.objects.get(pk=notice)
    with Postman() as postman:
        went = hand_mails(postman, people, at, urgent=found.level == Level.URGENT)
    if went:
        record(Actor.operator(at), "notice.sent", found, details=went)


def digest_to(first: int, last: int, at: dt.datetime, moment: dt.datetime) -> None:
    """One mail to each of these people who has something waiting."""
    with Postman() as postman:
        went = hand_mails(postman, due_in_digest(first, last, at, moment), at, urgent=False, digest_on=stockholm_day(at))
    if went:
        record(Actor.operator(at), "notice.digests_sent", details=went)
