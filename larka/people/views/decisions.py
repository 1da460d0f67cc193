"""Decisions about a unit's children, for its rektor and administrator: adults that wait, restrictions (A9, A17)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, opens
from larka.access.models import DocumentedNeed
from larka.core.dates import from_inclusive_end
from larka.people.access import CHILD_DECIDE, UNIT_ROLES
from larka.people.actions.families import decide_annan_ansvarig, end_restriction, register_restriction
from larka.people.actions.needs import document_need, end_need
from larka.people.forms.decisions import DecideForm, NumberForm, RestrictForm
from larka.people.forms.fields import FEWEST_LETTERS
from larka.people.forms.protected import NeedForm
from larka.people.queries import decisions, protected
from larka.people.queries.units import UNNAMED
from larka.people.views.acting import done, nothing_ended
from larka.register.choices import Protection, Relation
from larka.register.models import Person


@opens(UNIT_ROLES)
def unit_decisions(request: ActingRequest, unit: Any) -> HttpResponse:
    """What waits and what holds, and the way to a child by name, or by number where the name is not shown."""
    actor = request.actor
    form = NumberForm(NumberForm.pressed(request.POST))
    if request.method == "POST" and form.is_valid():
        child = decisions.child_numbered(actor, unit, form.cleaned_data["number"])
        if child is not None:
            return redirect("child_decisions", child.public_id)
        form.add_error("number", _("Inget barn på enheten har det numret."))
    words = request.GET.get("q", "").replace("\0", " ").split()[:6]
    asked = len(" ".join(words)) >= FEWEST_LETTERS
    found = decisions.children_called(actor, unit, words) if asked else []
    waiting, restrictions = decisions.waiting_in(actor, unit), decisions.restrictions_in(actor, unit)
    needs = decisions.needs_in(actor, unit)
    request.reading.saw([*(child.pk for child in found), *(row["child_id"] for row in (*waiting, *restrictions, *needs))])
    context = {
        "unit": unit, "form": form, "question": " ".join(words), "asked": asked, "found": found, "waiting": waiting,
        "restrictions": restrictions, "relations": dict(Relation.choices), "leads": unit.access_role == "principal", "needs": needs,
        "need_labels": dict(DocumentedNeed.Opens.choices), "unnamed": UNNAMED,
    }  # fmt: skip
    return render(request, "people/unit_decisions.html", context, status=422 if request.method == "POST" else 200)


@opens(CHILD_DECIDE)
def child_decisions(request: ActingRequest, child: Any) -> HttpResponse:
    """What is decided about the child's adults, and what can be."""
    actor = request.actor
    decide = DecideForm(DecideForm.pressed(request.POST), find=lambda text: decisions.find_waiting(actor, child, text))
    restrict = RestrictForm(
        RestrictForm.pressed(request.POST), find=lambda text: decisions.find_adult(actor, child, text), initial={"first_day": actor.today}
    )
    need = NeedForm(NeedForm.pressed(request.POST))
    ended = request.method == "POST" and (_end(request, child) or _end_need(request, child))
    if ended or _decide(request, child, decide) or _restrict(request, child, restrict) or _need(request, child, need):
        return redirect("child_decisions", child.public_id)
    adults = decisions.adults_of(actor, child)
    context = {
        "child": child, "name": decisions.name_of(actor, child), "role": child.access_role, "decide": decide, "restrict": restrict,
        "named": decisions.may_be_named(actor, child), "adults": adults, "waits": any(row["waits"] for row in adults),
        "restrictions": decisions.restrictions_of(actor, child), "need": need, "my_need": protected.need_of(actor, child),
        "needs_need": child.access_role == "principal" and child.protection != Protection.NONE,
    }  # fmt: skip
    return render(request, "people/child_decisions.html", context, status=422 if request.method == "POST" else 200)


def _decide(request: ActingRequest, child: Person, form: DecideForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        waiting = decisions.waiting_for(request.actor, child, form.person)
        if waiting is not None:
            decide_annan_ansvarig(
                by=request.actor,
                responsible=waiting,
                decision=given["decision"],
                ends_on=given["last_day"] + dt.timedelta(days=1),
            )
        return _("Beslutet är registrerat och gäller från i dag.")

    return done(request, form, act)


def _restrict(request: ActingRequest, child: Person, form: RestrictForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        register_restriction(
            by=request.actor, child=child, person=form.person, reference=given["decision"], starts_on=given["first_day"],
            ends_on=from_inclusive_end(given["last_day"]),
        )  # fmt: skip
        return _("Begränsningen är registrerad.")

    return done(request, form, act)


def _end(request: ActingRequest, child: Person) -> bool:
    if request.POST.get("act") != "end":
        return False
    restriction = decisions.restriction_of(child, request.POST.get("row", ""))
    if restriction is None:
        return nothing_ended(request)
    if restriction.ends_on is None or restriction.ends_on > request.actor.today:
        end_restriction(by=request.actor, restriction=restriction, ends_on=request.actor.today)
    messages.success(request, _("Begränsningen är avslutad."))
    return True


def _need(request: ActingRequest, child: Person, form: NeedForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        document_need(by=request.actor, child=child, decision=given["decision"], ends_on=given["last_day"] + dt.timedelta(days=1))
        return _("Behovet är dokumenterat. Du ser barnet till och med sista dagen.")

    return done(request, form, act)


def _end_need(request: ActingRequest, child: Person) -> bool:
    if request.POST.get("act") != "end_need":
        return False
    end_need(by=request.actor, child=child)
    messages.success(request, _("Behovet är avslutat."))
    return True
