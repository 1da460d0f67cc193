"""Reports of texts, as rektor, the reader and the author see them (F6, A18)."""

import datetime as dt
from typing import Any

from django.db.models import F, Q
from django.db.models.query import QuerySet

from larka.access.questions import question
from larka.access.relation import TODAY, holds_on
from larka.people.queries.units import shown_name
from larka.records.access import REPORT_ASKED, REPORT_HANDLE, REPORT_MINE, REPORTS_OF_UNIT, TAKEN_FROM_ME
from larka.records.models import TextReport
from larka.register.actor import Actor
from larka.register.models import Duty, Person, Placement, Responsible

Rows = QuerySet[Any, Any]
KEPT_FOR_THE_AUTHOR = dt.timedelta(days=60)


def reports_of_units(actor: Actor) -> Rows:
    """Every report in the actor's units, what waits first. ``readable``: whether the actor may know whom it is about (A10, A18)."""
    rows: Any = REPORTS_OF_UNIT.visible_to(actor).annotate(readable=REPORT_HANDLE.condition(actor))
    listed: Rows = rows.order_by(F("handled_at").desc(nulls_first=True), "-reported_at", "pk").values(
        "pk", "public_id", "kind", "reported_at", "handled_at", "outcome", "readable", "child_id", unit_name=F("unit__name"),
        child_public_id=F("child__public_id"), child_name=F("child__display_name"), author_name=shown_name("author"),
    )  # fmt: skip
    return listed


def waiting_count(actor: Actor) -> int:
    """How many reports wait for the actor."""
    return REPORTS_OF_UNIT.visible_to(actor).filter(handled_at__isnull=True).count()


def people_in(report: TextReport) -> dict[str, str]:
    """The names of those in a report that rektor has opened, as far as they may be shown."""
    rows = TextReport.objects.filter(pk=report.pk)
    names = rows.values_list(F("child__display_name"), shown_name("author"), shown_name("reporter"))
    return dict(zip(("child", "author", "reporter"), (str(name or "") for name in names[0]), strict=True))


def guardians_of(actor: Actor, child: int) -> list[tuple[str, str]]:
    """Those whom a text about the child can be kept from, by public id and shown name."""
    rows = Responsible.objects.filter(holds_on("", actor.today, TODAY), child=child).order_by("person__display_sort_key", "pk")
    return [(str(public_id), name) for public_id, name in rows.values_list("person__public_id", shown_name("person")) if name]


def guardian_of(child: int | None, public_id: str) -> Person | None:
    """The one of the child's guardians who was chosen."""
    rows = Responsible.objects.filter(child=child).select_related("person") if child and public_id else ()
    return next((row.person for row in rows if str(row.person.public_id) == public_id), None)


def my_reports(actor: Actor) -> Rows:
    """What the actor has reported, newest first, with the answer."""
    rows: Any = REPORT_MINE.visible_to(actor).order_by("-reported_at", "pk")
    listed: Rows = rows.values("kind", "reported_at", "reason", "handled_at", "outcome", "answer")
    return listed


def asked_of_me(actor: Actor) -> Rows:
    """Texts of the actor's own that rektor asks about; never who reported them."""
    rows: Any = REPORT_ASKED.visible_to(actor).order_by("-handled_at", "pk")
    listed: Rows = rows.values("kind", "record_id", "handled_at", "request", "child_id")
    return listed


def taken_from_me(actor: Actor) -> Rows:
    """The actor's drafts that rektor has taken over."""
    rows: Any = TAKEN_FROM_ME.visible_to(actor).order_by("-taken_at", "pk")
    listed: Rows = rows.values("kind", "taken_at", "written_at", "reason", taken_name=shown_name("taken_by"))
    return listed


def told_count(actor: Actor) -> int:
    """How much of late the actor should look at among their own texts: one question."""
    return len(_told(actor))


@question()
def _told(actor: Actor) -> Rows:
    since = actor.at - KEPT_FOR_THE_AUTHOR
    asked: Any = REPORT_ASKED.visible_to(actor).filter(handled_at__gt=since).order_by().values_list("public_id")
    taken: Any = TAKEN_FROM_ME.visible_to(actor).filter(taken_at__gt=since).order_by().values_list("public_id")
    told: Rows = asked.union(taken, all=True)
    return told


def unit_of(person: Person, day: dt.date) -> int | None:
    """The unit whose rektor looks after what a person says of themselves: where they go, work, or have a child."""
    places = Placement.objects.filter(holds_on("", day, TODAY)).order_by("pk").values_list("unit_id", flat=True)
    duties = Duty.objects.filter(holds_on("", day, TODAY), person=person).order_by("pk").values_list("unit_id", flat=True)
    children = Responsible.objects.filter(holds_on("", day, TODAY), person=person).values("child")
    return places.filter(child=person).first() or duties.first() or places.filter(Q(child__in=children)).first()
