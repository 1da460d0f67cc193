"""Who offers times, who books them, and whom a talk exists for (C7, A17)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from larka.access import paths
from larka.access.policies import FAMILY, LEADING
from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from larka.register.models import Group, GroupMembership, Organisation
from larka.talks.models import Talk, TalkInvitation, TalkRound

KIND = "talk"
_HERE = ("child", "unit", "school_year")
_COLUMNS = {"child": "child_id", "unit": "unit_id", "school_year": "school_year_id"}
_OF_GROUP = (paths.GROUP_MENTOR, paths.GROUP_PRESCHOOL_STAFF, paths.UNIT_PRINCIPAL)
LEADS = (paths.MENTOR, paths.PRESCHOOL_STAFF, *LEADING)
# Those to whom the talks that were held are handed over with the child (A5).
NEXT_LEADS = tuple(paths.transferred(path, KIND) for path in LEADS)
BOOKING_ADULTS = (paths.GUARDIAN, paths.OTHER_RESPONSIBLE)
# Others at the school see a talk that they are asked to by name, and no other.
ASKED = (paths.TEACHER, paths.SUBSTITUTE, paths.LEISURE_STAFF, paths.UNIT_STAFF)
_INVITED = Q(round__invited_at__isnull=False)
_ANY, _SHARED, _HELD = Q(), Q(shared=True), Q(held_at__isnull=False)
_OPEN = Q(cancelled_at__isnull=True, held_at__isnull=True)

ROUND_MAKE = Policy(
    "talk_round.make",
    Group,
    _("Göra en samtalsomgång för en grupp"),
    grants=tuple(Grant(path, via=("group",)) for path in _OF_GROUP),
    columns={"group": "pk"},
)

ROUND_LEAD = Policy(
    "talk_round.lead",
    TalkRound,
    _("Sköta en samtalsomgång och dess tider"),
    grants=tuple(Grant(path, via=("group",)) for path in _OF_GROUP),
    columns={"group": "group_id"},
)

INVITATION_LEAD = Policy(
    "talk_invitation.lead",
    TalkInvitation,
    _("Boka åt ett barns familj"),
    grants=(
        *(Grant(path, via=("child", "group")) for path in (paths.MENTOR, paths.PRESCHOOL_STAFF)),
        *(Grant(path, via=("child", "unit")) for path in LEADING),
    ),
    columns={"child": "child_id", "group": "round__group_id", "unit": "round__group__unit_id"},
)

INVITATION_BOOK = Policy(
    "talk_invitation.book",
    TalkInvitation,
    _("Boka en tid för samtal"),
    grants=(
        *(Grant(path, when=_INVITED) for path in BOOKING_ADULTS),
        Grant(paths.SELF_OF_AGE, when=_INVITED),
        Grant(paths.SELF, when=_INVITED & Q(round__pupil_books=True)),
    ),
    columns={"child": "child_id"},
)


def _of_family(path: Path, when: Q = _ANY) -> tuple[Grant, Grant]:
    """A talk that is shared, or that one is asked to by name."""
    return Grant(path, when=_SHARED & when, always=True), Grant(path, when=when)


TALK_READ = Policy(
    KIND + ".read",
    Talk,
    _("Ett utvecklingssamtal: tid, plats och vilka som är med"),
    grants=(
        *(grant for path in FAMILY for grant in _of_family(path)),
        *(Grant(path, via=_HERE, always=True) for path in LEADS),
        *(Grant(path, via=("child", "unit"), when=_HELD, always=True) for path in NEXT_LEADS),
        *(Grant(path, via=_HERE) for path in ASKED),
        Grant(paths.EMERGENCY, via=_HERE, when=_HELD, always=True),
    ),
    columns=_COLUMNS,
    audience="audience",
    kind=KIND,
)

TALK_LEAD = Policy(
    KIND + ".lead",
    Talk,
    _("Flytta och ställa in ett samtal, och anteckna att det är hållet"),
    grants=tuple(Grant(path, via=_HERE, always=True) for path in LEADS),
    columns=_COLUMNS,
    audience="audience",
    kind=KIND,
)

TALK_REBOOK = Policy(
    KIND + ".rebook",
    Talk,
    _("Boka om och avboka sin egen tid"),
    grants=(
        *(grant for path in (*BOOKING_ADULTS, paths.SELF_OF_AGE) for grant in _of_family(path, _OPEN)),
        *_of_family(paths.SELF, _OPEN & Q(round__pupil_books=True)),
    ),
    columns=_COLUMNS,
    audience="audience",
    kind=KIND,
)

TALK_NOTE = Policy(
    KIND + ".note",
    GroupMembership,
    _("Anteckna ett samtal som hållits utan bokning"),
    grants=(
        *(Grant(path, via=("child", "group")) for path in (paths.MENTOR, paths.PRESCHOOL_STAFF)),
        *(Grant(path, via=("child", "unit")) for path in LEADING),
    ),
    columns={"child": "child_id", "group": "group_id", "unit": "group__unit_id"},
)

CLASS_TALKS = Policy(
    KIND + ".class",
    Group,
    _("Vilka i gruppen som inte har haft samtal"),
    grants=tuple(Grant(path, via=("group",)) for path in _OF_GROUP),
    columns={"group": "pk"},
)

UNIT_TALKS = Policy(
    KIND + ".unit",
    Organisation,
    _("Vilka på enheten som inte har haft samtal"),
    grants=(Grant(paths.UNIT_PRINCIPAL, via=("unit",)),),
    columns={"unit": "pk"},
)
