"""The units with their classes, departments and staff."""

import datetime as dt

from larka.core.dates import years_later
from larka.demo.families import cast_member, grown_up, mobile, street
from larka.demo.ids import source_id
from larka.demo.names import pick_background, plain_letters
from larka.demo.people import CAST
from larka.demo.world import Employee, Place, Somebody, Unit, World

UNITS = {
    "larkan": ("Lärkans förskola", ["FS"], "Skolenhet"),
    "bjork": ("Björkskolan", ["FKLASS", "GR", "FTH"], "Skolenhet"),
    "angs": ("Ängsgymnasiet", ["GY"], "Skolenhet"),
    "modersmal": ("Modersmålsenheten", ["GR"], "Skolenhet"),
    "kommun": ("Lärköpings kommun", [], "Huvudman"),
}
DEPARTMENTS = ("Humlan", "Myran", "Ekorren", "Ärlan")
AFTER_SCHOOL = ("Igelkotten", "Räven", "Ugglan")
PROGRAMMES = ("NA", "TE")
CAST_STAFF = {  # key: unit, role, sex, born in, years employed
    "tess": ("bjork", "Lärare", "Kvinna", 1988, 4),
    "mats": ("bjork", "Lärare", "Man", 1976, 12),
    "petra": ("bjork", "Lärare", "Kvinna", 1981, 7),
    "per": ("bjork", "Lärare", "Man", 1984, 3),
    "viktor": ("bjork", "Lärare", "Man", 1969, 9),
    "rolf": ("bjork", "Rektor", "Man", 1971, 6),
    "kim": ("bjork", "Kurator", "Kvinna", 1990, 2),
    "rita": ("larkan", "Rektor", "Kvinna", 1974, 8),
    "sussi": ("larkan", "Förskollärare", "Kvinna", 1979, 11),
    "gosta": ("angs", "Lärare", "Man", 1983, 5),
    "adam": ("kommun", "Skoladministratör", "Man", 1986, 3),
}
OTHER_STAFF = {
    "bjork": ("Skolsköterska", "Speciallärare/specialpedagog", "Skolpsykolog", "Skoladministratör", "Bibliotekarie", "Lärarassistent"),
    "larkan": ("Skoladministratör", "Speciallärare/specialpedagog"),
    "angs": ("Rektor", "Kurator", "Skolsköterska", "Skoladministratör", "Studie- och yrkesvägledare", "Bibliotekarie"),
    "modersmal": ("Rektor",),
}


def build_units(world: World) -> None:
    """Every organisation, and the staff who belong to no class."""
    for number, (key, (name, forms, kind)) in enumerate(UNITS.items()):
        world.units[key] = Unit(source_id(f"unit:{key}"), name, forms, f"{99_990_001 + number}", street(world), kind)
    for key in CAST_STAFF:
        employ_cast(world, key)
    for key, roles in OTHER_STAFF.items():
        for role in roles:
            employ(world, key, role)
    world.duty("viktor").until = max(world.year_start, world.today - dt.timedelta(days=39))
    world.named["per"].protection = "Skyddad folkbokföring"
    world.named["per"].working_name = "Personal 4821"


def employ_cast(world: World, key: str) -> Employee:
    """The duty of one of the named cast; Gösta and the others have a home like everybody."""
    unit, role, sex, born, years = CAST_STAFF[key]
    person = cast_member(world, key, born=dt.date(born, 4, 18), sex=sex)
    return _hire(world, person, unit, role, years)


def employ(world: World, unit: str, role: str, background: str = "") -> Employee:
    """Somebody new on the staff of a unit."""
    sex = world.rnd.choices(["Kvinna", "Man"], [72, 28])[0]
    age = world.rnd.randrange(26, 64)
    born = years_later(world.year_start, -age) - dt.timedelta(days=world.rnd.randrange(365))
    person = grown_up(world, background=background or pick_background(world.rnd), sex=sex, born=born)
    return _hire(world, person, unit, role, world.rnd.randrange(0, min(15, age - 24)))


def _hire(world: World, person: Somebody, unit: str, role: str, years: int) -> Employee:
    taken = {employee.person.school_mail for employee in world.staff}
    mail = f"{plain_letters(person.given)}.{plain_letters(person.family)}@larkoping.example"
    person.school_mail = mail if mail not in taken else mail.replace("@", f"{len(taken)}@")
    person.street, person.phone = street(world), mobile(world)
    employee = Employee(source_id(f"duty:{person.id}:{unit}"), person, world.units[unit], role, world.years_ago(years))
    world.staff.append(employee)
    return employee


def build_places(world: World) -> list[tuple[Place, int]]:
    """Every class and department, and the (place, year of birth) of every child that it has room for."""
    wanted = [*_preschool(world), *_school(world), *_gymnasium(world)]
    _after_school(world)
    return wanted


def _place(world: World, unit: str, name: str, *, form: str, kind: str, grade: int | None = None) -> Place:
    since = world.years_ago(3) if kind == "Avdelning" else world.year_start
    place = Place(source_id(f"group:{unit}:{name}:{since.year}"), name, world.units[unit], form, kind, since, grade)
    world.places.append(place)
    return place


def _preschool(world: World) -> list[tuple[Place, int]]:
    wanted = []
    for name, ages in zip(DEPARTMENTS, ((4, 5), (3, 4), (2, 3), (1, 2)), strict=True):
        place = _place(world, "larkan", f"Avdelning {name}", form="FS", kind="Avdelning")
        first = world.duty("sussi") if name == "Humlan" else employ(world, "larkan", "Förskollärare")
        others = [employ(world, "larkan", "Förskollärare"), employ(world, "larkan", "Barnskötare")]
        place.staff = [(first, "Förskollärare"), (others[0], "Förskollärare"), (others[1], "Barnskötare")]
        room = 15 if name == "Humlan" else 16
        wanted += [(place, world.year_start.year - ages[n % 2]) for n in range(room)]
    return wanted


def _school(world: World) -> list[tuple[Place, int]]:
    wanted = []
    for grade in range(10):
        for letter in "AB":
            form = "GR" if grade else "FKLASS"
            place = _place(world, "bjork", f"{grade or 'F'}{letter}", form=form, kind="Klass", grade=grade)
            named = {"5A": 3, "5B": 1, "3A": 1}.get(place.name, 0)
            wanted += [(place, world.year_start.year - 6 - grade)] * (19 - named)
    return wanted


def _gymnasium(world: World) -> list[tuple[Place, int]]:
    wanted = []
    for year in (1, 2, 3):
        for programme in PROGRAMMES:
            place = _place(world, "angs", f"{programme}{year}", form="GY", kind="Klass", grade=9 + year)
            named = {"NA3": 1, "TE1": 1}.get(place.name, 0)
            wanted += [(place, world.year_start.year - 15 - year)] * (26 - named)
    return wanted


def _after_school(world: World) -> None:
    for name in AFTER_SCHOOL:
        place = _place(world, "bjork", f"Fritids {name}", form="FTH", kind="Avdelning")
        place.staff = [(employ(world, "bjork", "Fritidspedagog"), "Fritidspedagog") for _ in range(2)]


def cast_person(world: World, key: str, *, born: int, sex: str, day: tuple[int, int] = (1, 15)) -> Somebody:
    """One of the cast who is not on the staff, born so many years before the school year."""
    person = cast_member(world, key, born=dt.date(world.year_start.year - born, *day), sex=sex)
    person.street, person.phone = street(world), mobile(world)
    person.email = f"{plain_letters(CAST[key].given_name)}.{plain_letters(CAST[key].family_name)}@hem.example"
    return person
