"""Making a round of talks, inviting, changing and undoing it."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from larka.audit.actions import record
from larka.register.actor import Actor
from larka.register.models import Group, Term
from larka.register.queries import school_year_on
from larka.talks.access import ROUND_LEAD, ROUND_MAKE
from larka.talks.actions.opening import tell_in_time
from larka.talks.actions.preparing import remove_preparations
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk, TalkInvitation, TalkRound
from larka.talks.notices import tell_open
from larka.talks.queries.rounds import not_invited

FURTHEST = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class RoundGiven:
    """What is decided of a round."""

    name: str
    minutes: int
    interpreter_minutes: int | None
    modes: list[str]
    opens_at: dt.datetime
    closes_at: dt.datetime
    change_hours: int
    one_each: bool
    pupil_books: bool


@transaction.atomic
def make_round(*, by: Actor, group: Group, given: RoundGiven, token: uuid.UUID | None = None) -> TalkRound:
    """A round without times yet, and nobody is invited. ``token``: of the page it is made on; however often sent, one is made."""
    ROUND_MAKE.require(by, group)
    _require_days(by, given)
    year = school_year_on(by.today)
    if year is None:
        raise TalkError(_("Det finns inget läsår i dag. Be administratören lägga in det."))
    row = asdict(given) | {"group": group, "school_year": year, "term": _term(by), "made_at": by.at}
    made, is_new = TalkRound.objects.get_or_create(made_by_id=by.writer, token=token or uuid.uuid4(), defaults=row)
    if is_new:
        record(by, "talk_round.made", made)
    return made


@transaction.atomic
def change_round(*, by: Actor, started: TalkRound, given: RoundGiven) -> TalkRound:
    """Another name, other days or other rules; times that are made and booked stay as they are."""
    ROUND_LEAD.require(by, started)
    _require_days(by, given)
    found = TalkRound.objects.select_for_update().get(pk=started.pk)
    before = found.opens_at
    for name, value in asdict(given).items():
        setattr(found, name, value)
    found.save(update_fields=list(asdict(given)))
    record(by, "talk_round.changed", found)
    if found.invited_at is not None and found.told_at is None and found.opens_at != before:
        tell_in_time(by, found)
    return found


@transaction.atomic
def invite_to_round(*, by: Actor, started: TalkRound) -> int:
    """The group's children whom the actor knows of are invited; who came to the group later, when it is done again. Answers how many."""
    ROUND_LEAD.require(by, started)
    found = TalkRound.objects.select_for_update().select_related("group").get(pk=started.pk)
    children = not_invited(by, found)
    made = [TalkInvitation(round=found, child_id=child, invited_at=by.at) for child in children]
    TalkInvitation.objects.bulk_create(made)
    if not made and found.invited_at is not None:
        return 0
    found.invited_at = found.invited_at or by.at
    found.save(update_fields=["invited_at"])
    record(by, "talk_round.invited", found, children=children, details={"children": len(children)})
    if found.told_at is None:
        tell_in_time(by, found)
    elif by.at < found.closes_at:
        tell_open(by, found, made)
    return len(made)


@transaction.atomic
def remove_round(*, by: Actor, started: TalkRound) -> None:
    """Undo a round that was a mistake: only while nothing has been booked in it."""
    ROUND_LEAD.require(by, started)
    found = TalkRound.objects.select_for_update().get(pk=started.pk)
    if Talk.objects.filter(round=found).exists():
        raise TalkError(_("Någon har redan bokat, så omgången kan inte tas bort. Ställ in samtalen i stället."))
    if found.preparation_id is not None:
        remove_preparations(by=by, started=found)
    record(by, "talk_round.removed", found, children=found.invitations.values_list("child_id", flat=True))
    found.delete()


def _require_days(by: Actor, given: RoundGiven) -> None:
    if given.closes_at <= by.at:
        raise TalkError(_("Välj en dag som inte har varit."), "closes_on")
    if given.closes_at > by.at + FURTHEST:
        raise TalkError(_("Välj en dag högst ett år framåt."), "closes_on")
    if given.opens_at < by.at - FURTHEST:
        raise TalkError(_("Välj en dag högst ett år bakåt."), "opens_on")
    if given.opens_at >= given.closes_at:
        raise TalkError(_("Bokningen måste öppna innan den stänger."), "opens_on")


def _term(by: Actor) -> Any:
    return Term.objects.filter(starts_on__lte=by.today, ends_on__gt=by.today).first()
