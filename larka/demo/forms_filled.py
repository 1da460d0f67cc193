"""A form about how pupils thrive, in use: offered by the municipality, copied by Björkskolan, started for 5A and filled in by some."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from larka.core.dates import STOCKHOLM
from larka.demo.past import Ids
from larka.demo.wellbeing_form import part, wellbeing_form
from larka.demo.world import Somebody, World
from larka.questionnaires.access import KIND
from larka.questionnaires.actions.filling import Answered, move_on, save_answers
from larka.questionnaires.actions.rounds import start_round
from larka.questionnaires.actions.templates import change_template, make_template, publish_template
from larka.questionnaires.models import Questionnaire, TemplateVersion
from larka.questionnaires.queries.templates import work_on
from larka.register.actor import Actor
from larka.register.choices import OrganisationKind
from larka.register.models import Group, Organisation, Person

_CLASS = "5A"
_PROUD = (
    "Jag kan räkna med bråk nu och har gjort en egen uppgift om pizza.",
    "Att jag läste en hel bok på engelska.",
    "Jag byggde en bro av papper som höll för tolv linjaler.",
    "Att jag vågar redovisa inför klassen.",
    "Min berättelse om vargen. Den blev sju sidor.",
)
_HOME = (
    "Läsläxan tar lång tid hemma. Hur kan vi göra den lättare?",
    "Hur det går i matematik, och hur det är på rasterna.",
    "Allt känns bra. Vi vill gärna höra hur arbetet i grupp fungerar.",
)


def enter_forms(world: World, ids: Ids) -> None:
    """Everything through the same actions as on the pages, each by the one who does it."""
    Forms(world, ids).enter()


class Forms:
    """One class's form, from the template to a published one."""

    def __init__(self, world: World, ids: Ids) -> None:
        self.world, self.ids = world, ids
        self.started = dt.datetime.combine(world.today - dt.timedelta(days=6), dt.time(9), STOCKHOLM)

    def enter(self) -> None:
        """Template, copy, start, answers, one published."""
        mine = self._copied(self._offered())
        group = Group.objects.get(pk=self.ids.groups[self.world.place(_CLASS).id])
        last_day = self.world.today + dt.timedelta(days=8)
        begun = start_round(by=self._by("mats", self.started), group=group, version=mine, last_day=last_day)
        for n, form in enumerate(Questionnaire.objects.filter(round=begun).order_by("child__sort_key", "pk")):
            self._fill(n, form)

    def _offered(self) -> TemplateVersion:
        """The municipality's own template."""
        adam = self._by("adam", self.started - dt.timedelta(days=40))
        huvudman = Organisation.objects.get(kind=OrganisationKind.HUVUDMAN)
        made = make_template(by=adam, unit=huvudman, kind=KIND, name="Trivsel och arbetsro, årskurs 4–6")
        work = work_on(made)
        assert work is not None  # noqa: S101 – just made
        step = change_template(by=adam, template=made, seen=work.step, shape=wellbeing_form())
        return publish_template(by=adam, template=made, seen=step.public_id)

    def _copied(self, offered: TemplateVersion) -> TemplateVersion:
        """Björkskolan's copy, and one that its rektor has only begun."""
        rolf = self._by("rolf", self.started - dt.timedelta(days=20))
        school = Organisation.objects.get(pk=self.ids.units[self.world.place(_CLASS).unit.id])
        made = make_template(by=rolf, unit=school, kind=KIND, name="Trivsel och arbetsro på Björkskolan", copy_of=offered)
        make_template(by=rolf, unit=school, kind=KIND, name="Trivsel på rasterna")
        work = work_on(made)
        assert work is not None  # noqa: S101 – just made
        return publish_template(by=rolf, template=made, seen=work.step)

    def _by(self, who: "str | Somebody", at: dt.datetime) -> Actor:
        somebody = self.world.named[who] if isinstance(who, str) else who
        person = Person.objects.get(pk=self.ids.people[somebody.id])
        return Actor(person_id=person.pk, at=at, name=person.display_name, public_id=person.public_id, level="strong", strong_at=at)

    def _fill(self, n: int, form: Questionnaire) -> None:
        """Elsa and her father have answered, her mother has not; Nils is done; of the others about half have begun."""
        child = next(child for child in self.world.place(_CLASS).children if self.ids.people[child.id] == form.child_id)
        named = {somebody: key for key, somebody in self.world.named.items()}
        key, at = named.get(child, ""), self.started + dt.timedelta(hours=5 + n)
        if key == "elsa":
            self._pupil(child, form, n, at)
            self._save("anders", form, {"home": _HOME[0], "way": part("På skolan")}, at)
        elif key == "nils":
            self._all_of_it(form, n, at)
        elif not key and n % 2:
            self._pupil(child, form, n, at)
            for adult, _relation in child.responsibles[: n % 3]:
                self._save(adult, form, {"home": _HOME[n % len(_HOME)]}, at)

    def _pupil(self, child: Somebody, form: Questionnaire, n: int, at: dt.datetime) -> None:
        learns = [part("Tillsammans med en kamrat"), part("När läraren visar och berättar")][: 1 + n % 2]
        answers = {
            "proud": _PROUD[n % len(_PROUD)],
            "thrives": 3 + n % 3,
            "learns": learns,
            "goals": ["Multiplikationstabellerna", "Stava rätt"][: 1 + n % 2],
        }
        self._save(child, form, answers, at)

    def _all_of_it(self, form: Questionnaire, n: int, at: dt.datetime) -> None:
        self._pupil(self.world.named["nils"], form, n, at)
        self._save("nora", form, {"home": _HOME[1], "way": part("På telefon")}, at)
        self._save(
            "mats",
            form,
            {
                "works": "Nils är noggrann och hjälper gärna andra. I svenska har han börjat läsa längre böcker.",
                "notes": "Fråga om läxhjälpen.",
            },
            at,
        )
        self._move(form, at)
        agreed = [
            {"who": "Nils", "what": "läser en kvart varje kväll", "by": ""},
            {"who": "Mats", "what": "väljer böcker tillsammans med Nils", "by": self._day(10)},
        ]
        self._save("mats", form, {"agreed": agreed, "follow": self._day(60)}, at)
        self._save("nora", form, {"read": True}, at)
        self._move(form, at + dt.timedelta(hours=2))

    def _day(self, later: int) -> str:
        return (self.world.today + dt.timedelta(days=later)).isoformat()

    def _save(self, who: "str | Somebody", form: Questionnaire, answers: dict[str, Any], at: dt.datetime) -> None:
        given: Iterable[Answered] = [Answered(part(key), value, 0) for key, value in answers.items()]
        save_answers(by=self._by(who, at), form=form, answers=given)

    def _move(self, form: Questionnaire, at: dt.datetime) -> None:
        form.refresh_from_db()
        move_on(by=self._by("mats", at), forms=[form], expected=form.stage, despite_missing=True)
