"""What a teacher's pages about writing show."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet

from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGE, JUDGEMENT_STATE, KIND
from larka.assessments.models import Judgement
from larka.records.models import Draft
from larka.records.queries import drafts_of
from larka.register.actor import Actor
from larka.register.models import Activity, GroupMembership, Term

State = Literal["missing", "begun", "changed", "published"]


def place_of(activity: Activity, membership: uuid.UUID, term: Term) -> uuid.UUID:
    """Where a draft is kept: one place for each pupil, subject and term."""
    return uuid.uuid5(activity.public_id, f"{membership}:{term.pk}")


def writable_terms(day: dt.date) -> list[Term]:
    """The term of the day, and the one before it for what was not finished; newest first."""
    return list(Term.objects.filter(starts_on__lte=day).select_related("school_year").order_by("-starts_on")[:2])


def members_taught(actor: Actor, activity: Activity) -> QuerySet[GroupMembership]:
    """The pupils of the activity today whose omdöme the actor may write, in name order."""
    rows = JUDGE.visible_to(actor).filter(holds_on("", actor.today, TODAY), group__activity_groups__activity=activity)
    return rows.order_by("child__sort_key", "pk").select_related("group")


@dataclass(frozen=True, slots=True)
class WritingRow:
    """One pupil on the writing page. ``text`` is None where another teacher holds the unpublished text (A6)."""

    membership: uuid.UUID
    child_id: int
    name: str
    state: State
    text: str | None
    version: int
    published_text: str
    author: str
    draft: Draft | None
    judgement: uuid.UUID | None = None


def writing_rows(actor: Actor, activity: Activity, term: Term) -> list[WritingRow]:
    """Everything that the writing page shows: three queries, whatever the number of pupils."""
    members = members_taught(actor, activity)
    listed = list(members.values_list("public_id", "child_id", "child__display_name"))
    judgements = {row["child_id"]: row for row in _judgements_of_activity(actor, activity, term, members)}
    drafts = drafts_of(actor, KIND, (place_of(activity, public_id, term) for public_id, _, _ in listed))
    return [
        _writing_row(actor, public_id, child, name, judgements.get(child), drafts.get(place_of(activity, public_id, term)))
        for public_id, child, name in listed
    ]


def _judgements_of_activity(actor: Actor, activity: Activity, term: Term, members: QuerySet[GroupMembership]) -> Any:
    rows = JUDGEMENT_STATE.visible_to(actor).filter(
        term=term, syllabus=activity.syllabus, unit_id=activity.unit_id, child__in=members.order_by().values("child_id")
    )
    return rows.values(
        "public_id", "child_id", "text", "version", "written_by_id", author=F("written_by__display_name"), published=F("latest__text")
    )


def _writing_row(  # noqa: PLR0917 – one row of three sources
    actor: Actor, membership: uuid.UUID, child: int, name: str, found: dict[str, Any] | None, draft: Draft | None
) -> WritingRow:
    if found is None:
        return WritingRow(membership, child, name, "missing", "", 0, "", "", draft)
    state = state_of(found["text"], found["published"])
    open_to_me = found["written_by_id"] == actor.person_id or state == "published"
    text = found["text"] if open_to_me else None
    earlier = found["public_id"] if open_to_me and found["version"] > 1 else None
    return WritingRow(membership, child, name, state, text, found["version"], found["published"] or "", found["author"], draft, earlier)


def state_of(text: str, published: str | None) -> State:
    """What may be told of an omdöme to those who do not read it."""
    if published is None:
        return "begun" if text else "missing"
    return "published" if text == published else "changed"


def state_counts(states: Iterable[State]) -> dict[str, int]:
    """How many of each state."""
    counts = {"missing": 0, "begun": 0, "changed": 0, "published": 0}
    for state in states:
        counts[state] += 1
    return counts


@dataclass(frozen=True, slots=True)
class ActivityState:
    """One subject and group that a teacher teaches, and how many omdömen are in each state."""

    public_id: uuid.UUID
    name: str
    subject: str
    groups: str
    pupils: int
    begun: int
    published: int

    @property
    def missing(self) -> int:
        """Pupils without any text."""
        return self.pupils - self.begun - self.published


def activity_states(actor: Actor, visible: QuerySet[Activity], term: Term) -> list[ActivityState]:
    """The activities in force with a syllabus, counted over today's pupils: one query."""
    in_force = GroupMembership.objects.filter(holds_on("", actor.today, TODAY))
    pupils = in_force.filter(group__activity_groups__activity=OuterRef("pk"))
    judged = Judgement.objects.filter(
        term=term,
        syllabus_id=OuterRef("syllabus_id"),
        unit_id=OuterRef("unit_id"),
        child__in=in_force.filter(group__activity_groups__activity=OuterRef(OuterRef("pk"))).values("child"),
    )
    published = judged.filter(latest__isnull=False)
    rows = (
        visible.filter(holds_on("", actor.today, TODAY), syllabus__isnull=False)
        .annotate(
            groups=StringAgg("activity_groups__group__name", ", ", distinct=True),
            pupils=_count(pupils, "child"),
            judged=_count(judged.exclude(text=""), "pk"),
            published=_count(published, "pk"),
        )
        .order_by("syllabus__sort_key", "name", "pk")
        .values_list("public_id", "name", "syllabus__name", "groups", "pupils", "judged", "published")
    )
    return [
        ActivityState(public_id, name, subject, groups or "", pupils, judged - published, published)
        for public_id, name, subject, groups, pupils, judged, published in rows
    ]


def _count(rows: QuerySet[Any], column: str) -> Coalesce:
    counted = rows.order_by().values(one=Value(1)).annotate(n=Count(column, distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
