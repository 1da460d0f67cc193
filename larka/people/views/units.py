"""A unit's roles and substitutes, for its rektor and administrator."""

from typing import Any

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, lists, opens
from larka.access.paging import page_of
from larka.access.policies import REGISTER_OFFICE
from larka.people.access import UNIT_LEAD, UNIT_ROLES
from larka.people.actions.staff import appoint_substitute, end_substitute
from larka.people.forms.staff import SubstituteForm
from larka.people.queries import units
from larka.people.queries.finding import find_staff
from larka.people.views.acting import done, nothing_ended
from larka.register.models import Organisation


@lists(UNIT_ROLES)
def offices(request: ActingRequest, mine: QuerySet[Organisation]) -> HttpResponse:
    """The units whose roles I look after, and the huvudman's; where it is one, its page."""
    request.reading.saw(())
    listed = list(mine.order_by("sort_key", "pk"))
    registers = REGISTER_OFFICE.visible_to(request.actor).exists()
    if len(listed) == 1 and not registers:
        return redirect("unit_roles", listed[0].public_id)
    return render(request, "people/offices.html", {"units": listed, "registers": registers})


@opens(UNIT_ROLES)
def unit_roles(request: ActingRequest, unit: Any) -> HttpResponse:
    """Who has which role in the unit, now and later."""
    page = page_of(units.roles_in(request.actor, unit), request.GET.dict())
    context = {
        "unit": unit,
        "page": page,
        "role_label": units.role_label,
        "unnamed": units.UNNAMED,
        "substitutes": units.substitutes_in(request.actor, unit),
        "leads": unit.access_role == "principal",
    }
    return render(request, "people/unit_roles.html", context)


@opens(UNIT_LEAD)
def substitutes(request: ActingRequest, unit: Any) -> HttpResponse:
    """Who stands in, now and later; appointing and ending (A16)."""
    groups = units.groups_to_stand_in_for(request.actor, unit)
    form = SubstituteForm(SubstituteForm.pressed(request.POST), groups=groups, find=find_staff, initial={"from_day": request.actor.today})
    if request.method == "POST" and (_end(request, unit) or _appoint(request, form)):
        return redirect("substitutes", unit.public_id)
    context = {"unit": unit, "form": form, "rows": units.substitutes_in(request.actor, unit), "unnamed": units.UNNAMED, "leads": True}
    return render(request, "people/substitutes.html", context, status=422 if request.method == "POST" else 200)


def _end(request: ActingRequest, unit: Organisation) -> bool:
    if request.POST.get("act") != "end":
        return False
    row = units.substitute_in(unit, request.POST.get("row", ""))
    if row is None:
        return nothing_ended(request)
    end_substitute(by=request.actor, substitute=row)
    messages.success(request, _("Vikariatet är avslutat."))
    return True


def _appoint(request: ActingRequest, form: SubstituteForm) -> bool:
    def act(given: dict[str, Any]) -> str:
        group, person = form.chosen_group, form.person
        appoint_substitute(
            by=request.actor, group=group, person=person, starts_at=given["from_moment"], ends_at=given["to_moment"],
            decision=given["decision"],
        )  # fmt: skip
        return _("%(name)s vikarierar i %(group)s.") % {"name": person.display_name, "group": group.name}

    return done(request, form, act)
