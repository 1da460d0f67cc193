"""Reporting a text, rektor's list of reports, and what each is told of them (F6)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, lists, opens
from larka.access.paging import page_of
from larka.people.actions.decisions import DecisionError
from larka.people.queries.units import UNNAMED
from larka.records.access import REPORT_HANDLE, REPORT_MINE, REPORTS_OF_UNIT
from larka.records.actions.reports import ReportError, handle_report, report_text
from larka.records.forms import HandleForm, ReportForm
from larka.records.models import TextReport
from larka.records.places import places
from larka.records.queries import reports as queries
from larka.records.reportable import Reportable, reportable, reportables


def reports(sort: Reportable) -> Callable[..., Any]:
    """The page where a reader of this sort of text reports one."""

    @opens(sort.policy)
    def report(request: ActingRequest, text: Any) -> HttpResponse:
        form = ReportForm(request.POST if request.method == "POST" else None)
        back = reverse(sort.page, args=[text.public_id])
        if form.is_valid():
            try:
                report_text(by=request.actor, sort=sort, text=text, reason=form.cleaned_data["reason"])
            except ReportError as problem:
                form.add_error("reason", str(problem))
            else:
                messages.success(request, _("Anmälan är skickad till rektor. Svaret kommer under Mina texter."))
                return redirect(back)
        context = {"title": sort.about(request.actor, text).title, "form": form, "back": back}
        return render(request, "records/report.html", context, status=422 if request.method == "POST" else 200)

    return report


@lists(REPORTS_OF_UNIT)
def text_reports(request: ActingRequest, _all: QuerySet[TextReport]) -> HttpResponse:
    """What readers have reported in my units; of whom I may not know, only that there is one (A10, A18)."""
    page = page_of(queries.reports_of_units(request.actor), request.GET.dict())
    request.reading.saw(row["child_id"] for row in page.rows if row["readable"] and row["child_id"])
    context = {"page": page, "labels": _labels(), "outcomes": dict(TextReport.Outcome.choices), "unnamed": UNNAMED}
    return render(request, "records/text_reports.html", context)


@opens(REPORT_HANDLE)
def text_report(request: ActingRequest, report: TextReport) -> HttpResponse:
    """One report: the text, why, and what is to be done."""
    sort, actor = reportable(report.kind), request.actor
    guardians = queries.guardians_of(actor, report.child_id) if report.child_id and sort.policy.kind else []
    form = HandleForm(request.POST if request.method == "POST" else None, guardians=guardians)
    if form.is_valid() and _handled(request, report, form):
        return redirect("text_reports")
    text: Any = sort.found(report.record_id)
    readable = text is not None and sort.policy.allows(actor, text)
    context = {
        "report": report,
        "title": sort.about(actor, text).title if text is not None else sort.label,
        "page": reverse(sort.page, args=[text.public_id]) if readable else "",
        "names": queries.people_in(report),
        "form": form,
        "unnamed": UNNAMED,
    }
    return render(request, "records/text_report.html", context, status=422 if request.method == "POST" else 200)


def _handled(request: ActingRequest, report: TextReport, form: HandleForm) -> bool:
    given = dict(form.cleaned_data)
    person = queries.guardian_of(report.child_id, given.pop("person", ""))
    try:
        handle_report(by=request.actor, report=report, person=person, **given)
    except (ReportError, DecisionError) as problem:
        form.add_error(None, str(problem))
        return False
    messages.success(request, _("Anmälan är hanterad. Den som anmälde ser ditt svar."))
    return True


@lists(REPORT_MINE)
def my_texts(request: ActingRequest, _mine: QuerySet[TextReport]) -> HttpResponse:
    """What I have reported and its answer, what I am asked to look over, and drafts of mine that rektor has taken over."""
    actor = request.actor
    asked = [_with_address(row) for row in queries.asked_of_me(actor)]
    request.reading.saw(row["child_id"] for row in asked if row["child_id"])
    context = {
        "reports": list(queries.my_reports(actor)), "asked": asked, "taken": list(queries.taken_from_me(actor)),
        "labels": _labels(), "outcomes": dict(TextReport.Outcome.choices), "unnamed": UNNAMED,
    }  # fmt: skip
    return render(request, "records/my_texts.html", context)


def _with_address(row: dict[str, Any]) -> dict[str, Any]:
    sort = reportable(row["kind"])
    text: Any = sort.found(row["record_id"])
    return {**row, "page": reverse(sort.page, args=[text.public_id]) if text is not None else ""}


def _labels() -> dict[str, Any]:
    return {place.key: place.label for place in places()} | {sort.key: sort.label for sort in reportables()}
