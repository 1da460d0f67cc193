"""Fullmakt: a guardian lets a bonus parent act for a child, and takes it back (A9)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.models import Proxy
from larka.audit.actions import record
from larka.people.access import PROXY_GIVE
from larka.people.actions.decisions import DecisionError
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import Person


@transaction.atomic
def give_proxy(*, by: Actor, child: Person, person: Person, scopes: Iterable[str]) -> Proxy:
    """From today; one that is given already is replaced, so that what it is for can be changed."""
    PROXY_GIVE.require(by, child)
    chosen = [scope for scope in Proxy.Scope.values if scope in set(scopes)]
    if not chosen:
        raise DecisionError(_("Välj vad fullmakten gäller."))
    if child.protection != Protection.NONE:
        raise DecisionError(_("Fullmakt kan inte ges för ett barn med skyddade personuppgifter. Prata med skolan."))
    if person.pk in (child.pk, by.person_id):
        raise DecisionError(_("Fullmakten ska ges till en annan vuxen."))
    _take_back(by, child, person)
    made = Proxy.objects.create(child=child, giver_id=by.writer, person=person, scopes=chosen, starts_on=by.today)
    record(by, "proxy.given", made, children=[child.pk], details={"scopes": chosen})
    return made


@transaction.atomic
def take_back_proxy(*, by: Actor, child: Person, person: Person) -> None:
    """One's own, at once. Saying it twice changes nothing."""
    PROXY_GIVE.require(by, child)
    _take_back(by, child, person)


def _take_back(by: Actor, child: Person, person: Person) -> None:
    for given in Proxy.objects.select_for_update().filter(child=child, giver_id=by.writer, person=person, ends_on=None):
        given.ends_on = max(by.today, given.starts_on)
        given.save(update_fields=["ends_on"])
        record(by, "proxy.taken_back", given, children=[child.pk])
