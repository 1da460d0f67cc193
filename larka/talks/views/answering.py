"""What the pages of talks have in common."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest
from larka.notices.actions.reading import read_about
from larka.notices.kinds import NoticeKind
from larka.records.models import VersionConflictError
from larka.talks.actions.refusing import TalkError
from larka.talks.models import Talk
from larka.talks.notices import said

Made = TypeVar("Made")


def status(request: ActingRequest) -> int:
    """What a page that is shown again after something was typed answers."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


def is_no_news(request: Any, thing: uuid.UUID, *kinds: NoticeKind) -> None:
    """Whoever has opened it need not be told of it; nothing is asked where nothing is unread."""
    if request.session.account.has_news:
        for kind in kinds:
            read_about(by=request.actor, kind=kind.key, things=[thing])


def say(form: forms.Form, error: TalkError | VersionConflictError, unseen: int = 0) -> None:
    """At its field, or above the form, which goes on from what is shown now (Q4). unseen: versions that are not counted there."""
    if isinstance(error, VersionConflictError):
        typed: Any = form.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(error.current.version - unseen)
        form.data = typed
        form.add_error(None, _("Någon annan har ändrat samtalet medan du hade sidan öppen. Sidan visar läget nu; försök igen."))
    else:
        form.add_error(error.field if error.field in form.fields else None, str(error))


def attempt(form: forms.Form, act: Callable[[], Made], unseen: int = 0) -> Made | None:
    """What the action made; None where it refused, which the form then says."""
    try:
        return act()
    except (TalkError, VersionConflictError) as error:
        say(form, error, unseen)
        return None


def already(request: ActingRequest, talk: Talk, *, is_mine: bool) -> HttpResponse:
    """It is cancelled, called off or held: the talk tells it, to whoever pressed twice without another word."""
    if not is_mine:
        messages.warning(request, _("Samtalet är redan avbokat, inställt eller hållet."))
    return redirect("talk", talk.public_id)


def confirm(request: ActingRequest, talk: Talk, form: forms.Form, act: Callable[..., Talk], *, told: str, page: str) -> HttpResponse:
    """The page that says what will happen; once one has said so it is done, and the talk tells it."""
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: act(by=request.actor, talk=talk, **form.cleaned_data))
        if done is not None:
            messages.success(request, told)
            return redirect("talk", talk.public_id)
    return render(request, page, {"talk": talk, "form": form, "said": said(talk, request.actor.today)}, status=status(request))
