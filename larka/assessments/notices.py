"""The family is told when a pupil's omdöme is published for the first time; a correction is read where the text is read (F2)."""

import uuid
from collections.abc import Collection, Mapping, Sequence, Set

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access.holders import people_reaching
from larka.access.policies import FAMILY
from larka.assessments.access import JUDGE_ACTIVITY, JUDGEMENT_READ
from larka.assessments.models import Judgement
from larka.notices.actions.queueing import queue_notice
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import Level
from larka.register.actor import Actor
from larka.register.models import Activity


def _title(judgements: Sequence[Judgement]) -> str:
    subjects = sorted({judgement.syllabus.name for judgement in judgements})
    return _("Nytt omdöme: %(subjects)s") % {"subjects": ", ".join(subjects)}


def _link(judgement: Judgement) -> str:
    return reverse("child_judgements", args=[judgement.child.public_id])


JUDGEMENT_PUBLISHED = register_notice(
    NoticeKind(
        key="judgement.published",
        label=gettext_lazy("Ett omdöme är publicerat"),
        read=JUDGEMENT_READ,
        title=_title,
        link=_link,
        related=("syllabus", "child"),
    )
)


def tell_families(by: Actor, published: Collection[Judgement]) -> None:
    """One notice about all that was published at once; each of the family gets it for their own children, and once."""
    audience = {judgement.child_id: judgement.audience for judgement in published}
    to = [
        (person, child)
        for person, child in people_reaching(FAMILY, audience, by.at)
        if audience[child] is None or person in (audience[child] or ())
    ]
    if to:
        about = [(judgement.public_id, judgement.child_id) for judgement in published]
        queue_notice(by=by, kind=JUDGEMENT_PUBLISHED.key, level=Level.INFORMATION, about=about, to=sorted(to))


def _wanted(activities: Sequence[Activity]) -> str:
    names = sorted({activity.name for activity in activities})
    return _("Omdömen saknas till utvecklingsplaner: %(names)s") % {"names": ", ".join(names)}


JUDGEMENT_WANTED = register_notice(
    NoticeKind(
        key="judgement.wanted",
        label=gettext_lazy("En mentor påminner om omdömen"),
        read=JUDGE_ACTIVITY,
        title=_wanted,
        link=lambda activity: reverse("write_judgements", args=[activity.public_id]),
    )
)


def remind_teachers(by: Actor, wanted: Mapping[int, Set[uuid.UUID]]) -> None:
    """Each person is told of the activities in which an omdöme is waited for; no child is named."""
    for person, activities in sorted(wanted.items()):
        about = [(activity, None) for activity in sorted(activities)]
        queue_notice(by=by, kind=JUDGEMENT_WANTED.key, level=Level.INFORMATION, about=about, to=[(person, None)])
