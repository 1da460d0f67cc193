"""Whoever decides about an application is told that one waits."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from larka.access.holders import holders
from larka.invitations.access import APPLICATION_DECIDE
from larka.invitations.models import Application
from larka.invitations.signals import application_received
from larka.notices.actions.queueing import queue_notice
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import Level
from larka.register.actor import Actor


def _title(applications: Sequence[Application]) -> str:
    count = len(applications)
    return ngettext("En ansökan om konto väntar på beslut", "%(n)s ansökningar om konto väntar på beslut", count) % {"n": count}


def _link(application: Application) -> str:
    return reverse("application", args=[application.public_id])


APPLICATION_WAITS = NoticeKind(
    key="application.waits",
    label=gettext_lazy("En ansökan om konto väntar"),
    read=APPLICATION_DECIDE,
    title=_title,
    link=_link,
    still=Q(decision=""),
)


def _tell(by: Actor, application: Application, **_: Any) -> None:
    to = {person for person, _path in holders(APPLICATION_DECIDE, application, by.at)}
    if to:
        about = [(application.public_id, None)]
        queue_notice(by=by, kind=APPLICATION_WAITS.key, level=Level.INFORMATION, about=about, to=((person, None) for person in sorted(to)))


def connect() -> None:
    """Once, when the program starts."""
    register_notice(APPLICATION_WAITS)
    application_received.connect(_tell, weak=False)
