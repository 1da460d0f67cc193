"""Vem har läst? For a child's family, and for rektor of the own unit (A12)."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from larka.access.http import ActingRequest, opens
from larka.access.paging import page_of
from larka.access.policies import CHILD_DOCUMENTS
from larka.audit.partitions import moment_of
from larka.audit.queries import FAMILY_ROLES
from larka.core.dates import years_later
from larka.privacy.access import UNIT_READINGS
from larka.privacy.forms import SpanForm
from larka.privacy.queries.readings import known_to, readings_of_child, readings_of_unit, told
from larka.register.models import Organisation, Person

_FROM_AGE = 16
_DAYS_AT_FIRST = 30
_ON_A_PHONE = 25  # lines at a time


@opens(CHILD_DOCUMENTS.only(*(grant.path for grant in CHILD_DOCUMENTS.grants if grant.path.key in FAMILY_ROLES)))
def child_readings(request: ActingRequest, child: Any) -> HttpResponse:
    """Everything that staff has read and written in the child's documents, for its guardians and for the pupil from 16."""
    young = child.access_role == "self" and not _is_old_enough(child, request.actor.today)
    page = page_of(readings_of_child(request.actor, child), request.GET.dict(), size=_ON_A_PHONE) if not young else None
    rows = told(request.actor, known_to(request.actor, page.rows)) if page else []
    return render(request, "privacy/child_readings.html", {"child": child, "page": page, "rows": rows, "young": young})


@opens(UNIT_READINGS)
def unit_readings(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """Staff's readings of what is written at the unit about its children."""
    today = request.actor.today
    first = {"from_day": str(today - dt.timedelta(days=_DAYS_AT_FIRST - 1)), "to_day": str(today)}
    form = SpanForm(request.GET if "from_day" in request.GET else first)
    page, rows = None, []
    if form.is_valid():
        span = moment_of(form.cleaned_data["from_day"]), moment_of(form.cleaned_data["to_day"] + dt.timedelta(days=1))
        entries, children = readings_of_unit(request.actor, unit, *span)
        page = page_of(entries, request.GET.dict())
        rows = told(request.actor, page.rows, children)
        request.reading.saw(child for entry in page.rows for child in set(entry.child_ids) & set(children))
    return render(request, "privacy/unit_readings.html", {"unit": unit, "form": form, "page": page, "rows": rows})


def _is_old_enough(child: Person, today: dt.date) -> bool:
    return child.birth_date is not None and years_later(child.birth_date, _FROM_AGE) <= today
