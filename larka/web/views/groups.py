"""Groups and units."""

from dataclasses import replace
from typing import Any

from django.db.models.query import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from larka.access.audiences import Audience
from larka.access.http import ActingRequest, is_fetched, lists, opens
from larka.access.paging import Page, page_of
from larka.access.policies import EVERYONE_AT, GROUP_READ, UNIT_READ
from larka.assessments.access import CLASS_JUDGEMENTS
from larka.invitations.access import GROUP_LOGINS
from larka.people.access import UNIT_ROLES
from larka.plans.access import CLASS_GOALS
from larka.plans.models.goals import GOAL_FORMS
from larka.register.actor import Actor
from larka.register.choices import GroupKind, Role
from larka.register.models import Group, Organisation
from larka.register.queries import at_work
from larka.talks.access import CLASS_TALKS
from larka.talks.queries.lacking import GROUP_KINDS
from larka.web.access import CONTACTS_READ, MY_GROUPS
from larka.web.queries import overviews, people

_JUDGED_TOGETHER = (GroupKind.KLASS, GroupKind.MENTOR)
_WITH_GOALS = frozenset(GOAL_FORMS)
_CONTACT_ROLES = frozenset(grant.path.key for grant in CONTACTS_READ.grants)
# Whoever has the group as one of these reaches every one in it by that alone.
_CLOSE_ROLES = frozenset({"mentor", "teacher", "preschool_staff"})
_GOAL_ROLES = frozenset(grant.path.key for grant in CLASS_GOALS.grants)
_TALK_ROLES = frozenset(grant.path.key for grant in CLASS_TALKS.grants)
_STATUS_ROLES = frozenset(grant.path.key for grant in CLASS_JUDGEMENTS.grants)


@lists(MY_GROUPS)
def groups(request: ActingRequest, mine: QuerySet[Group]) -> HttpResponse:
    """The groups that I work with, am in, or have children in."""
    request.reading.saw(())
    page = _groups_page(request, mine)
    return render(request, "web/groups.html", {"page": page, "kinds": _kinds()})


def _kinds() -> dict[str, str]:
    """What sorts of groups are called, in the language in force: a list says it for each row."""
    return {kind.value: str(kind.label) for kind in GroupKind}


def _groups_page(request: ActingRequest, listed: QuerySet[Group]) -> Page:
    page = page_of(overviews.groups_listed(request.actor, listed), request.GET.dict())
    return replace(page, rows=overviews.with_members(request.actor, page.rows))


@opens(GROUP_READ)
def group(request: ActingRequest, shown: Any) -> HttpResponse:
    """Who is in the group, and who works with it."""
    actor = at_work(request.actor) if shown.access_role in _CLOSE_ROLES else request.actor
    page = page_of(people.members_of(actor, shown), request.GET.dict())
    seen = [row["child_id"] for row in page.rows]
    request.reading.saw(seen)
    context = {
        "group": shown,
        "kind": GroupKind(shown.kind).label,
        "page": page,
        "staff": people.staff_of(actor, [shown.pk]),
        "adults": people.adults_of(actor, seen, role=shown.access_role),
        "has_contacts": shown.access_role in _CONTACT_ROLES,
        "has_class_status": shown.kind in _JUDGED_TOGETHER and shown.access_role in _STATUS_ROLES,
        "has_goals": shown.access_role in _GOAL_ROLES and shown.school_form in GOAL_FORMS,
        "has_talks": shown.access_role in _TALK_ROLES and shown.kind in GROUP_KINDS,
        "has_logins": _may_see_logins(actor, shown),
    }
    return render(request, "web/group.html", context)


def _may_see_logins(actor: Actor, shown: Any) -> bool:
    """Mentor and rektor by the role the group was opened in; an administrator may be one elsewhere, and is asked."""
    if shown.access_role in ("mentor", "principal"):
        return True
    return Role.ADMINISTRATOR in actor.roles and GROUP_LOGINS.allows(actor, shown)


@lists(UNIT_READ)
def units(request: ActingRequest, _mine: QuerySet[Organisation]) -> HttpResponse:
    """The units that I work in; one leads straight to its page."""
    request.reading.saw(())
    figures = overviews.unit_sizes(request.actor, overviews.my_units(request.actor))
    if len(figures) == 1:
        return redirect("unit", figures[0]["public_id"])
    return render(request, "web/units.html", {"units": figures})


@opens(UNIT_READ)
def unit(request: ActingRequest, shown: Any) -> HttpResponse:
    """A unit in numbers, and its classes, or with ``?visa=alla`` every group; where it has no classes, every group at once."""
    actor = request.actor
    (figures,) = overviews.unit_sizes(actor, [{"pk": shown.pk}])
    every = request.GET.get("visa") == "alla"
    page = _page_of_unit(request, shown, every=every)
    has_classes = every or bool(page.rows) or page.number > 1
    if not has_classes:
        page = _page_of_unit(request, shown, every=True)
    context = {
        "unit": shown, "figures": figures, "page": page, "kinds": _kinds(), "every": every, "has_classes": has_classes,
        "has_roles": bool(actor.roles & {Role.PRINCIPAL, Role.ADMINISTRATOR}) and UNIT_ROLES.allows(actor, shown),
        "has_goals": not _WITH_GOALS.isdisjoint(shown.school_forms),
    }  # fmt: skip
    return render(request, "web/unit.html", context)


@opens(UNIT_READ)
def unit_everyone(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """Whom what is written to the whole unit reaches: how many, and by name those whom the reader may know (A18, F1)."""
    everyone = Audience.of(request.actor, EVERYONE_AT, unit)
    shown = everyone.shown(request.GET.dict(), request.path, embedded=is_fetched(request))
    request.reading.saw(holder.person_id for holder in shown.page.rows)
    return render(request, "web/unit_everyone.html", {"unit": unit, "shown": shown, "reached": everyone.reached()})


def _page_of_unit(request: ActingRequest, shown: Any, *, every: bool) -> Page:
    page = page_of(overviews.groups_of_unit(request.actor, shown.pk, every=every), request.GET.dict())
    return replace(page, rows=overviews.with_members(request.actor, page.rows))
