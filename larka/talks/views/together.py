"""Tillsammans: minutes and agreements written with pupil and home on a big screen, and put before all."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.audiences import Audience
from larka.access.http import ActingRequest, is_fetched, opens
from larka.access.policy import Policy
from larka.records.models import VersionConflictError
from larka.records.queries.drafts import draft_box
from larka.talks.access.minutes import KIND, MINUTES_LEAD, MINUTES_READ, MINUTES_WRITE, SHARED
from larka.talks.actions import minutes as actions
from larka.talks.actions.refusing import TalkError
from larka.talks.forms.minutes import PublishForm, TogetherForm
from larka.talks.minutes_places import minutes_spot
from larka.talks.minutes_records import day_in_words
from larka.talks.models import Side, Talk, TalkMinutes
from larka.talks.notices import said
from larka.talks.queries.agreeing import family_asked
from larka.talks.queries.minutes import written_at
from larka.talks.views.answering import say, status


@opens(MINUTES_WRITE)
def talk_together(request: ActingRequest, talk: Talk) -> HttpResponse:
    """Large type, nothing but this talk. Works on a projector, on a phone and without JavaScript."""
    minutes = written_at(talk)
    box = draft_box(request.actor, minutes_spot(talk), minutes.version if minutes else 0)
    form = TogetherForm(request.POST or None, minutes=minutes, box=box, today=request.actor.today)
    if request.method == "POST" and form.is_valid() and (saved := _save(request, talk, form)):
        return redirect("publish_minutes", saved.public_id) if "publish" in request.POST else redirect("talk_together", talk.public_id)
    if minutes is not None:
        request.reading.showed(KIND, [minutes.pk])
    context = {"talk": talk, "minutes": minutes, "form": form, "box": box, "said": said(talk, request.actor.today)}
    return render(request, "talks/together.html", context, status=status(request))


def _save(request: ActingRequest, talk: Talk, form: TogetherForm) -> TalkMinutes | None:
    given = form.cleaned_data
    try:
        saved = actions.write_minutes(
            by=request.actor, talk=talk, text=given["text"], promises=form.promises(), version=given["version"], drafts=form.drafts
        )
    except VersionConflictError as error:
        form.changed_by_another(error.current)
        form.add_error(None, _("Någon annan har sparat medan du hade sidan öppen. Det du skrev står kvar här. Läs båda och spara igen."))
        return None
    except TalkError as error:
        say(form, error)
        return None
    if saved.pk is None and "publish" in request.POST:
        form.add_error(None, _("Skriv något först: några rader eller en överenskommelse."))
        return None
    if "publish" not in request.POST:
        messages.success(request, _("Sparat.") if saved.version > given["version"] else _("Inget är ändrat."))
    return saved


@opens(MINUTES_WRITE)
def expected_minutes_readers(request: ActingRequest, talk: Talk) -> HttpResponse:
    """Vem kan se detta? Those for whom it will exist, once it is put before all (A18)."""
    values = {"child_id": talk.child_id, "unit_id": talk.unit_id, "school_year_id": talk.school_year_id, "audience": talk.audience or []}
    expected = Audience.expected(request.actor, _once_published(shared=talk.shared), values)
    shown = expected.shown(request.GET.dict(), request.path, embedded=is_fetched(request))
    return render(request, "talks/expected_minutes_readers.html", {"talk": talk, "shown": shown, "said": said(talk, request.actor.today)})


def _once_published(*, shared: bool) -> Policy[Any]:
    """Of a talk that is not shared, those who read only shared ones are left out."""
    return MINUTES_READ if shared else replace(MINUTES_READ, grants=tuple(g for g in MINUTES_READ.grants if g.when != SHARED))


@opens(MINUTES_LEAD)
def publish_minutes(request: ActingRequest, minutes: TalkMinutes) -> HttpResponse:
    """What is put before whom, in numbers; a text that is changed says why."""
    form = PublishForm(request.POST or None, version=minutes.version, number=minutes.latest.number if minutes.latest else 0)
    if request.method == "POST" and form.is_valid() and _publish(request, minutes, form):
        return redirect("minutes", minutes.public_id)
    people = family_asked(request.actor, minutes)
    request.reading.showed(KIND, [minutes.pk])
    context = {
        "minutes": minutes, "talk": minutes.talk, "form": form, "people": people, "sides": dict(Side.choices),
        "has_begun": minutes.talk.starts_at <= request.actor.at,
        "rows": [(promise, day_in_words(promise["follow_up_on"])) for promise in minutes.promises],
    }  # fmt: skip
    return render(request, "talks/publish_minutes.html", context, status=status(request))


def _publish(request: ActingRequest, minutes: TalkMinutes, form: PublishForm) -> bool:
    """Whether all can read it now: by me, or by somebody who pressed before me; then that is said."""
    try:
        actions.publish_minutes(by=request.actor, minutes=minutes, **form.cleaned_data)
    except VersionConflictError as error:
        if error.current.version != form.cleaned_data["version"]:
            say(form, error)
            return False
        messages.warning(request, _("Någon annan hann visa det för alla medan du hade sidan öppen. Här är det som alla läser nu."))
    except TalkError as error:
        say(form, error)
        return False
    else:
        messages.success(request, _("Nu kan alla läsa och godkänna."))
    return True
