"""What omdömen are in a development plan: lacking until they are published, and then as they were when the plan was finalised (C8, C9)."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Value
from django.db.models.query import QuerySet
from django.utils.translation import gettext_lazy

from larka.access import paths
from larka.access.questions import Ids, PublicIds, question
from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGEMENT_READ, KIND
from larka.assessments.models import Judgement, JudgementVersion
from larka.assessments.notices import remind_teachers
from larka.assessments.queries.reading import as_rows
from larka.assessments.records import subject_section
from larka.core.dates import STOCKHOLM
from larka.core.documents import Section
from larka.records.contributions import Contribution, Lacking, register_contribution
from larka.register.actor import Actor
from larka.register.choices import SchoolForm
from larka.register.models import ActivityGroup, Group, GroupMembership, Placement, Restriction, SchoolYear, TeachingAssignment

_ACTIVITY = "group__activity_groups__activity"
# Where nothing is judged (C4).
_NOT_JUDGED = (SchoolForm.FS, SchoolForm.FKLASS, SchoolForm.FTH, SchoolForm.OPPFTH)


def lacking_judgements(children: Sequence[int], year: SchoolYear, day: dt.date, *, who: bool = True) -> list[Lacking]:
    """A subject that the pupil is taught and has no published omdöme in this school year: who teaches it.

    Three questions, two without ``who``.
    """
    at_noon = Actor.operator(dt.datetime.combine(day, dt.time(12), STOCKHOLM))
    written = {subject: ({*published}, {*begun}) for subject, published, begun in _written(at_noon, year.pk, list(children))}
    found: list[Lacking] = []
    taught = _taught(at_noon, children) if who else {row[:2]: dict.fromkeys(row[2], ()) for row in _subjects(at_noon, list(children))}
    for (subject, name), teachers in taught.items():
        published, begun = written.get(subject, (frozenset(), frozenset()))
        alike: dict[tuple[Teachers, bool], list[int]] = {}
        for child, people in teachers.items():
            if child not in published:
                alike.setdefault((people, child in begun), []).append(child)
        found += [Lacking(tuple(lacking), name, people, is_begun) for (people, is_begun), lacking in alike.items()]
    return found


Subject = tuple[int, str]
Teachers = tuple[int, ...]


def _taught(at_noon: Actor, children: Sequence[int]) -> dict[Subject, dict[int, Teachers]]:
    """Subject → child → who teaches it, as ``paths.TEACHER`` says: asked of the groups, of which a class has far fewer than memberships."""
    at_unit: dict[int, set[int]] = {}
    apart: dict[int, list[int]] = {}
    judged = set()
    for child, unit, school_form, kept_apart in _places(at_noon, list(children)):
        at_unit.setdefault(unit, set()).add(child)
        if kept_apart:
            apart[child] = kept_apart
        if school_form not in _NOT_JUDGED:
            judged.add(child)
    found: dict[Subject, dict[int, Teachers]] = {}
    for subject, name, unit, members, people in _groups(at_noon, list(children)):
        of_subject, teachers, taught = found.setdefault((subject, name), {}), tuple(sorted({*people})), judged.intersection(members)
        here = taught & at_unit.get(unit, set())
        for child in here & (apart.keys() | of_subject.keys()):
            by = {*of_subject.get(child, ()), *teachers}.difference(apart.get(child, ()))
            of_subject[child] = tuple(sorted(by))
        of_subject.update(dict.fromkeys(here - of_subject.keys(), teachers))
        of_subject.update(dict.fromkeys(taught - of_subject.keys(), ()))
    return found


@question(int, Ids)
def _written(_actor: Actor, year: int, children: Ids) -> QuerySet[Any, Any]:
    """Subject: of whom an omdöme of the year is published, and of whom one is begun."""
    rows = Judgement.objects.filter(child__among=children, school_year=year).order_by().values_list("syllabus_id")
    nobody = Value([], output_field=ArrayField(BigIntegerField()))
    return rows.annotate(
        published=ArrayAgg("child_id", filter=Q(published_at__isnull=False), default=nobody),
        begun=ArrayAgg("child_id", filter=Q(text__gt=""), default=nobody),
    )


@question(Ids)
def _subjects(actor: Actor, children: Ids) -> QuerySet[Any, Any]:
    """Each subject that is taught, and whom of the children, where it does not matter by whom."""
    judged = Placement.objects.filter(holds_on("", actor.today, TODAY), child__among=children).exclude(school_form__in=_NOT_JUDGED)
    rows = GroupMembership.objects.filter(
        holds_on("", actor.today, TODAY), holds_on(_ACTIVITY, actor.today, TODAY), child__among=children,
        **{f"{_ACTIVITY}__syllabus__isnull": False},
    ).filter(child__in=judged.order_by().values("child_id"))  # fmt: skip
    subject = f"{_ACTIVITY}__syllabus"
    listed = rows.order_by(f"{subject}__sort_key", f"{subject}_id").values_list(f"{subject}_id", f"{subject}__name")
    return listed.annotate(taught=ArrayAgg("child_id"))


@question(Ids)
def _places(actor: Actor, children: Ids) -> QuerySet[Any, Any]:
    """Each child's places, with those who are kept apart from it."""
    apart = Restriction.objects.filter(holds_on("", actor.today, TODAY), child=OuterRef("child")).order_by().values("person")
    rows = Placement.objects.filter(holds_on("", actor.today, TODAY), child__among=children).order_by()
    return rows.values_list("child_id", "unit_id", "school_form", ArraySubquery(apart))


