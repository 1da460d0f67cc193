"""The page Registret: runs, their difference and problems, and reading in uploaded files."""

import csv
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from larka.access.http import ActingRequest, holds, lists, opens
from larka.access.paging import page_of
from larka.access.policies import REGISTER_OFFICE
from larka.exchange import actions, tasks, uploads
from larka.exchange.access import REGISTER_QUALITY
from larka.exchange.forms import ENDS_WORD, ROLLOVER_WORD, ApplyForm, wrong_files
from larka.exchange.queries import runs
from larka.people.actions.decisions import DecisionError
from larka.people.models import ImportRun, PendingChange
from larka.people.register_import.difference import WORDS
from larka.people.register_import.staging import FILES
from larka.register.choices import OrganisationKind
from larka.register.models import Organisation


@lists(REGISTER_QUALITY)
def register(request: ActingRequest, places: QuerySet[Organisation]) -> HttpResponse:
    """The huvudman's administrator comes to the runs, a unit's to the unit; whoever has several chooses."""
    found = list(places.order_by("sort_key"))
    if any(place.kind == OrganisationKind.HUVUDMAN for place in found):
        return redirect("register_runs")
    if len(found) == 1:
        return redirect("unit_quality", found[0].public_id)
    request.reading.saw(())
    return render(request, "exchange/units.html", {"units": found})


@holds(REGISTER_OFFICE)
def history(request: ActingRequest, huvudman: Organisation) -> HttpResponse:
    """The history of the runs, and what waits."""
    uploads.remove_old(request.actor.at)
    page = page_of(runs.runs(), request.GET.dict())
    context = {
        "huvudman": huvudman,
        "page": page,
        "rows": runs.rows_of(page.rows, request.actor.at),
        "waiting": runs.waiting().count(),
        "folder": settings.IMPORT_FOLDER,
    }
    return render(request, "exchange/register.html", context)


@csrf_exempt  # until the files' own handler is in place: the token stands in the same body
@holds(REGISTER_OFFICE)
def upload(request: ActingRequest, huvudman: Organisation) -> HttpResponse:
    """Take the files in, and let them be compared."""
    if request.method != "POST":
        return _upload(request, huvudman, None)
    kept = uploads.KeptUpload(uploads.new_folder(), settings.IMPORT_MOST_BYTES)
    request.upload_handlers = [kept]
    try:
        return _upload(request, huvudman, kept)
    finally:
        if not runs.is_used(kept.folder.name):
            uploads.remove(kept.folder.name)


# Too large a file is told in words; what is larger still is not read at all.
upload.largest_body = settings.IMPORT_MOST_BYTES + 64 * uploads.CHUNK  # type: ignore[attr-defined]


@csrf_protect
def _upload(request: ActingRequest, huvudman: Organisation, kept: uploads.KeptUpload | None) -> HttpResponse:
    most, error = settings.IMPORT_MOST_BYTES, ""
    if kept is not None:
        list(request.FILES)  # now at the latest the body is read, through the handler
        try:
            uploads.place(kept)
        except uploads.WrongFilesError as wrong:
            error = wrong_files(wrong, most)
        else:
            run = actions.begin_run(by=request.actor, origin=ImportRun.Origin.WEB, folder=kept.folder.name)
            tasks.start(run)
            return redirect("register_run", huvudman.public_id, run.public_id)
    context = {"error": error, "names": uploads.NAMES, "most": most // 1024 // 1024}
    return render(request, "exchange/upload.html", context, status=422 if error else 200)


@opens(REGISTER_OFFICE)
def run_page(request: ActingRequest, huvudman: Organisation, run: uuid.UUID) -> HttpResponse:
    """One run: how far it is, its difference, what to confirm, and what happens next."""
    found = _run(run)
    request.reading.saw(runs.people_named(found))
    changes = _to_confirm(request, found)
    ends = {rollover: runs.too_many(found, rollover=rollover) for rollover in (False, True)}
    form = ApplyForm(request.POST if "apply" in request.POST else None, changes=changes, ends=ends)
    problem = ""
    if request.method == "POST":
        try:
            if "again" in request.POST or form.is_valid():
                _go_on(request, found, form)
                return redirect("register_run", huvudman.public_id, found.public_id)
        except DecisionError as error:
            problem = str(error)
    row = runs.rows_of([found], request.actor.at)[0]
    context = {
        "huvudman": huvudman, "row": row, "run": found, "form": form, "changes": changes, "ends": ends, "words": WORDS, "files": FILES,
        "problem": problem, "has_files": runs.has_files(found), "chosen": request.POST.getlist("codes"),
        "ends_word": ENDS_WORD, "rollover_word": ROLLOVER_WORD, "merge": PendingChange.Kind.MERGE_PROPOSED,
    }  # fmt: skip
    return render(request, "exchange/run.html", context, status=422 if request.method == "POST" else 200)


def _to_confirm(request: ActingRequest, run: ImportRun) -> list[dict[str, Any]]:
    """What can be ticked: a merge takes two people, and nobody confirms what is about themselves."""
    listed: list[dict[str, Any]] = run.report.get("by_name", [])
    return [
        change
        for change in listed
        if change["confirm"]
        and not change["obstacle"]
        and change["kind"] != PendingChange.Kind.MERGE_PROPOSED
        and change["person"] != request.actor.person_id
    ]


def _go_on(request: ActingRequest, run: ImportRun, form: ApplyForm) -> None:
    if not runs.has_files(run):
        raise DecisionError(_("Filerna finns inte kvar. Läs in dem igen."))
    if runs.rows_of([run], request.actor.at)[0].working:
        raise DecisionError(_("Arbetet pågår redan."))
    if "again" in request.POST:
        begun = actions.compare_again(by=request.actor, run=run)
    else:
        begun = actions.begin_applying(by=request.actor, run=run, wishes=form.wishes())
    tasks.start(begun)
    messages.info(request, _("Arbetet har börjat. Du kan lämna sidan och komma tillbaka."))


@opens(REGISTER_OFFICE)
def problems(request: ActingRequest, huvudman: Organisation, run: uuid.UUID) -> HttpResponse:
    """What is wrong in the files, to print or send to whoever can mend it: ids, never a name or a number."""
    found = _run(run)
    page = page_of(found.report.get("problems", []), request.GET.dict(), size=500)
    return render(request, "exchange/problems.html", {"huvudman": huvudman, "run": found, "page": page})


@opens(REGISTER_OFFICE)
def problems_file(request: ActingRequest, huvudman: Organisation, run: uuid.UUID) -> HttpResponse:  # noqa: ARG001 – the policy's
    """The same as a file that a spreadsheet opens."""
    found = _run(run)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="problem-{found.at:%Y-%m-%d}.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("Fil"), _("Id"), _("Fält"), _("Problem")])
    for each in found.report.get("problems", []):
        writer.writerow([f"{each['file']}.json", each["id"], each["field"], each["message"]])
    return response


def _run(public_id: uuid.UUID) -> ImportRun:
    found = runs.run_of(public_id)
    if found is None:
        raise Http404
    return found
