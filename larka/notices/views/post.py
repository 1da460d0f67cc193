"""What the school prints for those who have chosen paper, and whose mail comes back."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.answers import pdf_file
from larka.access.http import ActingRequest, opens
from larka.notices.access import GROUP_POST, UNIT_POST
from larka.notices.actions.paper import choose_paper, print_letters
from larka.notices.pdf.letters import render_paper
from larka.notices.queries.families import families_of_group, families_of_unit
from larka.register.models import Group, Organisation


@opens(GROUP_POST)
def group_post(request: ActingRequest, group: Group) -> HttpResponse:
    """The class's adults: who wants paper, what waits to be printed, whose address bounces."""
    if request.method == "POST" and request.POST.get("spara"):
        count = choose_paper(by=request.actor, group=group, chosen=_chosen(request))
        messages.success(request, ngettext("En vuxens val ändrat.", "%(n)s vuxnas val ändrade.", count) % {"n": count})
        return redirect("group_post", group.public_id)
    if request.method == "POST":
        return _printed(request, group) or redirect("group_post", group.public_id)
    rows = families_of_group(request.actor, group)
    request.reading.saw(child.pk for row in rows for child in row.children)
    return render(request, "notices/post.html", {"rows": rows, "group": group, "place": group.name})


@opens(UNIT_POST)
def unit_post(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """The same for the whole unit: only those who have chosen paper, and those whose address bounces."""
    if request.method == "POST":
        return _printed(request, unit) or redirect("unit_post", unit.public_id)
    rows = families_of_unit(request.actor, unit)
    request.reading.saw(child.pk for row in rows for child in row.children)
    return render(request, "notices/post.html", {"rows": rows, "unit": unit, "place": unit.name})


def _printed(request: ActingRequest, place: Group | Organisation) -> HttpResponse | None:
    letters = print_letters(by=request.actor, place=place, chosen=_chosen(request), again=request.POST.get("igen") == "on")
    if not letters:
        messages.warning(request, _("Inget brev gjordes: inget väntar på papper för dem du har valt."))
        return None
    return pdf_file(render_paper(letters, made_at=request.actor.at), "brev")


def _chosen(request: ActingRequest) -> set[uuid.UUID]:
    found = set()
    for text in request.POST.getlist("person"):
        try:
            found.add(uuid.UUID(text))
        except ValueError:
            continue
    return found
