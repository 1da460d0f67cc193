"""A child's talks as their readers see them."""

import datetime as dt
import uuid
from typing import Any

from larka.access.policy import permitted
from larka.access.relation import TODAY, holds_on
from larka.register.actor import Actor
from larka.register.models import GroupMembership, Person
from larka.talks.access import INVITATION_BOOK, INVITATION_LEAD, TALK_LEAD, TALK_NOTE, TALK_READ, TALK_REBOOK
from larka.talks.models import Talk, TalkInvitation


def talks_about(actor: Actor, child: Person) -> list[Talk]:
    """Those that the reader may see, the newest first."""
    rows = TALK_READ.about(actor, child.pk, Talk.objects.all())
    return list(rows.select_related("mentor", "unit").order_by("-starts_at", "-pk"))


def what_i_may(actor: Actor, talk: Talk) -> frozenset[str]:
    """The keys of the policies by which the actor may do something with it: one question."""
    return permitted(actor, (TALK_LEAD, TALK_REBOOK), Talk.objects.filter(pk=talk.pk)).get(talk.pk, frozenset())


def to_book_for(actor: Actor, child: Person) -> list[tuple[uuid.UUID, str, bool]]:
    """Invitations that are open now: (public id, the round's name, whether one books for another's family)."""
    rows = TalkInvitation.objects.filter(child=child, round__opens_at__lte=actor.at, round__closes_at__gt=actor.at).order_by("pk")
    mine = INVITATION_BOOK.among(actor, rows).values_list("public_id", "round__name")
    led = INVITATION_LEAD.among(actor, rows).values_list("public_id", "round__name")
    return [*((key, name, False) for key, name in mine), *((key, name, True) for key, name in led)]


def to_note(actor: Actor, child: Person) -> uuid.UUID | None:
    """The membership by which a talk that was held beside the rounds is typed in; None for whoever does not lead the child's talks."""
    rows = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), child=child, group__kind__in=("klass", "avdelning", "mentor"))
    return TALK_NOTE.among(actor, rows).order_by("group__kind", "pk").values_list("public_id", flat=True).first()


def earlier_times(talk: Talk, *, whole: bool) -> list[dict[str, Any]]:
    """The times that the talk had before the one of now, newest first, as the database's triggers kept them.

    What it was before it was shared is told (``whole``) to whom it existed for then.
    """
    rows: Any = talk.events.order_by("-pgh_id")  # type: ignore[attr-defined]
    if not whole:
        rows = rows.filter(shared=True)
    found: list[dict[str, Any]] = []
    seen: dt.datetime = talk.starts_at
    for row in rows.values("starts_at", "mode", "room", "written_at"):
        if row["starts_at"] != seen:
            seen = row["starts_at"]
            found.append(row)
    return found
