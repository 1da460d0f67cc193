"""The address that keeps what is typed, one for each sort of place; and the key of the device's own copy (Q6)."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from larka.access.http import ActingRequest, answers_programs, lists, opens
from larka.access.policies import PROFILE_EDIT
from larka.records.actions.devices import give_device_key
from larka.records.actions.drafts import DraftElsewhereError, Typing, save_draft
from larka.records.devices import device_of, keep_device
from larka.records.forms import DraftForm
from larka.records.places import DraftPlace


def keeps(place: DraftPlace) -> Callable[..., Any]:
    """The view that keeps drafts of this sort: called by the page while one types, it answers with the moment."""

    @require_POST
    @opens(place.policy)
    @answers_programs
    def keep(request: ActingRequest, subject: Any) -> JsonResponse:
        form = DraftForm(request.POST, longest=place.longest)
        if not form.is_valid():
            return JsonResponse({"error": _("Utkastet kunde inte sparas.")}, status=422)
        spot = place.find(request.actor, subject, form.cleaned_data["detail"])
        if spot is None:
            raise Http404
        given = form.cleaned_data
        typing = Typing(given["page"], given["seen"])
        try:
            first = save_draft(by=request.actor, spot=spot, content={"text": given["text"]}, base_version=given["version"], typing=typing)
        except DraftElsewhereError:
            return JsonResponse({"kept": False, "error": _("Texten skrivs på flera andra sidor också.")}, status=409)
        if not first:
            return JsonResponse({"kept": True, "error": _("Texten skrivs på en annan sida också.")}, status=409)
        return JsonResponse({"saved_at": request.actor.at.isoformat()})

    return keep


@require_POST
@lists(PROFILE_EDIT)
@answers_programs
def device_key(request: ActingRequest, _me: Any) -> HttpResponse:
    """What this person's drafts on this device are encrypted with. Nobody else's session is ever given it, and nothing keeps it."""
    request.reading.saw(())
    device = device_of(request) or uuid.uuid4()
    key = give_device_key(by=request.actor, device=device)
    answer = JsonResponse({"owner": str(key.owner), "key": key.secret})
    answer["Cache-Control"] = "no-store"
    keep_device(answer, device)
    return answer
