"""What a person has chosen about themselves, as they see it and as others do."""

import uuid
from dataclasses import dataclass

from larka.media.queries.pictures import own_picture
from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import ContactDetails, Person, Profile
from larka.web.queries.contacts import values_of


@dataclass(frozen=True, slots=True)
class OwnProfile:
    """One's own profile beside what the register has."""

    kept: Profile
    emails: list[str]
    phones: list[str]
    protected: bool
    picture: uuid.UUID | None


def own_profile(actor: Actor) -> OwnProfile:
    """The profile of whoever asks; an empty one where nothing was chosen yet."""
    me = Person.objects.select_related("profile", "contact").get(pk=actor.writer)
    contact = getattr(me, "contact", None) or ContactDetails()
    kept = getattr(me, "profile", None) or Profile(person=me)
    return OwnProfile(kept, values_of(contact.emails), values_of(contact.phones), me.protection != Protection.NONE, own_picture(actor))
