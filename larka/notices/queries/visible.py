"""Which notices a person may see now: those about something that its own policy still lets the person reach (A1, A5, A17)."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.notices.kinds import NoticeKind, notice_kinds
from larka.notices.models import About, Recipient
from larka.register.actor import Actor

NEW_AT_MOST = 99


def visible_notices(actor: Actor, *, only: str = "") -> QuerySet[Recipient]:
    """Every notice to this person that still says something, or those of one kind: read or unread, in no order."""
    mine = Recipient.objects.filter(Q(notice__expires_at=None) | Q(notice__expires_at__gt=actor.at), person_id=actor.person_id or 0)
    says_something = Q(pk__in=[])
    for kind in (kind for kind in notice_kinds() if only in ("", kind.key)):
        says_something |= Q(Exists(_reached(actor, kind)), notice__kind=kind.key)
    return mine.filter(says_something)


def _reached(actor: Actor, kind: NoticeKind) -> QuerySet[About]:
    """What the notice is about, as far as it came to this person for it and the person may reach it."""
    things = kind.read.model._default_manager.filter(kind.still, public_id=OuterRef("about"))
    for_me = Q(child=None) | Q(child__among=OuterRef("about_children"))
    return About.objects.filter(for_me, Exists(kind.read.among(actor, things)), notice=OuterRef("notice"))


@question(Ids)
def _unread_among(actor: Actor, ids: list[int]) -> QuerySet[Recipient, tuple[int, int]]:
    return visible_notices(actor).filter(pk__among=ids, read_at=None).order_by("pk").values_list("pk", "notice__level")


@question()
def _unread(actor: Actor) -> QuerySet[Any, Any]:
    return visible_notices(actor).filter(read_at=None).order_by().values("person").annotate(count=Count("pk")).values_list("count")


def unread_among(actor: Actor, ids: list[int]) -> list[int]:
    """Those of these notices that are unread and that the person may see: asked again when they are sent."""
    return [row[0] for row in _unread_among(actor, ids)]


def unread_count(actor: Actor) -> int:
    """How many notices the person may see and has not read."""
    return next((row[0] for row in _unread(actor)), 0)
