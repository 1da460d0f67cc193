"""What stands in the register and in the omdömen when the browser opens: enough for every page to have something to show."""

import uuid
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse

from larka.assessments.actions import Written, publish_judgements, write_judgements
from larka.people.actions.profile import change_profile
from larka.register.models import Activity, Group, Person, TeachingAssignment
from tests.cast import Cast, actor

ELSA = "Elsa visar med bilder hur hon löser uppgifter med bråk, och förklarar så att andra förstår."
OMAR = "Omar räknar säkert med decimaltal. Nästa steg är att rimlighetspröva svaren."
NILS = "Nils har börjat använda tallinjen"
READING = "Elsa läser flytande och berättar med egna ord vad texten handlar om.\n\nHon kan arbeta vidare med att motivera sina tolkningar."


class Addressed(Protocol):
    """What pages can be about."""

    @property
    def public_id(self) -> uuid.UUID:
        """Its name in addresses."""


@dataclass
class Site:
    """The served product: its address, and the school in it."""

    address: str
    cast: Cast

    def person(self, key: str) -> Person:
        """One of the cast by short name."""
        found = getattr(self.cast, key)
        assert isinstance(found, Person)
        return found

    def path(self, name: str, *subjects: Addressed) -> str:
        """The address of a page about these."""
        return reverse(name, args=[subject.public_id for subject in subjects])

    @property
    def maths(self) -> Activity:
        """Tess's maths in 5A."""
        return activity_of(self.cast.maths_5a)

    @property
    def swedish(self) -> Activity:
        """Mats's Swedish in 5A: Omar and Nils have no text yet."""
        return activity_of(self.cast.swedish_5a)

    @property
    def maths_of_petra(self) -> Activity:
        """Petra's maths in 5B: Bo has no text yet."""
        return activity_of(self.cast.maths_5b)


def activity_of(group: Group) -> Activity:
    """What is taught in the group."""
    return Activity.objects.get(activity_groups__group=group)


def write(cast: Cast, teacher: Person, group: Group, texts: dict[str, str], *, publish: tuple[str, ...] = ()) -> None:
    """The teacher has saved these texts and published some of them."""
    by, activity = actor(teacher, cast.at), activity_of(group)
    places = {key: cast.membership(getattr(cast, key), group) for key in texts}
    rows = [Written(places[key], text, 0) for key, text in texts.items()]
    write_judgements(by=by, activity=activity, term=cast.term, rows=rows)
    publish_judgements(by=by, activity=activity, term=cast.term, memberships=[places[key] for key in publish])


def write_some(cast: Cast) -> None:
    """Elsa and Omar can read in maths, Elsa in Swedish; Nils's maths is begun; Per's music is left behind, for rektor to hand over."""
    write(cast, cast.tess, cast.maths_5a, {"elsa": ELSA, "omar": OMAR, "nils": NILS}, publish=("elsa", "omar"))
    write(cast, cast.mats, cast.swedish_5a, {"elsa": READING}, publish=("elsa",))
    write(cast, cast.gosta, cast.maths_na3, {"agnes": "Agnes löser andragradsekvationer säkert."}, publish=("agnes",))
    write(cast, cast.per, cast.music_5a, {"nils": "Nils spelar"})
    for person in (cast.elsa, cast.nora, cast.mats):
        emails = [f"{person.given_name.lower()}@hem.example"]
        change_profile(by=actor(person, cast.at), presentation="Jag sjunger i kör.", emails=emails, phones=[], version=0)


def leaves(cast: Cast, teacher: Person, group: Group) -> None:
    """The teacher no longer teaches the group from today on."""
    TeachingAssignment.objects.filter(duty__person=teacher, activity=activity_of(group)).update(ends_on=cast.at.date())
