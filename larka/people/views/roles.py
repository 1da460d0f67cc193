"""The huvudman's roles by decision: given and taken back by its administrator (A8)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, holds
from larka.access.policies import REGISTER_OFFICE
from larka.core.dates import from_inclusive_end
from larka.people.actions.decisions import DecisionError
from larka.people.actions.protection import change_working_name, decide_protection
from larka.people.actions.roles import end_role, grant_role
from larka.people.forms.protected import ProtectionForm, WorkingNameForm
from larka.people.forms.roles import EndForm, GrantForm
from larka.people.queries import protected
from larka.people.queries import roles as queries
from larka.people.queries.finding import find_staff
from larka.people.queries.units import UNNAMED
from larka.people.views.acting import done, require_pressed
from larka.register.choices import Role
from larka.register.models import Organisation


@holds(REGISTER_OFFICE)
def roles(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """Who has been given what, what lapses soon, what has ended; giving and ending."""
    actor = request.actor
    rows = queries.given_roles(actor)
    grant = GrantForm(GrantForm.pressed(request.POST), find=find_staff, places=queries.places(), initial={"first_day": actor.today})
    end = EndForm(EndForm.pressed(request.POST), rows=rows, initial={"ends_on": actor.today})
    require_pressed(request, grant, end)
    if request.method == "POST" and (_grant(request, grant) or _end(request, end)):
        return redirect("roles")
    context = {
        "rows": rows, "ended": queries.ended_roles(actor), "grant": grant, "end": end, "unnamed": UNNAMED,
        "labels": {role.value: role.label for role in Role},
    }  # fmt: skip
    return render(request, "people/roles.html", context, status=422 if request.method == "POST" else 200)


def _grant(request: ActingRequest, form: GrantForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        made = grant_role(
            by=request.actor, person=form.person, role=given["role"], unit=form.where, starts_on=given["first_day"],
            ends_on=from_inclusive_end(given["last_day"]), decision=given["decision"], external=given["external"],
        )  # fmt: skip
        return _("%(name)s har fått rollen %(role)s.") % {"name": form.person.display_name, "role": made.get_role_display()}

    return done(request, form, act)


def _end(request: ActingRequest, form: EndForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        grant = queries.grant_with(given["row"])
        if grant is None:
            raise DecisionError(_("Rollen finns inte längre."))
        end_role(by=request.actor, grant=grant, ends_on=given["ends_on"])
        return _("Rollens slut är registrerat.")

    return done(request, form, act)


@holds(REGISTER_OFFICE)
def protection(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """Protected identity by decision, and the working names of protected staff (A10)."""
    mark = ProtectionForm(ProtectionForm.pressed(request.POST), find=find_staff)
    rename = WorkingNameForm(WorkingNameForm.pressed(request.POST), find=find_staff)
    require_pressed(request, mark, rename)
    if request.method == "POST" and (_protect(request, mark) or _rename(request, rename)):
        return redirect("protection")
    context = {"mark": mark, "rename": rename, "staff": protected.protected_staff()}
    return render(request, "people/protection.html", context, status=422 if request.method == "POST" else 200)


def _protect(request: ActingRequest, form: ProtectionForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        decide_protection(
            by=request.actor, person=form.person, protection=given["protection"], decision=given["decision"], named=given["named"]
        )
        return _("Skyddet är ändrat och gäller nu.")

    return done(request, form, act)


def _rename(request: ActingRequest, form: WorkingNameForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        change_working_name(by=request.actor, person=form.person, name=given["name"])
        return _("Arbetsnamnet är ändrat.")

    return done(request, form, act)
