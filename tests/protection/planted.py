"""People whom nobody can mistake for anybody else: what the register knows of them is planted, and found again wherever it stands."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from larka.core.dates import STOCKHOLM
from larka.register.choices import Protection
from larka.register.models import ContactDetails, IdentityNumber, Person, Profile, Responsible, RoleGrant
from larka.talks.actions.booking import book_talk
from tests.cast import Cast, actor
from tests.plans.goals import goal_in
from tests.talks.rows import invited, offered, wish
from tests.web.pages import write_for

LONG_AGO = dt.timedelta(days=400)


@dataclass(frozen=True)
class Planted:
    """One person's facts: what sort of fact, and how it may stand in a text."""

    short: str
    facts: dict[str, tuple[str, ...]]

    def stands_in(self, text: str) -> set[str]:
        """The sorts of facts that stand in the text."""
        return {sort for sort, ways in self.facts.items() if any(way in text for way in ways)}


NAMES = {  # short name in the cast: given name, family name, serial of the number
    "omar": ("Zyrinth", "Qvaxholm", "1810"),  # protected child, marked in the register
    "nils": ("Xantippus", "Wrengsköld", "1811"),  # protected child, marked by decision during the year
    "anders": ("Quintus", "Zehlinder", "1812"),  # protected guardian of Elsa and Sam, who are not
    "per": ("Ymferd", "Jaxelquist", "1813"),  # protected teacher, working name Personal 4821
    "olga": ("Uxelina", "Vrombacke", "1814"),  # Omar's guardian
    "bo": ("Fnyttilus", "Qvarzén", "1815"),  # Omar's brother in 5B, not protected
}


def plant(cast: Cast, names: dict[str, tuple[str, str, str]] = NAMES) -> dict[str, Planted]:
    """Everybody in the table gets a name, a number, an address, a phone, an e-mail address and a presentation found nowhere else."""
    return {short: _plant(cast, short, *named) for short, named in names.items()}


def _plant(cast: Cast, short: str, given: str, family: str, serial: str) -> Planted:
    person: Person = getattr(cast, short)
    assert person.birth_date is not None
    born = person.birth_date.strftime("%Y%m%d")
    low = given.lower()
    Person.objects.filter(pk=person.pk).update(given_name=given, family_name=family, sort_key=f"{family}!{given}".lower())
    ContactDetails.objects.filter(person=person).update(
        emails=[{"value": f"{low}@planted.example"}],
        phones=[{"value": f"0799-{serial}77", "mobile": True}],
        addresses=[{"streetAddress": f"{family}gränden 7", "postalCode": "999 13", "locality": f"{given}by"}],
    )
    Profile.objects.create(
        person=person, presentation=f"{given} presenterar sig", shown_emails=[f"{low}@planted.example"], shown_phones=[f"0799-{serial}77"]
    )
    IdentityNumber.objects.create(person=person, value=f"{born}{serial}", kind="personnummer", recorded_at=cast.at)
    for name in ("given_name", "family_name", "sort_key"):
        person.refresh_from_db(fields=[name])
    facts = {
        "name": (given, family, low, family.lower()),
        "number": (f"{born}{serial}", f"{born}-{serial}", f"{born[2:]}-{serial}"),
        "contact": (f"0799-{serial}77", f"{low}@planted", f"{family}gränden"),
        "presentation": (f"{given} presenterar sig",),
        "id": (str(person.public_id),),
    }
    return Planted(short, facts)


def make_school(cast: Cast) -> dict[str, Planted]:
    """The planted people with their relations: a brother, former guardians, offices, texts about the children, emergency and drafts."""
    planted = plant(cast)
    today = stockholm(cast)
    Responsible.objects.create(child=cast.bo, person=cast.olga, relation="guardian", in_effect=True, starts_on=today - LONG_AGO)
    for child in (cast.omar, cast.nils):
        Responsible.objects.create(
            child=child, person=cast.frida, relation="guardian", in_effect=True, starts_on=today - LONG_AGO, ends_on=today - dt.timedelta(9)
        )
    Person.objects.filter(pk__in=[cast.nils.pk, cast.anders.pk]).update(protection=Protection.MARKED)
    for office, who in (("data_protection_officer", cast.stina), ("registrar", cast.berit)):
        RoleGrant.objects.create(
            person=who, role=office, unit=cast.municipality, starts_on=today - LONG_AGO, ends_on=today + LONG_AGO, decision="KS 2"
        )
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.omar, cast.nils])
    for child in (cast.elsa, cast.omar, cast.nils):
        goal_in(cast, "done", child, subject=cast.maths)
    book_some(cast, today)
    return planted


def book_some(cast: Cast, today: dt.date) -> None:
    """5A's talks: protected Omar's is shared, and protected Anders has one of his own with Elsa's mentor."""
    started = offered(cast, day=today + dt.timedelta(days=9))
    slots = list(started.slots.order_by("starts_at"))
    book_talk(by=actor(cast.olga, cast.at), invitation=invited(started, cast.omar), wish=wish(slots[0]))
    book_talk(by=actor(cast.anders, cast.at), invitation=invited(started, cast.elsa), wish=wish(slots[1], shared=False))


def stockholm(cast: Cast) -> dt.date:
    """The day of the cast."""
    return cast.at.astimezone(STOCKHOLM).date()


def facts_in(planted: dict[str, Planted], text: str) -> set[tuple[str, str]]:
    """(short name, sort of fact) for whatever of the planted stands in the text."""
    return {(one.short, sort) for one in planted.values() for sort in one.stands_in(text)}


def table(found: Iterable[tuple[str, str, str]]) -> dict[str, dict[str, set[str]]]:
    """short name → sort of fact → where it stands."""
    rows: dict[str, dict[str, set[str]]] = {}
    for short, sort, where in found:
        rows.setdefault(short, {}).setdefault(sort, set()).add(where)
    return rows
