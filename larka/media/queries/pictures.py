"""Pictures of people, for whoever may see them."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.query import QuerySet

from larka.access import paths
from larka.access.policy import Policy
from larka.access.questions import Ids, question
from larka.media.access import PICTURE_READ, seen_beside
from larka.media.models import Medium, ProfilePicture
from larka.register.actor import Actor

Rows = QuerySet[ProfilePicture, tuple[int, uuid.UUID]]


def latest_pictures(person: int) -> tuple[ProfilePicture | None, ProfilePicture | None]:
    """The picture in force, and one that came after it and waits or could not be read: for whoever sets it."""
    rows = list(ProfilePicture.objects.filter(person=person).select_related("medium").order_by("-pk"))
    shown = next((row for row in rows if row.medium.state == Medium.State.READY), None)
    newest = rows[0] if rows else None
    return shown, newest if newest is not shown else None


def picture_of_upload(person: int, upload: uuid.UUID) -> ProfilePicture | None:
    """The person's picture that was made of this upload: for whoever sets it, and sends the same form twice."""
    return ProfilePicture.objects.filter(person=person, medium__public_id=upload).first()


def own_picture(actor: Actor) -> uuid.UUID | None:
    """One's own."""
    return pictures_of(actor, [actor.writer]).get(actor.writer)


def picture_of_reached(person: str = "pk") -> Subquery:
    """A column: the picture of a person whom the reader reaches as its family or staff, which opens what is not protected, asking nothing
    more (a test holds it to PICTURE_READ)."""
    pictures = ProfilePicture.objects.filter(person=OuterRef(person), person__protection="none", medium__state=Medium.State.READY)
    return Subquery(pictures.order_by("-pk").values("public_id")[:1])


def picture_of_opened(by: Policy[Any], actor: Actor, person: str = "pk") -> Subquery:
    """A column: the picture of a person whom a row of this policy opens to the actor, where LISTED_PICTURE does, too."""
    pictures = ProfilePicture.objects.filter(seen_beside(by, actor), person=OuterRef(person), medium__state=Medium.State.READY)
    return Subquery(pictures.order_by("-pk").values("public_id")[:1])


def pictures_of(actor: Actor, people: Iterable[int]) -> dict[int, uuid.UUID]:
    """The same for anybody, guardians too."""
    return dict(_of_any(actor, list(people)))


def picture_of(actor: Actor, person: int, role: str = "") -> uuid.UUID | None:
    """A person's, for the head of a page about them. ``role``: in which the reader has opened it.

    One's own and one's child's one sees whatever else is so: then no other way is asked about.
    """
    asked = _of_own if role in _OWN_ROLES else _of_any
    return dict(asked(actor, [person])).get(person)


_OWN_ROLES = frozenset({paths.SELF.key, paths.GUARDIAN.key})
_OWN = PICTURE_READ.only(paths.SELF, paths.GUARDIAN)


@question(Ids)
def _of_own(actor: Actor, people: Ids) -> Rows:
    return _ready(_OWN.among(actor, ProfilePicture.objects.filter(person__among=people)))


@question(Ids)
def _of_any(actor: Actor, people: Ids) -> Rows:
    return _ready(PICTURE_READ.among(actor, ProfilePicture.objects.filter(person__among=people)))


def _ready(rows: QuerySet[ProfilePicture]) -> Rows:
    return rows.filter(medium__state=Medium.State.READY).order_by("pk").values_list("person_id", "public_id")
