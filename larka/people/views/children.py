"""What a family decides itself: whom a pupil of age lets read (A13)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, opens
from larka.people.access import ADULT_ACCESS_GIVE
from larka.people.actions.families import give_adult_access, take_back_adult_access
from larka.people.queries import decisions


@opens(ADULT_ACCESS_GIVE)
def adult_access(request: ActingRequest, child: Any) -> HttpResponse:
    """Who were my guardians, and whom of them I let go on reading."""
    of_age = child.adult_on is not None and child.adult_on <= request.actor.today
    rows = decisions.former_guardians(request.actor, child) if of_age else []
    if request.method == "POST":
        row = next((row for row in rows if str(row["person"].public_id) == request.POST.get("row")), None)
        if row is not None:
            _change(request, child, row)
        return redirect("adult_access", child.public_id)
    context = {"child": child, "of_age": of_age, "adult_on": child.adult_on, "rows": rows}
    return render(request, "people/adult_access.html", context)


def _change(request: ActingRequest, child: Any, row: dict[str, Any]) -> None:
    if request.POST.get("act") == "give":
        give_adult_access(by=request.actor, child=child, person=row["person"])
        messages.success(request, _("%(name)s får läsa det som är skrivet om dig.") % {"name": row["name"]})
    elif request.POST.get("act") == "take_back" and row["consent"]:
        consent = child.adult_consents.filter(public_id=row["consent"]).get()
        take_back_adult_access(by=request.actor, consent=consent)
        messages.success(request, _("%(name)s får inte längre läsa det som är skrivet om dig.") % {"name": row["name"]})
