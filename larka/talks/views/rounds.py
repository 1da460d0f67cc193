"""Rounds of talks: making one, inviting, and seeing who has booked."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from larka.access.http import ActingRequest, lists, opens
from larka.access.paging import page_of
from larka.register.models import Group
from larka.talks.access import ROUND_LEAD, ROUND_MAKE
from larka.talks.actions import rounds as actions
from larka.talks.actions.refusing import TalkError
from larka.talks.forms.rounds import RoundForm, first_values, values_of
from larka.talks.models import Mode, TalkRound
from larka.talks.queries.lacking import groups_followed
from larka.talks.queries.losing import known_to_restricted, lost_bookings
from larka.talks.queries.presence import named_people
from larka.talks.queries.receivers import booking_people
from larka.talks.queries.rounds import (
    groups_to_invite,
    has_bookings,
    hidden_in,
    invited_rows,
    live_talks,
    not_invited,
    round_now,
    rounds_led,
    waiting_and_hidden,
)
from larka.talks.queries.waiting import rounds_under_way
from larka.talks.views.answering import say, status


@lists(ROUND_MAKE)
def talk_rounds(request: ActingRequest, _visible: Any) -> HttpResponse:
    """My groups' rounds, and where I may make one."""
    request.reading.saw(())
    page = page_of(rounds_led(request.actor), request.GET.dict())
    context = {
        "page": page, "groups": groups_to_invite(request.actor), "followed": groups_followed(request.actor), "now": request.actor.at,
        "going": {row.public_id: row for row in rounds_under_way(request.actor)},
    }  # fmt: skip
    return render(request, "talks/rounds.html", context)


@opens(ROUND_MAKE)
def new_talk_round(request: ActingRequest, group: Group) -> HttpResponse:
    """What it is called, how long a talk is, and by which rules times are booked."""
    form = RoundForm(request.POST or None, initial=first_values(request.actor.today, _("Utvecklingssamtal")))
    if request.method == "POST" and form.is_valid():
        try:
            given = form.given(request.actor.at)
            made = actions.make_round(by=request.actor, group=group, given=given, token=form.cleaned_data["token"])
        except TalkError as error:
            say(form, error)
        else:
            return redirect("talk_times", made.public_id)
    return render(request, "talks/new_round.html", {"group": group, "form": form}, status=status(request))


@opens(ROUND_LEAD)
def change_talk_round(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """Other rules, or undone while nobody has booked."""
    removing = "remove" in request.POST
    form = RoundForm(None if removing else request.POST or None, initial=values_of(started))
    error = ""
    try:
        if removing:
            actions.remove_round(by=request.actor, started=started)
            messages.success(request, _("Omgången är borttagen."))
            return redirect("talk_rounds")
        if request.method == "POST" and form.is_valid():
            actions.change_round(by=request.actor, started=started, given=form.given(request.actor.at))
            messages.success(request, _("Ändringen är sparad."))
            return redirect("talk_round", started.public_id)
    except TalkError as refused:
        error = str(refused) if removing else ""
        if not removing:
            say(form, refused)
    booked = has_bookings(started)
    context = {"started": started, "form": form, "error": error, "booked": booked}
    return render(request, "talks/change_round.html", context, status=status(request))


@opens(ROUND_LEAD)
def invite_to_talks(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """Who is invited, in numbers, before anybody is."""
    children = not_invited(request.actor, started)
    if request.method == "POST":
        count = actions.invite_to_round(by=request.actor, started=started)
        messages.success(request, ngettext("%(n)s barn är inbjudet.", "%(n)s barn är inbjudna.", count) % {"n": count})
        return redirect("talk_round", started.public_id)
    people = {person for person, _child in booking_people(request.actor, started, children)}
    context = {
        "started": started, "children": len(children), "people": len(people), "times": started.slots.count(),
        "hidden": hidden_in(request.actor, started.group), "now": request.actor.at,
    }  # fmt: skip
    return render(request, "talks/invite.html", context)


@opens(ROUND_LEAD)
def talk_round(request: ActingRequest, started: TalkRound) -> HttpResponse:
    """Every child and its time; every time and its child; what is left to do."""
    actor = request.actor
    talks = live_talks(actor, started)
    rows, (waiting, hidden) = invited_rows(actor, started, talks), waiting_and_hidden(actor, started)
    request.reading.saw({row.child_id for row in rows} | {talk.child_id for talk in talks})
    shown = {talk.pk for row in rows for talk in row.talks}
    alone = {talk.booked_for_id for talk in talks if talk.booked_for_id and not talk.shared}
    adults = {person.pk: person.display_name for person in named_people(actor, alone)}
    context = {
        "started": started, "rows": rows, "about": round_now(actor, started),
        "without": [row for row in rows if not row.talks], "others": [talk for talk in talks if talk.pk not in shown],
        "waiting": waiting, "hidden": hidden, "now": actor.at,
        "is_open": started.opens_at <= actor.at < started.closes_at, "modes": dict(Mode.choices), "adults": adults,
        "lost": lost_bookings(actor, talks), "known": known_to_restricted(actor, talks),
    }  # fmt: skip
    return render(request, "talks/round.html", context)
