"""Rektor takes over the unpublished text of somebody who has left, and hands it on (A6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.records.access import DRAFT_TAKE_OVER, TAKEN_READ
from larka.records.models import Draft, TakenDraft
from larka.records.places import place_of_kind
from larka.records.queries.taking_over import is_left
from larka.register.actor import Actor
from larka.register.models import Person


class TakingOverError(ValueError):
    """It cannot be done so; the message says why, in Swedish."""


@transaction.atomic
def take_over_draft(*, by: Actor, draft: Draft, reason: str) -> TakenDraft:
    """The text leaves its author, who may see that it did; what was typed is kept as it was."""
    DRAFT_TAKE_OVER.require(by, draft)
    kept = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not is_left(by, kept) or kept.subject is None or kept.unit_id is None:
        raise Refused(DRAFT_TAKE_OVER, draft)
    if not reason.strip():
        raise TakingOverError(_("Skriv varför."))
    taken = TakenDraft.objects.create(
        former_id=kept.author_id, kind=kept.kind, place=kept.place, subject=kept.subject, detail=kept.detail, child_id=kept.child_id,
        unit_id=kept.unit_id, content=kept.content, base_version=kept.base_version, written_at=kept.saved_at, reason=reason.strip(),
        taken_by_id=by.writer, taken_at=by.at,
    )  # fmt: skip
    kept.delete()
    record(by, "draft.taken_over", taken, children=_children(taken), details={"kind": taken.kind, "from": taken.former_id})
    return taken


@transaction.atomic
def hand_on_draft(*, by: Actor, taken: TakenDraft, to: Person) -> Draft:
    """Somebody who writes in the place today goes on with it, as a draft of their own; one they have already stands beside."""
    TAKEN_READ.require(by, taken)
    kept = TakenDraft.objects.select_for_update(of=("self",)).get(pk=taken.pk)
    made = Draft(
        author=to, kind=kept.kind, place=kept.place, subject=kept.subject, detail=kept.detail, child_id=kept.child_id,
        unit_id=kept.unit_id, content=kept.content, base_version=kept.base_version, saved_at=kept.written_at, pk=0,
    )  # fmt: skip
    if not place_of_kind(kept.kind).still_written(Actor(person_id=to.pk, at=by.at), [made]):
        raise Refused(TAKEN_READ, taken)
    own = set(Draft.objects.filter(author=to, kind=kept.kind, place=kept.place).values_list("beside", flat=True))
    if kept.handed_to_id is not None or own == {True, False}:
        raise TakingOverError(_("Texten är redan lämnad, eller så har läraren redan två texter där."))
    made.pk, made.beside = None, False in own
    made.save(force_insert=True)
    kept.handed_to = to
    kept.save(update_fields=["handed_to"])
    record(by, "draft.handed_on", kept, children=_children(kept), details={"kind": kept.kind, "to": to.pk})
    return made


def _children(taken: TakenDraft) -> list[int]:
    return [taken.child_id] if taken.child_id else []
