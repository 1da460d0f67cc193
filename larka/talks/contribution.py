"""What agreements are in a development plan: lacking until a talk of the year has ended in one, and then as they were (C8, C9)."""

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from typing import Any

from django.db.models import Case, Q, Value, When
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access import paths
from larka.access.holders import people_reaching
from larka.access.questions import Ids, question
from larka.core.dates import STOCKHOLM
from larka.core.documents import Section
from larka.records.contributions import Contribution, Lacking, register_contribution
from larka.register.actor import Actor
from larka.register.models import SchoolYear
from larka.talks.access.minutes import MINUTES_READ
from larka.talks.minutes_records import promises_section
from larka.talks.models import MinutesVersion, TalkMinutes

# As a plan's template calls the field that need not be filled in when the talk has its agreements.
KEY = "agreements"
_PUBLISHED = Q(latest__isnull=False) & ~Q(latest__promises=[])


def lacking_agreements(children: Sequence[int], year: SchoolYear, day: dt.date, **_who: bool) -> list[Lacking]:
    """Those of the children whose guardians have not all an agreement of the year to read: who leads the plan leads the talk.

    One from a talk that nobody from home was at is none (C7).

    One question; one more where a guardian had a talk alone.
    """
    at_noon = Actor.operator(dt.datetime.combine(day, dt.time(12), STOCKHOLM))
    rows = list(_ended(at_noon, year.pk, list(children)))
    with_all = {child for child, agreed, shared, _audience in rows if agreed and shared}
    alone: dict[int, set[int]] = {}
    for child, agreed, _shared, audience in rows:
        if agreed and child not in with_all:
            alone.setdefault(child, set()).update(audience)
    left_out = _left_out(at_noon, alone)
    done, begun = with_all | (alone.keys() - left_out), {child for child, *_rest in rows}
    alike: dict[tuple[bool, bool], list[int]] = {}
    for child in children:
        if child not in done:
            alike.setdefault((child in left_out, child in begun), []).append(child)
    return [Lacking(tuple(those), _what(with_one=with_one), (), is_begun) for (with_one, is_begun), those in alike.items()]


def _left_out(at_noon: Actor, alone: Mapping[int, Set[int]]) -> set[int]:
    """The children with a guardian for whom there is no agreement: what was agreed with the other does not exist for them (A17, C8)."""
    guardians = people_reaching([paths.GUARDIAN], alone, at_noon.at) if alone else set()
    return {child for person, child in guardians if person not in alone[child]}


def _what(*, with_one: bool) -> str:
    return _("Överenskommelser med varje vårdnadshavare") if with_one else _("Överenskommelser från ett samtal")


@question(int, Ids)
def _ended(_actor: Actor, year: int, children: Ids) -> QuerySet[Any, Any]:
    agreed = Case(When(_PUBLISHED & Q(talk__with_home=True), then=Value(value=True)), default=Value(value=False))
    rows = TalkMinutes.objects.filter(child__among=children, school_year=year).order_by()
    return rows.values_list("child_id", agreed, "shared", "audience")


def published_now(children: Sequence[int], year: SchoolYear) -> dict[int, list[Any]]:
    """The newest version of each talk's agreements, as id and number."""
    found: dict[int, list[Any]] = {}
    rows = TalkMinutes.objects.filter(_PUBLISHED, child__in=list(children), school_year=year).order_by("talk__starts_at", "pk")
    for child, public_id, number in rows.values_list("child_id", "public_id", "latest__number"):
        found.setdefault(child, []).append({"minutes": str(public_id), "number": number})
    return found


def sections_then(actor: Actor | None, refs: Sequence[Any]) -> tuple[Section, ...]:
    """Those versions, as far as the actor reads each now: what one guardian agreed on alone is not there for the other (A17)."""
    wanted = {ref["minutes"]: ref["number"] for ref in refs}
    rows = TalkMinutes.objects.filter(public_id__in=list(wanted)).select_related("talk")
    read = {str(each.public_id): each for each in (rows if actor is None else MINUTES_READ.among(actor, rows))}
    versions = {
        (str(each.minutes.public_id), each.number): each
        for each in MinutesVersion.objects.filter(minutes__public_id__in=list(read)).select_related("minutes")
    }
    return tuple(
        promises_section(read[key], versions[key, number]) for key, number in wanted.items() if key in read and (key, number) in versions
    )


AGREEMENTS = register_contribution(Contribution(KEY, gettext_lazy("Överenskommelser"), lacking_agreements, published_now, sections_then))
