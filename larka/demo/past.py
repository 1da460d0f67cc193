"""What a register file does not hold: the classes of three earlier school years, who was in them, and who taught what."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from larka.core.swedish import swedish_sort_key
from larka.demo.copying import copy_in
from larka.demo.ids import source_id
from larka.demo.subjects import BY_KEY, Subject
from larka.demo.teaching import taking
from larka.demo.world import FIRST_GY_GRADE, Employee, Place, Somebody, World
from larka.register.choices import GroupKind, PlacementKind, Role
from larka.register.models import (
    Activity,
    ActivityGroup,
    Duty,
    DutyAssignment,
    Group,
    GroupMembership,
    Organisation,
    Person,
    Placement,
    Syllabus,
    TeachingAssignment,
)

YEARS = 3


@dataclass
class Ids:
    """From an id in the register file to the row that it became."""

    people: dict[uuid.UUID, int] = field(default_factory=lambda: _by_source(Person))
    units: dict[uuid.UUID, int] = field(default_factory=lambda: _by_source(Organisation))
    groups: dict[uuid.UUID, int] = field(default_factory=lambda: _by_source(Group))
    duties: dict[uuid.UUID, int] = field(default_factory=lambda: _by_source(Duty))
    syllabuses: dict[uuid.UUID, int] = field(default_factory=lambda: _by_source(Syllabus))


def _by_source(model: type[Person | Organisation | Group | Duty | Syllabus]) -> dict[uuid.UUID, int]:
    return dict(model.objects.filter(source_id__isnull=False).values_list("source_id", "pk"))  # type: ignore[arg-type]


@dataclass(eq=False)
class Taught:
    """A subject that was, or is, taught to a group."""

    subject: Subject
    group_id: int
    unit_id: int
    form: str
    grade: int
    teacher: Employee
    children: list[Somebody]


@dataclass(eq=False)
class PastClass:
    """A class of an earlier year: today's class of the same name lends it its teachers."""

    like: Place
    years_back: int
    children: list[Somebody]


def past_classes(world: World) -> Iterator[PastClass]:
    """Every class of the earlier years, oldest first."""
    for back in range(YEARS, 0, -1):
        for place in world.places:
            if place.grade is not None and (children := _cohort(world, place, back)):
                yield PastClass(place, back, children)


def _cohort(world: World, place: Place, back: int) -> list[Somebody]:
    """Those who have since moved up from the class, some of them to the upper secondary school."""
    grade = (place.grade or 0) + back
    later = [
        child for p in world.places if p.grade == grade for child in p.children if place.form != "GY" or p.name[:-1] == place.name[:-1]
    ]
    if place.form != "GY":
        later = [child for child in later if child.letter == place.name[-1]]
        if grade >= FIRST_GY_GRADE:
            return later
    return [child for child in later if child.since and child.since <= world.years_ago(back)]


def enter_past(world: World, ids: Ids) -> dict[int, list[Taught]]:
    """Enter the earlier years; what was taught, by how many years back."""
    classes = list(past_classes(world))
    groups = Group.objects.bulk_create(_group(world, past, ids, past.like.name, GroupKind.KLASS) for past in classes)
    members = [_membership(world, past, ids, group, child) for past, group in zip(classes, groups, strict=True) for child in past.children]
    mentors = [
        _mentor(world, past, ids, group, mentor) for past, group in zip(classes, groups, strict=True) for mentor, _ in past.like.staff
    ]
    copy_in(GroupMembership, members)
    DutyAssignment.objects.bulk_create(mentors)
    _enter_former_placements(world, ids)
    return _enter_past_teaching(world, ids, classes)


def _period(world: World, past: PastClass) -> dict[str, dt.date]:
    return {"starts_on": world.years_ago(past.years_back), "ends_on": world.years_ago(past.years_back - 1)}


