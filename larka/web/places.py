"""The place where one writes of oneself."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from larka.access.policies import PROFILE_EDIT
from larka.records.places import DraftPlace, Spot, register_place
from larka.records.queries.reports import unit_of
from larka.records.reportable import About, Reportable, register_reportable
from larka.register.actor import Actor
from larka.register.models import Person, Placement
from larka.web.access import PRESENTATION_READ


def presentation_spot(me: Actor) -> Spot:
    """Where the draft of one's presentation is kept."""
    if me.public_id is None:
        raise PermissionError("an operator presents nobody")
    return Spot("presentation", me.public_id, me.public_id)


def _about(actor: Actor, person: Person) -> About:
    """A pupil's presentation is about the pupil; an adult's is about nobody but its author."""
    child = person.pk if Placement.objects.filter(child=person).exists() else None
    return About(child=child, unit=unit_of(person, actor.today), author=person.pk, title=str(gettext("Presentation")))


register_reportable(Reportable("presentation", _("Presentation"), PRESENTATION_READ, _about, "person"))
PRESENTATION_PLACE = register_place(
    DraftPlace(
        key="presentation",
        label=_("Presentation"),
        policy=PROFILE_EDIT,
        find=lambda actor, _me, _detail: presentation_spot(actor),
        private=True,
    )
)
