"""Children with their guardians: siblings in different units, two homes, guardians who work in a school, numbers of all kinds."""

import datetime as dt
from dataclasses import dataclass, field

from larka.core.dates import years_later
from larka.demo.ids import person_id, source_id
from larka.demo.names import BACKGROUNDS, pick_background, plain_letters
from larka.demo.numbers import free_number
from larka.demo.people import CAST
from larka.demo.world import Place, Somebody, World

STREETS = (
    "Almvägen",
    "Bokgränd",
    "Domherrestigen",
    "Fabriksgatan",
    "Gråsparvsgatan",
    "Hamngatan",
    "Humlevägen",
    "Järnvägsgatan",
    "Klockarvägen",
    "Kungsgatan",
    "Lingonstigen",
    "Mejerigatan",
    "Norra Ågatan",
    "Parkgatan",
    "Prästgårdsvägen",
    "Rådhusgatan",
    "Rönnvägen",
    "Sädesärlegatan",
    "Smedjegatan",
    "Solrosvägen",
    "Staregatan",
    "Södra Torggatan",
    "Tornsvalegatan",
    "Trädgårdsgatan",
    "Vallmovägen",
    "Västra Brogatan",
    "Ängsvägen",
    "Östra Kajen",
)
GUARDIAN, OTHER = "Vårdnadshavare", "Annan ansvarig"
MAX_CHILDREN = 4
YOUNGEST_PARENT, OLDEST_PARENT = 19, 47


@dataclass(eq=False)
class Family:
    """Guardians that may get one more child."""

    name: str
    background: str
    guardians: list[Somebody]
    others: list[Somebody]
    streets: list[str]
    children: list[Somebody] = field(default_factory=list)


def street(world: World) -> str:
    """An address in town."""
    return f"{world.rnd.choice(STREETS)} {world.rnd.randrange(1, 68)}"


def mobile(world: World) -> str:
    """One of the numbers that are kept free for invented people."""
    return f"070-17406{world.rnd.randrange(5, 100):02d}"


def somebody(
    world: World, *, born: dt.date, sex: str, given: str, family: str, background: str = "svensk", kind: str = "personnummer"
) -> Somebody:
    """Enter a new person."""
    number = free_number(world.rnd, world.numbers, born, female=sex == "Kvinna", kind=kind)
    person = Somebody(source_id(f"person:{len(world.people)}"), given, family, born, sex, number, background)
    world.people.append(person)
    return person


def cast_member(world: World, key: str, *, born: dt.date, sex: str) -> Somebody:
    """Enter one of the named cast."""
    person = somebody(world, born=born, sex=sex, given=CAST[key].given_name, family=CAST[key].family_name)
    person.id = person_id(key)
    world.named[key] = person
    return person


def grown_up(world: World, *, background: str, sex: str, born: dt.date, family: str = "") -> Somebody:
    """An adult with names of the background."""
    names = BACKGROUNDS[background]
    given = world.rnd.choice(names.women if sex == "Kvinna" else names.men)
    kind = "samordningsnummer" if background != "svensk" and world.rnd.random() < 0.06 else "personnummer"
    return somebody(
        world, born=born, sex=sex, given=given, family=family or world.rnd.choice(names.family), background=background, kind=kind
    )


def at_home(world: World, adult: Somebody, where: str) -> Somebody:
    """Give an adult a home, an e-mail address and a telephone."""
    adult.street, adult.phone = where, mobile(world)
    if world.rnd.random() < 0.95:
        adult.email = f"{plain_letters(adult.given)}.{plain_letters(adult.family)}{world.rnd.randrange(10, 99)}@hem.example"
    return adult


