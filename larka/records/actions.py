"""Drafts that save themselves (mission 5)."""

import uuid
from collections.abc import Mapping

from django.db import transaction

from larka.records.models import Draft
from larka.register.actor import Actor


@transaction.atomic
def save_draft(*, by: Actor, kind: str, place: uuid.UUID, content: Mapping[str, str], base_version: int) -> Draft:
    """Keep what the author has typed so far; the newest stands. The caller has asked whether they may write in this place."""
    draft, _ = Draft.objects.update_or_create(
        author_id=by.person_id,
        kind=kind,
        place=place,
        defaults={"content": dict(content), "base_version": base_version, "saved_at": by.at},
    )
    return draft


def forget_drafts(*, by: Actor, kind: str, places: list[uuid.UUID]) -> None:
    """What was saved for good needs no draft (H1: of passing importance)."""
    Draft.objects.filter(author_id=by.person_id, kind=kind, place__in=places).delete()
