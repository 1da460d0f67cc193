"""A person's own drafts (A6: nobody else's), and what a page needs to keep one."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models.query import QuerySet

from larka.access.questions import PublicIds, question
from larka.records.models import Draft
from larka.records.places import Spot, place_of_kind
from larka.register.actor import Actor


@dataclass(frozen=True, slots=True)
class DraftBox:
    """A place to write in, as a page shows it. version: what is saved for good now; beside: a second text that waits for a choice (Q4)."""

    kind: str
    subject: uuid.UUID
    detail: str
    version: int
    draft: Draft | None = None
    beside: Draft | None = None
    on_device: bool = True
    health_words: bool = False

    @property
    def text(self) -> str | None:
        """What was typed last and is not saved; None: nothing."""
        return self.draft.content.get("text", "") if self.draft else None

    @property
    def seen(self) -> str:
        """Which draft the page shows, as it tells the server."""
        return self.draft.saved_at.isoformat() if self.draft else ""

    @property
    def kept_at(self) -> dt.datetime | None:
        """When it was typed."""
        return self.draft.saved_at if self.draft else None

    @property
    def is_old(self) -> bool:
        """Whether the text was saved, here or by somebody else, since the draft was begun."""
        return self.draft is not None and self.draft.base_version != self.version


Pair = dict[bool, Draft]


def drafts_of(actor: Actor, kind: str, places: Iterable[uuid.UUID]) -> dict[uuid.UUID, Draft]:
    """The actor's own drafts in these places."""
    return {place: pair[False] for place, pair in _pairs(actor, kind, places).items() if False in pair}


def draft_boxes(actor: Actor, spots: Iterable[tuple[Spot, int]]) -> list[DraftBox]:
    """The places of one kind with the versions that are saved, as a page shows them: one question however many."""
    listed = list(spots)
    if not listed:
        return []
    kind = listed[0][0].kind
    pairs, sort = _pairs(actor, kind, (spot.place for spot, _ in listed)), place_of_kind(kind)
    found = [(spot, version, pairs.get(spot.place, {})) for spot, version in listed]
    return [
        DraftBox(kind, spot.subject, spot.detail, version, pair.get(False), pair.get(True), not sort.sensitive, sort.health_words)
        for spot, version, pair in found
    ]


def draft_box(actor: Actor, spot: Spot, version: int = 0) -> DraftBox:
    """The same for a page with one place."""
    return draft_boxes(actor, [(spot, version)])[0]


def _pairs(actor: Actor, kind: str, places: Iterable[uuid.UUID]) -> dict[uuid.UUID, Pair]:
    found: dict[uuid.UUID, Pair] = {}
    for draft in _drafts.objects(actor, list(places)):
        if draft.kind == kind:
            found.setdefault(draft.place, {})[draft.beside] = draft
    return found


@question(PublicIds)
def _drafts(actor: Actor, places: PublicIds) -> QuerySet[Any]:
    return Draft.objects.filter(author_id=actor.person_id, place__among=places)
