"""Entries that may be one person: side by side, and what has been proposed about them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.exchange.queries.quality import Scope, rows_of
from larka.people.models import Merge, PendingChange
from larka.register.actor import Actor
from larka.register.models import GroupMembership, Person, Placement, Responsible

DAYS_TOLD = 30


def merges() -> QuerySet[Merge]:
    """All that has been proposed, the newest first."""
    return Merge.objects.select_related("kept", "gone", "proposed_by", "decided_by").order_by("-proposed_at", "-pk")


def merge_of(public_id: str) -> Merge | None:
    """One of them, by the id that the page gave."""
    return merges().filter(public_id=as_id(public_id)).first()


def new_ids() -> QuerySet[PendingChange]:
    """New ids in the register with the number of somebody who is here, of which nothing has been proposed yet."""
    waiting = PendingChange.objects.filter(decided_at=None, kind=PendingChange.Kind.MERGE_PROPOSED).select_related("person")
    return waiting.exclude(pk__in=Merge.objects.filter(state="proposed", change__isnull=False).values("change")).order_by("pk")


def pair(asked: list[str], by: Actor) -> list[Person]:
    """The two entries that were chosen among the possible doubles."""
    ids = [as_id(each) for each in asked[:2]]
    return list(rows_of("duplicates", Scope(by.today)).filter(public_id__in=ids))


def told_to_family(people: Iterable[int], by: Actor) -> list[tuple[str, bool]]:
    """(name, whether it is split again) of those of these people whose entries were put together or parted in the last 30 days (B6)."""
    return [(name, state == "split") for name, state in _told(by, list(people))]


@question(Ids)
def _told(by: Actor, people: Ids) -> QuerySet[Any, Any]:
    since = by.at - dt.timedelta(days=DAYS_TOLD)
    joined, parted = Q(state__in=("merged", "split_proposed"), decided_at__gt=since), Q(state="split", split_at__gt=since)
    found: QuerySet[Any, Any] = Merge.objects.filter(joined | parted, kept__among=people).order_by("pk")
    return found.values_list("kept__display_name", "state")


def side_by_side(people: list[Person], by: Actor) -> list[dict[str, Any]]:
    """What each of them has today, for whoever compares."""
    on = holds_on("", by.today, TODAY)
    return [
        {
            "person": person,
            "units": sorted(set(Placement.objects.filter(on, child=person).values_list("unit__name", flat=True))),
            "groups": sorted(set(GroupMembership.objects.filter(on, child=person).values_list("group__name", flat=True))),
            "duties": sorted(set(person.duties.filter(on).values_list("unit__name", flat=True))),
            "adults": Responsible.objects.filter(on, child=person).count(),
            "children": Responsible.objects.filter(on, person=person).count(),
            "missing": person.missing_since,
        }
        for person in people
    ]


def as_id(text: str) -> uuid.UUID:
    """An id as a page gives it; nobody's for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
