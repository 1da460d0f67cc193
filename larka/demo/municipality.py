"""Lärköpings kommun, thought out from beginning to end. The same day always gives the same municipality."""

import datetime as dt
from itertools import cycle

from larka.demo.families import Families
from larka.demo.named import place_the_cast
from larka.demo.places import build_places, build_units
from larka.demo.teaching import build_teaching
from larka.demo.world import FIRST_GY_GRADE, Place, Somebody, World

PUPILS_FROM_OWN_SCHOOL = 38
MOVED_AWAY, MOVED_HERE, PROTECTED = 3, 5, 3


def think_out(at: dt.datetime) -> World:
    """The municipality as of a moment."""
    world = World(at)
    build_units(world)
    wanted = build_places(world)
    place_the_cast(world)
    employees = [employee.person for employee in world.staff if employee.person not in world.named.values()]
    Families(world, employees).fill(wanted)
    for place in world.places:
        place.children.sort(key=lambda child: (child.family, child.given, child.id))
    _since_when(world)
    _care_after_school(world)
    build_teaching(world)
    _protect_and_move(world)
    return world


def _since_when(world: World) -> None:
    """When each child came to its unit, and which class of Björkskolan it was in before."""
    for place in world.places:
        letters = cycle("AB")
        for n, child in enumerate(place.children):
            child.grade = place.grade
            if place.grade is None:
                child.since = max(world.years_ago(3), child.born + dt.timedelta(days=400))
                child.since = min(child.since, world.year_start)
            elif place.grade >= FIRST_GY_GRADE:
                child.since = world.years_ago(place.grade - FIRST_GY_GRADE)
                child.letter = next(letters) if n < PUPILS_FROM_OWN_SCHOOL // 2 else ""
            else:
                child.letter = place.name[-1]
                late = world.rnd.random() < 0.14
                child.since = world.years_ago(world.rnd.randrange(place.grade + 1) if late else place.grade)
                child.came_from_preschool = not late and world.rnd.random() < 0.34


def _care_after_school(world: World) -> None:
    departments = cycle([place for place in world.places if place.form == "FTH"])
    for place in [place for place in world.places if place.grade is not None and place.grade <= 3]:
        for child in place.children:
            if world.rnd.random() < 0.7:
                next(departments).children.append(child)


def _protect_and_move(world: World) -> None:
    """Some protected identities, some who left this term and some who came."""
    classes = [place for place in world.places if place.form in ("GR", "GY", "FS") and place.name not in ("5A", "5B", "3A")]
    chosen = world.rnd.sample(classes, PROTECTED + MOVED_AWAY + MOVED_HERE)
    for place in chosen[:PROTECTED]:
        _ordinary(world, place).protection = "Sekretessmarkering"
    away = world.today - dt.timedelta(days=24)
    for place in chosen[PROTECTED : PROTECTED + MOVED_AWAY]:
        if away > world.year_start:
            _ordinary(world, place).until = away
    for place in chosen[PROTECTED + MOVED_AWAY :]:
        newcomer = _ordinary(world, place)
        newcomer.since, newcomer.letter = (
            max(world.year_start, world.today - dt.timedelta(days=45)),
            newcomer.letter if place.form == "GR" else "",
        )
        newcomer.came_from_preschool = False


def _ordinary(world: World, place: Place) -> Somebody:
    return world.rnd.choice([child for child in place.children if child not in world.named.values()])