class Families:
    """Fills the places of the municipality with children, family by family."""

    def __init__(self, world: World, employees: list[Somebody]) -> None:
        self.world, self.rnd = world, world.rnd
        self.open: list[Family] = []
        self.employees = employees

    def fill(self, wanted: list[tuple[Place, int]]) -> None:
        """Put a child born in the year into each place; the order is shuffled, so that siblings end up in different units."""
        order = list(wanted)
        self.rnd.shuffle(order)
        for place, year in order:
            place.children.append(self._child(dt.date(year, 1, 1) + dt.timedelta(days=self.rnd.randrange(365))))

    def _child(self, born: dt.date) -> Somebody:
        family = self._family_for(born)
        sex = self.rnd.choice(["Kvinna", "Man"])
        names = BACKGROUNDS[family.background]
        taken = {child.given for child in family.children}
        given = self.rnd.choice([n for n in (names.girls if sex == "Kvinna" else names.boys) if n not in taken])
        kind = "personnummer"
        if family.background != "svensk" and self.rnd.random() < 0.08:
            kind = self.rnd.choice(["samordningsnummer", "temporary"])
        child = somebody(self.world, born=born, sex=sex, given=given, family=family.name, background=family.background, kind=kind)
        child.responsibles = [(adult, GUARDIAN) for adult in family.guardians] + [(adult, OTHER) for adult in family.others]
        child.street = family.streets[0]
        family.children.append(child)
        if len(family.children) == MAX_CHILDREN or self.rnd.random() < 0.35:
            self.open.remove(family)
        return child

    def _family_for(self, born: dt.date) -> Family:
        fitting = [family for family in self.open if _may_have(family, born)]
        if fitting and self.rnd.random() < 0.62:
            return self.rnd.choice(fitting)
        family = self._new_family(born)
        self.open.append(family)
        return family

    def _new_family(self, born: dt.date) -> Family:
        background = pick_background(self.rnd)
        together, alone = self.rnd.random() < 0.74, self.rnd.random() < 0.08
        first = street(self.world)
        homes = [first] if together or alone else [first, street(self.world)]
        sexes = ["Kvinna"] if alone else self.rnd.choices([["Kvinna", "Man"], ["Kvinna", "Kvinna"], ["Man", "Man"]], [95, 4, 1])[0]
        names = BACKGROUNDS[background].family
        name = self.rnd.choice(names)
        guardians = [self._guardian(background, sex, born, name if together else self.rnd.choice(names)) for sex in sexes]
        if (employee := self._employee(born)) and self.rnd.random() < 0.06:
            self.employees.remove(employee)
            guardians[0], name = employee, employee.family
        for adult, home in zip(guardians, homes * 2, strict=False):
            at_home(self.world, adult, home)
        if not together and self.rnd.random() < 0.04:
            guardians[-1].number = ""  # lives abroad and has no Swedish number
        return Family(name if together else guardians[0].family, background, guardians, self._others(background), homes)

    def _guardian(self, background: str, sex: str, born: dt.date, name: str) -> Somebody:
        age = self.rnd.triangular(YOUNGEST_PARENT + 1, OLDEST_PARENT - 4, 31)
        return grown_up(self.world, background=background, sex=sex, born=born - dt.timedelta(days=int(age * 365.25)), family=name)

    def _employee(self, born: dt.date) -> Somebody | None:
        return next((adult for adult in self.employees if YOUNGEST_PARENT <= (born - adult.born).days / 365.25 <= OLDEST_PARENT), None)

    def _others(self, background: str) -> list[Somebody]:
        if self.rnd.random() >= 0.012:
            return []
        born = years_later(self.world.today, -self.rnd.randrange(32, 62))
        return [
            at_home(
                self.world,
                grown_up(self.world, background=background, sex=self.rnd.choice(["Kvinna", "Man"]), born=born),
                street(self.world),
            )
        ]


def _may_have(family: Family, born: dt.date) -> bool:
    apart = all(abs((child.born - born).days) > 400 for child in family.children)
    return apart and all(YOUNGEST_PARENT <= (born - adult.born).days / 365.25 <= OLDEST_PARENT for adult in family.guardians)
