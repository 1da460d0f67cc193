"""Whoever is to answer is told of a proposal, whoever proposed of the answer, school of what is done, all of a follow-up (F2)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from larka.access import paths
from larka.access.holders import holders, people_reaching
from larka.access.policy import Policy
from larka.notices.actions.queueing import queue_notice
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import About, Level
from larka.plans.access.goals import GOAL_ACCEPT, GOAL_ANSWER_WORDING, GOAL_FULFIL, GOAL_READ
from larka.plans.models.goals import OPEN, Goal, GoalWording, State
from larka.register.actor import Actor

REMIND_BEFORE = dt.timedelta(days=3)
_READS = (paths.SELF, paths.GUARDIAN)


def _link(goal: Goal) -> str:
    return reverse("goal", args=[goal.public_id])


def _kind(key: str, label: Any, title: Any, still: Q) -> NoticeKind:
    return register_notice(NoticeKind(f"goal.{key}", label, GOAL_READ, lambda goals: title(len(goals)), _link, still))


GOAL_PROPOSED = _kind(
    "proposed",
    gettext_lazy("Ett förslag till mål att svara på"),
    lambda n: ngettext("%(n)s förslag till mål att svara på", "%(n)s förslag till mål att svara på", n) % {"n": n},
    Q(state=State.PROPOSED),
)
GOAL_ANSWERED = _kind(
    "answered",
    gettext_lazy("Ett förslag till mål är besvarat"),
    lambda n: ngettext("Ditt förslag till mål är besvarat", "Dina förslag till mål är besvarade", n),
    ~Q(state=State.PROPOSED),
)
GOAL_DONE_TOLD = _kind(
    "done",
    gettext_lazy("Ett mål är klart och väntar på samtal"),
    lambda n: ngettext("%(n)s mål är klart och väntar på samtal", "%(n)s mål är klara och väntar på samtal", n) % {"n": n},
    Q(state=State.DONE),
)
GOAL_WORDING_ASKED = _kind(
    "wording_asked",
    gettext_lazy("En ny formulering av ett mål att svara på"),
    lambda _n: _("En ny formulering av ett mål att svara på"),
    Q(Exists(GoalWording.objects.filter(goal=OuterRef("pk"), standing=GoalWording.Standing.ASKED))),
)
GOAL_WORDING_ANSWERED = _kind(
    "wording_answered",
    gettext_lazy("En föreslagen formulering av ett mål är besvarad"),
    lambda _n: _("Din formulering av ett mål är besvarad"),
    Q(),
)
GOAL_FOLLOW_UP = _kind(
    "follow_up",
    gettext_lazy("Ett mål ska följas upp"),
    lambda n: ngettext("Ett mål ska följas upp", "%(n)s mål ska följas upp", n) % {"n": n},
    Q(state__in=OPEN),
)
KINDS = (GOAL_PROPOSED, GOAL_ANSWERED, GOAL_DONE_TOLD, GOAL_WORDING_ASKED, GOAL_WORDING_ANSWERED, GOAL_FOLLOW_UP)


def tell_proposal(by: Actor, goal: Goal) -> None:
    """Those of school who answer a proposal; what is agreed on already is told to the pupil and the guardians."""
    if goal.state == State.PROPOSED:
        _tell(by, GOAL_PROPOSED, goal, _those_who(GOAL_ACCEPT, goal, by))


def tell_answer(by: Actor, goal: Goal) -> None:
    """Whoever proposed the goal."""
    _tell(by, GOAL_ANSWERED, goal, {goal.proposed_by_id})


def tell_done(by: Actor, goal: Goal) -> None:
    """Those of school who talk with the pupil about it."""
    _tell(by, GOAL_DONE_TOLD, goal, _those_who(GOAL_FULFIL, goal, by))


def tell_wording_asked(by: Actor, goal: Goal) -> None:
    """Those of school who answer it."""
    _tell(by, GOAL_WORDING_ASKED, goal, _those_who(GOAL_ANSWER_WORDING, goal, by))


def tell_wording_answered(by: Actor, goal: Goal, asked: GoalWording) -> None:
    """Whoever asked for it."""
    _tell(by, GOAL_WORDING_ANSWERED, goal, {asked.written_by_id})


def _those_who(policy: Policy[Goal], goal: Goal, by: Actor) -> set[int]:
    return {person for person, _way in holders(policy, goal, by.at)}


def _tell(by: Actor, kind: NoticeKind, goal: Goal, people: Iterable[int]) -> None:
    to = sorted({person for person in people if person != by.person_id})
    if to:
        queue_notice(
            by=by,
            kind=kind.key,
            level=Level.INFORMATION,
            about=[(goal.public_id, goal.child_id)],
            to=[(person, goal.child_id) for person in to],
        )


@transaction.atomic
def remind_of_follow_ups(*, by: Actor) -> int:
    """Pupil, guardians, mentor and the subject's teachers are reminded some days before; each goal once for each day it is set to."""
    told = About.objects.filter(notice__kind=GOAL_FOLLOW_UP.key, notice__remember_on=OuterRef("follow_up_on"), about=OuterRef("public_id"))
    last = by.today + REMIND_BEFORE
    due = Goal.objects.filter(~Exists(told), state__in=OPEN, follow_up_on__range=(by.today, last)).order_by("pk")
    by_day: dict[dt.date, list[Goal]] = {}
    for goal in due:
        if goal.follow_up_on is not None and not _goes_on(goal):
            by_day.setdefault(goal.follow_up_on, []).append(goal)
    return sum(_remind(by, day, goals) for day, goals in sorted(by_day.items()))


def _goes_on(goal: Goal) -> bool:
    return Goal.objects.filter(carried_from=goal).exists()


def _remind(by: Actor, day: dt.date, goals: Sequence[Goal]) -> int:
    family = people_reaching(_READS, {goal.child_id for goal in goals}, by.at)
    to = set()
    for goal in goals:
        home = {person for person, child in family if child == goal.child_id and (goal.audience is None or person in goal.audience)}
        to |= {(person, goal.child_id) for person in home | _those_who(GOAL_FULFIL, goal, by)}
    if not to:
        return 0
    about = [(goal.public_id, goal.child_id) for goal in goals]
    queue_notice(by=by, kind=GOAL_FOLLOW_UP.key, level=Level.REMEMBER, about=about, to=sorted(to), remember_on=day)
    return len(goals)
