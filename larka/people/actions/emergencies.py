"""Emergency access: taken with a reason for some hours, told to the data protection officer at once, reviewed by them (A8)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.models import EmergencyAccess
from larka.access.policies import CHILD_DOCUMENTS, PRIVACY_OFFICE
from larka.audit.actions import record
from larka.people.access import EMERGENCY_TAKE
from larka.people.actions.decisions import DecisionError, decider, require_reference, require_sensible_days
from larka.people.actions.roles import huvudman
from larka.register.actor import Actor
from larka.register.models import Organisation, Person

LONGEST = dt.timedelta(hours=24)


@transaction.atomic
def take_emergency_access(*, by: Actor, child: Person, unit: Organisation, reason: str, hours: int) -> EmergencyAccess:
    """Read about one child of the unit for some hours; whoever reads already needs no emergency."""
    EMERGENCY_TAKE.require(by, child)
    if not reason.strip():
        raise DecisionError(_("Skriv varför det är nödvändigt."))
    if not dt.timedelta(0) < dt.timedelta(hours=hours) <= LONGEST:
        raise DecisionError(_("Nödåtkomst är högst 24 timmar."))
    if CHILD_DOCUMENTS.allows(by, child):
        raise DecisionError(_("Du når redan det som är skrivet om barnet."))
    taken = EmergencyAccess.objects.create(
        child=child, person_id=decider(by), unit=unit, reason=reason.strip(), starts_at=by.at, ends_at=by.at + dt.timedelta(hours=hours)
    )
    record(by, "emergency.taken", taken, role="emergency", children=[child.pk], details={"hours": hours})
    return taken


@transaction.atomic
def end_emergency_access(*, by: Actor, taken: EmergencyAccess) -> EmergencyAccess:
    """Whoever took it gives it back early. Saying it twice changes nothing."""
    kept = EmergencyAccess.objects.select_for_update().get(pk=taken.pk, person_id=decider(by))
    if kept.ends_at > by.at:
        kept.ends_at = max(by.at, kept.starts_at)
        kept.save(update_fields=["ends_at"])
        record(by, "emergency.ended", kept, role="emergency", children=[kept.child_id])
    return kept


@transaction.atomic
def delay_emergency_notice(*, by: Actor, taken: EmergencyAccess, until: dt.date, decision: str) -> EmergencyAccess:
    """The officer lets the family know later, when it could endanger the child: by a decision with a date."""
    PRIVACY_OFFICE.require(by, huvudman())
    require_reference(decision)
    if until <= by.today:
        raise DecisionError(_("Välj en dag efter i dag."), field="until")
    require_sensible_days(by, None, until, ahead=1)
    kept = EmergencyAccess.objects.select_for_update().get(pk=taken.pk)
    kept.notice_delayed_until, kept.delay_decision = until, decision.strip()
    kept.save(update_fields=["notice_delayed_until", "delay_decision"])
    record(by, "emergency.notice_delayed", kept, children=[kept.child_id])
    return kept


@transaction.atomic
def review_emergency_access(*, by: Actor, taken: EmergencyAccess, verdict: str, review: str) -> EmergencyAccess:
    """The officer approves or criticises, in words, once; nobody reviews what they took themselves."""
    PRIVACY_OFFICE.require(by, huvudman())
    kept = EmergencyAccess.objects.select_for_update().get(pk=taken.pk)
    if kept.verdict:
        raise DecisionError(_("Nödåtkomsten är redan granskad."))
    if kept.person_id == by.person_id:
        raise DecisionError(_("Ingen granskar sin egen nödåtkomst."))
    if verdict not in EmergencyAccess.Verdict.values or not review.strip():
        raise DecisionError(_("Välj om den godkänns eller kritiseras, och skriv varför."))
    kept.verdict, kept.review, kept.reviewed_at, kept.reviewed_by_id = verdict, review.strip(), by.at, decider(by)
    kept.save(update_fields=["verdict", "review", "reviewed_at", "reviewed_by"])
    record(by, "emergency.reviewed", kept, children=[kept.child_id], details={"verdict": verdict})
    return kept
