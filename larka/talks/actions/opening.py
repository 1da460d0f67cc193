"""Booking opens: the families hear of it at once, or when the day comes."""

from django.db import transaction
from django.utils.translation import gettext_lazy

from larka.audit.actions import record
from larka.jobs.work import defer_at, now, task
from larka.register.actor import Actor
from larka.talks.models import TalkRound
from larka.talks.notices import tell_open


@task("mail", label=gettext_lazy("Berätta att tider för utvecklingssamtal går att boka"))
def open_round(round_id: int) -> None:
    """When booking opens; a round that is gone, or was told of, says nothing."""
    for started in TalkRound.objects.filter(pk=round_id):
        tell_families(by=Actor.operator(now()), started=started)


def tell_in_time(by: Actor, started: TalkRound) -> None:
    """Now, where booking is open; else when it opens."""
    if started.opens_at <= by.at:
        tell_families(by=by, started=started)
    else:
        defer_at(open_round, started.opens_at, round_id=started.pk)


@transaction.atomic
def tell_families(*, by: Actor, started: TalkRound) -> None:
    """Booking has opened: the families hear of it, once."""
    found = TalkRound.objects.select_for_update().get(pk=started.pk)
    if found.invited_at is None or found.told_at is not None or not found.opens_at <= by.at < found.closes_at:
        return
    found.told_at = by.at
    found.save(update_fields=["told_at"])
    invited = list(found.invitations.order_by("pk"))
    count = tell_open(by, found, invited)
    record(by, "talk_round.told", found, children=[each.child_id for each in invited], details={"people": count})
