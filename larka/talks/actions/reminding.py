"""Reminding those at home who have written nothing before their talk, each at most once a day for a child."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from larka.audit.actions import record
from larka.core.dates import STOCKHOLM
from larka.notices.actions.queueing import queue_notice
from larka.notices.models import Level, Recipient
from larka.register.actor import Actor
from larka.talks.access import ROUND_LEAD
from larka.talks.models import TalkRound
from larka.talks.preparation_notices import PREPARATION_WANTED
from larka.talks.queries.answered import led, to_remind


@transaction.atomic
def remind_of_preparations(*, by: Actor, started: TalkRound, only: Collection[str] = ()) -> int:
    """Of one child's, or where none is named of all that the actor leads. Answers how many people were reminded."""
    ROUND_LEAD.require(by, started)
    found = TalkRound.objects.select_for_update().get(pk=started.pk)  # two presses at once remind once
    wanted = [each for each in led(by, found) if not only or str(each.public_id) in only]
    told = _told_today(by, {each.child_id for each in wanted})
    new = {child: people for child, all_of in to_remind(by, wanted).items() if (people := {p for p in all_of if (p, child) not in told})}
    if new:
        about = [(each.public_id, each.child_id) for each in wanted if each.child_id in new]
        to = sorted((person, child) for child, people in new.items() for person in people)
        queue_notice(by=by, kind=PREPARATION_WANTED.key, level=Level.INFORMATION, about=about, to=to)
    people = {person for all_of in new.values() for person in all_of}
    record(by, "preparation.reminded", found, children=sorted(new), details={"people": len(people)})
    return len(people)


def _told_today(by: Actor, children: set[int]) -> set[tuple[int, int]]:
    """(person, child) of those reminded today in Stockholm (A19)."""
    since = dt.datetime.combine(by.today, dt.time(), STOCKHOLM)
    rows = Recipient.objects.filter(
        notice__kind=PREPARATION_WANTED.key, notice__made_at__gte=since, about_children__overlap=sorted(children)
    )  # fmt: skip
    return {(person, child) for person, about in rows.values_list("person_id", "about_children") for child in about}
