"""What a teacher's pages about writing show."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.query import QuerySet

from larka.access.questions import Ids, question
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGE, JUDGE_ACTIVITY, JUDGEMENT_STATE
from larka.assessments.models import Judgement
from larka.assessments.places import judgement_spot
from larka.records.conflicts import Conflict, conflict_in_box
from larka.records.queries.drafts import DraftBox, draft_boxes
from larka.register.actor import Actor
from larka.register.models import Activity, Group, GroupMembership, Term

Rows = QuerySet[Any, Any]
# The same as ``state_of``, said by the database, so that the texts need not be fetched.
STATE = Case(
    When(latest__isnull=True, text="", then=Value("missing")),
    When(latest__isnull=True, then=Value("begun")),
    When(latest__text=F("text"), then=Value("published")),
    default=Value("changed"),
    output_field=CharField(),
)
State = Literal["missing", "begun", "changed", "published"]


def writable_terms(actor: Actor) -> list[Term]:
    """The term of today, and the one before it for what was not finished; newest first."""
    return _terms.objects(actor)


@question()
def _terms(actor: Actor) -> QuerySet[Term]:
    return Term.objects.filter(starts_on__lte=actor.today).order_by("-starts_on")[:2]


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
    box: DraftBox
    judgement: uuid.UUID | None = None

    @property
    def conflict(self) -> Conflict | None:
        """Two texts of my own, or one of mine and what has been saved since (Q4)."""
        return conflict_in_box(self.box, self.text)


def writing_rows(actor: Actor, activity: Activity, term: Term) -> list[WritingRow]:
    """Everything that the writing page shows: three queries, whatever the number of pupils."""
    listed = _members(actor, activity.pk)
    found = _judgements.dicts(actor, term.pk, activity.syllabus_id, activity.unit_id, [child for _, child, _ in listed])
    judgements = {row["child_id"]: row for row in found}
    saved = {child: row["version"] for child, row in judgements.items()}
    boxes = draft_boxes(actor, [(judgement_spot(activity, place, child, term), saved.get(child, 0)) for place, child, _ in listed])
    return [
        _writing_row(actor, public_id, child, name, judgements.get(child), box)
        for (public_id, child, name), box in zip(listed, boxes, strict=True)
    ]


@question(int)
def _members(actor: Actor, activity: int) -> Rows:
    members = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), group__activity_groups__activity=activity)
    return JUDGE.among(actor, members).order_by("child__sort_key", "pk").values_list("public_id", "child_id", "child__display_name")


@question(int, int, int, Ids)
def _judgements(actor: Actor, term: int, syllabus: int, unit: int, children: Ids) -> Rows:
    asked = Judgement.objects.filter(term=term, syllabus=syllabus, unit=unit, child__among=children)
    rows = JUDGEMENT_STATE.among(actor, asked, children=children)
    return rows.values(
        "public_id", "child_id", "text", "version", "written_by_id", author=F("written_by__display_name"), published=F("latest__text")
    )


def _writing_row(  # noqa: PLR0917 – one row of three sources
    actor: Actor, membership: uuid.UUID, child: int, name: str, found: dict[str, Any] | None, box: DraftBox
) -> WritingRow:
    if found is None:
        return WritingRow(membership, child, name, "missing", "", 0, "", "", box)
    state = state_of(found["text"], found["published"])
    mine = found["written_by_id"] == actor.person_id
    text = found["text"] if mine or state in ("missing", "published") else None
    earlier = found["public_id"] if mine and found["version"] > 1 else None
    return WritingRow(membership, child, name, state, text, found["version"], found["published"] or "", found["author"], box, earlier)


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


def activity_states(actor: Actor, term: Term) -> list[ActivityState]:
    """The activities in force with a syllabus that I teach, counted over today's pupils: two questions."""
    listed = _activities(actor)
    states: dict[int, dict[str, int]] = {pk: {} for pk, *_ in listed}
    for activity, state, pupils in _states(actor, term.pk, list(states)):
        states[activity][state] = pupils
    counted = [(row, states[pk]) for pk, *row in listed]
    return [
        ActivityState(public_id, name, subject, ", ".join(groups), sum(found.values()), found.get("begun", 0), found.get("published", 0))
        for (public_id, name, subject, groups), found in counted
    ]


@question()
def _activities(actor: Actor) -> Rows:
    mine = JUDGE_ACTIVITY.visible_to(actor).filter(holds_on("", actor.today, TODAY), syllabus__isnull=False)
    groups = Group.objects.filter(activity_groups__activity=OuterRef("pk")).order_by("name").values_list("name")
    named: Rows = mine.annotate(groups=ArraySubquery(groups)).order_by("syllabus__sort_key", "name", "pk")
    return named.values_list("pk", "public_id", "name", "syllabus__name", "groups")


@question(int, Ids)
def _states(actor: Actor, term: int, activities: Ids) -> Rows:
    """How many pupils of each activity have an omdöme that is begun, published or missing."""
    activity = "group__activity_groups__activity"
    same = Judgement.objects.filter(
        term=term, child=OuterRef("child"), syllabus=OuterRef(f"{activity}__syllabus"), unit=OuterRef(f"{activity}__unit")
    )
    state = Case(When(latest__isnull=False, then=Value("published")), When(~Q(text=""), then=Value("begun")))
    taught: Rows = GroupMembership.objects.filter(holds_on("", actor.today, TODAY), **{f"{activity}__among": activities})
    told: Rows = (
        taught.annotate(state=Coalesce(Subquery(same.values(state=state)), Value("missing"))).order_by().values_list(activity, "state")
    )
    counted: Rows = told.annotate(pupils=Count("child_id", distinct=True))
    return counted
