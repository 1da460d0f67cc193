"""What waits to be decided by name, confirmed or declined by the huvudman's administrator (B5, B6)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from larka.access.policies import REGISTER_OFFICE
from larka.audit.actions import record
from larka.people.actions.by_name import Decision, Kind, confirm, decide, forget
from larka.people.actions.decisions import DecisionError
from larka.people.actions.roles import huvudman
from larka.people.models import PendingChange
from larka.register.actor import Actor
from larka.register.models import IdentityNumber, Responsible


@transaction.atomic
def confirm_change(*, by: Actor, change: PendingChange) -> PendingChange:
    """Carry out what the register wants. A proposed merge is not confirmed here: it takes two (B6)."""
    kept = _waiting(by, change)
    if kept.kind == Kind.MERGE_PROPOSED:
        raise DecisionError(_("Att två är samma person föreslås av en och godkänns av en annan."))
    if _is_out_of_date(by, kept):
        raise DecisionError(_("Uppgiften har ändrats sedan dess. Nästa inläsning visar vad som gäller."))
    try:
        with transaction.atomic():
            confirm(by, kept, kept)
    except IntegrityError as error:
        raise DecisionError(_("Numret tillhör redan en annan person.")) from error
    return kept


@transaction.atomic
def decline_change(*, by: Actor, change: PendingChange, reason: str) -> PendingChange:
    """Say no, with the reason. It is not proposed again until the register wants something else."""
    kept = _waiting(by, change)
    if not reason.strip():
        raise DecisionError(_("Skriv varför ändringen inte ska göras."))
    kept.reason = reason.strip()
    kept.save(update_fields=["reason"])
    decide(by, kept, Decision.DECLINED)
    record(by, f"register.{kept.kind}_declined", kept, children=[kept.person_id], details={"code": kept.code})
    return kept


@transaction.atomic
def take_up_again(*, by: Actor, change: PendingChange) -> PendingChange:
    """Take a no back: the next import may propose the change again."""
    REGISTER_OFFICE.require(by, huvudman())
    kept = PendingChange.objects.select_for_update().get(pk=change.pk)
    if kept.decision == Decision.DECLINED and kept.forgotten_at is None:
        forget(by, kept)
    return kept


def _waiting(by: Actor, change: PendingChange) -> PendingChange:
    REGISTER_OFFICE.require(by, huvudman())
    kept = PendingChange.objects.select_for_update().get(pk=change.pk)
    if kept.decided_at is not None:
        raise DecisionError(_("Ändringen är redan avgjord."))
    if by.person_id in (kept.person_id, kept.other_id):
        raise DecisionError(_("Ingen avgör en ändring som gäller en själv."))
    return kept


def _is_out_of_date(by: Actor, change: PendingChange) -> bool:
    """Whether what the change was about is otherwise by now."""
    if change.kind in (Kind.GUARDIAN_REMOVED, Kind.RESPONSIBLE_REMOVED):
        row = Responsible.objects.filter(pk=change.details["responsible"]).first()
        return row is None or (row.ends_on is not None and row.ends_on <= by.today)
    if change.kind == Kind.NUMBER_CHANGED:
        return IdentityNumber.objects.filter(value=change.number, replaced_at=None).exclude(person=change.person_id).exists()
    return False
