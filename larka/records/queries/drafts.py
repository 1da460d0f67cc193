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
    def drafts(self) -> list[Draft]:
        """What waits here: nothing, one text or two."""
        return [draft for draft in (self.draft, self.beside) if draft is not None]

    @property
    def moments(self) -> str:
        """Which drafts a page that is opened has shown, as it tells the server when it is sent."""
        return moments_of(self.drafts)

    @property
    def base(self) -> int:
        """The version that was saved when the first of the drafts was begun; without any, the one that is saved now."""
        return min((draft.base_version for draft in self.drafts), default=self.version)

    @property
    def is_old(self) -> bool:
        """Whether the text was saved, here or by somebody else, since the draft was begun."""
        return self.draft is not None and self.draft.base_version != self.version


def moments_of(drafts: Iterable[Draft]) -> str:
    """When these were kept: what names them."""
    return " ".join(draft.saved_at.isoformat() for draft in drafts)


Pair = dict[bool, Draft]


def drafts_of(actor: Actor, kind: str, places: Iterable[uuid.UUID]) -> dict[uuid.UUID, Draft]:
    """The actor's own drafts in these places."""
    pairs = _pairs(actor, places)
    return {place: pair[False] for (of_kind, place), pair in pairs.items() if of_kind == kind and False in pair}


def draft_boxes(actor: Actor, spots: Iterable[tuple[Spot, int]]) -> list[DraftBox]:
    """The places with the versions that are saved, as a page shows them: one question however many."""
    listed = list(spots)
    pairs = _pairs(actor, [spot.place for spot, _version in listed]) if listed else {}
    return [_box(spot, version, pairs.get((spot.kind, spot.place), {})) for spot, version in listed]


def _box(spot: Spot, version: int, pair: Pair) -> DraftBox:
    """A text that is left alone of two is the one that the place shows."""
    sort, listed = place_of_kind(spot.kind), [pair[beside] for beside in (False, True) if beside in pair]
    first, second = [*listed, None, None][:2]
    return DraftBox(spot.kind, spot.subject, spot.detail, version, first, second, not sort.sensitive, sort.health_words)


def draft_box(actor: Actor, spot: Spot, version: int = 0) -> DraftBox:
    """The same for a page with one place."""
    return draft_boxes(actor, [(spot, version)])[0]


def _pairs(actor: Actor, places: Iterable[uuid.UUID]) -> dict[tuple[str, uuid.UUID], Pair]:
    found: dict[tuple[str, uuid.UUID], Pair] = {}
    for draft in _drafts.objects(actor, list(places)):
        found.setdefault((draft.kind, draft.place), {})[draft.beside] = draft
    return found


@question(PublicIds)
def _drafts(actor: Actor, places: PublicIds) -> QuerySet[Any]:
    return Draft.objects.filter(author_id=actor.person_id, place__among=places)
