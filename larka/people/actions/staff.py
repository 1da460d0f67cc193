"""Substitutes: rektor lets somebody stand in for a group's staff, also for hours (A16)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from larka.audit.actions import record
from larka.people.access import SUBSTITUTE_APPOINT, SUBSTITUTE_END
from larka.people.actions.decisions import DecisionError, decider
from larka.people.queries.staffing import is_a_child_at_school, works_here
from larka.register.actor import Actor
from larka.register.models import Group, Person, Substitute

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def appoint_substitute(
    *, by: Actor, group: Group, person: Person, starts_at: dt.datetime, ends_at: dt.datetime, decision: str = ""
) -> Substitute:
    """Give a person the group's staff's reach from one moment to another; it ends by itself (A16). Saying it twice changes nothing.

    decision: to take on somebody who does not work for the huvudman.
    """
    SUBSTITUTE_APPOINT.require(by, group)
    _require_span(by, starts_at, ends_at)
    _require_staff(by, person, decision)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # two who appoint at once do it one after the other
    for other in Substitute.objects.filter(person=person, group=group, starts_at__lt=ends_at, ends_at__gt=starts_at):
        if (other.starts_at, other.ends_at) == (starts_at, ends_at):
            return other
        raise DecisionError(_("Personen vikarierar redan i gruppen under den tiden. Avsluta det vikariatet först."), field="group")
    made = Substitute.objects.create(
        person=person, group=group, starts_at=starts_at, ends_at=ends_at, decided_by_id=decider(by), decision=decision.strip()
    )
    record(by, "substitute.appointed", made)
    return made


def _require_span(by: Actor, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    if ends_at <= starts_at or ends_at <= by.at:
        raise DecisionError(_("Vikariatet ska sluta efter att det börjar, och inte redan vara slut."), field="to_day")
    if ends_at - starts_at > LONGEST:
        raise DecisionError(_("Ett vikariat kan vara högst ett år. Längre än så är en tjänstgöring."), field="to_day")
    if starts_at - by.at > LONGEST:
        raise DecisionError(_("Ett vikariat utses högst ett år i förväg."), field="from_day")


def _require_staff(by: Actor, person: Person, decision: str) -> None:
    """Whoever stands in works for the huvudman, or is taken on by decision; never a child at school."""
    if is_a_child_at_school(person, by.today):
        raise DecisionError(_("Den som går i skola eller förskola kan inte vikariera."), field="who")
    if not decision.strip() and not works_here(person, by.at):
        raise DecisionError(_("Personen har ingen tjänst i kommunen. Skriv beslutet om anställning."), field="decision")


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
