"""Writing and publishing omdömen."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from larka.access import paths
from larka.access.policy import Refused
from larka.assessments.access import JUDGE, JUDGE_ACTIVITY, JUDGEMENT_HAND_OVER, UNIT_JUDGEMENTS
from larka.assessments.models import HandOverReason, Judgement, JudgementVersion
from larka.assessments.notices import tell_families
from larka.assessments.queries.taking_over import left_judgements, teaching
from larka.audit.actions import record
from larka.jobs.actions import start_job
from larka.jobs.kinds import kind_of
from larka.jobs.models import Job
from larka.records.actions.drafts import forget_seen_drafts
from larka.records.models import Draft
from larka.register.actor import Actor
from larka.register.models import Activity, GroupMembership, Organisation, Person, Term


@dataclass(frozen=True, slots=True)
class Written:
    """What a teacher has typed for one pupil, and the version it starts from (0: nothing was saved).

    ``drafts``: the teacher's own drafts of it that the page had shown, which saving makes needless.
    """

    membership: GroupMembership
    text: str
    version: int
    drafts: tuple[Draft, ...] = ()


class TextsChangedError(Exception):
    """Somebody else has saved some of the texts since the page was opened (Q4); nothing was saved. Memberships' public ids."""

    def __init__(self, places: set[uuid.UUID]) -> None:
        super().__init__("texts were changed by somebody else")
        self.places = places


@transaction.atomic
def write_judgements(*, by: Actor, activity: Activity, term: Term, rows: Iterable[Written]) -> list[Judgement]:
    """Save the texts that differ from what is saved: all of them or, when one was changed by somebody else, none."""
    JUDGE_ACTIVITY.require(by, activity)
    saved, changed, needless = [], set(), list[Draft]()
    for row in rows:
        needless += row.drafts
        JUDGE.require(by, row.membership)
        if not activity.activity_groups.filter(group=row.membership.group_id).exists():
            raise Refused(JUDGE, row.membership)
        try:
            judgement = _write(by, activity, term, row)
        except _Changed:
            changed.add(row.membership.public_id)
            continue
        if judgement is not None:
            saved.append(judgement)
    if changed:
        raise TextsChangedError(changed)
    forget_seen_drafts(by=by, drafts=needless)
    return saved


class _Changed(Exception):  # noqa: N818
    """The saved version is not the one the writer saw."""


def _write(by: Actor, activity: Activity, term: Term, row: Written) -> Judgement | None:
    found = Judgement.objects.select_for_update().filter(
        child_id=row.membership.child_id, syllabus=activity.syllabus, term=term, unit_id=activity.unit_id
    )
    judgement = found.first()
    if judgement is None:
        judgement = _begin(by, activity, term, row) if row.text else None
    elif judgement.text == row.text:
        return None
    elif judgement.version != row.version or not may_write_in(by, judgement):
        raise _Changed
    else:
        judgement.text, judgement.version = row.text, judgement.version + 1
        judgement.written_by_id, judgement.written_at = by.writer, by.at
        judgement.save(update_fields=["text", "version", "written_by", "written_at"])
    if judgement is not None:
        record(by, "judgement.written", judgement, children=[judgement.child_id], details={"version": judgement.version})
    return judgement


def may_write_in(by: Actor, judgement: Judgement) -> bool:
    """Unpublished text is its author's alone (A6); one that is emptied, or all published, is open to the subject's other teachers."""
    if judgement.written_by_id == by.person_id:
        return True
    return judgement.text == (judgement.latest.text if judgement.latest else "")


def _begin(by: Actor, activity: Activity, term: Term, row: Written) -> Judgement | None:
    """The first text; None where a second press on Spara meets what the first one saved at the same moment."""
    subject = activity.syllabus
    if row.version or subject is None:
        raise _Changed
    try:
        with transaction.atomic():
            return Judgement.objects.create(
                child_id=row.membership.child_id,
                unit_id=activity.unit_id,
                school_form=row.membership.group.school_form or subject.school_form,
                school_year_id=term.school_year_id,
                term=term,
                syllabus=subject,
                group_id=row.membership.group_id,
                text=row.text,
                written_by_id=by.writer,
                written_at=by.at,
            )
    except IntegrityError as error:
        same = Judgement.objects.filter(child_id=row.membership.child_id, syllabus=subject, term=term, unit_id=activity.unit_id)
        if same.filter(text=row.text, written_by_id=by.writer).exists():
            return None
        raise _Changed from error


@transaction.atomic
def publish_judgements(
    *, by: Actor, activity: Activity, term: Term, memberships: Iterable[GroupMembership], versions: Mapping[int, int] | None = None
) -> list[Judgement]:
    """Publish the actor's own texts for these pupils; one that is published already is left as it is, so a second click does nothing.

    versions: by child, the version that the actor saw; a text that has changed since is left (Q4).
    """
    JUDGE_ACTIVITY.require(by, activity)
    published = []
    for membership in memberships:
        JUDGE.require(by, membership)
        ready = Judgement.objects.select_for_update(of=("self",)).filter(
            Q(latest__isnull=True) | ~Q(latest__text=F("text")),
            child_id=membership.child_id,
            syllabus=activity.syllabus,
            unit_id=activity.unit_id,
            term=term,
            written_by_id=by.writer,
            text__gt="",
        )
        if versions is not None:
            ready = ready.filter(version=versions[membership.child_id])
        published += [_publish(by, judgement) for judgement in ready]
    tell_families(by, [judgement for judgement in published if judgement.latest and judgement.latest.number == 1])
    return published


def _publish(by: Actor, judgement: Judgement) -> Judgement:
    number = judgement.versions.count() + 1
    judgement.latest = JudgementVersion.objects.create(
        judgement=judgement, number=number, text=judgement.text, published_at=by.at, published_by_id=by.writer
    )
    judgement.published_at = judgement.published_at or by.at
    judgement.save(update_fields=["latest", "published_at"])
    record(by, "judgement.published", judgement, children=[judgement.child_id], details={"number": number})
    return judgement


@transaction.atomic
def hand_over_judgements(*, by: Actor, judgements: Iterable[Judgement], to: Person, reason: HandOverReason) -> list[Judgement]:
    """Rektor lets another of the subject's teachers go on with texts whose author no longer teaches the pupil (A6)."""
    handed_over = []
    for judgement in judgements:
        JUDGEMENT_HAND_OVER.require(by, judgement)
        teaches = teaching(by, paths.TEACHER, child=judgement.child_id, subject=judgement.syllabus_id, person=to.pk)
        if not teaches.exists() or not left_judgements(by).filter(pk=judgement.pk).exists():
            raise Refused(JUDGEMENT_HAND_OVER, judgement)
        author = judgement.written_by_id
        judgement.written_by, judgement.version = to, judgement.version + 1
        judgement.save(update_fields=["written_by", "version"])
        record(
            by, "judgement.handed_over", judgement, children=[judgement.child_id], details={"from": author, "to": to.pk, "reason": reason}
        )
        handed_over.append(judgement)
    return handed_over


@transaction.atomic
def print_unit(*, by: Actor, unit: Organisation, term: Term) -> Job:
    """Begin to put all published omdömen of the unit and term on paper; whoever runs it asks again whose they are."""
    UNIT_JUDGEMENTS.require(by, unit)
    return start_job(by=by, kind=kind_of("judgements.unit"), about=f"{unit.name} {term.name}", arguments={"unit": unit.pk, "term": term.pk})
