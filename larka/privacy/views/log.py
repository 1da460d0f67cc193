"""The data protection officer's pages: the whole log, and the alarms (A12)."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, holds
from larka.access.paging import page_of
from larka.access.policies import PRIVACY_OFFICE
from larka.privacy.actions import handle_alarm, note_export
from larka.privacy.forms import HandledForm, LogForm
from larka.privacy.queries.alarms import alarms_listed, named_alarms, open_alarm
from larka.privacy.queries.log import COLUMNS, MOST_EXPORTED, Search, as_rows, entries_found, exported
from larka.privacy.queries.names import named
from larka.register.models import Organisation


@holds(PRIVACY_OFFICE)
def log_search(request: ActingRequest, huvudman: Organisation) -> HttpResponse:
    """The whole log by person, child, role, act and days; a file of what was found, when asked for. Each search is logged by its codes."""
    sent = request.method == "POST"
    form = LogForm(request.POST) if sent else LogForm.asked(request.GET, request.actor.today)
    context: dict[str, Any] = {"form": form, "huvudman": huvudman, "most": MOST_EXPORTED, "page": None, "rows": [], "chosen": []}
    if form.is_valid():
        if sent:
            return _file(request, form) if "format" in request.POST else _at_its_address(form)
        context |= _found(request, form.search)
    return render(request, "privacy/log.html", context, status=422 if sent else 200)


def _at_its_address(form: LogForm) -> HttpResponse:
    """Whoever was named or numbered is found now, and stands in the address as an id (B3)."""
    return redirect(f"{reverse('log_search')}?{urlencode(form.search.question)}")


def _found(request: ActingRequest, search: Search) -> dict[str, Any]:
    """The rows of one page, whom they are asked about, and the same question again for the file."""
    question = search.question
    page = page_of(entries_found(search), {**question, "sida": request.GET.get("sida", "")})
    request.reading.details = search.codes
    request.reading.children.update(search.children or ())
    chosen = [(label, names) for label, names in ((_("Vem"), named(search.people)), (_("Om"), named(search.children))) if names]
    return {"page": page, "rows": as_rows(page.rows), "chosen": chosen, "question": question}


def _file(request: ActingRequest, form: LogForm) -> HttpResponse:
    file_format = "json" if request.POST.get("format") == "json" else "csv"
    note_export(by=request.actor, search=form.search, file_format=file_format)
    rows = exported(entries_found(form.search))
    text = json.dumps(list(rows), ensure_ascii=False) if file_format == "json" else _csv(rows)
    kind = "application/json" if file_format == "json" else "text/csv; charset=utf-8"
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="logg-{form.search.from_day}-{form.search.to_day}.{file_format}"'
    return response


def _csv(rows: Iterable[dict[str, Any]]) -> str:
    """With a mark that tells spreadsheets that it is UTF-8; no cell begins like a formula."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";")
    writer.writeheader()
    for row in rows:
        writer.writerow({**{key: _cell(value) for key, value in row.items()}, "children": " ".join(row["children"])})
    return "\ufeff" + text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value


@holds(PRIVACY_OFFICE)
def log_alarms(request: ActingRequest, huvudman: Organisation) -> HttpResponse:
    """What was unusual, those that wait first; what each led to is written down here."""
    form = HandledForm(request.POST) if request.method == "POST" else None
    asked = open_alarm(request.POST.get("alarm", "")) if form else None
    if form and asked is None:
        messages.info(request, _("Larmet är redan hanterat."))
        return redirect("log_alarms")
    if form and asked and form.is_valid():
        handle_alarm(by=request.actor, alarm=asked, note=form.cleaned_data["note"])
        messages.success(request, _("Anteckningen är sparad."))
        return redirect("log_alarms")
    page = page_of(alarms_listed(), request.GET.dict())
    context = {"page": page, "rows": named_alarms(page.rows), "form": form, "asked": asked, "huvudman": huvudman}
    return render(request, "privacy/alarms.html", context, status=422 if form else 200)
