"""Finding people and groups."""

from dataclasses import replace
from typing import Any

from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from larka.access.http import ActingRequest, lists
from larka.access.paging import Page, page_of
from larka.access.policies import NAME_READ
from larka.register.choices import GroupKind
from larka.register.models import Person
from larka.web.navigation import entries_for
from larka.web.queries import overviews, people

_MOST_WORDS = 6
_FEWEST_LETTERS = 2


@lists(NAME_READ)
def search(request: ActingRequest, _known: QuerySet[Person]) -> HttpResponse:
    """People and groups that I may know of; how many others there are is told to nobody."""
    words = request.GET.get("q", "").replace("\0", " ").split()[:_MOST_WORDS]
    question = " ".join(words)
    if len(question) < _FEWEST_LETTERS:
        request.reading.saw(())
        return render(request, "web/search.html", {"question": question, "page": Page(1, []), "groups": [], "places": [], "asked": False})
    found = page_of(people.matching_people(request.actor, words), {**request.GET.dict(), "q": question})
    page = replace(found, rows=people.with_pages(request.actor, found.rows))
    request.reading.saw(person["pk"] for person in page.rows)
    context = {
        "question": question,
        "page": page,
        "groups": _first_groups(request, words) if page.number == 1 else [],
        "kinds": dict(GroupKind.choices),
        "places": [entry for entry in entries_for(request.actor.roles) if question.casefold() in str(entry.label).casefold()],
        "asked": True,
    }
    return render(request, "web/search.html", context)


def _first_groups(request: ActingRequest, words: list[str]) -> list[Any]:
    found = overviews.matching_groups(request.actor, words)
    return overviews.with_members(request.actor, page_of(found, {}).rows)
