"""Letters to those who have chosen paper: everything they would have got, once (F2)."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from larka.access.policy import Policy
from larka.audit.actions import record
from larka.notices.access import GROUP_POST, UNIT_POST
from larka.notices.models import Channel, Delivery, Recipient
from larka.notices.queries.families import AGAIN, Family, families_of_group, families_of_unit, seen_here, waiting_for_paper
from larka.notices.queries.listed import Shown
from larka.register.actor import Actor
from larka.register.models import Group, Organisation, Profile, ReachedBy
from larka.register.queries import address_of


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """What one person is sent: rendered for that person, about the children here. ``unit`` is "" where it may not be told."""

    name: str
    address: tuple[str, ...]
    unit: str
    language: str
    notices: tuple[Shown, ...]


@transaction.atomic
def choose_paper(*, by: Actor, group: Group, chosen: Collection[uuid.UUID]) -> int:
    """The school writes down who in the class wants paper: those chosen, and nobody else of those shown. Answers how many changed."""
    GROUP_POST.require(by, group)
    changed = 0
    for family in families_of_group(by, group):
        wanted = family.public_id in chosen
        if wanted != family.on_paper:
            kept, _made = Profile.objects.select_for_update().get_or_create(person=family.person)
            kept.reached_by, kept.version = (ReachedBy.PAPER if wanted else ReachedBy.EMAIL), kept.version + 1
            kept.save(update_fields=["reached_by", "version"])
            record(by, "notice.paper_chosen", family.person, details={"paper": wanted})
            changed += 1
    return changed


@transaction.atomic
def print_letters(*, by: Actor, place: Group | Organisation, chosen: Collection[uuid.UUID], again: bool = False) -> list[PaperLetter]:
    """Letters with what waits for those chosen, marked as printed; ``again``: also what was printed in the last days.

    What each may still see is asked now. A protected family's letter is made alone, and tells no place (A10).
    """
    policy: Policy[Any] = GROUP_POST if isinstance(place, Group) else UNIT_POST
    policy.require(by, place)
    found = families_of_group(by, place) if isinstance(place, Group) else families_of_unit(by, place)
    asked = [each for each in found if each.on_paper and each.public_id in chosen]
    if len(asked) > 1:
        asked = [each for each in asked if not each.apart]
    unit = place.unit.name if isinstance(place, Group) else place.name
    letters = [_letter(by, each, unit, again=again) for each in asked]
    made = [letter for letter in letters if letter.notices]
    record(by, "notice.printed", place, children=(child.pk for each in asked for child in each.children), details={"letters": len(made)})
    return made


def _letter(by: Actor, family: Family, unit: str, *, again: bool) -> PaperLetter:
    rows = list(waiting_for_paper([family.person.pk], printed_since=by.at - AGAIN if again else None))
    here = {child.pk for child in family.children}
    account = getattr(family.person, "account", None)
    language = (account.language if account else "") or settings.LANGUAGE_CODE
    with override(language):
        notices = seen_here(Actor(person_id=family.person.pk, at=by.at), rows, here)
    _mark_printed(by, family, [row for row in rows if row.notice.public_id in {each.public_id for each in notices}])
    postal = () if family.apart else address_of(family.person)
    return PaperLetter(family.person.display_name, postal, "" if family.apart else unit, language, tuple(notices))


def _mark_printed(by: Actor, family: Family, rows: Sequence[Recipient]) -> None:
    fresh = [row.pk for row in rows if row.paper_id is None]
    if not fresh:
        return
    delivery = Delivery.objects.create(person=family.person, channel=Channel.PAPER, begun_at=by.at, outcome=Delivery.Outcome.HANDED)
    Recipient.objects.filter(pk__in=fresh, paper=None).update(paper=delivery)
