"""One's own jobs: the list, how far one has come, cancelling it, and fetching what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from larka.access.assurance import TooWeakError
from larka.access.http import ActingRequest, lists, opens
from larka.jobs import actions, results
from larka.jobs.access import JOB_READ
from larka.jobs.kinds import is_classified, label_of, reaches, still_reads
from larka.jobs.models import Job
from larka.jobs.queries import TONES, jobs_of

SECONDS_TO_RELOAD = 5  # without JavaScript


@lists(JOB_READ)
def my_jobs(request: ActingRequest, _visible: Any) -> HttpResponse:
    """Everything that I have started."""
    request.reading.saw(())
    rows = jobs_of(request.actor, lambda public_id: reverse("job", args=[public_id]))
    return render(request, "jobs/mine.html", {"rows": rows})


@opens(JOB_READ)
def job(request: ActingRequest, job: Job) -> HttpResponse:
    """How far it has come; the page follows by itself, and can be left."""
    request.reading.repeated = request.headers.get("HX-Request") == "true"
    may = reaches(request.actor, job)
    if may:
        _look_again(request, job)
    has_result = may and job.result_size > 0 and job.result_until is not None and job.result_until > request.actor.at
    context = {
        "job": job, "may": may, "label": label_of(job.kind), "tone": TONES[job.state], "has_result": has_result,
        "is_gone": bool(job.result_name) and not has_result, "reload": SECONDS_TO_RELOAD, "classified": is_classified(job.kind),
        "kilobytes": max(1, job.result_size // 1024),
    }  # fmt: skip
    return render(request, "jobs/job.html", context)


def _look_again(request: ActingRequest, job: Job) -> None:
    """What is in the result may have become another's to read since it was made (A5, A10, A17): then it is erased."""
    if job.result_size and not still_reads(request.actor, job):
        actions.erase_result(by=request.actor, job=job)
        job.refresh_from_db()


@opens(JOB_READ)
def cancel(request: ActingRequest, job: Job) -> HttpResponse:
    """Ask first; then cancel."""
    if request.method == "POST":
        if not job.is_under_way:
            messages.info(request, _("Jobbet är redan slut."))
        elif actions.cancel_job(by=request.actor, job=job).state in (Job.State.CANCELLED, Job.State.CANCELLING):
            messages.success(request, _("Jobbet avbryts."))
        return redirect("job", job.public_id)
    return render(request, "jobs/cancel.html", {"job": job, "label": label_of(job.kind)})


@opens(JOB_READ)
def result(request: ActingRequest, job: Job) -> HttpResponse:
    """What came of it, for whoever may have it today, as surely known as when it was asked for; logged by the door."""
    if not reaches(request.actor, job):
        raise Http404
    if job.level == "strong" and request.actor.level != "strong":
        raise TooWeakError("strong")
    _look_again(request, job)
    is_over = job.result_until is None or job.result_until <= request.actor.at
    content = None if is_over or not job.result_size else results.read(job, results.RESULT)
    if content is None:
        if job.result_name:
            return redirect("job", job.public_id)
        raise Http404
    response = HttpResponse(content, content_type=job.result_type)
    response["Content-Disposition"] = f'attachment; filename="{job.result_name}"'
    return response
