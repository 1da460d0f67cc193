"""A new log-in for somebody who lost theirs: the huvudman's administrator for anybody, a unit's office for those whom it may know of."""

from smtplib import SMTPException
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import ActingRequest, holds, opens
from larka.access.policies import REGISTER_OFFICE
from larka.invitations.access import UNIT_LOGINS
from larka.invitations.actions import renewing as actions
from larka.invitations.forms import RenewForm
from larka.invitations.models import Renewal
from larka.invitations.queries import renewals
from larka.invitations.views.deciding import welcome_address
from larka.invitations.views.letters import letters_pdf
from larka.people.actions.decisions import DecisionError
from larka.people.queries.units import UNNAMED
from larka.register.models import Organisation


@holds(REGISTER_OFFICE)
def renew_login(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """Anybody in the municipality, and what waits for a second administrator."""
    if request.POST.get("act") in {"approve", "decline"}:
        return _decide(request) or redirect("renew_login")
    return _page(request, None)


@opens(UNIT_LOGINS)
def unit_renew_login(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """Pupils, their adults and staff of one unit."""
    return _page(request, unit)


def _page(request: ActingRequest, unit: Organisation | None) -> HttpResponse:
    form = RenewForm(RenewForm.pressed(request.POST), find=renewals.finder(request.actor, unit))
    if form.is_valid() and (answer := _renew(request, form)) is not None:
        return answer
    waiting = [] if unit else renewals.waiting_renewals()
    context = {"form": form, "unit": unit, "waiting": waiting, "unnamed": UNNAMED, "me": request.actor.person_id}
    return render(request, "invitations/renew_login.html", context, status=422 if form.is_bound else 200)


def _renew(request: ActingRequest, form: RenewForm) -> HttpResponse | None:
    """What was asked for; None where the form has one more thing to mend."""
    given = form.cleaned_data
    try:
        if given["kind"] == Renewal.Kind.SESSIONS:
            count = actions.end_anothers_sessions(by=request.actor, person=form.person, reason=given["reason"])
            _say_ended(request, count)
            return redirect(request.path)
        made = actions.renew_login(by=request.actor, person=form.person, way=given["way"], reason=given["reason"], page=welcome_address())
    except DecisionError as error:
        form.add_error(None, str(error))
        return None
    except (SMTPException, OSError):
        form.add_error("way", _("E-posten kunde inte skickas och inget är gjort. Försök igen, eller välj brev."))
        return None
    return _answer(request, made)


def _say_ended(request: ActingRequest, count: int) -> None:
    if count:
        messages.success(request, ngettext("%(n)s inloggning avslutad.", "%(n)s inloggningar avslutade.", count) % {"n": count})
    else:
        messages.info(request, _("Ingen inloggning var öppen, så ingen avslutades."))


def _decide(request: ActingRequest) -> HttpResponse | None:
    """Another administrator's request, approved or declined."""
    asked = renewals.waiting_renewal(request.POST.get("row", ""))
    if asked is None:
        messages.info(request, _("Begäran är redan avgjord, eller finns inte. Inget är ändrat."))
        return None
    try:
        if request.POST["act"] == "decline":
            actions.decline_renewal(by=request.actor, renewal=asked)
            messages.success(request, _("Begäran är avböjd."))
            return None
        return _answer(request, actions.approve_renewal(by=request.actor, renewal=asked, page=welcome_address()))
    except DecisionError as error:
        messages.error(request, str(error))
    except (SMTPException, OSError):
        messages.error(request, _("E-posten kunde inte skickas och inget är gjort. Försök igen, eller välj brev."))
    return None


def _answer(request: Any, made: actions.Renewed) -> HttpResponse:
    if made.letter is not None:
        return letters_pdf([made.letter], address=welcome_address(), at=request.actor.at)
    if made.waits:
        messages.info(request, _("Personen har ett uppdrag, så en annan administratör ska godkänna. Inget är ändrat än."))
    else:
        messages.success(request, _("Den gamla inloggningen är borta och koden är skickad."))
    return redirect(request.path)
