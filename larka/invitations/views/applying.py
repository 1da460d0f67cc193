"""A guardian's application: by anybody on the web, or typed in from paper by the school."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from larka.access.answers import paper
from larka.access.http import ActingRequest, exempt, opens
from larka.accounts.signals import visiting
from larka.core.documents import render_html
from larka.invitations.access import APPLICATION_DECIDE, APPLICATION_TYPE
from larka.invitations.actions.applications import Applied, apply_on_the_web, receive_application
from larka.invitations.forms import FIRST_ROWS, MOST_CHILDREN, ApplicationForm, PaperForm
from larka.invitations.pdf.blank import blank_form
from larka.invitations.views.waiting import held_back, too_many_tries
from larka.register.models import Organisation


@never_cache
@exempt("asks, and answers everybody alike: nothing of the register is shown")
def guardian_application(request: HttpRequest) -> HttpResponse:
    """The form on the web."""
    form = _form(request)
    if form.is_bound and form.is_valid():
        by = visiting(request)
        wait = apply_on_the_web(by=by, applied=_applied(form))
        if not wait:
            return redirect("application_sent")
        form.add_error(None, too_many_tries(by, wait))
        return held_back(_page(request, form, 429), wait)
    return _page(request, form, _status(form))


def _page(request: HttpRequest, form: ApplicationForm, status: int) -> HttpResponse:
    return render(request, "invitations/apply.html", {"form": form, "may_add": form.rows < MOST_CHILDREN}, status=status)


def _form(request: HttpRequest, kind: type[ApplicationForm] = ApplicationForm) -> ApplicationForm:
    """What was typed; with room for one more child where that was asked for, and then not yet judged."""
    if request.method != "POST":
        return kind()
    text = request.POST.get("rows", "")
    rows = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else FIRST_ROWS  # noqa: PLR2004 – two figures
    if "more" in request.POST:
        return kind(initial=request.POST.dict(), rows=rows + 1)
    return kind(request.POST, rows=rows)


def _applied(form: ApplicationForm) -> Applied:
    given = form.cleaned_data
    return Applied(given["name"], given["number"], given["email"], get_language() or "sv", tuple(form.children))


def _status(form: ApplicationForm) -> int:
    return 422 if form.is_bound else 200


@exempt("the same text for everybody")
def application_sent(request: HttpRequest) -> HttpResponse:
    """What happens now: the same whatever was sent."""
    return render(request, "invitations/sent.html")


@exempt("an empty form")
def blank(request: HttpRequest) -> HttpResponse:
    """The form to print and fill in by hand."""
    return render(request, "invitations/blank.html", {"document": render_html(blank_form())})


@exempt("an empty form")
def blank_pdf(request: HttpRequest) -> HttpResponse:
    """The same as PDF."""
    return paper(blank_form(), "ansokan-om-konto", visiting(request).at)


@opens(APPLICATION_TYPE)
def paper_application(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """The same form, typed in from paper."""
    form = _form(request, PaperForm)
    if form.is_bound and form.is_valid():
        made = receive_application(by=request.actor, applied=_applied(form), unit=unit)
        messages.success(request, _("Ansökan är inskriven."))
        if APPLICATION_DECIDE.allows(request.actor, made):
            return redirect("application", made.public_id)
        messages.info(request, _("Inget av barnen finns hos er. Huvudmannens administratör ser ansökan."))
        return redirect("applications")
    context = {"form": form, "unit": unit, "may_add": form.rows < MOST_CHILDREN}
    return render(request, "invitations/paper.html", context, status=_status(form))
