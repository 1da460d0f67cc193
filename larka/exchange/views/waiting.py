"""What an import wants decided by name, after it: confirm, decline, or take up again what was declined."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, holds
from larka.access.paging import page_of
from larka.access.policies import REGISTER_OFFICE
from larka.exchange.forms import DeclineForm
from larka.exchange.queries import runs
from larka.people.actions.decisions import DecisionError
from larka.people.actions.waiting import confirm_change, decline_change, take_up_again
from larka.people.models import PendingChange
from larka.register.models import Organisation


@holds(REGISTER_OFFICE)
def waiting(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """The list, and what was declined."""
    form = DeclineForm(request.POST if "decline" in request.POST else None)
    problem, asked = "", ""
    if request.method == "POST":
        asked = next((request.POST[name] for name in ("confirm", "decline", "again") if name in request.POST), "")
        try:
            if said := _decide(request, runs.change_of(asked), form):
                messages.success(request, said)
                return redirect("register_waiting")
        except DecisionError as error:
            problem = str(error)
    page, declined = page_of(runs.waiting(), request.GET.dict()), list(runs.declined()[:200])
    request.reading.saw(change.person_id for change in (*page.rows, *declined))
    context = {
        "page": page, "declined": declined, "form": form, "asked": asked, "problem": problem,
        "kinds": dict(PendingChange.Kind.choices), "merge": PendingChange.Kind.MERGE_PROPOSED,
    }  # fmt: skip
    return render(request, "exchange/waiting.html", context, status=422 if request.method == "POST" else 200)


def _decide(request: ActingRequest, change: PendingChange | None, form: DeclineForm) -> str:
    if change is None:
        raise DecisionError(_("Ändringen finns inte längre."))
    if "confirm" in request.POST:
        confirm_change(by=request.actor, change=change)
        return _("Ändringen är gjord.")
    if "again" in request.POST:
        take_up_again(by=request.actor, change=change)
        return _("Nästa inläsning får föreslå ändringen igen.")
    if not form.is_valid():
        return ""
    decline_change(by=request.actor, change=change, reason=form.cleaned_data["reason"])
    return _("Ändringen är avvisad. Den föreslås inte igen förrän registret vill något annat.")
