"""Emergency access: taking it, and the data protection officer's review (A8)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, holds, opens
from larka.access.models import EmergencyAccess
from larka.access.paging import page_of
from larka.access.policies import PRIVACY_OFFICE
from larka.people.access import EMERGENCY_TAKE
from larka.people.actions import emergencies as actions
from larka.people.actions.decisions import DecisionError
from larka.people.forms.protected import DelayForm, EmergencyForm, ReviewForm
from larka.people.queries import decisions, protected
from larka.people.queries.units import UNNAMED
from larka.people.views.acting import done
from larka.register.models import Organisation, Person


@opens(EMERGENCY_TAKE)
def emergency(request: ActingRequest, child: Any) -> HttpResponse:
    """What it is, who is told, and the reason that it takes."""
    actor = request.actor
    form = EmergencyForm(EmergencyForm.pressed(request.POST), initial={"hours": 4})
    taken = protected.emergency_of(actor, child)
    if request.method == "POST":
        if request.POST.get("act") == "end" and taken is not None:
            actions.end_emergency_access(by=actor, taken=taken)
            messages.success(request, _("Nödåtkomsten är avslutad."))
            return redirect("emergency", child.public_id)
        if _take(request, child, form):
            return redirect("emergency", child.public_id)
    context = {"child": child, "name": decisions.name_of(actor, child), "form": form, "taken": taken}
    return render(request, "people/emergency.html", context, status=422 if request.method == "POST" else 200)


def _take(request: ActingRequest, child: Person, form: EmergencyForm) -> bool:
    unit = protected.unit_of(request.actor, child)

    def act(given: dict[str, Any]) -> str:
        if unit is None:
            raise DecisionError(_("Barnet har ingen plats på din enhet i dag."))
        actions.take_emergency_access(by=request.actor, child=child, unit=unit, reason=given["reason"], hours=given["hours"])
        return _("Du har nödåtkomst. Dataskyddsombudet ser det redan.")

    return done(request, form, act)


@holds(PRIVACY_OFFICE)
def emergencies(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """All emergency access, what is not reviewed first; reviewing, and letting the family's notice wait."""
    review, delay = ReviewForm(ReviewForm.pressed(request.POST)), DelayForm(DelayForm.pressed(request.POST))
    if request.method == "POST" and (_review(request, review) or _delay(request, delay)):
        return redirect("emergencies")
    page = page_of(protected.emergencies(), request.GET.dict())
    request.reading.saw(row["child_id"] for row in page.rows)
    context = {"page": page, "review": review, "delay": delay, "unnamed": UNNAMED, "sent": request.POST.get("row", "")}
    return render(request, "people/emergencies.html", context, status=422 if request.method == "POST" else 200)


def _review(request: ActingRequest, form: ReviewForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        taken = _unreviewed(given["row"])
        actions.review_emergency_access(by=request.actor, taken=taken, verdict=given["verdict"], review=given["review"])
        return _("Granskningen är sparad.")

    return done(request, form, act)


def _delay(request: ActingRequest, form: DelayForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        taken = _unreviewed(given["row"])
        actions.delay_emergency_notice(by=request.actor, taken=taken, until=given["until"], decision=given["decision"])
        return _("Familjen får veta senare.")

    return done(request, form, act)


def _unreviewed(public_id: str) -> EmergencyAccess:
    taken = protected.emergency_with(public_id)
    if taken is None:
        raise DecisionError(_("Nödåtkomsten finns inte. Öppna sidan på nytt."))
    if taken.verdict:
        raise DecisionError(_("Nödåtkomsten är redan granskad."))
    return taken
