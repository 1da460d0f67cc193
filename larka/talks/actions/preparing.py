"""Preparations of a round of talks: begun, shared at the round's time or earlier for one child, locked when the talks are held."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.core.dates import stockholm_day
from larka.questionnaires.actions.filling import publish, to_stage
from larka.questionnaires.actions.rounds import RoundError, add_children, change_round, remove_round, start_round
from larka.questionnaires.models import Round, TemplateVersion
from larka.questionnaires.queries.templates import in_use, shape_for
from larka.register.actor import Actor
from larka.talks.access import ROUND_LEAD
from larka.talks.access.preparations import KIND, LOCKED, PREPARATION_LEAD, PREPARED, SHARED
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Preparation, Talk, TalkRound
from larka.talks.preparation_notices import tell_shared
from larka.talks.queries.preparing import waits_for_talk

_FURTHEST = dt.timedelta(days=400)


@transaction.atomic
def start_preparations(*, by: Actor, started: TalkRound, version: TemplateVersion, shared_at: dt.datetime) -> int:
    """Every child of the group whom the starter knows of gets its own preparation, once. Answers how many."""
    ROUND_LEAD.require(by, started)
    found = TalkRound.objects.select_for_update().select_related("group").get(pk=started.pk)
    if found.preparation_id is not None:
        raise TalkError(_("Förberedelserna är redan startade."))
    if not in_use(found.group.unit_id, KIND).filter(pk=version.pk).exists():
        raise Refused(ROUND_LEAD, started)
    _require_moment(by, shared_at)
    found.preparation, found.shared_at = version, shared_at
    found.save(update_fields=["preparation", "shared_at"])
    try:
        start_round(by=by, group=found.group, version=version, last_day=stockholm_day(shared_at), token=found.public_id)
    except RoundError as error:
        raise TalkError(str(error)) from error
    return found.preparations.count()


@transaction.atomic
def change_sharing(*, by: Actor, started: TalkRound, shared_at: dt.datetime) -> None:
    """Another moment for what is not shared yet; the family's reminder follows it."""
    ROUND_LEAD.require(by, started)
    found = TalkRound.objects.select_for_update().get(pk=started.pk)
    _require_moment(by, shared_at)
    found.shared_at = shared_at
    found.save(update_fields=["shared_at"])
    record(by, "preparation.sharing_changed", found)
    if form := forms_of(found):
        change_round(by=by, started=form, name=form.name, last_day=stockholm_day(shared_at))


@transaction.atomic
def add_preparations(*, by: Actor, started: TalkRound) -> int:
    """Those who came to the group after the start get theirs, too. Answers how many; twice changes nothing."""
    ROUND_LEAD.require(by, started)
    form = forms_of(started)
    return len(add_children(by=by, started=form)) if form else 0


@transaction.atomic
def remove_preparations(*, by: Actor, started: TalkRound) -> None:
    """Undo a start that was a mistake: only while nobody has written anything, not even a draft."""
    ROUND_LEAD.require(by, started)
    found = TalkRound.objects.select_for_update().get(pk=started.pk)
    try:
        if form := forms_of(found):
            remove_round(by=by, started=form)
    except RoundError as error:
        raise TalkError(str(error)) from error
    found.preparation = found.shared_at = None
    found.save(update_fields=["preparation", "shared_at"])


def forms_of(started: TalkRound) -> Round | None:
    """The engine's round of the preparations."""
    return Round.objects.filter(kind=KIND, token=started.public_id).first()


@transaction.atomic
def share_preparation(*, by: Actor, preparation: Preparation) -> bool:
    """One child's is shared before its time. False: it was already."""
    PREPARATION_LEAD.require(by, preparation)
    return bool(_share(by, Preparation.objects.filter(pk=preparation.pk)))


@transaction.atomic
def share_due(*, by: Actor) -> int:
    """Every preparation whose time has come goes to the step in which the others read it. Answers how many."""
    due = TalkRound.objects.filter(shared_at__lte=by.at, preparations__stage=PREPARED).distinct().order_by("pk")
    return sum(_share(by, Preparation.objects.filter(talk_round=started)) for started in due)


def _share(by: Actor, rows: Any) -> int:
    moved = list(rows.select_for_update(of=("self",)).select_related("round").filter(stage=PREPARED).order_by("pk"))
    for preparation in moved:
        to_stage(by, preparation, shape_for(preparation), SHARED, decided_by=by.person_id or preparation.round.started_by_id)
        record(by, "preparation.shared", preparation, children=[preparation.child_id])
    if moved:
        tell_shared(by, moved)
    return len(moved)


def lock_preparations(*, by: Actor, talk: Talk) -> None:
    """The talk is held, and was the last of the child's in its round: what was prepared stays as it is. Part of that action."""
    if talk.round_id is None or waits_for_talk(talk.round_id, talk.child_id, but=talk):
        return
    rows = Preparation.objects.select_for_update().filter(talk_round=talk.round_id, child=talk.child_id, stage__lt=LOCKED)
    _lock(by, rows.order_by("pk"))


@transaction.atomic
def lock_again(*, by: Actor, preparation: Preparation) -> bool:
    """What was opened to be put right is locked again. False: it waits for a talk, which locks it, or was never locked."""
    PREPARATION_LEAD.require(by, preparation)
    if waits_for_talk(preparation.talk_round_id, preparation.child_id):
        return False
    rows = Preparation.objects.select_for_update(of=("self",)).filter(pk=preparation.pk, stage=SHARED, latest__isnull=False)
    return _lock(by, rows) > 0


@transaction.atomic
def open_for_talk(*, by: Actor, talk: Talk) -> None:
    """The talk was not held after all: what was locked by it can be written in until it is. Part of that action."""
    rows = Preparation.objects.select_for_update(of=("self",)).filter(talk_round=talk.round_id, child=talk.child_id, stage=LOCKED)
    for preparation in rows.order_by("pk"):
        to_stage(by, preparation, shape_for(preparation), SHARED, _("Samtalet var inte hållet"))


def _lock(by: Actor, rows: Iterable[Any]) -> int:
    found = list(rows)
    for preparation in found:
        shape = shape_for(preparation)
        if preparation.stage == PREPARED:
            to_stage(by, preparation, shape, SHARED)
        publish(by, preparation, shape)
        to_stage(by, preparation, shape, LOCKED)
    return len(found)


def _require_moment(by: Actor, moment: dt.datetime) -> None:
    if not by.at < moment <= by.at + _FURTHEST:
        raise TalkError(_("Välj en tid som inte har varit, högst ett år framåt."), "day")
