"""What the pages of talks have in common."""

import uuid
from http import HTTPStatus
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from larka.access.http import ActingRequest
from larka.notices.actions.reading import read_about
from larka.notices.kinds import NoticeKind
from larka.records.models import VersionConflictError
from larka.talks.actions.refusing import TalkError


def status(request: ActingRequest) -> int:
    """What a page that is shown again after something was typed answers."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


def is_no_news(request: Any, thing: uuid.UUID, *kinds: NoticeKind) -> None:
    """Whoever has opened it need not be told of it; nothing is asked where nothing is unread."""
    if request.session.account.has_news:
        for kind in kinds:
            read_about(by=request.actor, kind=kind.key, things=[thing])


def say(form: forms.Form, error: TalkError | VersionConflictError) -> None:
    """At its field, or above the form, which goes on from what is shown now (Q4)."""
    if isinstance(error, VersionConflictError):
        typed: Any = form.data.copy()  # type: ignore[attr-defined]
        typed["version"] = str(error.current.version)
        form.data = typed
        form.add_error(None, _("Någon annan har ändrat samtalet medan du hade sidan öppen. Sidan visar läget nu; försök igen."))
    else:
        form.add_error(error.field if error.field in form.fields else None, str(error))
