"""Drafts, history and rules, for any kind."""

import uuid
from collections.abc import Iterable

from django.db.models.query import QuerySet

from larka.access.questions import PublicIds, question
from larka.records.models import Draft
from larka.register.actor import Actor


def drafts_of(actor: Actor, kind: str, places: Iterable[uuid.UUID]) -> dict[uuid.UUID, Draft]:
    """The actor's own drafts in these places (A6: nobody else's)."""
    return {draft.place: draft for draft in _drafts.objects(actor, list(places)) if draft.kind == kind}


@question(PublicIds)
def _drafts(actor: Actor, places: PublicIds) -> QuerySet[Draft]:
    return Draft.objects.filter(author_id=actor.person_id, place__among=places)
