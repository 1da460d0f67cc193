"""Goals: for the named cast one in every state with its time line, one that goes on from last year, and some for all of 5A."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from larka.core.dates import STOCKHOLM
from larka.demo.ids import source_id
from larka.demo.past import Ids
from larka.demo.world import Place, Somebody, World
from larka.plans.models import Goal, GoalMove, GoalWording, WritingStart
from larka.plans.models.goals import ACCEPTED, OVER, State
from larka.register.models import SchoolYear


@dataclass(frozen=True)
class Spec:
    """One goal. by: who proposes it, a key of the cast or "self", so many days ``ago``; ``ahead``: days until the follow-up."""

    state: str
    subject: str
    text: str
    how: str = ""
    by: str = "self"
    ago: int = 30
    ahead: int | None = None
    said: str = ""


SPECS: dict[str, tuple[Spec, ...]] = {
    "elsa": (
        Spec("ongoing", "GR-MAT", "Jag kan hela multiplikationstabellen utantill.", "Jag övar tio minuter varje dag.", ago=40, ahead=12),
        Spec("done", "GR-SVE", "Jag har läst tre böcker som jag själv har valt.", "En kvart varje kväll, boksamtal på fredagar.", ago=55,
             ahead=5, said="Nu är den tredje slut!"),
        Spec("proposed", "", "Jag vågar räcka upp handen även när jag är osäker.", "Jag börjar i den lilla gruppen.", "anna", ago=3),
        Spec("fulfilled", "GR-ENG", "Jag berättar om min familj på engelska i två minuter.", by="mats", ago=70, said="Du pratade i tre!"),
    ),
    "nils": (
        Spec("new", "GR-SVE", "Jag skriver en egen berättelse med början, mitt och slut.", "Jag planerar med en tankekarta först.", "mats",
             ago=9, ahead=30),
        Spec("ongoing", "GR-MUS", "Jag kan spela tre ackord på ukulele.", "Jag lånar hem en ukulele.", ago=35, ahead=-2),
        Spec("declined", "GR-MAT", "Jag ska aldrig ha läxa.", ago=20,
             said="Det är inget mål att nå. Vi pratar om hur läxan kan bli lagom."),
    ),
    "omar": (
        Spec("done", "GR-MAT", "Jag rimlighetsprövar mina svar innan jag lämnar in.", "Jag skriver en uppskattning först.", ahead=7,
             said="Det har jag gjort i tre veckor."),
        Spec("new", "", "Jag frågar om hjälp när jag har kört fast.", "Jag har ett kort på bänken.", "mats", ago=6, ahead=40),
    ),
    "bo": (Spec("ongoing", "GR-MAT", "Jag kan räkna med bråk som har olika nämnare.", by="petra", ago=25, ahead=14),),
    "ellen": (Spec("ongoing", "GR-SVE", "Jag läser en sida högt utan att staka mig.", "Pappa lyssnar varje kväll.", "gosta", ago=9),),
    "agnes": (
        Spec("ongoing", "GY-MAT", "Jag löser andragradsekvationer utan formelblad.", "Fem uppgifter i veckan.", ago=28, ahead=10),
        Spec("fulfilled", "GY-MAT", "Jag lämnar in varje uppgift i tid under höstterminen.", by="gosta", ago=60),
    ),
}  # fmt: skip
_LAST_YEAR = Spec("ongoing", "GR-MAT", "Jag kan klockan, också den med visare.", "Vi tittar på klockan tillsammans.", "mats", ago=260)
_CLASS = (
    Spec("ongoing", "GR-MAT", "Jag kan omvandla mellan meter, decimeter och centimeter.", ahead=15),
    Spec("done", "GR-SVE", "Jag använder stor bokstav och punkt i allt jag skriver.", ago=38, ahead=15, said="Klart!"),
    Spec("proposed", "GR-MAT", "Jag räknar huvudräkning upp till hundra.", ago=4),
    Spec("new", "GR-ENG", "Jag kan hundra nya glosor.", ago=14, ahead=25),
    Spec("fulfilled", "GR-SVE", "Jag läser högt för klassen.", ago=44),
)
_WAY = ("proposed", "new", "ongoing", "done", "fulfilled")


@dataclass
class Goals:
    """Rows as they are thought out; entered all at once."""

    world: World
    ids: Ids
    goals: list[Goal] = field(default_factory=list)
    wordings: list[GoalWording] = field(default_factory=list)
    moves: list[GoalMove] = field(default_factory=list)

    def enter(self) -> None:
        """The named ones, the rest of 5A, and what goes on from last year."""
        this_year = SchoolYear.objects.get(starts_on=self.world.year_start)
        for key, specs in SPECS.items():
            for spec in specs:
                self._add(self.world.named[key], this_year, spec)
        for child, spec in self._classmates():
            self._add(child, this_year, spec)
        Goal.objects.bulk_create(self.goals)
        WritingStart.objects.create(
            unit_id=self.ids.units[self.world.place("5A").unit.id], grade=4, decided_by_id=self._person("rolf"), decided_at=self._at(80)
        )
        GoalWording.objects.bulk_create(self.wordings)
        GoalMove.objects.bulk_create(self.moves)
        self._from_last_year(this_year)

    def _classmates(self) -> Iterator[tuple[Somebody, Spec]]:
        named = set(self.world.named.values())
        others = [child for child in self.world.place("5A").children if child not in named and child.until is None]
        for n, child in enumerate(others):
            yield child, _CLASS[n % len(_CLASS)]
            if n % 3 == 0:
                yield child, _CLASS[(n + 2) % len(_CLASS)]

    def _add(self, child: Somebody, year: SchoolYear, spec: Spec) -> Goal:
        """One goal with its wording and its way; each step by whom it belongs to, some days after the one before."""
        place, began = self._place(child), self._at(spec.ago)
        mentor = self._mentor(place)
        proposer, role = self._proposer(child, spec.by)
        accepted = spec.state in ACCEPTED
        words = self._words(spec)
        steps = [*_WAY[: _WAY.index(spec.state) + 1]] if spec.state in _WAY else ["proposed", spec.state]
        way = self._way((self.ids.people[child.id], mentor), (proposer, role), steps, began)
        way[-1]["comment"] = spec.said
        goal = Goal(
            child_id=self.ids.people[child.id], unit_id=self.ids.units[place.unit.id], school_form=place.form, school_year=year,
            grade=place.grade if place.form == "GR" else None, state=spec.state, proposed_by_id=proposer, proposed_role=role,
            accepted_by_id=mentor if accepted else None, published_at=way[1]["moved_at"] if accepted else None,
            locked_at=way[-1]["moved_at"] if spec.state in OVER else None, written_by_id=proposer, written_at=began,
            by_word=place.form == "GR" and (place.grade or 9) < 4, version=len(way), **words,
        )  # fmt: skip
        self.goals.append(goal)
        self.wordings.append(GoalWording(goal=goal, number=1, written_by_id=proposer, role=role, written_at=began, **words))
        self.moves += [GoalMove(goal=goal, number=n, **step) for n, step in enumerate(way, start=1)]
        return goal

    def _words(self, spec: Spec) -> dict[str, Any]:
        subject = self.ids.syllabuses[source_id(f"syllabus:{spec.subject}")] if spec.subject else None
        follow_up = self.world.today + dt.timedelta(days=spec.ahead) if spec.ahead is not None else None
        return {"text": spec.text, "how": spec.how, "syllabus_id": subject, "follow_up_on": follow_up}

    def _way(self, people: tuple[int, int], first: tuple[int, str], steps: list[str], began: dt.datetime) -> list[dict[str, Any]]:
        """Every step: the child says "klart", all other answers are the mentor's."""
        (child, mentor), before, at = people, "", began
        way = list[dict[str, Any]]()
        for step in steps:
            who, role = first if not before else (child, "self") if step == State.DONE else (mentor, "mentor")
            way.append({"from_state": before, "to_state": step, "moved_by_id": who, "role": role, "moved_at": at})
            before, at = step, min(at + dt.timedelta(days=6, hours=len(step) % 3), self.world.at - dt.timedelta(minutes=40))
        return way

    def _from_last_year(self, this_year: SchoolYear) -> None:
        """Elsa's goal of last year goes on in this one: the old one stays as it was."""
        last_year = SchoolYear.objects.get(starts_on=self.world.years_ago(1))
        others = Goals(self.world, self.ids)
        old = others._add(self.world.named["elsa"], last_year, _LAST_YEAR)
        old.grade, began = 4, self._at(90)
        Goal.objects.bulk_create([old])
        GoalWording.objects.bulk_create(others.wordings)
        GoalMove.objects.bulk_create(others.moves)
        new = Goal.objects.create(
            child_id=old.child_id, unit_id=old.unit_id, school_form=old.school_form, school_year=this_year, grade=5, state=old.state,
            proposed_by_id=old.proposed_by_id, proposed_role=old.proposed_role, accepted_by_id=old.accepted_by_id, published_at=began,
            written_by_id=old.proposed_by_id, written_at=began, carried_from=old, text=old.text, how=old.how, syllabus_id=old.syllabus_id,
        )  # fmt: skip
        GoalWording.objects.create(
            goal=new, number=1, written_by_id=old.proposed_by_id, role="mentor", written_at=began, text=old.text, how=old.how,
            syllabus_id=old.syllabus_id,
        )  # fmt: skip
        GoalMove.objects.create(
            goal=new, number=1, from_state="", to_state=old.state, moved_by_id=old.proposed_by_id, role="mentor", moved_at=began
        )

    def _place(self, child: Somebody) -> Place:
        return next(place for place in self.world.places if child in place.children and place.form in ("GR", "GY"))

    def _mentor(self, place: Place) -> int:
        return self.ids.people[next(employee.person.id for employee, kind in place.staff if kind == "Mentor")]

    def _proposer(self, child: Somebody, by: str) -> tuple[int, str]:
        if by == "self":
            return self.ids.people[child.id], "self"
        somebody = self.world.named[by]
        is_adult = any(adult is somebody for adult, _relation in child.responsibles)
        return self.ids.people[somebody.id], "guardian" if is_adult else "mentor"

    def _person(self, key: str) -> int:
        return self.ids.people[self.world.named[key].id]

    def _at(self, ago: int) -> dt.datetime:
        return dt.datetime.combine(self.world.today - dt.timedelta(days=ago), dt.time(10, 20), STOCKHOLM)


def enter_goals(world: World, ids: Ids) -> None:
    """Everything at once; the database asks at the end of the transaction whether each state has its move."""
    Goals(world, ids).enter()
