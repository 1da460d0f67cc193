"""Drafts that somebody left behind, for rektor (A6)."""

from typing import Any

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, lists, opens
from larka.people.queries.units import UNNAMED
from larka.records.access import DRAFT_TAKE_OVER, TAKEN_READ
from larka.records.actions.taking_over import TakingOverError, hand_on_draft, take_over_draft
from larka.records.forms import TakeOverForm
from larka.records.models import Draft, TakenDraft
from larka.records.places import place_of_kind, places
from larka.records.queries.taking_over import left_drafts, taken_drafts, who_could_go_on
from larka.register.models import Person


@lists(DRAFT_TAKE_OVER)
def left_drafts_page(request: ActingRequest, _visible: QuerySet[Draft]) -> HttpResponse:
    """What is left and by whom, without the text; taking one over, with a reason; and what has been taken over."""
    rows = left_drafts(request.actor)
    sent = request.POST.get("draft", "")
    form = TakeOverForm(request.POST if request.method == "POST" else None)
    chosen = next((row for row in rows if str(row.draft.pk) == sent), None)
    if form.is_valid() and chosen is not None:
        taken = take_over_draft(by=request.actor, draft=chosen.draft, reason=form.cleaned_data["reason"])
        messages.success(request, _("Du har tagit över texten. Det är loggat, och författaren kan se det."))
        return redirect("taken_draft", taken.public_id)
    done = taken_drafts(request.actor)
    children = [*(row.draft.child_id for row in rows), *(row["child_id"] for row in done)]
    request.reading.saw(child for child in children if child)
    context = {"rows": rows, "form": form, "sent": sent, "taken": done, "unnamed": UNNAMED, "labels": {p.key: p.label for p in places()}}
    return render(request, "records/left_drafts.html", context, status=422 if request.method == "POST" else 200)


@opens(TAKEN_READ)
def taken_draft(request: ActingRequest, taken: Any) -> HttpResponse:
    """The text that was taken over, and who can go on with it."""
    offered = who_could_go_on(request.actor, taken) if taken.handed_to_id is None else []
    error = ""
    if request.method == "POST":
        error = _hand_on(request, taken, offered)
        if not error:
            return redirect("taken_draft", taken.public_id)
    context = {
        "taken": taken,
        "label": place_of_kind(taken.kind).label,
        "offered": [(str(person.public_id), name) for person, name in offered],
        "error": error,
    }
    return render(request, "records/taken_draft.html", context, status=422 if error else 200)


def _hand_on(request: ActingRequest, taken: TakenDraft, offered: list[tuple[Person, str]]) -> str:
    """What went wrong; nothing where it is done."""
    chosen = request.POST.get("person", "")
    to, name = next(((person, shown) for person, shown in offered if str(person.public_id) == chosen), (None, ""))
    if to is None:
        return _("Välj vem som ska fortsätta på texten.")
    try:
        hand_on_draft(by=request.actor, taken=taken, to=to)
    except TakingOverError as problem:
        return str(problem)
    messages.success(request, _("%(name)s har texten som utkast nu.") % {"name": name})
    return ""
