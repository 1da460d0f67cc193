"""Samtalet är hållet: a booked talk, or one that nobody had booked here; and that it was not, after all."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, opens
from larka.register.models import GroupMembership, Person
from larka.talks.access import TALK_LEAD, TALK_NOTE
from larka.talks.actions import holding as actions
from larka.talks.forms.booking import HoldForm, NoteForm, UndoForm
from larka.talks.models import Talk
from larka.talks.notices import said
from larka.talks.queries.minutes import minutes_of
from larka.talks.queries.presence import may_have_taken_part, named_people, who_may_have_been_there
from larka.talks.queries.reading import was_undone
from larka.talks.views.answering import already, attempt, confirm, status


@opens(TALK_LEAD)
def hold_talk(request: ActingRequest, talk: Talk) -> HttpResponse:
    """Who was there. What was written together is put before all next; a second press finds it held.

    Of a talk that was noted as held without anybody from home it is said here who was.
    """
    if request.method == "POST" and talk.held_at is not None and not talk.lacks_home:
        return already(request, talk, is_mine=talk.held_by_id == request.actor.person_id)
    if talk.cancelled_at is not None or (talk.held_at is not None and not talk.lacks_home) or talk.starts_at > request.actor.at:
        raise Http404
    people = named_people(request.actor, may_have_taken_part(request.actor, talk))
    expected = [talk.child_id, talk.booked_for_id, request.actor.person_id, *(talk.audience or ())]
    ticked = _ticked(people, talk.took_part if talk.lacks_home else expected)
    initial = {"version": talk.version, "people": ticked, "others": talk.others}
    form = HoldForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid() and _hold(request, talk, form):
        written = minutes_of(request.actor, talk)
        if written is not None and written.latest_id is None:
            return redirect("publish_minutes", written.public_id)
        return redirect("talk", talk.public_id)
    return render(request, "talks/hold.html", {"talk": talk, "form": form, "said": said(talk, request.actor.today)}, status=status(request))


def _hold(request: ActingRequest, talk: Talk, form: HoldForm) -> Talk | None:
    act, told = (
        (actions.say_who_was_there, _("Nu står det vilka som var med, och samtalet räknas."))
        if talk.lacks_home
        else (actions.hold_talk, _("Samtalet är antecknat som hållet."))
    )
    given = form.cleaned_data
    there = {"version": given["version"], "took_part": form.took_part(), "others": given["others"]}
    done = attempt(form, lambda: act(by=request.actor, talk=talk, **there))
    if done:
        messages.success(request, told)
    return done


@opens(TALK_LEAD)
def undo_held(request: ActingRequest, talk: Talk) -> HttpResponse:
    """That it was held was a mistake: what then happens is said first; a second press finds it undone."""
    if request.method == "POST" and talk.held_at is None and was_undone(talk):
        if talk.written_by_id != request.actor.person_id:
            messages.info(request, _("Samtalet står redan som inte hållet."))
        return redirect("talk", talk.public_id)
    minutes = minutes_of(request.actor, talk)
    if talk.held_at is None or (minutes is not None and minutes.latest_id is not None):
        raise Http404
    form = UndoForm(request.POST or None, says_why=talk.round_id is None, initial={"version": talk.version})
    told = _("Samtalet står inte längre som hållet.")
    return confirm(request, talk, form, actions.undo_held, told=told, page="talks/undo_held.html")


@opens(TALK_NOTE)
def note_talk(request: ActingRequest, membership: GroupMembership) -> HttpResponse:
    """On which day, and who was there."""
    people = named_people(request.actor, who_may_have_been_there(request.actor, membership.child_id))
    initial = {"day": request.actor.today, "people": _ticked(people, [membership.child_id, request.actor.person_id])}
    form = NoteForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid() and (talk := _note(request, membership, form)):
        messages.success(request, _("Samtalet är antecknat."))
        return redirect("talk", talk.public_id)
    return render(request, "talks/note.html", {"child": membership.child, "form": form}, status=status(request))


def _note(request: ActingRequest, membership: GroupMembership, form: NoteForm) -> Talk | None:
    given: dict[str, Any] = {name: form.cleaned_data[name] for name in ("day", "others", "alone")}
    return attempt(form, lambda: actions.note_talk(by=request.actor, membership=membership, took_part=form.took_part(), **given))


def _ticked(people: list[Person], expected: Collection[int | None]) -> list[str]:
    return [str(person.public_id) for person in people if person.pk in expected]
