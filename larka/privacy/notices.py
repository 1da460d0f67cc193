"""The data protection officer is told at once that an alarm was raised (A12)."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from larka.access.holders import holders
from larka.access.policies import PRIVACY_OFFICE
from larka.notices.actions.queueing import queue_notice
from larka.notices.kinds import NoticeKind, register_notice
from larka.notices.models import Level
from larka.people.actions.roles import huvudman
from larka.register.actor import Actor
from larka.register.models import Organisation


def _title(_offices: Sequence[Organisation]) -> str:
    return _("Ett larm om ovanlig användning väntar på dig")


def _link(_office: Organisation) -> str:
    return reverse("log_alarms")


ALARM_RAISED = register_notice(
    NoticeKind(key="alarm.raised", label=gettext_lazy("Ett larm om ovanlig användning"), read=PRIVACY_OFFICE, title=_title, link=_link)
)


def tell_officers(by: Actor) -> None:
    """One notice, however many alarms were raised at once."""
    office = huvudman()
    officers = sorted({person for person, _path in holders(PRIVACY_OFFICE, office, by.at)})
    if officers:
        about = [(office.public_id, None)]
        queue_notice(by=by, kind=ALARM_RAISED.key, level=Level.URGENT, about=about, to=[(person, None) for person in officers])
