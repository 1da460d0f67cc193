"""A child's page, and a guardian's children."""

from typing import Any

from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from larka.access.http import ActingRequest, lists, opens
from larka.access.policies import CHILD_READ, CLOSE_STAFF, PROTECTED_CONTACT
from larka.register.choices import Protection, SchoolForm
from larka.register.models import Person
from larka.web.access import MY_CHILDREN
from larka.web.queries import people
from larka.web.queries.children import around

# Those who know a protected child by name, and more only by a documented need (A10).
NAMES_OF_PROTECTED = frozenset(path.key for path in CLOSE_STAFF)


@lists(MY_CHILDREN)
def children(request: ActingRequest, _mine: QuerySet[Person]) -> HttpResponse:
    """All my children."""
    listed = people.children_of(request.actor)
    request.reading.saw(child["pk"] for child in listed)
    return render(request, "web/children.html", {"children": listed})


@opens(CHILD_READ)
def child(request: ActingRequest, shown: Any) -> HttpResponse:
    """Where the child is, and the people around it, as far as the reader may know."""
    actor, role = request.actor, shown.access_role
    groups = people.groups_of(actor, shown, role=role)
    known = around(actor, shown, role=role)
    by_name_only = shown.protection != Protection.NONE and role in NAMES_OF_PROTECTED
    placements = [] if by_name_only else known.placements
    context = {
        "child": shown,
        "role": role,
        "groups": groups,
        "placements": [{**row, "form": SchoolForm(row["school_form"]).label} for row in placements],
        "forms": [row["school_form"] for row in known.placements],
        "by_name_only": by_name_only,
        "contact_opens": by_name_only and PROTECTED_CONTACT.allows(actor, shown),
        "presentation": shown.presentation if role == "self" or shown.protection == Protection.NONE else "",
        "staff": people.staff_of(actor, (row["group_id"] for row in groups)),
        "picture": known.picture,
        "sets_picture": role == "self" or (role == "mentor" and shown.protection == Protection.NONE),
        "adults": known.adults,
        "switcher": known.switcher,
        "class_name": ", ".join(row["name"] for row in groups if row["kind"] in people.CLASS_KINDS),
    }
    return render(request, "web/child.html", context)
