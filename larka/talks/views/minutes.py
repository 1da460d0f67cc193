"""What a talk ended in, as its readers meet it: reading, agreeing, following up, and every way in which it leaves the page."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models.query import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.answers import open_data, paper
from larka.access.audiences import Audience
from larka.access.http import ActingRequest, is_fetched, lists, opens, who_has_read
from larka.core.documents import Document, render_html
from larka.records.models import VersionConflictError
from larka.talks.access.minutes import AGREEMENT_FOLLOW, KIND, MINUTES_AGREE, MINUTES_LEAD, MINUTES_READ
from larka.talks.actions import minutes as actions
from larka.talks.actions.refusing import TalkError
from larka.talks.forms.minutes import AgreeForm, FollowUpForm, NoteAgreedForm
from larka.talks.minutes_notices import AGREEMENT_DUE, MINUTES_PUBLISHED
from larka.talks.minutes_records import ROLE_WORDS, how_in_words, minutes_document
from larka.talks.models import Agreement, Side, TalkMinutes
from larka.talks.notices import said
from larka.talks.queries.agreeing import agreement_of, agreements_due, agreements_in_force, left_to_note
from larka.talks.queries.minutes import agreed_to, fetch_beside, known_in, may_with
from larka.talks.queries.preparing import talk_reached
from larka.talks.views.answering import attempt, is_no_news, say, status


@opens(MINUTES_READ)
def minutes(request: ActingRequest, minutes: Any) -> HttpResponse:
    """What was said and agreed, who has agreed, how it went; and what I may do with it."""
    actor = request.actor
    fetch_beside(actor, minutes)
    request.reading.showed(KIND, [minutes.pk])
    is_no_news(request, minutes.public_id, MINUTES_PUBLISHED, AGREEMENT_DUE)
    may = may_with(actor, minutes)
    agreed = agreed_to(actor, minutes)
    mine = next((each.confirmation for each in agreed if each.confirmation.person_id == actor.person_id), None)
    waits = MINUTES_AGREE.key in may and minutes.latest_id is not None and mine is None
    context = {
        "minutes": minutes, "talk": minutes.talk, "said": said(minutes.talk, request.actor.today),
        "version": minutes.latest, "agreed": agreed, "mine": mine,
        "form": AgreeForm(initial={"number": minutes.latest.number}) if waits else None, "agreements": agreements_in_force(actor, minutes),
        "leads": MINUTES_LEAD.key in may, "reaches_talk": talk_reached(actor, minutes.talk), "sides": dict(Side.choices),
        "unpublished": _unpublished(minutes), "may_ask_readers": request.reading.may_ask_readers(minutes.child), "roles": ROLE_WORDS,
        "how": how_in_words, "today": actor.today,
    }  # fmt: skip
    return render(request, "talks/minutes.html", context)


def _unpublished(minutes: TalkMinutes) -> bool:
    latest = minutes.latest
    return latest is None or (latest.text, latest.promises) != (minutes.text, minutes.promises)


@opens(MINUTES_AGREE)
def agree_minutes(request: ActingRequest, minutes: TalkMinutes) -> HttpResponse:
    """I agree to the version that I was shown."""
    form = AgreeForm(request.POST or None)
    if request.method == "POST":
        try:
            if not form.is_valid():
                raise Http404
            actions.agree(by=request.actor, minutes=minutes, number=form.cleaned_data["number"])
        except VersionConflictError:
            messages.warning(request, _("Texten har ändrats medan du hade sidan öppen. Läs den igen och godkänn sedan."))
        else:
            messages.success(request, _("Tack! Du har godkänt överenskommelserna."))
    return redirect("minutes", minutes.public_id)


@opens(MINUTES_LEAD)
def note_agreed(request: ActingRequest, minutes: TalkMinutes) -> HttpResponse:
    """Who of the family agreed in the room or on paper."""
    if minutes.latest is None:
        raise Http404
    people = left_to_note(request.actor, minutes)
    named = {key: name for key, (_person, name) in people.items()}
    form = NoteAgreedForm(request.POST or None, people=named, number=minutes.latest.number)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person, _name = people[given["person"]]
            actions.note_agreed(by=request.actor, minutes=minutes, number=given["number"], person=person, how=given["how"])
        except VersionConflictError:
            messages.warning(request, _("Texten har ändrats medan du hade sidan öppen. Läs den igen, och fråga om den godkänns."))
            return redirect("minutes", minutes.public_id)
        except TalkError as error:
            say(form, error)
        else:
            messages.success(request, _("Godkännandet är antecknat."))
            return redirect("minutes", minutes.public_id)
    return render(request, "talks/note_agreed.html", {"minutes": minutes, "form": form, "people": people}, status=status(request))


@lists(AGREEMENT_FOLLOW)
def due_agreements(request: ActingRequest, _visible: QuerySet[Agreement]) -> HttpResponse:
    """What I follow up: today, overdue, and within two weeks."""
    rows = agreements_due(request.actor)
    request.reading.saw({row.child_id for row in rows})
    context = {"rows": rows, "today": request.actor.today, "sides": dict(Side.choices)}
    return render(request, "talks/due_agreements.html", context)


@opens(MINUTES_LEAD)
def follow_up_agreement(request: ActingRequest, minutes: TalkMinutes, agreement: uuid.UUID) -> HttpResponse:
    """How it went, in a word."""
    promised, form = agreement_of(minutes, agreement), FollowUpForm(request.POST or None)
    if promised is None:
        raise Http404
    if request.method == "POST" and form.is_valid() and _follow_up(request, promised, form):
        messages.success(request, _("Uppföljningen är sparad."))
        return redirect("minutes", minutes.public_id)
    context = {"agreement": promised, "minutes": minutes, "form": form, "sides": dict(Side.choices)}
    return render(request, "talks/follow_up.html", context, status=status(request))


def _follow_up(request: ActingRequest, promised: Agreement, form: FollowUpForm) -> Agreement | None:
    return attempt(form, lambda: actions.follow_up(by=request.actor, agreement=promised, outcome=form.cleaned_data["outcome"]))


def _document(request: ActingRequest, minutes: TalkMinutes) -> Document:
    if minutes.latest_id is None:
        raise Http404
    request.reading.showed(KIND, [minutes.pk])
    return minutes_document(minutes, names=known_in(request.actor, minutes))


@opens(MINUTES_READ)
def minutes_pdf(request: ActingRequest, minutes: TalkMinutes) -> HttpResponse:
    """On paper."""
    return paper(_document(request, minutes), "overenskommelser", request.actor.at)


@opens(MINUTES_READ)
def minutes_json(request: ActingRequest, minutes: TalkMinutes) -> HttpResponse:
    """As open data: the same document, no more and no less."""
    return open_data(_document(request, minutes), "overenskommelser")


@opens(MINUTES_READ)
def minutes_history(request: ActingRequest, minutes: TalkMinutes) -> HttpResponse:
    """Each version as it was, with who agreed to it (C9)."""
    versions = list(minutes.versions.order_by("-number"))
    request.reading.showed(KIND, [minutes.pk] if versions else [])
    names = known_in(request.actor, minutes)
    shown = [(each, render_html(minutes_document(minutes, each, names), level=3)) for each in versions]
    context = {"minutes": minutes, "versions": shown, "said": said(minutes.talk, request.actor.today)}
    return render(request, "talks/minutes_history.html", context)


@opens(MINUTES_READ)
def minutes_holders(request: ActingRequest, minutes: TalkMinutes) -> HttpResponse:
    """Vem kan se detta? (A18)"""
    shown = Audience.of(request.actor, MINUTES_READ, minutes).shown(request.GET.dict(), request.path, embedded=is_fetched(request))
    return render(request, "talks/minutes_holders.html", {"minutes": minutes, "shown": shown})


@opens(MINUTES_READ)
def minutes_readers(request: ActingRequest, minutes: TalkMinutes) -> HttpResponse:
    """Vem har läst? For guardians, and for the pupil from 16 (A12)."""
    return render(request, "talks/minutes_readers.html", {"minutes": minutes, **who_has_read(request, MINUTES_READ, minutes)})
