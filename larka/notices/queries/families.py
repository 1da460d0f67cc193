"""Whom the school must reach in another way than by mail: who has chosen paper, and whose address bounces.

The viewer sees the adults whom they may know of, and of each only what concerns children whom they reach here (A1, A10).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.db.models.query import QuerySet

from larka.access.holders import people_reaching
from larka.access.relation import TODAY, holds_on
from larka.invitations.access import ADULT_LOGIN, MEMBER_LOGIN
from larka.invitations.queries.logins import ANSWERING
from larka.notices.models import BouncedAddress, Recipient
from larka.notices.queries.listed import Shown, shown_notices
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import Group, GroupMembership, Organisation, Person, ReachedBy, Responsible

AGAIN = dt.timedelta(days=7)


@dataclass(slots=True)
class Family:
    """One adult, the children in question, and how many notices wait for paper. ``apart``: somebody protected (A10)."""

    person: Person
    children: list[Person] = field(default_factory=list)
    on_paper: bool = False
    bounced: bool = False
    waiting: list[uuid.UUID] = field(default_factory=list)

    @property
    def public_id(self) -> uuid.UUID:
        """For forms."""
        return self.person.public_id

    @property
    def apart(self) -> bool:
        """Whose letter is handed over, alone, without address or the school's name."""
        return any(one.protection != Protection.NONE for one in (self.person, *self.children))


def families_of_group(actor: Actor, group: Group) -> list[Family]:
    """Every adult who answers for one of the group's children."""
    return _families(actor, GroupMembership.objects.filter(holds_on("group", actor.today, TODAY), group=group))


def families_of_unit(actor: Actor, unit: Organisation) -> list[Family]:
    """The unit's adults who have chosen paper or whose address bounces."""
    bounces = BouncedAddress.objects.filter(person=OuterRef("child__responsibles__person"))
    asked = Q(child__responsibles__person__profile__reached_by=ReachedBy.PAPER) | Q(Exists(bounces))
    members = GroupMembership.objects.filter(asked, group__unit=unit)
    return [each for each in _families(actor, members) if each.on_paper or each.bounced]


def _families(actor: Actor, members: QuerySet[GroupMembership]) -> list[Family]:
    in_force = members.filter(holds_on("", actor.today, TODAY)).values("pk")
    rows = MEMBER_LOGIN.among(actor, GroupMembership.objects.filter(pk__in=in_force)).select_related("child")
    children = {row.child_id: row.child for row in rows}
    found: dict[int, Family] = {}
    reaching = people_reaching(ANSWERING, children, actor.at)
    adults = Responsible.objects.filter(holds_on("", actor.today, TODAY), child__in=list(children), in_effect=True)
    for row in (
        ADULT_LOGIN.among(actor, adults).select_related("person__profile", "person__account").order_by("child__sort_key", "child_id")
    ):
        if (row.person_id, row.child_id) in reaching:
            found.setdefault(row.person_id, Family(row.person)).children.append(children[row.child_id])
    _mark(found, actor.at)
    return sorted(found.values(), key=lambda each: (each.person.display_sort_key, each.person.pk))


def _mark(found: dict[int, Family], at: dt.datetime) -> None:
    bounced = set(BouncedAddress.objects.filter(person__in=list(found)).values_list("person_id", "address"))
    for key, each in found.items():
        profile, account = getattr(each.person, "profile", None), getattr(each.person, "account", None)
        each.on_paper = profile is not None and profile.reached_by == ReachedBy.PAPER
        each.bounced = account is not None and (key, account.email) in bounced
    waiting: dict[int, list[Recipient]] = {}
    for row in waiting_for_paper(each.person.pk for each in found.values() if each.on_paper):
        waiting.setdefault(row.person_id, []).append(row)
    for key, rows in waiting.items():
        shown = seen_here(Actor(person_id=key, at=at), rows, {child.pk for child in found[key].children})
        found[key].waiting = [notice.public_id for notice in shown]


def seen_here(reader: Actor, rows: Sequence[Recipient], here: set[int]) -> list[Shown]:
    """What its reader may see now of the notices about children here, and of those about nobody's child: what a letter holds."""
    about_here = [row for row in rows if not row.about_children or here.intersection(row.about_children)]
    for row in about_here:
        row.about_children = sorted(here.intersection(row.about_children))
    return shown_notices(reader, about_here)


def waiting_for_paper(people: Iterable[int], *, printed_since: dt.datetime | None = None) -> QuerySet[Recipient]:
    """What these people have neither read nor been given on paper; or also what was printed since a moment, to print it again."""
    fresh = Q(paper=None, read_at=None)
    again = Q(paper__begun_at__gte=printed_since) if printed_since else Q(pk__in=[])
    return Recipient.objects.filter(fresh | again, person__in=list(people)).select_related("notice").order_by("notice__made_at", "pk")