@question(Ids)
def _groups(actor: Actor, children: Ids) -> QuerySet[Any, Any]:
    """Of each group that the children are taught a subject in: whom of them, and by whom."""
    today, subject = holds_on("", actor.today, TODAY), "activity__syllabus"
    theirs = GroupMembership.objects.filter(today, child__among=children).order_by()
    in_force = Exists(Group.objects.filter(today, pk=OuterRef(OuterRef("group"))))
    teaching = TeachingAssignment.objects.filter(today, holds_on("duty", actor.today, TODAY), in_force, duty__role__gt="")
    by = ArraySubquery(teaching.filter(activity=OuterRef("activity")).order_by().values("duty__person"))
    members = ArraySubquery(theirs.filter(group=OuterRef("group")).values("child"))
    groups = ArraySubquery(theirs.values("group").distinct())
    rows = ActivityGroup.objects.filter(holds_on("activity", actor.today, TODAY), group__among=groups, **{f"{subject}__isnull": False})
    rows = rows.order_by(f"{subject}__sort_key", f"{subject}_id")
    return rows.values_list(f"{subject}_id", f"{subject}__name", "group__unit_id", members, by)


def _teaching(children: Sequence[int], day: dt.date, *more: Q) -> Any:
    return paths.TEACHER.in_force(day, dt.datetime.combine(day, dt.time(12), STOCKHOLM), Q(child__in=list(children)), *more)


def published_now(children: Sequence[int], year: SchoolYear) -> dict[int, list[Any]]:
    """The newest published omdöme in each subject of the year, as id and version."""
    rows = Judgement.objects.filter(child__in=list(children), school_year=year, latest__isnull=False)
    found: dict[tuple[int, int], Any] = {}
    for child, subject, public_id, number in rows.order_by("syllabus__sort_key", "term__starts_on", "pk").values_list(
        "child_id", "syllabus_id", "public_id", "latest__number"
    ):
        found[child, subject] = {"judgement": str(public_id), "number": number}
    listed: dict[int, list[Any]] = {}
    for (child, _subject), reference in found.items():
        listed.setdefault(child, []).append(reference)
    return listed


def sections_then(actor: Actor | None, refs: Sequence[Any]) -> tuple[Section, ...]:
    """Those versions, as far as the actor reads each omdöme now: one that is withheld leaves no trace (A17)."""
    wanted = {ref["judgement"]: ref["number"] for ref in refs}
    keys = [uuid.UUID(key) for key in wanted]
    read = as_rows(Judgement.objects.filter(public_id__in=keys)) if actor is None else _read.dicts(actor, keys)
    rows = {str(row["public_id"]): row for row in read}
    shown = [row["public_id"] for row in rows.values()]
    then = _versions(Q(judgement__public_id__in=shown)) if actor is None else _then.dicts(actor, shown)
    versions = {(str(each["key"]), each["number"]): each for each in then}
    return tuple(
        subject_section(rows[key] | _as_then(versions[key, number]))
        for key, number in wanted.items()
        if key in rows and (key, number) in versions
    )


@question(PublicIds)
def _read(actor: Actor, keys: PublicIds) -> QuerySet[Any, Any]:
    return as_rows(JUDGEMENT_READ.among(actor, Judgement.objects.filter(public_id__among=keys)))


@question(PublicIds)
def _then(_actor: Actor, keys: PublicIds) -> QuerySet[Any, Any]:
    return _versions(Q(judgement__public_id__among=keys))


def _versions(of: Q) -> QuerySet[Any, Any]:
    return JudgementVersion.objects.filter(of).values(
        "number", "text", "published_at", key=F("judgement__public_id"), by=F("published_by__display_name")
    )


def _as_then(version: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "published_text": version["text"], "number": version["number"], "published_on": version["published_at"], "author": version["by"],
    }  # fmt: skip


def remind(by: Actor, people: Mapping[int, Sequence[int]], year: SchoolYear) -> None:
    """Each teacher is told in which of their groups omdömen of these children are lacking."""
    lacking = {(child, p) for each in lacking_judgements(list(people), year, by.today) for child in each.children for p in each.who}
    wanted = {(child, person) for child, to in people.items() for person in to} & lacking
    remind_teachers(by, _activities(by, wanted))


def _activities(by: Actor, wanted: set[tuple[int, int]]) -> dict[int, set[Any]]:
    """Person → the activities in which they teach one of the children."""
    rows = _teaching(sorted({child for child, _person in wanted}), by.today, Q(**{f"{_ACTIVITY}__syllabus__isnull": False}))
    found: dict[int, set[Any]] = {}
    for child, person, activity in rows.values_list("child_id", paths.TEACHER.person, f"{_ACTIVITY}__public_id"):
        if (child, person) in wanted:
            found.setdefault(person, set()).add(activity)
    return found


JUDGEMENTS = register_contribution(
    Contribution(KIND, gettext_lazy("Skriftliga omdömen"), lacking_judgements, published_now, sections_then, remind)
)
