"""The family books, changes and cancels, on the phone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest, opens
from larka.records.models import VersionConflictError
from larka.talks.access import INVITATION_BOOK, TALK_READ, TALK_REBOOK
from larka.talks.actions import booking as actions
from larka.talks.actions.refusing import TalkError
from larka.talks.forms.booking import BookForm, values_of
from larka.talks.models import Talk, TalkInvitation
from larka.talks.notices import BOOKING_OPEN, said
from larka.talks.queries.booking import BookingPage, booking_page, by_day, invitation_of, is_of_one_home, offers_to_move
from larka.talks.queries.reading import versions_before
from larka.talks.views.answering import attempt, is_no_news, status


@opens(INVITATION_BOOK)
def book_talk(request: ActingRequest, invitation: TalkInvitation) -> HttpResponse:
    """The free times, each a button; what one wishes stands above them. What was typed stays whatever happens."""
    page = booking_page(request.actor, invitation)
    asks = invitation.round.one_each and not page.only_alone and request.actor.person_id != invitation.child_id
    initial = {"together": "yes"} if asks and is_of_one_home(request.actor, invitation) else {}
    form = BookForm(request.POST or None, started=invitation.round, asks=asks, initial=initial)
    if request.method == "POST" and form.is_valid() and (talk := _book(request, invitation, form, shared=not page.only_alone)):
        messages.success(request, _("Tiden är bokad: %(time)s.") % {"time": said(talk, request.actor.today)})
        return redirect("talk", talk.public_id)
    if request.method == "POST":
        page = booking_page(request.actor, invitation)
    is_no_news(request, invitation.public_id, BOOKING_OPEN)
    return render(request, "talks/book.html", _context(request, invitation, page, form), status=status(request))


def _book(request: ActingRequest, invitation: TalkInvitation, form: BookForm, *, shared: bool) -> Talk | None:
    wish = form.wish(shared=shared)
    if wish is None:
        return None
    return attempt(form, lambda: actions.book_talk(by=request.actor, invitation=invitation, wish=wish))


def _context(request: ActingRequest, invitation: TalkInvitation, page: BookingPage, form: BookForm) -> dict[str, Any]:
    return {
        "invitation": invitation, "started": invitation.round, "child": invitation.child, "page": page, "form": form,
        "now": request.actor.at,
        "chosen": form.slot if form.is_bound else None,
    }  # fmt: skip


@opens(TALK_REBOOK)
def change_talk(request: ActingRequest, talk: Talk) -> HttpResponse:
    """Another time, another way to meet, another word; the time that is kept is a button, too."""
    invitation = _invitation_of(talk)
    if request.method == "GET" and talk.locked_from <= request.actor.at:
        return _too_late(request, talk)
    own = talk.booked_for_id == request.actor.person_id
    asks = invitation.round.one_each and own and not talk.shared
    words = talk.word_by_id in (None, request.actor.person_id)
    unseen = versions_before(request.actor, talk)
    initial = values_of(talk, request.actor.writer) | {"version": talk.version - unseen}
    form = BookForm(request.POST or None, started=invitation.round, asks=asks, initial=initial, words=words)
    if request.method == "POST" and form.is_valid() and _change(request, talk, form, unseen):
        messages.success(request, _("Ändringen är sparad."))
        return redirect("talk", talk.public_id)
    days = by_day(offers_to_move(request.actor, invitation, talk))
    context = _context(request, invitation, BookingPage([talk], may_book=True, only_alone=False, days=days), form) | {
        "talk": talk,
        "kept": talk.slot and talk.slot.public_id,
    }
    return render(request, "talks/change.html", context, status=status(request))


def _change(request: ActingRequest, talk: Talk, form: BookForm, unseen: int) -> Talk | None:
    wish = form.wish(shared=talk.shared)
    if wish is None:
        return None
    version = (form.cleaned_data["version"] or 0) + unseen
    return attempt(form, lambda: actions.change_talk(by=request.actor, talk=talk, wish=wish, version=version), unseen)


@opens(TALK_READ)
def cancel_talk(request: ActingRequest, talk: Talk) -> HttpResponse:
    """The time is given back, once one has said so; a second press finds it given back."""
    if request.method == "POST" and talk.cancelled_at is not None and talk.cancelled_by_id == request.actor.person_id:
        return redirect("talk", talk.public_id)
    if not TALK_REBOOK.allows(request.actor, talk):
        raise Http404
    _invitation_of(talk)
    unseen = versions_before(request.actor, talk)
    if request.method == "POST":
        try:
            actions.cancel_talk(by=request.actor, talk=talk, version=_version(request) + unseen)
        except VersionConflictError:
            messages.warning(request, _("Någon annan har ändrat samtalet medan du hade sidan öppen. Sidan visar läget nu; försök igen."))
        except TalkError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Tiden är avbokad."))
        return redirect("talk", talk.public_id)
    if talk.locked_from <= request.actor.at:
        return _too_late(request, talk)
    return render(request, "talks/cancel.html", {"talk": talk, "said": said(talk, request.actor.today), "version": talk.version - unseen})


def _too_late(request: ActingRequest, talk: Talk) -> HttpResponse:
    """Whom to turn to instead; nothing to press."""
    return render(request, "talks/too_late.html", {"talk": talk, "said": said(talk, request.actor.today)})


def _version(request: ActingRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0  # noqa: PLR2004 – what fits the database's integer


def _invitation_of(talk: Talk) -> TalkInvitation:
    found = invitation_of(talk)
    if found is None:
        raise Http404
    return found
