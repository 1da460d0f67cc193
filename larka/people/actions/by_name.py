"""What an import wants decided by name: it waits, is confirmed, or is no longer wanted (B5, B6)."""

from collections.abc import Collection, Iterable

from larka.audit.actions import record
from larka.people.models import ImportRun, PendingChange
from larka.people.register_import.by_name import ByName
from larka.register.actor import Actor
from larka.register.models import IdentityNumber, Person, Responsible

Kind = PendingChange.Kind
Decision = PendingChange.Decision


def settle_by_name(*, by: Actor, made: ImportRun, changes: Iterable[ByName], codes: Collection[str]) -> None:
    """Carry out what is confirmed, let the rest wait, and let go of what the register no longer wants. Each is logged."""
    waiting = {change.code: change for change in PendingChange.objects.filter(decided_at=None)}
    for change in changes:
        if not change.code:
            log(by, f"register.{change.kind}", made, change)
            continue
        kept = waiting.pop(change.code, None) or let_wait(by, made, change)
        if change.code in codes and not change.obstacle:
            confirm(by, kept, made)
    for kept in waiting.values():
        decide(by, kept, Decision.LAPSED)


def forget_declined(*, by: Actor, still: Collection[str]) -> None:
    """What was declined may be proposed again once the register has wanted something else. A declined merge stays declined."""
    declined = PendingChange.objects.filter(decision=Decision.DECLINED, forgotten_at=None).exclude(kind=Kind.MERGE_PROPOSED)
    for change in declined.exclude(code__in=still):
        forget(by, change)


def forget(by: Actor, change: PendingChange) -> None:
    """The no no longer holds: the next import may propose it again."""
    change.forgotten_at = by.at
    change.save(update_fields=["forgotten_at"])
    record(by, f"register.{change.kind}_may_return", change, children=[change.person_id], details={"code": change.code})


def let_wait(by: Actor, made: ImportRun, change: ByName) -> PendingChange:
    """A change that waits to be confirmed."""
    log(by, f"register.{change.kind}_waits", made, change)
    return PendingChange.objects.create(
        code=change.code,
        kind=change.kind,
        person_id=change.person,
        other_id=change.other,
        number=change.number,
        details=change.details,
        first_seen_at=by.at,
    )


def log(by: Actor, action: str, made: ImportRun, change: ByName) -> None:
    """One entry for each change that is listed by name; of its facts only the code is kept."""
    record(by, action, made, children=[change.person], details={"code": change.code} if change.code else {})


def confirm(by: Actor, change: PendingChange, made: ImportRun | PendingChange) -> None:
    """Carry out a change that somebody has confirmed by name, in a run or by itself."""
    if change.kind in (Kind.GUARDIAN_REMOVED, Kind.RESPONSIBLE_REMOVED):
        end_responsible(by, change)
    elif change.kind == Kind.PROTECTION_WEAKER:
        Person.objects.filter(pk=change.person_id).update(protection=change.details["protection"])
    elif change.kind == Kind.NUMBER_CHANGED:
        replace_number(by, change)
    decide(by, change, Decision.CONFIRMED)
    record(by, f"register.{change.kind}_confirmed", made, children=[change.person_id], details={"code": change.code})


def end_responsible(by: Actor, change: PendingChange) -> None:
    """The relation ends today; where the register now names another relation, that one arrives waiting (A9)."""
    ended = Responsible.objects.get(pk=change.details["responsible"])
    ended.ends_on = max(ended.starts_on, by.today)
    ended.save(update_fields=["ends_on"])
    if relation := change.details.get("then"):
        Responsible.objects.create(
            child_id=ended.child_id, person_id=ended.person_id, relation=relation, starts_on=by.today, register_starts_on=by.today
        )


def replace_number(by: Actor, change: PendingChange) -> None:
    """The new number holds; the old one stays as history (B3)."""
    IdentityNumber.objects.filter(person_id=change.person_id, replaced_at=None).update(replaced_at=by.at)
    kind = change.details["number_kind"]
    IdentityNumber.objects.create(person_id=change.person_id, value=change.number, kind=kind, recorded_at=by.at)


def decide(by: Actor, change: PendingChange, decision: Decision) -> None:
    """The change waits no longer."""
    change.decision, change.decided_at, change.decided_by_id = decision, by.at, by.person_id
    change.save(update_fields=["decision", "decided_at", "decided_by"])
