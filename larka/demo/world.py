"""The invented municipality as it is thought out, before it becomes a register and a history."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field

from larka.core.dates import school_year_start, stockholm_day, years_later
from larka.demo.ids import source_id

SEED = 20_260_811
FIRST_GY_GRADE = 10


@dataclass(eq=False)
class Somebody:
    """A person. ``grade`` counts on through the upper secondary school: its first year is 10; a preschool child has none."""

    id: uuid.UUID
    given: str
    family: str
    born: dt.date
    sex: str
    number: str = ""
    background: str = "svensk"
    protection: str = "Ingen"
    working_name: str = ""
    street: str = ""
    email: str = ""
    phone: str = ""
    school_mail: str = ""
    responsibles: list[tuple["Somebody", str]] = field(default_factory=list)
    grade: int | None = None
    letter: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    came_from_preschool: bool = False


@dataclass(eq=False)
class Unit:
    """A skolenhet."""

    id: uuid.UUID
    name: str
    forms: list[str]
    code: str
    street: str
    kind: str = "Skolenhet"


@dataclass(eq=False)
class Employee:
    """A person's duty in a unit."""

    id: uuid.UUID
    person: Somebody
    unit: Unit
    role: str
    since: dt.date
    until: dt.date | None = None


@dataclass(eq=False)
class Place:
    """A class, or a department of a preschool or fritidshem, with those who answer for it: (employee, kind of assignment)."""

    id: uuid.UUID
    name: str
    unit: Unit
    form: str
    kind: str
    since: dt.date
    grade: int | None = None
    children: list[Somebody] = field(default_factory=list)
    staff: list[tuple[Employee, str]] = field(default_factory=list)


@dataclass(eq=False)
class Teaching:
    """A subject taught to a group: by whom, and by whom before."""

    name: str
    subject: str
    unit: Unit
    form: str
    grade: int | None
    since: dt.date
    teacher: Employee
    children: list[Somebody]
    place: Place | None = None
    former: Employee | None = None

    @property
    def group_id(self) -> uuid.UUID:
        return source_id(f"group:{self.unit.name}:{self.name}")

    @property
    def activity_id(self) -> uuid.UUID:
        return source_id(f"activity:{self.unit.name}:{self.name}")


@dataclass
class World:
    """Everything, and the day it is seen from."""

    at: dt.datetime
    rnd: random.Random = field(default_factory=lambda: random.Random(SEED))
    people: list[Somebody] = field(default_factory=list)
    named: dict[str, Somebody] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    staff: list[Employee] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    teaching: list[Teaching] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)

    @property
    def today(self) -> dt.date:
        """The day in Stockholm."""
        return stockholm_day(self.at)

    @property
    def year_start(self) -> dt.date:
        """The first day of the school year of the day."""
        return school_year_start(self.today)

    def years_ago(self, years: int) -> dt.date:
        """The first day of an earlier school year."""
        return years_later(self.year_start, -years)

    def place(self, name: str) -> Place:
        """The class or department with this name."""
        return next(place for place in self.places if place.name == name)

    def duty(self, key: str) -> Employee:
        """The duty of one of the named cast."""
        return next(employee for employee in self.staff if employee.person is self.named[key])

    def teaching_of(self, name: str) -> Teaching:
        """The teaching group with this name."""
        return next(teaching for teaching in self.teaching if teaching.name == name)
