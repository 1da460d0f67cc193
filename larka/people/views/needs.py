"""Documented needs: rektor gives them to those who teach a protected child, they read, the data protection officer sees all (A10)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, holds, opens
from larka.access.models import DocumentedNeed
from larka.access.paging import page_of
from larka.access.policies import PRIVACY_OFFICE, PROTECTED_CONTACT
from larka.people.access import NEED_REGISTER
from larka.people.actions.needs import end_given_need, give_need
from larka.people.forms.protected import GiveNeedForm
from larka.people.queries import decisions, protected
from larka.people.queries.finding import find_staff
from larka.people.queries.units import UNNAMED
from larka.people.views.acting import done, nothing_ended
from larka.register.choices import Protection
from larka.register.models import Organisation, Person


@opens(NEED_REGISTER)
def child_needs(request: ActingRequest, child: Any) -> HttpResponse:
    """Who may see a protected child's address, phone and unit; giving and ending it."""
    form = GiveNeedForm(GiveNeedForm.pressed(request.POST), find=find_staff)
    if request.method == "POST" and (_end(request, child) or _give(request, child, form)):
        return redirect("child_needs", child.public_id)
    context = {
        "child": child, "name": decisions.name_of(request.actor, child), "form": form, "protected": child.protection != Protection.NONE,
        "needs": protected.given_needs_of(request.actor, child), "unnamed": UNNAMED,
    }  # fmt: skip
    return render(request, "people/child_needs.html", context, status=422 if request.method == "POST" else 200)


def _give(request: ActingRequest, child: Person, form: GiveNeedForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        ends_on = given["last_day"] + dt.timedelta(days=1)
        give_need(by=request.actor, child=child, person=form.person, decision=given["decision"], ends_on=ends_on)
        return _("Behovet är dokumenterat. Uppgifterna visas till och med sista dagen.")

    return done(request, form, act)


def _end(request: ActingRequest, child: Person) -> bool:
    if request.POST.get("act") != "end":
        return False
    holder = protected.holder_of_need(request.actor, child, request.POST.get("row", ""))
    if holder is None:
        return nothing_ended(request)
    end_given_need(by=request.actor, child=child, person=holder)
    messages.success(request, _("Behovet är avslutat."))
    return True


@opens(PROTECTED_CONTACT)
def protected_contact(request: ActingRequest, child: Any) -> HttpResponse:
    """A protected child's address, phone and unit, for as long as the need is documented."""
    context = {"child": child, "reached": protected.protected_contact(request.actor, child)}
    return render(request, "people/protected_contact.html", context)


@holds(PRIVACY_OFFICE)
def needs(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """Every need that was documented, for the data protection officer."""
    page = page_of(protected.all_needs(), request.GET.dict())
    request.reading.saw(row["child_id"] for row in page.rows)
    labels = {kind.value: kind.label for kind in DocumentedNeed.Opens}
    return render(request, "people/needs.html", {"page": page, "unnamed": UNNAMED, "labels": labels, "today": request.actor.today})
