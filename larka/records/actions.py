"""Drafts that save themselves (mission 5)."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from larka.records.models import Draft
from larka.register.actor import Actor


class DraftElsewhereError(Exception):
    """The author has typed something else in the same place on another open page, which this one has not shown (Q4)."""


@dataclass(frozen=True, slots=True)
class Typing:
    """The open page that types, and when the draft that it was made with was kept (None: there was none)."""

    page: uuid.UUID
    seen: dt.datetime | None = None


@transaction.atomic
def save_draft(
    *, by: Actor, kind: str, place: uuid.UUID, content: Mapping[str, str], base_version: int, typing: Typing | None = None
) -> Draft:
    """Keep what the author has typed so far. The caller has asked whether they may write in this place.

    One page never writes over what another has kept since it was opened: raises DraftElsewhereError.
    """
    kept = Draft.objects.select_for_update().filter(author_id=by.person_id, kind=kind, place=place).first()
    if kept and typing and typing.page != kept.page and typing.seen != kept.saved_at and kept.content != dict(content):
        raise DraftElsewhereError
    draft, _ = Draft.objects.update_or_create(
        author_id=by.person_id,
        kind=kind,
        place=place,
        defaults={"content": dict(content), "base_version": base_version, "saved_at": by.at, "page": typing.page if typing else None},
    )
    return draft


def forget_drafts(*, by: Actor, kind: str, places: list[uuid.UUID]) -> None:
    """What was saved for good needs no draft (H1: of passing importance)."""
    Draft.objects.filter(author_id=by.person_id, kind=kind, place__in=places).delete()
