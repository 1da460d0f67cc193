"""One talk, with every way in which it leaves the page; and a child's talks."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from larka.access.answers import open_data, paper
from larka.access.audiences import Audience
from larka.access.http import ActingRequest, is_fetched, opens, who_has_read
from larka.access.policies import CHILD_DOCUMENTS
from larka.core.documents import Document, render_html
from larka.register.models import Person
from larka.talks.access import KIND, TALK_LEAD, TALK_READ, TALK_REBOOK
from larka.talks.models import Talk
from larka.talks.notices import TALK_CHANGED, TALK_REMEMBERED, said
from larka.talks.queries.losing import known_to_restricted
from larka.talks.queries.minutes import minutes_about, minutes_of
from larka.talks.queries.preparing import preparation_of, preparations_about
from larka.talks.queries.presence import named_people
from larka.talks.queries.reading import booked_openly, earlier_times, opened_later, talks_about, to_book_for, to_note, undone, what_i_may
from larka.talks.records import talk_document
from larka.talks.views.answering import is_no_news


@opens(TALK_READ)
def talk(request: ActingRequest, talk: Any) -> HttpResponse:
    """When, where, how, with whom; and what I may do with it."""
    request.reading.showed(KIND, [talk.pk])
    is_no_news(request, talk.public_id, TALK_REMEMBERED, TALK_CHANGED)
    may = what_i_may(request.actor, talk)
    live = talk.round_id is not None and talk.cancelled_at is None and talk.held_at is None
    minutes = minutes_of(request.actor, talk)
    leads = TALK_LEAD.key in may
    context = {
        "talk": talk, "said": said(talk, request.actor.today), "document": render_html(_document(request, talk), level=2), "live": live,
        "leads": leads, "rebooks": TALK_REBOOK.key in may and live, "is_locked": talk.locked_from <= request.actor.at,
        "has_begun": talk.starts_at <= request.actor.at,
        "may_ask_readers": request.reading.may_ask_readers(talk.child), "is_mine": talk.booked_for_id == request.actor.person_id,
        "preparation": preparation_of(request.actor, talk), "minutes": minutes,
        "is_known": leads and live and bool(known_to_restricted(request.actor, [talk])),
        "undoes": leads and talk.held_at is not None and (minutes is None or minutes.latest_id is None),
    }  # fmt: skip
    return render(request, "talks/talk.html", context)


def _document(request: ActingRequest, talk: Talk) -> Document:
    """As this reader reads it: another's word to the mentor is not there, nor a name that they may not know."""
    names = {person.pk: person.display_name for person in named_people(request.actor, talk.took_part)}
    document = talk_document(talk, names)
    return document if TALK_LEAD.allows(request.actor, talk) or talk.word_by_id == request.actor.person_id else document.without({"word"})


@opens(TALK_READ)
def talk_pdf(request: ActingRequest, talk: Talk) -> HttpResponse:
    """On paper."""
    request.reading.showed(KIND, [talk.pk])
    return paper(_document(request, talk), "samtal", request.actor.at)


@opens(TALK_READ)
def talk_json(request: ActingRequest, talk: Talk) -> HttpResponse:
    """As open data: the same document, no more and no less."""
    request.reading.showed(KIND, [talk.pk])
    return open_data(_document(request, talk), "samtal")


@opens(TALK_READ)
def talk_history(request: ActingRequest, talk: Talk) -> HttpResponse:
    """The times that it had before."""
    request.reading.showed(KIND, [talk.pk])
    whole = request.actor.person_id in (talk.booked_for_id, *(talk.audience or ())) or TALK_LEAD.allows(request.actor, talk)
    told = {"earlier": earlier_times(talk, whole=whole), "undone": undone(talk, whole=whole)}
    told["booked_at"] = talk.booked_at if whole else booked_openly(talk)
    return render(request, "talks/history.html", {"talk": talk, "said": said(talk, request.actor.today), **told})


@opens(TALK_READ)
def talk_holders(request: ActingRequest, talk: Talk) -> HttpResponse:
    """Vem kan se detta? (A18)"""
    shown = Audience.of(request.actor, TALK_READ, talk).shown(request.GET.dict(), request.path, embedded=is_fetched(request))
    return render(request, "talks/holders.html", {"talk": talk, "said": said(talk, request.actor.today), "shown": shown})


@opens(TALK_READ)
def talk_readers(request: ActingRequest, talk: Talk) -> HttpResponse:
    """Vem har läst? For guardians, and for the pupil from 16 (A12)."""
    since = opened_later(request.actor, [talk.pk]).get(talk.pk)
    told = who_has_read(request, TALK_READ, talk, since)
    return render(request, "talks/readers.html", {"talk": talk, "said": said(talk, request.actor.today), **told})


@opens(CHILD_DOCUMENTS)
def child_talks(request: ActingRequest, child: Person) -> HttpResponse:
    """The child's talks, to come and held, and what there is to book."""
    rows = talks_about(request.actor, child)
    request.reading.saw([child.pk], days=[row.starts_at for row in rows if row.starts_at <= request.actor.at])
    request.reading.showed(KIND, [row.pk for row in rows])
    minutes = minutes_about(request.actor, child)
    context = {
        "child": child, "rows": [(row, said(row, request.actor.today)) for row in rows], "to_book": to_book_for(request.actor, child),
        "to_note": to_note(request.actor, child), "preparations": preparations_about(request.actor, child),
        "minutes": [(row, said(row.talk, request.actor.today)) for row in minutes],
    }  # fmt: skip
    return render(request, "talks/child.html", context)
