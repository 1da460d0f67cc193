"""Work that has finally failed, for the administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, holds
from larka.access.paging import page_of
from larka.access.policies import REGISTER_OFFICE
from larka.jobs import actions
from larka.jobs.forms import SetAsideForm
from larka.jobs.queries import failure_with, failures, named
from larka.register.models import Organisation


@holds(REGISTER_OFFICE)
def failed_jobs(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """What kind of work, when, after how many attempts; try it again, or set it aside with a reason."""
    chosen, problem = request.POST.get("retry") or request.POST.get("aside") or "", ""
    form = SetAsideForm(request.POST if "aside" in request.POST else None)
    if request.method == "POST":
        try:
            if _decide(request, chosen, form):
                return redirect("failed_jobs")
        except actions.FailedWorkError as error:
            problem = str(error)
    page = page_of(failures(), request.GET.dict())
    context = {"page": page, "rows": named(page.rows), "form": form, "chosen": chosen, "problem": problem}
    return render(request, "jobs/failed.html", context, status=422 if request.method == "POST" else 200)


def _decide(request: ActingRequest, chosen: str, form: SetAsideForm) -> bool:
    failed = failure_with(chosen)
    if failed is None:
        raise actions.FailedWorkError(_("Någon har redan tagit ställning till det."))
    if "retry" in request.POST:
        actions.retry_failed(by=request.actor, failed=failed)
        messages.success(request, _("Arbetet görs om."))
        return True
    if form.is_valid():
        actions.set_aside(by=request.actor, failed=failed, reason=form.cleaned_data["reason"])
        messages.success(request, _("Det är lagt åt sidan."))
        return True
    return False
