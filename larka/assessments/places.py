"""The place where an omdöme is written: one for each pupil, subject and term."""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from larka.access.relation import TODAY, holds_on
from larka.assessments.access import JUDGE, JUDGE_ACTIVITY, KIND
from larka.records.models import Draft
from larka.records.places import DraftPlace, Spot, register_place
from larka.register.actor import Actor
from larka.register.models import Activity, GroupMembership, Term


def judgement_spot(activity: Activity, membership: uuid.UUID, child: int, term: Term) -> Spot:
    """Where the draft of this pupil's omdöme is kept."""
    return _spot(activity, membership, child, term.public_id, term.pk)


def _spot(activity: Activity, membership: uuid.UUID, child: int, term: uuid.UUID, term_pk: int) -> Spot:
    place = uuid.uuid5(activity.public_id, f"{membership}:{term_pk}")
    return Spot(KIND, place, activity.public_id, f"{membership}:{term}", child=child, unit=activity.unit_id)


def _find(actor: Actor, activity: Activity, detail: str) -> Spot | None:
    """The pupil is taught in the activity today, and the term may still be written in: one question."""
    try:
        membership, term = (uuid.UUID(part) for part in detail.split(":"))
    except ValueError:
        return None
    newest = Term.objects.filter(starts_on__lte=actor.today).order_by("-starts_on").values("pk")[:2]
    open_term = Term.objects.filter(public_id=term, pk__in=newest).values("pk")
    found = _members(actor, [membership]).filter(group__activity_groups__activity=activity).values_list("child_id", Subquery(open_term))
    child, term_pk = found.first() or (None, None)
    return _spot(activity, membership, child, term, term_pk) if child is not None and term_pk is not None else None


def _members(actor: Actor, memberships: Sequence[uuid.UUID]) -> "QuerySet[GroupMembership]":
    return JUDGE.among(actor, GroupMembership.objects.filter(holds_on("", actor.today, TODAY), public_id__in=memberships)).order_by("pk")


def _who_writes(author: Actor, drafts: Sequence[Draft]) -> set[int]:
    """The ids of those whose pupil and subject the author still teaches."""
    memberships = {draft.pk: uuid.UUID(draft.detail.partition(":")[0]) for draft in drafts}
    activities = JUDGE_ACTIVITY.among(author, Activity.objects.filter(public_id__in={draft.subject for draft in drafts}))
    taught = set(activities.values_list("public_id", "activity_groups__group_id"))
    groups = dict(_members(author, list(memberships.values())).values_list("public_id", "group_id"))
    return {draft.pk for draft in drafts if (draft.subject, groups.get(memberships[draft.pk])) in taught}


JUDGEMENT_PLACE = register_place(
    DraftPlace(key=KIND, label=_("Skriftligt omdöme"), policy=JUDGE_ACTIVITY, find=_find, longest=8_000, who_writes=_who_writes)
)
