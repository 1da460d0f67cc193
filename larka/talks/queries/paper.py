"""The adults of a round's children, for letters: who has chosen paper, and what each may be told."""

import uuid
from dataclasses import dataclass, field

from larka.register.actor import Actor
from larka.register.choices import Protection
from larka.register.models import Person, ReachedBy
from larka.talks.access import TALK_READ
from larka.talks.models import Talk, TalkRound
from larka.talks.models.talks import LIVE
from larka.talks.queries.presence import named_people
from larka.talks.queries.receivers import booking_people
from larka.talks.queries.rounds import invited_rows
from larka.talks.queries.times import Time, free_times


@dataclass(slots=True)
class Adult:
    """One who books, and for which invited children. ``apart``: somebody is protected, so the letter is handed over (A10)."""

    person: Person
    children: list[Person] = field(default_factory=list)
    on_paper: bool = False

    @property
    def public_id(self) -> uuid.UUID:
        """For forms."""
        return self.person.public_id

    @property
    def is_pupil(self) -> bool:
        """Whether it is a pupil who books for themselves."""
        return self.person in self.children

    @property
    def apart(self) -> bool:
        """Whose letter is made alone, without address or the school's name."""
        return any(one.protection != Protection.NONE for one in (self.person, *self.children))


@dataclass(frozen=True, slots=True)
class Told:
    """What one adult is told of one child: the talks that exist for them, or the times that are free."""

    child: Person
    talks: list[Talk]
    times: list[Time]


def adults_of(actor: Actor, started: TalkRound) -> list[Adult]:
    """Those whose names the actor may know (A18), by name."""
    children = {row.child_id: row for row in invited_rows(actor, started)}
    pairs = booking_people(actor, started, children)
    known = {person.pk: person for person in named_people(actor, {person for person, _child in pairs})}
    pupils = {person.pk: person for person in Person.objects.filter(pk__in=list(children)).order_by("sort_key", "pk")}
    paper = set(Person.objects.filter(pk__in=list(known), profile__reached_by=ReachedBy.PAPER).values_list("pk", flat=True))
    found = [Adult(person, [], key in paper) for key, person in known.items()]
    for adult in found:
        adult.children = [pupil for key, pupil in pupils.items() if (adult.person.pk, key) in pairs]
    return found


def told_to(actor: Actor, started: TalkRound, adult: Adult) -> list[Told]:
    """As the adult would see it on the page."""
    reader = Actor(person_id=adult.person.pk, at=actor.at)
    return [_told(reader, started, child) for child in adult.children]


def _told(reader: Actor, started: TalkRound, child: Person) -> Told:
    rows = Talk.objects.filter(LIVE, round=started, child=child)
    talks = list(TALK_READ.among(reader, rows).select_related("mentor").order_by("starts_at", "pk"))
    return Told(child, talks, [] if talks else free_times(reader, started, child.pk))
