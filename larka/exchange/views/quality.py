"""What in the register cannot be right: for the huvudman's administrator all of it, for a unit's rektor and administrator their own."""

from django.http import HttpResponse
from django.shortcuts import render

from larka.access.http import ActingRequest, holds, opens
from larka.access.paging import page_of
from larka.access.policies import REGISTER_OFFICE
from larka.exchange.access import REGISTER_QUALITY
from larka.exchange.queries import quality
from larka.register.choices import OrganisationKind
from larka.register.models import Organisation


@holds(REGISTER_OFFICE)
def whole(request: ActingRequest, huvudman: Organisation) -> HttpResponse:
    """The whole register."""
    return _lists(request, huvudman, quality.Scope(request.actor.today))


@opens(REGISTER_QUALITY)
def unit(request: ActingRequest, place: Organisation) -> HttpResponse:
    """One unit; of the huvudman, who has no children of its own, the same as the whole register."""
    everywhere = place.kind == OrganisationKind.HUVUDMAN
    return _lists(request, place, quality.Scope(request.actor.today, None if everywhere else place))


def _lists(request: ActingRequest, place: Organisation, scope: quality.Scope) -> HttpResponse:
    counts = quality.counts(scope)
    kind = request.GET.get("lista", "")
    if kind not in counts:
        kind = next((each for each, count in counts.items() if count), next(iter(counts)))
    page = page_of(quality.rows_of(kind, scope), request.GET.dict())
    request.reading.saw(person.pk for person in page.rows)
    context = {
        "place": place, "whole": scope.unit is None, "kinds": quality.KINDS, "counts": counts, "kind": kind,
        "page": page, "places": quality.places_of(page.rows, scope),
    }  # fmt: skip
    return render(request, "exchange/quality.html", context)
