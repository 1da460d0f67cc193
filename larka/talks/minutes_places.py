"""The place where the minutes of a talk are written."""

import uuid

from django.utils.translation import gettext_lazy as _

from larka.records.places import DraftPlace, Spot, register_place
from larka.talks.access.minutes import KIND, MINUTES_WRITE
from larka.talks.models import Talk


def minutes_spot(talk: Talk) -> Spot:
    """Where the draft of this talk's minutes is kept."""
    return Spot(KIND, uuid.uuid5(talk.public_id, KIND), talk.public_id, child=talk.child_id, unit=talk.unit_id)


MINUTES_PLACE = register_place(
    DraftPlace(
        key=KIND,
        label=_("Anteckningar vid ett samtal"),
        policy=MINUTES_WRITE,
        find=lambda _actor, talk, _detail: minutes_spot(talk),
    )
)
