"""Whoever leads the talks books, moves and calls off for families."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, opens
from larka.talks.access import INVITATION_LEAD, TALK_LEAD
from larka.talks.actions import booking as actions
from larka.talks.forms.booking import BookForForm, CallOffForm, MoveForm, values_of
from larka.talks.models import Talk, TalkInvitation
from larka.talks.notices import said
from larka.talks.queries.booking import Offer, by_day
from larka.talks.queries.presence import named_people
from larka.talks.queries.receivers import booking_people
from larka.talks.queries.times import free_times
from larka.talks.views.answering import already, attempt, confirm, status


@opens(INVITATION_LEAD)
def book_talk_for(request: ActingRequest, invitation: TalkInvitation) -> HttpResponse:
    """For the family together, or for one adult alone."""
    started = invitation.round
    people = {person for person, _child in booking_people(request.actor, started, [invitation.child_id])}
    form = BookForForm(request.POST or None, started=started, adults=named_people(request.actor, people - {invitation.child_id}))
    if request.method == "POST" and form.is_valid() and (talk := _book(request, invitation, form)):
        messages.success(request, _("Tiden är bokad: %(time)s.") % {"time": said(talk, request.actor.today)})
        return redirect("talk_round", started.public_id)
    times = free_times(request.actor, started, invitation.child_id, leads=True)
    context = {
        "invitation": invitation, "started": started, "child": invitation.child, "form": form, "days": by_day(map(Offer, times)),
        "chosen": form.slot if form.is_bound else None,
    }  # fmt: skip
    return render(request, "talks/book_for.html", context, status=status(request))


def _book(request: ActingRequest, invitation: TalkInvitation, form: BookForForm) -> Talk | None:
    adult = form.adult_chosen
    wish = form.wish(shared=adult is None)
    if wish is None:
        return None
    return attempt(form, lambda: actions.book_talk_for(by=request.actor, invitation=invitation, wish=wish, adult=adult))


@opens(TALK_LEAD)
def move_talk(request: ActingRequest, talk: Talk) -> HttpResponse:
    """To another time, with a reason."""
    if talk.round is None or talk.cancelled_at is not None or talk.held_at is not None:
        raise Http404
    form = MoveForm(request.POST or None, started=talk.round, initial=values_of(talk, request.actor.writer))
    if request.method == "POST" and form.is_valid() and _move(request, talk, form):
        messages.success(request, _("Samtalet är flyttat. De som är med har fått veta det."))
        return redirect("talk", talk.public_id)
    times = free_times(request.actor, talk.round, talk.child_id, leads=True, but=talk)
    context = {
        "talk": talk, "started": talk.round, "child": talk.child, "form": form, "days": by_day(map(Offer, times)),
        "said": said(talk, request.actor.today),
        "chosen": form.slot if form.is_bound else None,
    }  # fmt: skip
    return render(request, "talks/move.html", context, status=status(request))


def _move(request: ActingRequest, talk: Talk, form: MoveForm) -> Talk | None:
    wish = form.wish(shared=talk.shared)
    if wish is None:
        return None
    version, reason = form.cleaned_data["version"] or 0, form.cleaned_data["reason"]
    return attempt(form, lambda: actions.move_talk(by=request.actor, talk=talk, wish=wish, version=version, reason=reason))


@opens(TALK_LEAD)
def call_off_talk(request: ActingRequest, talk: Talk) -> HttpResponse:
    """With a reason; a second press finds it called off."""
    if request.method == "POST" and talk.cancelled_at is not None:
        return already(request, talk, is_mine=talk.cancelled_by_id == request.actor.person_id)
    if talk.round_id is None or talk.cancelled_at is not None or talk.held_at is not None:
        raise Http404
    form = CallOffForm(request.POST or None, initial={"version": talk.version})
    told = _("Samtalet är inställt. De som är med har fått veta det.")
    return confirm(request, talk, form, actions.call_off_talk, told=told, page="talks/call_off.html")
