"""Children who have left since they were invited: the group, or the whole unit (A5)."""

from django.db.models import Exists, OuterRef

from larka.access.relation import TODAY, holds_on
from larka.register.actor import Actor
from larka.register.models import GroupMembership


def is_in_group(by: Actor) -> Exists:
    """Of invitations: the child is in the group today, and may be booked for."""
    return Exists(
        GroupMembership.objects.filter(holds_on("", by.today, TODAY), group=OuterRef("round__group"), child=OuterRef("child")).order_by()
    )
