"""What agreements are in a development plan: lacking until a talk of the year has ended in one, and then as they were (C8, C9)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access import paths
from larka.core.dates import STOCKHOLM
from larka.core.documents import Section
from larka.records.contributions import Contribution, Lacking, register_contribution
from larka.register.actor import Actor
from larka.register.models import SchoolYear
from larka.talks.access.minutes import MINUTES_READ
from larka.talks.minutes_records import promises_section
from larka.talks.models import MinutesVersion, TalkMinutes

KEY = "agreement"


def lacking_agreements(children: Sequence[int], year: SchoolYear, day: dt.date) -> list[Lacking]:
    """Those of the children with whom no talk of the year has ended in an agreement: who leads their talks. Three questions."""
    written = dict(TalkMinutes.objects.filter(child__in=list(children), school_year=year).order_by("-pk").values_list("child_id", "pk"))
    have = set(_published(children, year).exclude(latest__promises=[]).values_list("child_id", flat=True))
    without = [child for child in children if child not in have]
    leads = _leads(without, day) if without else {}
    what = _("Överenskommelser från ett samtal")
    return [Lacking(child, what, tuple(sorted(leads.get(child, ()))), begun=child in written) for child in without]


def _published(children: Sequence[int], year: SchoolYear) -> Any:
    return TalkMinutes.objects.filter(child__in=list(children), school_year=year, latest__isnull=False, talk__held_at__isnull=False)


def _leads(children: Sequence[int], day: dt.date) -> dict[int, set[int]]:
    """Mentors, and in preschool the department's staff: one of the two ways is empty, so it is asked in one question."""
    noon, found = dt.datetime.combine(day, dt.time(12), STOCKHOLM), dict[int, set[int]]()
    wanted = (paths.MENTOR, paths.PRESCHOOL_STAFF)
    among = [path.in_force(day, noon, Q(**{f"{path.anchor['child']}__in": list(children)})) for path in wanted]
    rows = [each.order_by().values_list(path.anchor["child"], path.person) for path, each in zip(wanted, among, strict=True)]
    for child, person in rows[0].union(*rows[1:]):
        found.setdefault(child, set()).add(person)
    return found


def published_now(children: Sequence[int], year: SchoolYear) -> dict[int, list[Any]]:
    """The newest version of each talk's agreements, as id and number."""
    found: dict[int, list[Any]] = {}
    rows = _published(children, year).exclude(latest__promises=[]).order_by("talk__starts_at", "pk")
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
