"""Förberedelser: choosing what a round prepares with, one child's preparation, and sharing it early."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from larka.access.http import ActingRequest, opens
from larka.questionnaires.access import ROUND_LEAD as FORMS_LEAD
from larka.questionnaires.models import Round
from larka.questionnaires.queries.rounds import is_begun
from larka.questionnaires.queries.stages import stage_of
from larka.questionnaires.queries.templates import in_use, shape_of
from larka.questionnaires.views.filling import filled_page
from larka.talks.access import ROUND_LEAD
from larka.talks.access.preparations import KIND, PREPARATION_LEAD, PREPARED, SHARED
from larka.talks.actions import preparing as actions
from larka.talks.actions import reminding
from larka.talks.actions.refusing import TalkError
from larka.talks.forms.preparing import SharingForm, StartForm, said_moment
from larka.talks.models import TalkRound
from larka.talks.preparation_notices import PREPARATION_SHARED, PREPARATION_WANTED
from larka.talks.queries.answered import answering
from larka.talks.queries.preparing import count_untold, fitting, waits_for_talk
from larka.talks.views.answering import is_no_news, say, status

_DAYS_BEFORE = dt.timedelta(days=7)
_EVENING = dt.time(18)


@opens(ROUND_LEAD)
def round_preparation(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """Start the preparations, or change when they are shared; and see who has written and who has not."""
    begun = started.preparation_id is not None
    removing = "remove" in request.POST
    form = _form(request, started, begun=begun, removing=removing)
    try:
        if removing and begun:
            actions.remove_preparations(by=request.actor, started=started)
            messages.success(request, _("Förberedelserna är borttagna."))
            return redirect("round_preparation", started.public_id)
        if request.method == "POST" and not removing and form.is_valid():
            _save(request, started, form)
            return redirect("round_preparation", started.public_id)
    except TalkError as error:
        say(form, error)
    rows = answering(request.actor, started) if begun else []
    request.reading.saw(row.child_id for row in rows)
    without, hidden = count_untold(request.actor, started, actions.forms_of(started))
    context = {
        "started": started, "form": form, "begun": begun, "rows": rows, "without": without, "hidden": hidden,
        "waiting": sum(row.reminds for row in rows),
        "may_remove": begun and not is_begun(list(started.preparations.all())),
        "title": shape_of(started.preparation).title if started.preparation else "",
        "offered": isinstance(form, StartForm) and bool(form.versions),
    }  # fmt: skip
    return render(request, "talks/round_preparation.html", context, status=status(request))


def _form(request: ActingRequest, started: TalkRound, *, begun: bool, removing: bool) -> SharingForm:
    typed = None if removing else request.POST or None
    if started.shared_at is not None and begun:
        return SharingForm(typed, initial=said_moment(started.shared_at))
    versions = list(in_use(started.group.unit_id, KIND))
    stage = stage_of(request.actor, [started.group])[started.group_id]
    return StartForm(
        typed, versions=versions, fitting=fitting(versions, *stage), initial={"day": request.actor.today + _DAYS_BEFORE, "clock": _EVENING}
    )


def _save(request: ActingRequest, started: TalkRound, form: SharingForm) -> None:
    if isinstance(form, StartForm):
        count = actions.start_preparations(by=request.actor, started=started, version=form.chosen, shared_at=form.shared_at)
        messages.success(request, _("Förberedelserna är startade för %(n)s barn.") % {"n": count})
    else:
        actions.change_sharing(by=request.actor, started=started, shared_at=form.shared_at)
        messages.success(request, _("Ändringen är sparad."))


@opens(FORMS_LEAD)
def preparation_round(_request: ActingRequest, started: Round) -> HttpResponse:
    """The round's page, from the engine's round that its preparations were started in."""
    return redirect("round_preparation", str(started.token))


@require_POST
@opens(ROUND_LEAD)
def remind_of_preparations(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """One tap: those at home who have written nothing, of one child or of all, are told."""
    wanted = request.POST.get("preparation", "")
    count = reminding.remind_of_preparations(by=request.actor, started=started, only=[wanted] if wanted else [])
    if count:
        told = ngettext("%(n)s person har fått en påminnelse.", "%(n)s personer har fått en påminnelse.", count)
        messages.success(request, told % {"n": count})
    else:
        messages.info(request, _("Ingen ny påminnelse behövdes: de som har något kvar är redan påminda i dag."))
    return redirect("round_preparation", started.public_id)


@require_POST
@opens(ROUND_LEAD)
def add_preparations(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """Those who came to the group later get theirs."""
    count = actions.add_preparations(by=request.actor, started=started)
    messages.success(request, ngettext("%(n)s underlag tillagt.", "%(n)s underlag tillagda.", count) % {"n": count})
    return redirect("round_preparation", started.public_id)


def preparation(request: ActingRequest, form: Any) -> HttpResponse:
    """One child's preparation, as I meet it: my own part, and the others' when they are shared."""
    is_no_news(request, form.public_id, PREPARATION_SHARED, PREPARATION_WANTED)
    opened = form.stage == SHARED and form.latest_id is not None and not waits_for_talk(form.talk_round_id, form.child_id)
    more = {
        "shared_at": form.talk_round.shared_at, "waits": form.stage == PREPARED, "late": form.talk_round.shared_at <= request.actor.at,
        "opened": opened,
    }  # fmt: skip
    return filled_page(request, form, "talks/preparation.html", lambda _page: more)


@opens(PREPARATION_LEAD)
def share_preparation(request: ActingRequest, preparation: Any) -> HttpResponse:
    """Share one child's before its time, after a page that says what then is read by whom."""
    if request.method == "POST":
        if actions.share_preparation(by=request.actor, preparation=preparation):
            messages.success(request, _("Underlaget är delat."))
        else:
            messages.info(request, _("Underlaget var redan delat."))
        return redirect("preparation", preparation.public_id)
    return render(request, "talks/share_preparation.html", {"preparation": preparation, "shared_at": preparation.talk_round.shared_at})


@opens(PREPARATION_LEAD)
def lock_preparation(request: ActingRequest, preparation: Any) -> HttpResponse:
    """What was opened to be put right is locked again, as it now is."""
    if request.method == "POST":
        if actions.lock_again(by=request.actor, preparation=preparation):
            messages.success(request, _("Underlaget är låst igen."))
        else:
            messages.info(request, _("Underlaget är låst, eller låses när samtalet hålls."))
    return redirect("preparation", preparation.public_id)
