"""The school decides about applications."""

from smtplib import SMTPException
from typing import Any

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import ActingRequest, holds, lists, opens
from larka.access.paging import page_of
from larka.access.policies import REGISTER_OFFICE
from larka.core.site import full_address
from larka.invitations.access import APPLICATION_DECIDE
from larka.invitations.actions import applications as actions
from larka.invitations.actions.inviting import NothingToAskError, TakesTwoError
from larka.invitations.forms import ApproveForm, DeclineForm
from larka.invitations.models import Application, Invitation
from larka.invitations.queries.applications import (
    Comparison,
    children_named,
    comparison,
    units_to_type_at,
    unmatched_applications,
    waiting_applications,
    with_hidden_people,
)
from larka.invitations.views.letters import letters_pdf
from larka.register.choices import Role
from larka.register.models import Organisation

_DECIDING = frozenset({Role.PRINCIPAL.value, Role.ADMINISTRATOR.value, Role.MENTOR.value})


@lists(APPLICATION_DECIDE)
def applications(request: ActingRequest, _visible: QuerySet[Application]) -> HttpResponse:
    """Those that wait, the oldest first; whoever never gets any has no such page."""
    page = page_of(waiting_applications(request.actor), request.GET.dict())
    if not page.rows and not request.actor.roles & _DECIDING:
        raise Http404
    request.reading.saw(())
    has_office = REGISTER_OFFICE.visible_to(request.actor).exists()
    context = {"page": page, "units": units_to_type_at(request.actor), "has_office": has_office}
    return render(request, "invitations/applications.html", context)


@opens(APPLICATION_DECIDE)
def application(request: ActingRequest, shown: Application) -> HttpResponse:
    """One application beside the register; approved or declined."""
    compared = comparison(request.actor, shown)
    request.reading.saw(row.child.pk for row in compared.children if row.child is not None)
    act = request.POST.get("act", "")
    approve = ApproveForm(request.POST if act == "approve" else None, same_mail=compared.same_mail, initial={"way": "letter"})
    decline = DeclineForm(request.POST if act == "decline" else None)
    try:
        if approve.is_valid():
            return _approve(request, shown, approve.cleaned_data["way"])
        if decline.is_valid():
            actions.decline_application(by=request.actor, application=shown, reason=decline.cleaned_data["reason"])
            messages.success(request, _("Ansökan är avslagen."))
            return redirect("applications")
    except actions.DecisionError:
        messages.error(request, _("Ansökan är redan avgjord, eller så har registret ändrats. Läs den igen."))
        return redirect("application", shown.public_id)
    return _page(request, shown, compared, approve, decline)


def _page(request: ActingRequest, shown: Application, compared: Comparison, approve: ApproveForm, decline: DeclineForm) -> HttpResponse:
    context = {"application": shown, "compared": compared, "approve": approve, "decline": decline}
    return render(request, "invitations/application.html", context, status=422 if request.method == "POST" else 200)


def _approve(request: ActingRequest, shown: Application, way: str) -> HttpResponse:
    try:
        letter = actions.approve_application(by=request.actor, application=shown, way=Invitation.Way(way), address=welcome_address())
    except TakesTwoError:
        messages.error(
            request, _("Personen har ett uppdrag. Två av huvudmannens administratörer gör koden tillsammans, under Ny inloggning.")
        )
        return redirect("application", shown.public_id)
    except NothingToAskError:
        messages.error(request, _("Registret har varken personnummer eller födelsedag för den som söker, så ingen kod kan göras."))
        return redirect("application", shown.public_id)
    except (SMTPException, OSError):
        messages.error(request, _("E-posten kunde inte skickas och inget är beslutat. Försök igen, eller välj brev."))
        return redirect("application", shown.public_id)
    if letter is None:
        messages.success(request, _("Ansökan är godkänd. Den som söker har redan ett konto och ser barnet där."))
    elif way == Invitation.Way.LETTER:
        return letters_pdf([letter], address=welcome_address(), at=request.actor.at)
    else:
        messages.success(request, _("Ansökan är godkänd och koden är skickad."))
    return redirect("applications")


def welcome_address() -> str:
    """Where a code is used, in full: it stands in letters."""
    return full_address(reverse("welcome"))


@holds(REGISTER_OFFICE)
def unmatched(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """Applications that no school sees, for the huvudman's administrator."""
    chosen = _chosen(request)
    decline = DeclineForm(request.POST if chosen else None)
    if request.POST.get("act") == "match":
        found = actions.match_applications(by=request.actor)
        messages.info(request, _matched(found))
        return redirect("unmatched_applications")
    if chosen is not None and decline.is_valid():
        actions.decline_application(by=request.actor, application=chosen, reason=decline.cleaned_data["reason"])
        messages.success(request, _("Ansökan är avslagen."))
        return redirect("unmatched_applications")
    page = page_of(unmatched_applications(request.actor.today), request.GET.dict())
    hidden = with_hidden_people(page.rows)
    context = {"page": page, "named": children_named(page.rows), "chosen": chosen, "decline": decline, "hidden": hidden}
    return render(request, "invitations/unmatched.html", context, status=422 if chosen else 200)


def _chosen(request: ActingRequest) -> Any:
    asked = request.POST.get("application", "")
    return next((row for row in unmatched_applications(request.actor.today) if str(row.public_id) == asked), None)


def _matched(found: int) -> str:
    if not found:
        return _("Inga fler barn hittades.")
    return ngettext("%(n)s ansökan har hittat sin skola.", "%(n)s ansökningar har hittat sin skola.", found) % {"n": found}
