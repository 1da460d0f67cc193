"""What whoever has tried too often is told: when to come back, on the page with everything that was typed."""

import datetime as dt

from django.http import HttpResponse
from django.utils.translation import gettext as _

from larka.core.dates import STOCKHOLM
from larka.register.actor import Actor


def too_many_tries(by: Actor, wait: int) -> str:
    """When there are tries again, by the clock on the wall."""
    again = (by.at + dt.timedelta(seconds=wait, minutes=1)).astimezone(STOCKHOLM)
    return _("Det har kommit många försök på kort tid. Inget har sparats. Försök igen klockan %(time)s.") % {"time": f"{again:%H:%M}"}


def held_back(answer: HttpResponse, wait: int) -> HttpResponse:
    """The same for programs."""
    answer["Retry-After"] = str(wait)
    return answer
