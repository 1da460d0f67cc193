"""What people decide and no register file holds: restrictions, substitutes, extra units, what pupils of age allow."""

import datetime as dt

from django.db.models import OuterRef, Subquery

from larka.access.models import Transfer
from larka.core.dates import STOCKHOLM, years_later
from larka.demo.past import Ids
from larka.demo.world import Somebody, World
from larka.register.choices import NumberKind, PlacementKind, Relation
from larka.register.models import AdultPupilConsent, IdentityNumber, Person, Placement, Responsible, Restriction, Substitute

HANDED_OVER = ["judgement"]
GUARDIAN_ENDED_DAYS = 75
SUBSTITUTE_DAYS = 14


def enter_decisions(world: World, ids: Ids) -> None:
    """Everything that the municipality has decided so far."""
    Person.objects.filter(pk=ids.people[world.named["per"].id]).update(working_name=world.named["per"].working_name)
    _guardians(world, ids)
    _others(world, ids)
    _restriction(world, ids)
    _substitute(world, ids)
    _of_age(world, ids)
    _extra_units(world, ids)
    _handed_over(world, ids)
    _changed_numbers(world, ids)


def _key(world: World, ids: Ids, name: str) -> int:
    return ids.people[world.named[name].id]


def _guardians(world: World, ids: Ids) -> None:
    """Guardians have been so since the birth; Frida was one for some years."""
    born = Person.objects.filter(pk=OuterRef("child_id")).values("birth_date")
    Responsible.objects.filter(relation=Relation.GUARDIAN).update(starts_on=Subquery(born))
    elsa, ended = world.named["elsa"], world.today - dt.timedelta(days=GUARDIAN_ENDED_DAYS)
    Responsible.objects.create(
        child_id=ids.people[elsa.id],
        person_id=_key(world, ids, "frida"),
        relation=Relation.GUARDIAN,
        in_effect=True,
        starts_on=years_later(elsa.born, 3),
        ends_on=ended,
    )


def _others(world: World, ids: Ids) -> None:
    """A decision for Bo's god man and for every second of the other adults; Annika and the rest wait (A9)."""
    waiting = Responsible.objects.exclude(relation=Relation.GUARDIAN).order_by("person__source_id")
    named = {_key(world, ids, "dag"), _key(world, ids, "annika")}
    chosen = [_key(world, ids, "dag"), *waiting.exclude(person_id__in=named).values_list("person_id", flat=True)[::2]]
    for number, person in enumerate(chosen):
        waiting.filter(person_id=person).update(
            in_effect=True,
            decision=f"Överförmyndarnämnden {world.year_start.year}-{118 + 7 * number}",
            decided_by_id=_key(world, ids, "adam"),
            ends_on=years_later(world.year_start, 2),
        )


def _restriction(world: World, ids: Ids) -> None:
    Restriction.objects.create(
        child_id=_key(world, ids, "nils"),
        person_id=_key(world, ids, "rut"),
        reference=f"Lärköpings tingsrätt, mål T 412-{world.years_ago(1).year % 100:02d}",
        registered_by_id=_key(world, ids, "adam"),
        starts_on=world.years_ago(1) + dt.timedelta(days=70),
    )


def _substitute(world: World, ids: Ids) -> None:
    """Vera stands in for the class and for what Tess teaches it, two weeks from the day that the demo is loaded (A16)."""
    begins = dt.datetime.combine(world.today, dt.time(0, 0), STOCKHOLM)
    mine = [t.group_id for t in world.teaching if t.place is world.place("5A") and t.teacher is world.duty("tess")]
    Substitute.objects.bulk_create(
        Substitute(
            person_id=_key(world, ids, "vera"),
            group_id=ids.groups[group],
            starts_at=begins,
            ends_at=begins + dt.timedelta(days=SUBSTITUTE_DAYS),
            decided_by_id=_key(world, ids, "rolf"),
        )
        for group in (world.place("5A").id, *mine)
    )


def _of_age(world: World, ids: Ids) -> None:
    """Pupils of 18 who let a parent go on reading: Agnes lets Göran in, and so do some of her schoolmates (A13)."""
    pupils = [
        child for place in world.places if place.form == "GY" for child in place.children if years_later(child.born, 18) <= world.today
    ]
    consents = [(child, child.responsibles[0][0]) for child in pupils if child.id.int % 3 == 0 and child is not world.named["agnes"]]
    consents.append((world.named["agnes"], world.named["goran"]))
    AdultPupilConsent.objects.bulk_create(
        AdultPupilConsent(child_id=ids.people[child.id], person_id=ids.people[adult.id], starts_on=years_later(child.born, 18))
        for child, adult in consents
    )


def _extra_units(world: World, ids: Ids) -> None:
    """Those who learn their mother tongue belong to that unit too (B4)."""
    unit = ids.units[world.units["modersmal"].id]
    lessons = [t for t in world.teaching if t.unit is world.units["modersmal"]]
    Placement.objects.bulk_create(
        Placement(
            child_id=ids.people[child.id],
            unit_id=unit,
            kind=PlacementKind.EXTRA,
            school_form="GR",
            grade=child.grade,
            reason="Modersmål",
            starts_on=max(world.year_start, child.since or world.year_start),
            ends_on=child.until,
        )
        for teaching in lessons
        for child in teaching.children
    )


def _handed_over(world: World, ids: Ids) -> None:
    """Last year's leavers: two in three have had their omdömen handed over to the upper secondary school (A5, H5)."""
    leavers = [child for place in world.places if place.grade == 10 for child in place.children if child.letter and child.id.int % 3]
    Transfer.objects.bulk_create(
        Transfer(
            child_id=ids.people[child.id],
            kinds=HANDED_OVER,
            from_unit_id=ids.units[world.units["bjork"].id],
            to_unit_id=ids.units[world.units["angs"].id],
            legal_basis="3 kap. 12 j § skollagen",
            decided_by_id=_key(world, ids, "rolf"),
            starts_on=world.year_start,
        )
        for child in leavers
    )


def _changed_numbers(world: World, ids: Ids) -> None:
    """Two children came with a temporary number and have got a personnummer since (B3)."""
    newcomers: list[Somebody] = [
        child
        for place in world.places
        if place.form == "GR"
        for child in place.children
        if child.background != "svensk" and len(child.number) == 12 and child.number.isdigit()
    ][:2]
    replaced = world.at - dt.timedelta(days=200)
    IdentityNumber.objects.bulk_create(
        IdentityNumber(
            person_id=ids.people[child.id],
            value=f"{child.born:%Y%m%d}TF{0 if child.sex == 'Kvinna' else 1}9",
            kind=NumberKind.TEMPORARY,
            recorded_at=replaced - dt.timedelta(days=300),
            replaced_at=replaced,
        )
        for child in newcomers
    )
