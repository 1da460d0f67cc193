"""The start page: what do I need to do, then what is new. Nothing else."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from larka.access.http import ActingRequest, exempt, lists
from larka.access.paging import ROWS
from larka.access.policies import REGISTER_OFFICE
from larka.assessments.queries import activity_states, writable_terms
from larka.assessments.queries.classes import mentored_classes, units_led
from larka.assessments.queries.taking_over import left_count
from larka.exchange.queries.merging import told_to_family
from larka.jobs.queries import failed_count
from larka.plans.access import PLAN
from larka.plans.queries.goals import ongoing_of
from larka.plans.queries.receipts import plans_to_confirm
from larka.plans.queries.waiting import waiting_at_school
from larka.questionnaires.queries.waiting import forms_to_read, forms_waiting
from larka.records.queries.reports import told_count, waiting_count
from larka.register.actor import Actor
from larka.register.choices import GroupKind, Role
from larka.register.models import Person
from larka.talks.queries.waiting import AtHome, talks_at_home
from larka.web.access import MY_FAMILY
from larka.web.navigation import FAMILY, TEACHING, entries_for, looked_after
from larka.web.queries import overviews, people
from larka.web.tabs import JUDGEMENTS_PAGE

_OF_FAMILY = ("to_fill", "to_prepare", "to_agree", "forms_to_read", "to_confirm", "talks_to_book", "talks_coming")
_TALKING = frozenset({Role.MENTOR, Role.PRESCHOOL_STAFF})  # whose talks have links here; how a round goes stands on its page
_WRITING = frozenset({Role.TEACHER, Role.SUBSTITUTE, Role.MENTOR})


@lists(MY_FAMILY)
def home(request: ActingRequest, _family: QuerySet[Person]) -> HttpResponse:
    """Each role's part, the family's first; someone who is both guardian and teacher sees both."""
    actor = request.actor
    family_part, school_part = _family_part(actor), _school_part(actor)
    news = [*family_part["to_read"], *family_part["read"]]
    seen = {child["pk"] for child in family_part["children"]} | {
        row.child_id for row in (*news, *(row for key in _OF_FAMILY for row in family_part[key]))
    }
    seen |= {actor.writer} if family_part["my_goals"] else set()
    request.reading.saw(seen, days=(row.newest for row in news))
    nothing = not family_part["has_family"] and all(part is None for part in school_part.values())
    offices = entries_for(actor.roles)[1:-1] if nothing else looked_after(actor.roles)
    context = {
        **family_part,
        **school_part,
        "nothing": nothing,
        "offices": offices,
        "leads_talks": bool(actor.roles & _TALKING),
        "judgements_page": JUDGEMENTS_PAGE,
        "kinds": dict(GroupKind.choices),
    }
    return render(request, "web/home.html", context)


def _family_part(actor: Actor) -> dict[str, Any]:
    has_family = bool(actor.roles & {*FAMILY, Role.PUPIL})
    published = overviews.newest_in_family(actor) if has_family else []
    children = people.children_of(actor) if actor.roles & FAMILY else []
    talks = talks_at_home(actor) if has_family else AtHome([], [], [], [])
    return {
        "has_family": has_family,
        "children": children,
        "switcher": people.switcher(children),
        "my_goals": ongoing_of(actor) if Role.PUPIL in actor.roles else [],
        "to_fill": [*forms_waiting(actor), *forms_waiting(actor, PLAN)] if has_family else [],
        "to_confirm": plans_to_confirm(actor) if has_family else [],
        "forms_to_read": forms_to_read(actor) if has_family else [],
        "to_prepare": talks.to_prepare,
        "to_agree": talks.to_agree,
        "talks_to_book": talks.to_book,
        "talks_coming": talks.coming,
        "to_read": [row for row in published if row.unread],
        "read": [row for row in published if not row.unread],
        "merged": told_to_family([actor.writer, *(child["pk"] for child in children)], actor) if has_family else [],
    }


def _school_part(actor: Actor) -> dict[str, Any]:
    names = ("taught", "mentored", "groups", "units", "left", "failed", "reported", "told", "goals", "plans")
    part: dict[str, Any] = dict.fromkeys(names)
    if writing := actor.roles & _WRITING:
        term = writable_terms(actor)[0]
        part["taught"] = activity_states(actor, term) if writing - {Role.MENTOR} else None
        part["mentored"] = mentored_classes(actor, term) if Role.MENTOR in writing else None
        part["told"] = told_count(actor) or None
    if actor.roles & (_WRITING | {Role.PRESCHOOL_STAFF}):
        goals, plans = waiting_at_school(actor)
        part |= {"goals": goals or None, "plans": plans or None}
    if actor.roles & (TEACHING - {Role.TEACHER, Role.MENTOR}):
        part["groups"] = overviews.with_members(actor, list(overviews.groups_listed(actor, overviews.my_groups(actor))[:ROWS]))
    if Role.PRINCIPAL in actor.roles:
        part["units"] = units_led(actor)
        part["left"] = left_count(actor) or None
        part["reported"] = waiting_count(actor) or None
    if Role.ADMINISTRATOR in actor.roles and REGISTER_OFFICE.held(actor) is not None:
        part["failed"] = failed_count() or None
    return part


@exempt("leads to one's own page, which asks its policy")
def my_page(request: Any) -> HttpResponse:
    """A pupil's own page, by an address that is the same for all."""
    if request.actor is None:
        return redirect_to_login(request.get_full_path())
    return redirect("child", request.actor.public_id)
