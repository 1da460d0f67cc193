"""The registry of places to write long texts in: whoever adds one registers it, and has drafts, the device's copy and taking over."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from larka.access.policy import Policy
from larka.records.models import Draft
from larka.register.actor import Actor


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of writing: the id its draft is kept under, and whom and which unit it is about (for the log, and for rektor)."""

    kind: str
    place: uuid.UUID
    subject: uuid.UUID
    detail: str = ""
    child: int | None = None
    unit: int | None = None


Find = Callable[[Actor, Any, str], Spot | None]


@dataclass(frozen=True)
class DraftPlace:
    """One sort of place to write in.

    policy: who may write there; it opens what is written on by its public id. find: the spot on what was opened, from what the page
    says more closely (``detail``); None where the actor may not write in it. longest: what the server takes of a draft.
    sensitive: never kept on a device (Q6). private: nobody ever takes it over (A4, A6).
    health_words: they belong there (support), and are not pointed at (F6).
    """

    key: str
    label: str | Promise
    policy: Policy[Any]
    find: Find
    longest: int = 20_000
    sensitive: bool = False
    private: bool = False
    health_words: bool = False
    who_writes: Callable[[Actor, Sequence[Draft]], set[int]] | None = None

    def still_written(self, author: Actor, drafts: Sequence[Draft]) -> set[int]:
        """The ids of those of one author's drafts whose places the author may still write in."""
        if self.who_writes is not None:
            return self.who_writes(author, drafts)
        subjects = self.policy.model._default_manager.filter(public_id__in={draft.subject for draft in drafts})
        open_to = set(self.policy.among(author, subjects).values_list("public_id", flat=True))
        return {draft.pk for draft in drafts if draft.subject in open_to}


_PLACES: dict[str, DraftPlace] = {}


def register_place(place: DraftPlace) -> DraftPlace:
    """Enter a place; a key is used once."""
    if place.key in _PLACES:
        raise ValueError(f"the place {place.key} is registered already")
    _PLACES[place.key] = place
    return place


def places() -> Iterator[DraftPlace]:
    """Every sort of place, in the order of their keys."""
    return iter(sorted(_PLACES.values(), key=lambda place: place.key))


def place_of_kind(key: str) -> DraftPlace:
    """The sort of place with this key; KeyError if there is none."""
    return _PLACES[key]