def _group(world: World, past: PastClass, ids: Ids, name: str, kind: GroupKind) -> Group:
    unit = ids.units[past.like.unit.id]
    return Group(unit_id=unit, kind=kind, name=name, sort_key=swedish_sort_key(name), school_form=past.like.form, **_period(world, past))


def _membership(world: World, past: PastClass, ids: Ids, group: Group, child: Somebody) -> GroupMembership:
    return GroupMembership(group=group, child_id=ids.people[child.id], **_period(world, past))


def _mentor(world: World, past: PastClass, ids: Ids, group: Group, employee: Employee) -> DutyAssignment:
    duty = ids.duties[employed_then(world, employee, past.years_back).id]
    return DutyAssignment(duty_id=duty, group=group, role_name="Mentor", role=Role.MENTOR, **_period(world, past))


def employed_then(world: World, employee: Employee, years_back: int) -> Employee:
    """The teacher, or whoever in the unit has been there longest if the teacher had not come yet."""
    if employee.since <= world.years_ago(years_back):
        return employee
    return min((e for e in world.staff if e.unit is employee.unit and e.role == "Lärare"), key=lambda e: e.since)


def _enter_past_teaching(world: World, ids: Ids, classes: list[PastClass]) -> dict[int, list[Taught]]:
    rows: list[tuple[PastClass, Taught, Group]] = []
    for past in classes:
        for teaching in [t for t in world.teaching if t.place is past.like]:
            subject = BY_KEY[teaching.subject]
            if children := list(taking(subject, past.children)):
                teacher = employed_then(world, teaching.teacher, past.years_back)
                taught = Taught(subject, 0, ids.units[teaching.unit.id], teaching.form, teaching.grade or 0, teacher, children)
                rows.append((past, taught, _group(world, past, ids, teaching.name, GroupKind.TEACHING)))
    Group.objects.bulk_create(group for _, _, group in rows)
    by_year: dict[int, list[Taught]] = {}
    for past, taught, group in rows:
        taught.group_id = group.pk
        by_year.setdefault(past.years_back, []).append(taught)
    _enter_activities(world, ids, rows)
    return by_year


def _enter_activities(world: World, ids: Ids, rows: list[tuple[PastClass, Taught, Group]]) -> None:
    copy_in(GroupMembership, (_membership(world, past, ids, group, child) for past, taught, group in rows for child in taught.children))
    activities = Activity.objects.bulk_create(
        Activity(
            name=group.name,
            unit_id=taught.unit_id,
            syllabus_id=ids.syllabuses[source_id(f"syllabus:{taught.subject.key}")],
            kind="Undervisning",
            **_period(world, past),
        )
        for past, taught, group in rows
    )
    pairs = list(zip(rows, activities, strict=True))
    ActivityGroup.objects.bulk_create(ActivityGroup(activity=activity, group=group) for (_, _, group), activity in pairs)
    TeachingAssignment.objects.bulk_create(
        TeachingAssignment(activity=activity, duty_id=ids.duties[taught.teacher.id], grader=True, **_period(world, past))
        for (past, taught, _), activity in pairs
    )


def _enter_former_placements(world: World, ids: Ids) -> None:
    """Preschool before school, Björkskolan before the upper secondary school."""
    preschool, school = ids.units[world.units["larkan"].id], ids.units[world.units["bjork"].id]
    everybody = [(place, child) for place in world.places if place.grade is not None for child in place.children]
    placements = []
    for place, child in everybody:
        common = {"child_id": ids.people[child.id], "kind": PlacementKind.HOME, "ends_on": child.since}
        if child.came_from_preschool:
            began = child.born + dt.timedelta(days=480)
            placements.append(Placement(unit_id=preschool, school_form="FS", starts_on=began, reason="Omsorgsbehov", **common))
        elif place.form == "GY" and child.letter:
            began = world.years_ago(place.grade or 0)
            placements.append(Placement(unit_id=school, school_form="GR", starts_on=began, grade=9, **common))
    Placement.objects.bulk_create(placements)
