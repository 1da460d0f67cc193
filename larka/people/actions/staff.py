"""Substitutes: rektor lets somebody stand in for a group's staff, also for hours (A16)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from larka.audit.actions import record
from larka.people.access import SUBSTITUTE_APPOINT, SUBSTITUTE_END
from larka.people.actions.decisions import DecisionError, decider
from larka.register.actor import Actor
from larka.register.models import Group, Person, Substitute

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def appoint_substitute(*, by: Actor, group: Group, person: Person, starts_at: dt.datetime, ends_at: dt.datetime) -> Substitute:
    """Give a person the group's staff's reach from one moment to another; it ends by itself (A16)."""
    SUBSTITUTE_APPOINT.require(by, group)
    if ends_at <= starts_at or ends_at <= by.at:
        raise DecisionError(_("Vikariatet ska sluta efter att det börjar, och inte redan vara slut."))
    if ends_at - starts_at > LONGEST:
        raise DecisionError(_("Ett vikariat kan vara högst ett år. Längre än så är en tjänstgöring."))
    made = Substitute.objects.create(person=person, group=group, starts_at=starts_at, ends_at=ends_at, decided_by_id=decider(by))
    record(by, "substitute.appointed", made)
    return made


@transaction.atomic
def end_substitute(*, by: Actor, substitute: Substitute) -> Substitute | None:
    """End a substitute now; one that has not begun never was. Saying it twice changes nothing."""
    SUBSTITUTE_END.require(by, substitute)
    kept = Substitute.objects.select_for_update().get(pk=substitute.pk)
    if kept.ends_at <= by.at:
        return kept
    record(by, "substitute.ended", kept)
    if kept.starts_at >= by.at:
        kept.delete()
        return None
    kept.ends_at = by.at
    kept.save(update_fields=["ends_at"])
    return kept
