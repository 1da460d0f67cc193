"""Who has never logged in, and letters to them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from larka.access.answers import pdf_file
from larka.access.http import ActingRequest, opens
from larka.core.site import full_address
from larka.invitations.access import GROUP_HANDED_LETTERS, GROUP_LETTERS, GROUP_LOGINS, UNIT_LOGINS
from larka.invitations.actions.inviting import letters_to_group, letters_to_staff
from larka.invitations.letters import Letter
from larka.invitations.pdf.letters import render_letters
from larka.invitations.queries.logins import Login, logins_in_group, logins_of_staff
from larka.register.models import Group, Organisation

_MENTOR = "mentor"


@opens(GROUP_LOGINS)
def group_logins(request: ActingRequest, group: Any) -> HttpResponse:
    """Vem har aldrig loggat in? Rektor and administrator make letters; the mentor sees names, and makes those that are handed over."""
    rows = logins_in_group(request.actor, group)
    makes = group.access_role != _MENTOR or GROUP_LETTERS.allows(request.actor, group)
    request.reading.saw(_shown_children(rows))
    context = {**_context(rows), "group": group, "makes": makes, "action": reverse("group_letters", args=[group.public_id])}
    return render(request, "invitations/logins.html", context)


def _shown_children(rows: Sequence[Login]) -> list[int]:
    return [row.person for row in rows if row.kind == "pupil"]


def _context(rows: Sequence[Login]) -> dict[str, Any]:
    """The rows that have never logged in, those who are handed their letters apart, and of how many."""
    never = [row for row in rows if not row.logged_in]
    apart, nowhere = [row for row in never if row.apart], [row.name for row in never if row.no_address]
    return {"never": [row for row in never if not row.apart], "apart": apart, "count": len(rows), "nowhere": nowhere}


@require_POST
@opens(GROUP_HANDED_LETTERS)
def group_letters(request: ActingRequest, group: Group) -> HttpResponse:
    """Letters to those who were ticked; the codes before these open nothing more."""
    letters = letters_to_group(by=request.actor, group=group, chosen=_chosen(request))
    if not letters:
        messages.warning(request, _nothing())
        return redirect("group_logins", group.public_id)
    return letters_pdf(letters, address=full_address(reverse("welcome")), at=request.actor.at)


@opens(UNIT_LOGINS)
def unit_logins(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """The same for a unit's staff."""
    if request.method == "POST":
        letters = letters_to_staff(by=request.actor, unit=unit, chosen=_chosen(request))
        if letters:
            return letters_pdf(letters, address=full_address(reverse("welcome")), at=request.actor.at)
        messages.warning(request, _nothing())
        return redirect("unit_logins", unit.public_id)
    context = {**_context(logins_of_staff(request.actor, unit)), "unit": unit, "makes": True, "action": request.path}
    return render(request, "invitations/logins.html", context)


def _nothing() -> str:
    return _(
        "Inget brev gjordes. Välj minst en person som har personnummer eller födelsedag i registret och aldrig har loggat in. "
        "För den som har ett uppdrag gör två av huvudmannens administratörer koden tillsammans, under Ny inloggning."
    )


def _chosen(request: ActingRequest) -> set[uuid.UUID]:
    found = set()
    for text in request.POST.getlist("person"):
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return found


def letters_pdf(letters: Sequence[Letter], *, address: str, at: dt.datetime) -> HttpResponse:
    """The letters to print: shown this once."""
    return pdf_file(render_letters(letters, address=address, made_at=at), "inbjudningar")
