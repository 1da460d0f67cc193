"""Two entries for one person: one administrator proposes with the difference shown, another approves; and back again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, holds
from larka.access.paging import page_of
from larka.access.policies import REGISTER_OFFICE
from larka.exchange.queries import merging
from larka.people.actions import merging as actions
from larka.people.actions.decisions import DecisionError
from larka.people.models import Merge
from larka.register.models import Organisation, Person

ACTS = {
    "approve": actions.approve_merge,
    "decline": actions.decline_merge,
    "split": actions.propose_split,
    "approve_split": actions.approve_split,
}


@holds(REGISTER_OFFICE)
def same_person(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """What is proposed, what was done, and the two that were chosen side by side."""
    chosen = merging.pair(request.GET.getlist("person"), request.actor)
    problem = ""
    if request.method == "POST":
        try:
            _act(request, chosen)
        except DecisionError as error:
            problem = str(error)
        else:
            messages.success(request, _("Det är gjort."))
            return redirect("register_same_person")
    page, new = page_of(merging.merges(), request.GET.dict()), list(merging.new_ids()[:100])
    shown = [person for merge in page.rows for person in (merge.kept_id, merge.gone_id) if person]
    request.reading.saw([*shown, *(each.person_id for each in new), *(person.pk for person in chosen)])
    context = {
        "page": page, "new": new, "pair": merging.side_by_side(chosen, request.actor) if len(chosen) > 1 else [], "problem": problem,
        "asked": request.GET.getlist("person"), "typed": request.POST, "states": dict(Merge.State.choices), "me": request.actor.person_id,
    }  # fmt: skip
    return render(request, "exchange/same_person.html", context, status=422 if request.method == "POST" else 200)


def _act(request: ActingRequest, chosen: list[Person]) -> None:
    """What the pressed button says."""
    for name, act in ACTS.items():
        if name in request.POST:
            act(by=request.actor, merge=_found(merging.merge_of(request.POST[name])))
            return
    reason = request.POST.get("reason", "")[:300]
    if "new" in request.POST:
        change = _found(merging.new_ids().filter(public_id=merging.as_id(request.POST["new"])).first())
        actions.propose_merge(by=request.actor, kept=change.person, change=change, reason=reason)
        return
    kept = _found(next((person for person in chosen if str(person.public_id) == request.POST.get("keep")), None))
    gone = _found(next((person for person in chosen if person != kept), None))
    actions.propose_merge(by=request.actor, kept=kept, gone=gone, reason=reason)


def _found(found: Any) -> Any:
    if found is None:
        raise DecisionError(_("Ändringen finns inte längre."))
    return found
