"""The named cast's families, put where they belong."""

from larka.demo.families import GUARDIAN, OTHER
from larka.demo.places import cast_person
from larka.demo.world import Somebody, World

CHILDREN = {  # key: place, sex, years between birth and the school year
    "elsa": ("5A", "Kvinna", 11),
    "omar": ("5A", "Man", 11),
    "nils": ("5A", "Man", 11),
    "bo": ("5B", "Man", 11),
    "ellen": ("3A", "Kvinna", 9),
    "sam": ("Avdelning Humlan", "Man", 4),
    "agnes": ("NA3", "Kvinna", 18),
    "ture": ("TE1", "Man", 16),
}
ADULTS = {  # key: sex, age, (child, relation) …
    "anna": ("Kvinna", 39, "elsa sam"),
    "anders": ("Man", 42, "elsa sam"),
    "frida": ("Kvinna", 45, ""),
    "annika": ("Kvinna", 51, "elsa"),
    "olga": ("Kvinna", 37, "omar"),
    "nora": ("Kvinna", 41, "nils"),
    "rut": ("Kvinna", 40, "nils"),
    "berit": ("Kvinna", 44, "bo"),
    "dag": ("Man", 58, "bo"),
    "gun": ("Kvinna", 49, "agnes"),
    "goran": ("Man", 52, "agnes"),
    "stina": ("Kvinna", 43, "ture"),
    "vera": ("Kvinna", 24, ""),
}
NOT_GUARDIANS = {"annika": OTHER, "dag": "God man"}


def place_the_cast(world: World) -> None:
    """The cast's children in their classes, with their adults. Gösta of the staff is Ellen's father."""
    for key, (place, sex, age) in CHILDREN.items():
        world.place(place).children.append(cast_person(world, key, born=age, sex=sex))
    for key, (sex, age, children) in ADULTS.items():
        adult = cast_person(world, key, born=age, sex=sex, day=(6, 2))
        for child in children.split():
            world.named[child].responsibles.append((adult, NOT_GUARDIANS.get(key, GUARDIAN)))
    world.named["ellen"].responsibles.append((world.named["gosta"], GUARDIAN))
    world.named["omar"].protection = "Sekretessmarkering"
    _live_together(world, "elsa", "sam", "anna")
    for child, guardian in (("omar", "olga"), ("nils", "nora"), ("bo", "berit"), ("ellen", "gosta"), ("agnes", "gun"), ("ture", "stina")):
        _live_together(world, child, guardian)
    world.named["goran"].street = world.named["gun"].street


def _live_together(world: World, *keys: str) -> None:
    people: list[Somebody] = [world.named[key] for key in keys]
    for person in people:
        person.street = people[-1].street
