"""Reading goals: a child's, one with its time line, and every way in which they leave the page."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from larka.access.answers import open_data, paper
from larka.access.audiences import Audience
from larka.access.http import ActingRequest, is_fetched, opens, who_has_read
from larka.core.documents import Document
from larka.notices.actions.reading import read_about
from larka.plans.access.goals import CHILD_GOALS, GOAL_READ, KIND
from larka.plans.goal_notices import KINDS
from larka.plans.goal_records import child_document, goal_document_for
from larka.plans.queries.goal_way import time_line
from larka.plans.queries.goals import GoalRow, asked_wording, goals_about, may_of, neighbours, row_of
from larka.plans.queries.subjects import had_school, mentored_place, place_for
from larka.register.queries import school_year_on


@opens(CHILD_GOALS)
def child_goals(request: ActingRequest, child: Any) -> HttpResponse:
    """The child's goals of a school year, and what the reader may do with each."""
    rows, years, year = _goals_of(request, child)
    shown = [row for row in rows if row.year == year]
    place = place_for(request.actor, child.pk)
    context = {
        "child": child, "goals": shown, "may": may_of(request.actor, shown), "years": years, "year": year, "place": place,
        "mentors": child.access_role == "mentor" and mentored_place(request.actor, child.pk) is not None,
    }  # fmt: skip
    return render(request, "plans/goals.html", context)


def _goals_of(request: ActingRequest, child: Any) -> tuple[list[GoalRow], list[str], str]:
    """All goals that the reader reads, the school years there are, and the one that is asked for. Preschool has none of this (C4)."""
    rows = goals_about(request.actor, child.pk)
    if not rows and not had_school(child.pk):
        raise Http404
    this_year = school_year_on(request.actor.today)
    years = sorted({*([this_year.name] if this_year else []), *(row.year for row in rows)}, reverse=True)
    asked = request.GET.get("lasar", "")
    year = asked if asked in years else this_year.name if this_year else next(iter(years), "")
    shown = [row for row in rows if row.year == year]
    request.reading.saw([child.pk], days=[row.written_at for row in shown])
    request.reading.showed(KIND, [row.pk for row in shown])
    return rows, years, year


def _document(request: ActingRequest, child: Any) -> Document:
    rows, _years, year = _goals_of(request, child)
    shown = [row.pk for row in rows if row.year == year]
    if not shown:
        raise Http404
    return child_document(request.actor, child, year, shown)


@opens(CHILD_GOALS)
def child_goals_pdf(request: ActingRequest, child: Any) -> HttpResponse:
    """On paper."""
    return paper(_document(request, child), "mal", request.actor.at)


@opens(CHILD_GOALS)
def child_goals_json(request: ActingRequest, child: Any) -> HttpResponse:
    """As open data: the same document, no more and no less."""
    return open_data(_document(request, child), "mal")


@opens(GOAL_READ)
def goal(request: ActingRequest, shown: Any) -> HttpResponse:
    """One goal: what it says, how far it has come, the way there, and what the reader may do."""
    row = row_of(shown)
    request.reading.showed(KIND, [shown.pk])
    request.reading.saw([shown.child_id], days=[shown.written_at])
    _is_no_news(request, shown)
    context = {
        "goal": shown, "row": row, "may": may_of(request.actor, [row])[shown.pk], "events": time_line(request.actor, shown),
        "asked": asked_wording(shown) if row.asked else None, **_neighbours(request, shown),
        "may_ask_readers": request.reading.may_ask_readers(shown.child),
    }  # fmt: skip
    return render(request, "plans/goal.html", context)


def _neighbours(request: ActingRequest, shown: Any) -> dict[str, GoalRow | None]:
    """The goal of the school year before, and of the one after."""
    found = neighbours(request.actor, shown)
    return {"before": found.get("before"), "after": found.get("after")}


def _is_no_news(request: Any, shown: Any) -> None:
    """Whoever has opened the goal need not be told of it; nothing is asked where there is nothing unread."""
    if request.session.account.has_news:
        for kind in KINDS:
            read_about(by=request.actor, kind=kind.key, things=[shown.public_id])


@opens(GOAL_READ)
def goal_pdf(request: ActingRequest, shown: Any) -> HttpResponse:
    """One goal on paper."""
    request.reading.showed(KIND, [shown.pk])
    return paper(goal_document_for(request.actor, shown), "mal", request.actor.at)


@opens(GOAL_READ)
def goal_json(request: ActingRequest, shown: Any) -> HttpResponse:
    """One goal as open data."""
    request.reading.showed(KIND, [shown.pk])
    return open_data(goal_document_for(request.actor, shown), "mal")


@opens(GOAL_READ)
def goal_holders(request: ActingRequest, shown: Any) -> HttpResponse:
    """Vem kan se detta? (A18)"""
    people = Audience.of(request.actor, GOAL_READ, shown).shown(request.GET.dict(), request.path, embedded=is_fetched(request))
    return render(request, "plans/goal_holders.html", {"goal": shown, "child": shown.child, "shown": people})


@opens(CHILD_GOALS)
def new_goal_readers(request: ActingRequest, child: Any) -> HttpResponse:
    """Vem kan se detta? Before a goal is written (A4, A18)."""
    place, year = place_for(request.actor, child.pk), school_year_on(request.actor.today)
    if place is None or year is None:
        raise Http404
    values = {"child_id": child.pk, "unit_id": place.unit_id, "school_year_id": year.pk, "syllabus_id": None}
    people = Audience.expected(request.actor, GOAL_READ, values).shown(request.GET.dict(), request.path, embedded=is_fetched(request))
    return render(request, "plans/goal_holders.html", {"goal": None, "child": child, "shown": people})


@opens(GOAL_READ)
def goal_readers(request: ActingRequest, shown: Any) -> HttpResponse:
    """Vem har läst? For guardians, and for the pupil from 16 (A12)."""
    return render(request, "plans/goal_readers.html", {"goal": shown, **who_has_read(request, GOAL_READ, shown)})
