"""What is told about personal data (H11): the public page, and the record of processing for those who keep it."""

import csv
import datetime as dt
import io
import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.answers import named, paper
from larka.access.http import ActingRequest, exempt, holds
from larka.access.policies import REGISTER_OFFICE
from larka.core.dates import stockholm_day
from larka.core.documents import render_html
from larka.privacy import documents
from larka.privacy.access import PROCESSING_READ
from larka.privacy.actions import change_controller
from larka.privacy.forms import ControllerForm
from larka.privacy.queries.files import COLUMNS, as_data, as_rows
from larka.privacy.queries.information import information
from larka.register.choices import Role
from larka.register.models import Organisation
from larka.register.settings import settings_of


@exempt("the same text for everybody; what is missing is told to administrators")
def about_personal_data(request: HttpRequest) -> HttpResponse:
    """Who is responsible, what for, by what right, for how long, and what one can ask for."""
    actor, told = getattr(request, "actor", None), information()
    context = {
        "told": told,
        "today": stockholm_day(dt.datetime.now(dt.UTC)),
        "officer": documents.officer(told),
        "recipients": list(documents.recipients(told)),
        "third_countries": documents.third_countries(told),
        "backups": documents.backups(),
        "kept_in_words": documents.kept_in_words,
        "mends": actor is not None and Role.ADMINISTRATOR in actor.roles,
    }
    return render(request, "privacy/about.html", context)


@holds(PROCESSING_READ)
def processing(request: ActingRequest, huvudman: Organisation) -> HttpResponse:
    """The record of processing on a page, and the ways to take it along."""
    told = information()
    document = render_html(documents.record_of_processing(told, request.actor.today))
    context = {"huvudman": huvudman, "told": told, "document": document, "mends": Role.ADMINISTRATOR in request.actor.roles}
    return render(request, "privacy/processing.html", context)


@holds(PROCESSING_READ)
def processing_pdf(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """The same as PDF/A."""
    document = documents.record_of_processing(information(), request.actor.today)
    return paper(document, "behandlingar", request.actor.at)


@holds(PROCESSING_READ)
def processing_csv(_request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """A row for each activity and each of its tables, for a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(as_rows(information()))
    return _file("\ufeff" + text.getvalue(), "text/csv; charset=utf-8", "csv")


@holds(PROCESSING_READ)
def processing_json(request: ActingRequest, _huvudman: Organisation) -> HttpResponse:
    """The same for programs."""
    data = as_data(information(), request.actor.today)
    return _file(json.dumps(data, ensure_ascii=False, indent=1), "application/json", "json")


def _file(content: str, kind: str, ending: str) -> HttpResponse:
    return named(HttpResponse(content, content_type=kind), f"behandlingar.{ending}")


@holds(REGISTER_OFFICE)
def controller(request: ActingRequest, huvudman: Organisation) -> HttpResponse:
    """The huvudman's and the data protection officer's details, typed by an administrator."""
    kept: dict[str, Any] = settings_of("privacy")
    form = ControllerForm(request.POST if request.method == "POST" else None, kept=kept)
    if form.is_valid():
        changed = change_controller(by=request.actor, values=form.values)
        messages.success(
            request, _("Uppgifterna är sparade och syns på sidan om personuppgifter.") if changed else _("Ingenting var ändrat.")
        )
        return redirect("about_personal_data")
    context = {"huvudman": huvudman, "form": form}
    return render(request, "privacy/controller.html", context, status=422 if request.method == "POST" else 200)
