"""The place where one writes of oneself."""

from django.utils.translation import gettext_lazy as _

from larka.access.policies import PROFILE_EDIT
from larka.records.places import DraftPlace, Spot, register_place
from larka.register.actor import Actor


def presentation_spot(me: Actor) -> Spot:
    """Where the draft of one's presentation is kept."""
    if me.public_id is None:
        raise PermissionError("an operator presents nobody")
    return Spot("presentation", me.public_id, me.public_id)


PRESENTATION_PLACE = register_place(
    DraftPlace(
        key="presentation",
        label=_("Presentation"),
        policy=PROFILE_EDIT,
        find=lambda actor, _me, _detail: presentation_spot(actor),
        private=True,
    )
)
