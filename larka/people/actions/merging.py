"""Two entries for one person become one, and can be two again: it takes two administrators, each time (B6)."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access.policies import REGISTER_OFFICE
from larka.audit.actions import record
from larka.people.actions.by_name import Decision, decide
from larka.people.actions.decisions import DecisionError, decider
from larka.people.actions.moving import Plan, end_sessions, move_back, move_everything
from larka.people.actions.roles import huvudman
from larka.people.models import Merge, PendingChange
from larka.register.actor import Actor
from larka.register.models import Person
from larka.vault.actions import join_keys, part_keys

DAYS_TO_SPLIT = 30
CHANGED_SINCE = gettext_lazy("Registret har ändrats så att de inte kan delas av sig självt.")
State = Merge.State


@transaction.atomic
def propose_merge(*, by: Actor, kept: Person, reason: str, gone: Person | None = None, change: PendingChange | None = None) -> Merge:
    """Say that two entries, or a person and a new id in the register, are one; nothing changes until another approves."""
    REGISTER_OFFICE.require(by, huvudman())
    if by.person_id in {kept.pk, gone.pk if gone else None}:
        raise DecisionError(_("Ingen avgör en ändring som gäller en själv."))
    if gone is not None and (kept.pk == gone.pk or _both_in_register(kept, gone)):
        raise DecisionError(_("Båda finns kvar i registret. Den ena måste bort där först."))
    if not reason.strip():
        raise DecisionError(_("Skriv varför de är samma person."))
    _require_first(kept, gone, change)
    try:
        with transaction.atomic():
            made = Merge.objects.create(
                kept=kept, gone=gone, change=change, reason=reason.strip(), proposed_at=by.at, proposed_by_id=decider(by)
            )
    except IntegrityError as error:
        raise DecisionError(_("Sammanslagningen är redan föreslagen.")) from error
    _log(by, "register.merge_proposed_by_person", made)
    return made


@transaction.atomic
def approve_merge(*, by: Actor, merge: Merge) -> Merge:
    """Another administrator agrees: everything that points to the one is moved to the other."""
    kept = _locked(by, merge, State.PROPOSED)
    if by.person_id == kept.proposed_by_id:
        raise DecisionError(_("En annan än den som föreslog måste godkänna."))
    if kept.gone is None:
        kept.plan = _take_new_id(by, kept)
    else:
        if _both_in_register(kept.kept, kept.gone):
            raise DecisionError(_("Båda finns kvar i registret. Den ena måste bort där först."))
        kept.plan = move_everything(by, kept.kept, kept.gone)
        join_keys(by=by, kept=kept.kept.pk, gone=kept.gone.pk)
    _decide(by, kept, State.MERGED)
    _log(by, "register.merged", kept)
    return kept


@transaction.atomic
def decline_merge(*, by: Actor, merge: Merge) -> Merge:
    """They are two; whoever proposed it may say so too."""
    kept = _locked(by, merge, State.PROPOSED)
    _decide(by, kept, State.DECLINED)
    _log(by, "register.merge_declined", kept)
    return kept


@transaction.atomic
def propose_split(*, by: Actor, merge: Merge) -> Merge:
    """The merge was wrong: say so while it can be undone."""
    kept = _locked(by, merge, State.MERGED)
    if kept.decided_at is None or by.at > kept.decided_at + dt.timedelta(days=DAYS_TO_SPLIT):
        raise DecisionError(_("En sammanslagning kan delas igen i 30 dagar."))
    kept.state, kept.split_proposed_by_id = State.SPLIT_PROPOSED, decider(by)
    kept.save(update_fields=["state", "split_proposed_by"])
    _log(by, "register.split_proposed", kept)
    return kept


@transaction.atomic
def approve_split(*, by: Actor, merge: Merge) -> Merge:
    """Another administrator agrees: what was moved goes back."""
    kept = _locked(by, merge, State.SPLIT_PROPOSED)
    if by.person_id == kept.split_proposed_by_id:
        raise DecisionError(_("En annan än den som föreslog måste godkänna."))
    try:
        with transaction.atomic():
            _take_back_id(kept) if kept.gone is None else _part(by, kept.kept, kept.gone, kept.plan)
    except IntegrityError as error:
        raise DecisionError(CHANGED_SINCE) from error
    kept.state, kept.split_at = State.SPLIT, by.at
    kept.save(update_fields=["state", "split_at"])
    _log(by, "register.split", kept)
    return kept


def _require_first(kept: Person, gone: Person | None, change: PendingChange | None) -> None:
    """Nobody has proposed the same, in whatever order of the two; who proposes at once does it one after the other."""
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=[kept.pk, gone.pk if gone else None]).order_by("pk"))
    same = Q(kept=kept, gone=gone) | Q(kept=gone, gone=kept) if gone else Q(change=change)
    if Merge.objects.filter(same, state__in=[State.PROPOSED, State.MERGED, State.SPLIT_PROPOSED]).exists():
        raise DecisionError(_("Sammanslagningen är redan föreslagen."))


def _both_in_register(kept: Person, gone: Person) -> bool:
    return all(person.source_id is not None and person.missing_since is None for person in (kept, gone))


def _locked(by: Actor, merge: Merge, state: str) -> Merge:
    REGISTER_OFFICE.require(by, huvudman())
    found = Merge.objects.select_for_update(of=("self",)).select_related("kept", "gone", "change").get(pk=merge.pk)
    if by.person_id in {found.kept_id, found.gone_id}:
        raise DecisionError(_("Ingen avgör en ändring som gäller en själv."))
    if found.state != state:
        raise DecisionError(_("Ändringen är redan avgjord."))
    return found


def _take_new_id(by: Actor, merge: Merge) -> dict[str, str | None]:
    """The register's new id is this person's from now on; the next import reads the rest."""
    change = merge.change
    if change is None or change.decided_at is not None:
        raise DecisionError(_("Uppgiften har ändrats sedan dess. Nästa inläsning visar vad som gäller."))
    new_id = str(change.details["new_id"])
    if Person.objects.filter(source_id=new_id).exists():
        raise DecisionError(_("Båda finns kvar i registret. Den ena måste bort där först."))
    before = merge.kept.source_id
    Person.objects.filter(pk=merge.kept_id).update(source_id=new_id)
    decide(by, change, Decision.CONFIRMED)
    end_sessions(merge.kept)
    return {"source_id": str(before) if before else None, "new_id": new_id}


def _take_back_id(merge: Merge) -> None:
    """The person has the id it had; what the next import finds of the other id is proposed anew, and can be declined."""
    changed = Person.objects.filter(pk=merge.kept_id, source_id=merge.plan.get("new_id")).update(source_id=merge.plan["source_id"])
    if not changed:
        raise DecisionError(CHANGED_SINCE)
    end_sessions(merge.kept)


def _part(by: Actor, kept: Person, gone: Person, plan: Plan) -> None:
    move_back(kept, gone, plan)
    part_keys(by=by, kept=kept.pk, gone=gone.pk)


def _decide(by: Actor, merge: Merge, state: str) -> None:
    merge.state, merge.decided_at, merge.decided_by_id = state, by.at, decider(by)
    merge.save(update_fields=["state", "decided_at", "decided_by", "plan"])


def _log(by: Actor, action: str, merge: Merge) -> None:
    children = [pk for pk in (merge.kept_id, merge.gone_id) if pk is not None]
    record(by, action, merge, children=children)
