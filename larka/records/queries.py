"""Drafts, history and rules, for any kind."""

import uuid
from collections.abc import Iterable

from larka.records.models import Draft
from larka.register.actor import Actor


def drafts_of(actor: Actor, kind: str, places: Iterable[uuid.UUID]) -> dict[uuid.UUID, Draft]:
    """The actor's own drafts in these places (A6: nobody else's)."""
    rows = Draft.objects.filter(author_id=actor.person_id, kind=kind, place__in=list(places))
    return {draft.place: draft for draft in rows}
