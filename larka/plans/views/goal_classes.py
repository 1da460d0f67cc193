"""A group's goals, what waits for me, what goes along to the new school year, and from which year pupils write themselves."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import ActingRequest, form_status, lists, opens
from larka.plans.access.goals import CARRY_CLASS, CHILD_GOALS, CLASS_GOALS, GOAL_ACCEPT, GOAL_CARRY, KIND, WRITING_START
from larka.plans.actions import goal_words as words_actions
from larka.plans.actions import goals as actions
from larka.plans.forms.goals import CarryForm, WritingStartForm
from larka.plans.models.goals import GOAL_FORMS, Goal
from larka.plans.queries.goal_classes import STATES, Waiting, Wanted, carriable, class_goals, goals_waiting, members_of
from larka.plans.queries.subjects import mentored_place, school_years, writing_start
from larka.register.models import Organisation
from larka.register.queries import school_year_on

_SHOWS = ("vantar", "forsenat")


@opens(CLASS_GOALS)
def group_goals(request: ActingRequest, group: Any) -> HttpResponse:
    """All goals of the group by pupil: by state, subject, what waits for me and what is overdue. What narrows it stands in the address."""
    if group.school_form and group.school_form not in GOAL_FORMS:
        raise Http404
    years = school_years(request.actor)
    if not years:
        raise Http404
    wanted = _wanted(request, years)
    found = class_goals(request.actor, group, wanted)
    shown = [goal for pupil in found.pupils for goal in pupil.goals]
    request.reading.saw((pupil.child_id for pupil in found.pupils), days=(goal.written_at for goal in shown))
    request.reading.showed(KIND, (goal.pk for goal in shown))
    context = {
        "group": group, "found": found, "wanted": wanted, "years": years, "states": STATES, "asked": _asked(request),
        "leads": group.access_role in ("mentor", "principal"), "mentors": group.access_role == "mentor",
    }  # fmt: skip
    return render(request, "plans/goals_class.html", context)


def _wanted(request: ActingRequest, years: list[Any]) -> Wanted:
    asked = request.GET
    year = next((year for year in years if year.name == asked.get("lasar")), years[0])
    try:
        subject = uuid.UUID(asked["amne"]) if asked.get("amne") else None
    except ValueError:
        subject = None
    show = asked.get("visa", "")
    return Wanted(year, STATES.get(asked.get("lage", "")), subject, show if show in _SHOWS else "")


def _asked(request: ActingRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("lage", "amne", "visa", "lasar")}


@lists(GOAL_ACCEPT)
def waiting(request: ActingRequest, _visible: QuerySet[Goal]) -> HttpResponse:
    """What waits for my answer or dialogue, of all whom I teach or mentor."""
    rows = goals_waiting(request.actor)
    request.reading.saw((row.goal.child_id for row in rows), days=(row.goal.written_at for row in rows))
    request.reading.showed(KIND, (row.goal.pk for row in rows))
    return render(request, "plans/goals_waiting.html", {"rows": rows})


@opens(CARRY_CLASS)
def carry_goals(request: ActingRequest, group: Any) -> HttpResponse:
    """Unfinished goals of earlier school years, for the whole group."""
    rows = carriable(request.actor, members_of(request.actor, group), school_year_on(request.actor.today))
    return _carry(request, rows, "class_goals", group.public_id, {"group": group, "child": None})


@opens(CHILD_GOALS)
def carry_childs_goals(request: ActingRequest, child: Any) -> HttpResponse:
    """The same for one child."""
    if mentored_place(request.actor, child.pk) is None:
        raise Http404
    rows = carriable(request.actor, [child.pk], school_year_on(request.actor.today))
    return _carry(request, rows, "child_goals", child.public_id, {"group": None, "child": child})


def _carry(request: ActingRequest, rows: list[Waiting], back: str, key: uuid.UUID, about: dict[str, Any]) -> HttpResponse:
    request.reading.saw((row.goal.child_id for row in rows), days=(row.goal.written_at for row in rows))
    request.reading.showed(KIND, (row.goal.pk for row in rows))
    form = CarryForm(request.POST or None, goals=[row.goal.public_id for row in rows])
    if request.method == "POST" and form.is_valid():
        chosen = GOAL_CARRY.visible_to(request.actor).filter(public_id__in=form.cleaned_data["goals"])
        count = len(actions.carry_goals(by=request.actor, goals=chosen))
        messages.success(request, ngettext("%(n)s mål följer med.", "%(n)s mål följer med.", count) % {"n": count})
        return redirect(back, key)
    chosen_now = set(request.POST.getlist("goals")) if request.method == "POST" else {str(row.goal.public_id) for row in rows}
    context = {"rows": rows, "form": form, "chosen": chosen_now, **about}
    return render(request, "plans/goals_carry.html", context, status=form_status(request))


@opens(WRITING_START)
def unit_writing_start(request: ActingRequest, unit: Organisation) -> HttpResponse:
    """From which year the pupils write themselves (C4): rektor decides."""
    form = WritingStartForm(request.POST or None, grade=writing_start(unit.pk))
    if request.method == "POST" and form.is_valid():
        words_actions.change_writing_start(by=request.actor, unit=unit, grade=form.cleaned_data["grade"])
        messages.success(request, _("Det är sparat."))
        return redirect("writing_start", unit.public_id)
    return render(request, "plans/goals_unit.html", {"unit": unit, "form": form}, status=form_status(request))
