"""The named cast, small: Björkskolan's 5A and 5B, a preschool department and two classes at an upper secondary school.

A former guardian (Frida), a former teacher (Viktor), a teacher of the parallel class (Petra), a stranger (Stina), a protected
child (Omar), a restricted guardian (Rut) and a pupil of 18 (Agnes) are always there, so that a leak has someone to leak to.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test import Client

from larka.access.holders import holders
from larka.access.policy import Policy
from larka.accounts.assurance import SECOND_FACTOR, note_step
from larka.accounts.models import User
from larka.core.dates import STOCKHOLM, stockholm_day
from larka.register.actor import Actor, Level
from larka.register.models import Group, GroupMembership, Organisation, Person, SchoolYear, Syllabus, Term
from larka.register.queries import ROLES_SQL
from tests.cast_rows import Maker

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=STOCKHOLM)


@dataclass
class Cast:
    """Everybody, and where they are. What each person is stands beside the name."""

    # 5A at Björkskolan, and their adults
    elsa: Person  # pupil; her guardians Anna and Anders live apart
    omar: Person  # pupil with protected identity; guardian Olga
    nils: Person  # pupil; guardians Nora, and Rut who is restricted
    anna: Person
    anders: Person
    frida: Person  # was Elsa's guardian until September
    annika: Person  # other responsible adult for Elsa, waiting for a decision
    olga: Person
    nora: Person
    rut: Person
    # 5B
    bo: Person  # pupil; guardian Berit, god man Dag by decision
    berit: Person
    dag: Person
    # the preschool
    sam: Person  # Elsa's brother, department Humlan; guardians Anna and Anders
    # the upper secondary school
    agnes: Person  # 18 years old, in NA3
    gun: Person  # her mother, out since the birthday
    goran: Person  # her father, let in by her
    ture: Person  # 16 years old, in TE1
    stina: Person  # Ture's guardian: a stranger to everyone else
    # staff
    tess: Person  # teaches maths to 5A
    mats: Person  # mentor of 5A, teaches Swedish to 5A
    per: Person  # teaches music to 5A; protected, working name Personal 4821
    vera: Person  # substitute in 5A and its maths on the day itself, 8 to 17
    viktor: Person  # taught maths to 5A until 15 October
    petra: Person  # mentor of 5B, teaches maths to 5B
    kim: Person  # counsellor at Björkskolan
    rolf: Person  # rektor of Björkskolan
    rita: Person  # rektor of Lärkans förskola
    sussi: Person  # preschool teacher in Humlan
    gosta: Person  # mentor of NA3, teaches maths there
    adam: Person  # administrator of the municipality
    # places
    municipality: Organisation
    school: Organisation
    preschool: Organisation
    gymnasium: Organisation
    class_5a: Group
    class_5b: Group
    maths_5a: Group
    swedish_5a: Group
    music_5a: Group
    maths_5b: Group
    humlan: Group
    na3: Group
    te1: Group
    maths_na3: Group
    # subjects and time
    maths: Syllabus
    swedish: Syllabus
    music: Syllabus
    maths_gy: Syllabus
    year: SchoolYear
    term: Term
    at: dt.datetime

    def people(self) -> dict[str, Person]:
        """Everybody by short name: Elsa, Anna …"""
        return {p.given_name: p for p in vars(self).values() if isinstance(p, Person)}

    def membership(self, child: Person, group: Group) -> GroupMembership:
        """The child's place in the group."""
        return GroupMembership.objects.get(child=child, group=group)


def make_cast(at: dt.datetime = NOON) -> Cast:
    """Build the cast in the database as it is at a moment; relations that hold stay open, so that they hold later too."""
    made = Maker(at)
    made.people()
    made.places()
    made.groups()
    made.staff()
    made.teaching()
    made.families()
    return Cast(**made.rows, at=at)


def actor(person: Person, at: dt.datetime = NOON, *, level: Level = "strong") -> Actor:
    """This person acting at this moment, with the roles in force then."""
    with connection.cursor() as cursor:
        asked = {"id": person.pk, "day": stockholm_day(at), "at": at}
        cursor.execute(f"SELECT {ROLES_SQL}, p.display_name FROM register_person p WHERE p.id = %(id)s", asked)
        roles, name = cursor.fetchone()
    return Actor(
        person_id=person.pk,
        at=at,
        name=name,
        public_id=person.public_id,
        roles=frozenset(roles),
        level=level,
        strong_at=at if level == "strong" else None,
    )


def readers(policy: Policy[Any], obj: Any, at: dt.datetime = NOON) -> set[str]:
    """The short names of exactly those whom the policy lets reach this."""
    reached = {person for person, _ in holders(policy, obj, at)}
    return set(Person.objects.filter(pk__in=reached).values_list("given_name", flat=True))


def opener(client: Client, person: Person, *, level: Level = "strong") -> Client:
    """The browser of this person, signed in."""
    user = User.objects.of(person)
    client.force_login(user, backend="larka.accounts.backends.PasswordBackend")
    session = client.session
    note_step(session, user.pk, SECOND_FACTOR if level == "strong" else "password", dt.datetime.now(dt.UTC))
    session.save()
    return client
