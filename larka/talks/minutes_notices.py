"""The family is asked to agree; mentor and whoever promised are reminded when it is to be followed up (F2)."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from larka.access import paths
from larka.access.holders import holders
from larka.notices.actions.queueing import queue_notice, take_back
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import About, Level
from larka.register.actor import Actor
from larka.talks.access.minutes import AGREEING, MINUTES_AGREE, MINUTES_LEAD, MINUTES_READ
from larka.talks.models import Agreement, Side, TalkMinutes

_FAMILY = MINUTES_AGREE.only(*AGREEING[:3])
_HOME = MINUTES_AGREE.only(*AGREEING[1:3])
_PUPIL = MINUTES_AGREE.only(paths.SELF)
_MENTORS = MINUTES_LEAD.only(paths.MENTOR, paths.PRESCHOOL_STAFF)
_WAITING = Q(followed_up_at__isnull=True, dropped=False)
# A reminder that the night missed is still given so long afterwards.
_LATE = dt.timedelta(days=7)


def _link(minutes: TalkMinutes) -> str:
    return reverse("minutes", args=[minutes.public_id])


def _to_agree(found: Sequence[TalkMinutes]) -> str:
    """Whoever had agreed is told that the text is another now."""
    if any(minutes.latest is not None and minutes.latest.number > 1 for minutes in found):
        return _("Läs och godkänn de ändrade överenskommelserna från utvecklingssamtalet")
    return _("Läs och godkänn överenskommelserna från utvecklingssamtalet")


MINUTES_PUBLISHED = register_notice(
    NoticeKind(
        key="minutes.published",
        label=gettext_lazy("Överenskommelser från ett utvecklingssamtal"),
        read=MINUTES_READ,
        title=_to_agree,
        link=_link,
        still=Q(published_at__isnull=False),
        related=("latest",),
    )
)
AGREEMENT_DUE = register_notice(
    NoticeKind(
        key="agreement.due",
        label=gettext_lazy("En överenskommelse ska följas upp"),
        read=MINUTES_READ,
        title=lambda found: (
            ngettext("Överenskommelser från ett samtal ska följas upp", "Överenskommelser från %(n)s samtal ska följas upp", len(found))
            % {"n": len(found)}
        ),
        link=_link,
        still=Q(Exists(Agreement.objects.filter(_WAITING, minutes=OuterRef("pk")))),
    )
)


def tell_agreements(by: Actor, minutes: TalkMinutes) -> None:
    """Each of the family that the talk exists for, and nobody else: again at each version, once for what they had not read."""
    take_back(by=by, kind=MINUTES_PUBLISHED.key, thing=minutes.public_id, children=[minutes.child_id])
    people = {person for person, _way in holders(_FAMILY, minutes, by.at)} - {by.person_id}
    if people:
        queue_notice(
            by=by, kind=MINUTES_PUBLISHED.key, level=Level.INFORMATION, about=[(minutes.public_id, minutes.child_id)],
            to=[(person, minutes.child_id) for person in sorted(people)],
        )  # fmt: skip


@transaction.atomic
def remind_of_agreements(*, by: Actor) -> int:
    """On the day: the mentor, and whoever promised it; once for each day and talk."""
    told = About.objects.filter(
        notice__kind=AGREEMENT_DUE.key, notice__remember_on=OuterRef("follow_up_on"), about=OuterRef("minutes__public_id")
    )
    due = Agreement.objects.filter(_WAITING, ~Exists(told), follow_up_on__range=(by.today - _LATE, by.today))
    by_talk: dict[tuple[dt.date, int], list[Agreement]] = {}
    for each in due.select_related("minutes").order_by("follow_up_on", "pk"):
        if each.follow_up_on is not None:
            by_talk.setdefault((each.follow_up_on, each.minutes_id), []).append(each)
    return sum(_remind(by, day, found) for (day, _minutes), found in by_talk.items())


def _remind(by: Actor, day: dt.date, due: Sequence[Agreement]) -> int:
    minutes, sides = due[0].minutes, {each.who for each in due}
    wanted = {Side.HOME: _HOME, Side.PUPIL: _PUPIL}
    policies = [_MENTORS, *(policy for side, policy in wanted.items() if side in sides)]
    people = {person for policy in policies for person, _way in holders(policy, minutes, by.at)}
    if people:
        queue_notice(
            by=by, kind=AGREEMENT_DUE.key, level=Level.REMEMBER, about=[(minutes.public_id, minutes.child_id)], remember_on=day,
            to=[(person, minutes.child_id) for person in sorted(people)],
        )  # fmt: skip
    return len(due)
