"""The times of a round: made of a pattern that is shown first, taken away one by one, held for a child."""

import uuid
from collections.abc import Iterable
from itertools import groupby

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import ActingRequest, opens
from larka.core.dates import stockholm_day
from larka.talks.access import ROUND_LEAD
from larka.talks.actions import slots as actions
from larka.talks.actions.refusing import TalkError
from larka.talks.forms.rounds import PatternForm, chosen_spans
from larka.talks.models import TalkRound, TalkSlot
from larka.talks.patterns import Span
from larka.talks.queries.rounds import invitation_led, invited_rows, mentors_of, slot_rows
from larka.talks.views.answering import say, status


@opens(ROUND_LEAD)
def talk_times(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """The pattern with its preview, and the times that there are."""
    typed = request.POST if request.method == "POST" and {"preview", "add"} & request.POST.keys() else None
    mentors = mentors_of(request.actor, started.group)
    form = PatternForm(typed, started=started, mentors=mentors, me=request.actor.person_id, today=request.actor.today)
    preview: list[tuple[Span, bool, bool]] = []
    if typed is not None and form.is_valid():
        if "add" in typed and _added(request, started, form):
            return redirect("talk_times", started.public_id)
        preview = _preview(request, form)
    elif request.method == "POST" and typed is None and _changed(request, started):
        return redirect("talk_times", started.public_id)
    rows = slot_rows(request.actor, started)
    invited = invited_rows(request.actor, started)
    request.reading.saw(row.child_id for row in invited)
    context = {
        "started": started, "form": form, "preview": _by_day(preview), "total": len(preview), "rows": rows, "invited": invited,
        "now": request.actor.at, "asked": request.GET.get("tid", ""),
    }  # fmt: skip
    return render(request, "talks/times.html", context, status=status(request) if typed is not None and not preview else 200)


def _preview(request: ActingRequest, form: PatternForm) -> list[tuple[Span, bool, bool]]:
    """Each time, whether it lies over another of the mentor's or has been, and whether it is ticked."""
    spans = form.spans()
    over = actions.clashes(form.whose.pk, spans) | {span for span in spans if span.starts_at <= request.actor.at}
    ticked = set(chosen_spans(spans, request.POST.getlist("time"))) if "add" in request.POST else set(spans)
    return [(span, span in over, span in ticked) for span in spans]


def _by_day(preview: Iterable[tuple[Span, bool, bool]]) -> list[tuple[object, list[tuple[Span, bool, bool]]]]:
    return [(day, list(own)) for day, own in groupby(preview, key=lambda row: stockholm_day(row[0].starts_at))]


def _added(request: ActingRequest, started: TalkRound, form: PatternForm) -> bool:
    spans = chosen_spans(form.spans(), request.POST.getlist("time"))
    try:
        made = actions.add_slots(by=request.actor, started=started, mentor=form.whose, spans=spans, place=form.place)
    except TalkError as error:
        say(form, error)
        return False
    messages.success(request, ngettext("%(n)s tid tillagd.", "%(n)s tider tillagda.", len(made)) % {"n": len(made)})
    return True


def _changed(request: ActingRequest, started: TalkRound) -> bool:
    """A time is taken away, or held for a child."""
    slot = started.slots.filter(public_id=_uuid(request.POST.get("slot", ""))).first()
    try:
        if slot is None:
            raise TalkError(_("Tiden finns inte längre."))
        if "remove" in request.POST:
            actions.remove_slots(by=request.actor, started=started, slots=[slot])
            messages.success(request, _("Tiden är borttagen."))
        else:
            _reserve(request, slot)
    except TalkError as error:
        messages.warning(request, str(error))
    return True


def _reserve(request: ActingRequest, slot: TalkSlot) -> None:
    invitation = invitation_led(request.actor, slot, _uuid(request.POST.get("child", "")))
    actions.reserve_slot(by=request.actor, slot=slot, invitation=invitation)
    messages.success(request, _("Tiden hålls åt barnet.") if invitation else _("Tiden är ledig för alla."))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
