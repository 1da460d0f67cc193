"""Who has had no talk: for mentors a group, for rektor the unit; on the page, on paper and as a table (C7)."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, opens
from larka.access.paging import page_of
from larka.core.dates import stockholm_day
from larka.register.models import Group, Organisation
from larka.talks.access import CLASS_TALKS, UNIT_TALKS
from larka.talks.queries.lacking import group_rows, unit_rows

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@opens(CLASS_TALKS)
def group_talks(request: ActingRequest, group: Group) -> HttpResponse:
    """Each child: had, booked, or neither."""
    found = group_rows(request.actor, group)
    request.reading.saw(row.child_id for row in found.rows)
    return render(request, "talks/group.html", {"group": group, "found": found})


@opens(UNIT_TALKS)
def unit_talks(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """Class by class: how many, and who, fifty at a time; ``klass``: of one class alone. On paper all of them, close together."""
    found = unit_rows(request.actor, unit)
    request.reading.saw(row.child_id for each in found for row in each.lacking)
    total = {"children": sum(len(each.rows) for each in found), "lacking": sum(len(each.lacking) for each in found)}
    asked = request.GET.dict()
    of_class = next((each.group for each in found if str(each.group.public_id) == asked.get("klass")), None)
    rows = [(each.group, row) for each in found for row in each.lacking if of_class in (None, each.group)]
    page = page_of(rows, asked)
    without_home = any(row.lacks_home for _group, row in page.rows)
    context = {"unit": unit, "found": found, "total": total, "of_class": of_class, "page": page, "without_home": without_home}
    return render(request, "talks/unit.html", context)


@opens(UNIT_TALKS)
def unit_talks_csv(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """The same for a spreadsheet: class and name of those who lack a talk."""
    found = unit_rows(request.actor, unit)
    request.reading.saw(row.child_id for each in found for row in each.lacking)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="saknar-samtal.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow([_("Klass"), _("Namn"), _("Gäller"), _("Bokat till")])
    for each in found:
        for row in each.lacking:
            period = each.period.name if each.period else ""
            booked = stockholm_day(row.booked_at).isoformat() if row.booked_at else ""
            writer.writerow([plain(text) for text in (each.group.name, row.name, period, booked)])
    return response


def plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
