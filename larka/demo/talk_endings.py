"""A preparation under way in 5A, and two talks about Elsa, one with each home, with what was agreed."""

import datetime as dt

from larka.core.dates import STOCKHOLM
from larka.demo.past import Ids
from larka.demo.world import World
from larka.questionnaires.actions.filling import Answered, save_answers
from larka.questionnaires.actions.templates import make_template, publish_template
from larka.questionnaires.models import TemplateVersion
from larka.questionnaires.queries.templates import work_on
from larka.register.actor import Actor
from larka.register.models import Group, GroupMembership, Organisation, Person
from larka.talks.actions.holding import note_talk
from larka.talks.actions.minutes import Promise, agree, publish_minutes, write_minutes
from larka.talks.actions.preparing import start_preparations
from larka.talks.examples.parts import stable
from larka.talks.models import Preparation, TalkRound

_CLASS = "5A"
_PUPIL = {"mel-bra": "Jag kan räkna med bråk nu.", "mel-mal": "Jag vill våga läsa högt."}
_HOME = {"mel-hem-2": "Läxan i engelska tar lång tid hos mig."}
_TEXT = "Elsa visade sin bok om bråk. Läxorna tar lång tid i slutet av veckan."


def enter_talk_endings(world: World, ids: Ids) -> None:
    """Everything through the same actions as on the pages, each by the one who does it."""
    Endings(world, ids).enter()


class Endings:
    """What is prepared, and what was agreed."""

    def __init__(self, world: World, ids: Ids) -> None:
        self.world, self.ids = world, ids
        self.at = dt.datetime.combine(world.today - dt.timedelta(days=2), dt.time(10), STOCKHOLM)
        self.group = Group.objects.select_related("unit").get(pk=ids.groups[world.place(_CLASS).id])

    def enter(self) -> None:
        """Elsa and her father have prepared; each home has had a talk, and Anna has agreed."""
        started = TalkRound.objects.get(group=self.group)
        mats = self._by("mats")
        start_preparations(by=mats, started=started, version=self._template(), shared_at=self.at + dt.timedelta(days=9))
        of = Preparation.objects.get(talk_round=started, child=self._person("elsa"))
        for who, answers in (("elsa", _PUPIL), ("anders", _HOME)):
            save_answers(by=self._by(who), form=of, answers=[Answered(stable(key), text, 0) for key, text in answers.items()])
        self._talk("anna", self.world.today)
        self._talk("anders", self.world.today + dt.timedelta(days=20))

    def _template(self) -> TemplateVersion:
        """Björkskolan's, as Lärka ships it."""
        rolf, school = self._by("rolf"), Organisation.objects.get(pk=self.group.unit_id)
        made = make_template(by=rolf, unit=school, kind="preparation", name="Samtalsunderlag årskurs 4–9", example="samtal-4-9")
        work = work_on(made)
        assert work is not None  # noqa: S101 – just made
        return publish_template(by=rolf, template=made, seen=work.step)

    def _talk(self, adult: str, follow_up: dt.date) -> None:
        mats, elsa = self._by("mats"), self._person("elsa")
        membership = GroupMembership.objects.select_related("group__unit", "child").get(group=self.group, child=elsa, ends_on__isnull=True)
        day = self.world.today - dt.timedelta(days=12)
        talk = note_talk(by=mats, membership=membership, day=day, took_part=[elsa, self._person(adult)], alone=True)
        promises = [
            Promise("pupil", "läser en kvart varje kväll", follow_up),
            Promise("home", "ser till att läxan är gjord före torsdag", follow_up),
            Promise("school", "ger läxan redan på måndagar"),
        ]
        minutes = write_minutes(by=mats, talk=talk, text=_TEXT, promises=promises, version=0)
        publish_minutes(by=mats, minutes=minutes, version=minutes.version, number=0)
        if adult == "anna":
            agree(by=self._by(adult), minutes=minutes, number=1)

    def _person(self, who: str) -> Person:
        return Person.objects.get(pk=self.ids.people[self.world.named[who].id])

    def _by(self, who: str) -> Actor:
        person = self._person(who)
        return Actor(
            person_id=person.pk, at=self.at, name=person.display_name, public_id=person.public_id, level="strong", strong_at=self.at
        )
