"""Children who have left since they were invited: the group, or the whole unit (A5)."""

from django.db.models import Exists, OuterRef

from larka.access.relation import TODAY, holds_on
from larka.questionnaires.queries.waiting import has_place
from larka.register.actor import Actor
from larka.register.models import GroupMembership
from larka.talks.models import TalkInvitation, TalkRound


def is_in_group(by: Actor) -> Exists:
    """Of invitations: the child is in the group today, and may be booked for."""
    return Exists(
        GroupMembership.objects.filter(holds_on("", by.today, TODAY), group=OuterRef("round__group"), child=OuterRef("child")).order_by()
    )


def count_left(by: Actor, started: TalkRound) -> int:
    """How many of the invited children have no place in the unit any more: a number, for their names are others' now."""
    return TalkInvitation.objects.filter(~has_place(by, "round__group__unit"), round=started).count()
