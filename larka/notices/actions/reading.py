"""A notice is read."""

import uuid
from collections.abc import Iterable

from django.db import transaction

from larka.audit.actions import record
from larka.notices.models import Recipient
from larka.notices.queries.visible import visible_notices
from larka.register.actor import Actor


@transaction.atomic
def read_notices(*, by: Actor, notices: Iterable[uuid.UUID] | None = None) -> int:
    """Mark those of mine that are named, or all; answers how many were new. Others' are left as if they did not exist."""
    mine = visible_notices(by).filter(read_at=None)
    if notices is not None:
        mine = mine.filter(notice__public_id__in=list(notices))
    return _read(by, mine.values_list("pk", flat=True))


@transaction.atomic
def read_about(*, by: Actor, kind: str, things: Iterable[uuid.UUID]) -> int:
    """Whoever has opened what a notice is about has no more need of it; one about more than was opened stays."""
    shown = list(things)
    unread = Recipient.objects.filter(person_id=by.writer, read_at=None, notice__kind=kind)
    about = set(unread.filter(notice__abouts__about__in=shown).values_list("pk", flat=True))
    if not about:
        return 0
    rest = visible_notices(by, only=kind).filter(pk__in=about)
    return _read(by, [row.pk for row in rest if _covers(row, shown)])


def _covers(row: Recipient, shown: Iterable[uuid.UUID]) -> bool:
    mine = row.notice.abouts.all()
    children = row.about_children
    return {each.about for each in mine if each.child_id is None or each.child_id in children} <= set(shown)


def _read(by: Actor, keys: Iterable[int]) -> int:
    count = Recipient.objects.filter(pk__in=list(keys), read_at=None).update(read_at=by.at)
    if count:
        record(by, "notice.read", details={"count": count})
    return count
