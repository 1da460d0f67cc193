"""How somebody wants to hear of news outside the page, and which browsers are to show it."""

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policies import PROFILE_EDIT
from larka.audit.actions import record
from larka.notices.models import LONGEST_ENDPOINT, Choice, Often, PushSubscription
from larka.notices.sending.pushing import is_allowed
from larka.register.actor import Actor
from larka.register.models import Person
from larka.register.settings import setting

MOST_BROWSERS = 10


class ChoiceError(ValueError):
    """It cannot be so; the message says why, in Swedish."""


@transaction.atomic
def choose_notices(*, by: Actor, remember: str, information: str, sms: bool = False) -> Choice:
    """Keep how often mail may come."""
    me = _me(by)
    if remember not in Often.values or information not in (Often.NEVER, Often.DAILY):
        raise ChoiceError(_("Välj hur ofta."))
    chosen = {"remember": remember, "information": information, "sms": sms}
    kept, _made = Choice.objects.update_or_create(person=me, defaults=chosen)
    record(by, "notice.chosen", me, details=chosen)
    return kept


@transaction.atomic
def add_browser(*, by: Actor, endpoint: str) -> PushSubscription:
    """Let a browser of mine show that there is news. Only services that the huvudman allows are ever knocked at."""
    me = _me(by)
    if not setting("notices.push") or not is_allowed(endpoint) or len(endpoint) > LONGEST_ENDPOINT:
        raise ChoiceError(_("Den här webbläsaren kan inte visa notiser från Lärka."))
    kept, made = PushSubscription.objects.update_or_create(endpoint=endpoint, defaults={"person": me, "made_at": by.at})
    extra = PushSubscription.objects.filter(person=me).order_by("-made_at", "-pk").values("pk")[MOST_BROWSERS:]
    PushSubscription.objects.filter(pk__in=list(extra.values_list("pk", flat=True))).delete()
    if made:
        record(by, "notice.browser_added", me)
    return kept


@transaction.atomic
def forget_browsers(*, by: Actor) -> int:
    """Let none of my browsers show anything any more."""
    me = _me(by)
    count, _kinds = PushSubscription.objects.filter(person=me).delete()
    record(by, "notice.browsers_forgotten", me, details={"count": count})
    return count


def _me(by: Actor) -> Person:
    me = Person.objects.get(pk=by.writer)
    PROFILE_EDIT.require(by, me)
    return me
