"""Drafts whose author no longer writes where they stand, and who could go on with them (A6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from larka.access.holders import holders
from larka.people.queries.units import shown_name
from larka.records.access import DRAFT_TAKE_OVER, TAKEN_READ
from larka.records.models import Draft, TakenDraft
from larka.records.places import place_of_kind, places
from larka.register.actor import Actor
from larka.register.models import Person


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """One text that somebody left: in what, about whom and by whom; never the text itself."""

    draft: Draft
    label: str
    child: str
    author: str


def left_drafts(actor: Actor) -> list[LeftDraft]:
    """What the actor may take over, oldest first. Private places have none."""
    open_to = [place.key for place in places() if not place.private]
    rows: Any = DRAFT_TAKE_OVER.visible_to(actor).filter(kind__in=open_to).exclude(author_id=actor.person_id).exclude(content__text="")
    named = rows.annotate(author_name=shown_name("author"), child_name=F("child__display_name")).order_by("saved_at", "pk")
    listed: list[Any] = list(named)
    left = _left(actor, listed)
    return [
        LeftDraft(draft, str(place_of_kind(draft.kind).label), draft.child_name or "", draft.author_name)
        for draft in listed
        if draft.pk in left
    ]


def is_left(actor: Actor, draft: Draft) -> bool:
    """Whether the author may no longer write in the draft's place, and it is no private one."""
    return not place_of_kind(draft.kind).private and draft.pk in _left(actor, [draft])


def _left(actor: Actor, drafts: Iterable[Draft]) -> set[int]:
    groups: dict[tuple[int, str], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault((draft.author_id, draft.kind), []).append(draft)
    left: set[int] = set()
    for (author, kind), own in groups.items():
        left |= {draft.pk for draft in own} - place_of_kind(kind).still_written(Actor(person_id=author, at=actor.at), own)
    return left


def taken_drafts(actor: Actor) -> list[dict[str, Any]]:
    """What has been taken over in the actor's units, newest first."""
    rows: Any = TAKEN_READ.visible_to(actor).order_by("-taken_at", "pk")
    return list(
        rows.values(
            "public_id", "kind", "taken_at", "child_id", child_name=F("child__display_name"), former_name=shown_name("former"),
            handed_name=shown_name("handed_to"),
        )
    )  # fmt: skip


def who_could_go_on(actor: Actor, taken: TakenDraft) -> list[tuple[Person, str]]:
    """Those who write in the place today, with the name to show; whoever may not be named is not offered (A18)."""
    place = place_of_kind(taken.kind)
    subject = place.policy.model._default_manager.filter(public_id=taken.subject).first()
    if subject is None:
        return []
    draft = Draft(pk=0, kind=taken.kind, place=taken.place, subject=taken.subject, detail=taken.detail)
    people = Person.objects.filter(pk__in={person for person, _path in holders(place.policy, subject, actor.at)})
    named: Any = people.annotate(shown=shown_name("")).exclude(shown="").order_by("display_sort_key", "pk")
    writing = [row for row in named if place.still_written(Actor(person_id=row.pk, at=actor.at), [draft])]
    return [(row, row.shown) for row in writing]
