"""How the rows of the cast are made: a table at a time, so that every test can afford it."""

import datetime as dt
from typing import Any

from larka.core.dates import stockholm_day, years_later
from larka.core.swedish import swedish_sort_key
from larka.demo.ids import source_id
from larka.demo.people import CAST
from larka.register.choices import GroupKind, OrganisationKind, Protection, Relation, Role, SchoolForm
from larka.register.models import (
    Activity,
    ActivityGroup,
    AdultPupilConsent,
    ContactDetails,
    Duty,
    DutyAssignment,
    Group,
    GroupMembership,
    Organisation,
    Person,
    Placement,
    Responsible,
    Restriction,
    SchoolYear,
    Substitute,
    Syllabus,
    TeachingAssignment,
    Term,
)

PEOPLE = [key for key in CAST if key != "ellen"]
UNITS = {
    "school": ("Björkskolan", ["FKLASS", "GR", "FTH"]),
    "preschool": ("Lärkans förskola", ["FS"]),
    "gymnasium": ("Ängsgymnasiet", ["GY"]),
}
GROUPS = {
    "class_5a": ("5A", "school", GroupKind.KLASS, SchoolForm.GR, "elsa omar nils"),
    "class_5b": ("5B", "school", GroupKind.KLASS, SchoolForm.GR, "bo"),
    "maths_5a": ("5A Matematik", "school", GroupKind.TEACHING, SchoolForm.GR, "elsa omar nils"),
    "swedish_5a": ("5A Svenska", "school", GroupKind.TEACHING, SchoolForm.GR, "elsa omar nils"),
    "music_5a": ("5A Musik", "school", GroupKind.TEACHING, SchoolForm.GR, "elsa omar nils"),
    "maths_5b": ("5B Matematik", "school", GroupKind.TEACHING, SchoolForm.GR, "bo"),
    "humlan": ("Humlan", "preschool", GroupKind.AVDELNING, SchoolForm.FS, "sam"),
    "na3": ("NA3", "gymnasium", GroupKind.KLASS, SchoolForm.GY, "agnes"),
    "te1": ("TE1", "gymnasium", GroupKind.KLASS, SchoolForm.GY, "ture"),
    "maths_na3": ("NA3 Matematik", "gymnasium", GroupKind.TEACHING, SchoolForm.GY, "agnes"),
}
SUBJECTS = {
    "maths": ("Matematik", "MAT", SchoolForm.GR),
    "swedish": ("Svenska", "SVE", SchoolForm.GR),
    "music": ("Musik", "MUS", SchoolForm.GR),
    "maths_gy": ("Matematik", "MAT", SchoolForm.GY),
}
TAUGHT = {  # group: subject and teacher
    "maths_5a": ("maths", "tess"),
    "swedish_5a": ("swedish", "mats"),
    "music_5a": ("music", "per"),
    "maths_5b": ("maths", "petra"),
    "maths_na3": ("maths_gy", "gosta"),
}
DUTIES = {
    "tess": ("school", "Lärare", Role.TEACHER),
    "mats": ("school", "Lärare", Role.TEACHER),
    "per": ("school", "Lärare", Role.TEACHER),
    "viktor": ("school", "Lärare", Role.TEACHER),
    "petra": ("school", "Lärare", Role.TEACHER),
    "kim": ("school", "Kurator", Role.STUDENT_HEALTH),
    "rolf": ("school", "Rektor", Role.PRINCIPAL),
    "rita": ("preschool", "Rektor", Role.PRINCIPAL),
    "sussi": ("preschool", "Förskollärare", Role.PRESCHOOL_STAFF),
    "gosta": ("gymnasium", "Lärare", Role.TEACHER),
    "adam": ("municipality", "Skoladministratör", Role.ADMINISTRATOR),
}
ASSIGNMENTS = {
    "mats": ("class_5a", "Mentor", Role.MENTOR),
    "petra": ("class_5b", "Mentor", Role.MENTOR),
    "gosta": ("na3", "Mentor", Role.MENTOR),
    "sussi": ("humlan", "Förskollärare", Role.PRESCHOOL_STAFF),
}
GUARDIANS = "elsa:anna anders frida|omar:olga|nils:nora rut|bo:berit|sam:anna anders|agnes:gun goran|ture:stina"
BORN = {"elsa": 11, "omar": 11, "nils": 11, "bo": 11, "sam": 4, "agnes": 18, "ture": 16}
GRADES = {"elsa": 5, "omar": 5, "nils": 5, "bo": 5, "sam": None, "agnes": 3, "ture": 1}


class Maker:
    """Builds the rows a table at a time. Two years back is well before anything that a test asks about."""

    def __init__(self, at: dt.datetime) -> None:
        self.at, self.day = at, stockholm_day(at)
        self.year = SchoolYear.objects.get(starts_on__lte=self.day, ends_on__gt=self.day)
        self.term = Term.objects.get(starts_on__lte=self.day, ends_on__gt=self.day)
        self.long_ago = years_later(self.year.starts_on, -2)
        self.rows: dict[str, Any] = {"year": self.year, "term": self.term}

    def people(self) -> None:
        people = [self._person(key) for key in PEOPLE]
        self.rows |= dict(zip(PEOPLE, Person.objects.bulk_create(people), strict=True))
        ContactDetails.objects.bulk_create(
            ContactDetails(person=p, emails=[{"value": f"{k}@hem.example"}]) for k, p in zip(PEOPLE, people, strict=True)
        )

    def _person(self, key: str) -> Person:
        who = CAST[key]
        born = dt.date(self.year.starts_on.year - BORN.get(key, 40), 1, 15)
        protection = {"omar": Protection.MARKED, "per": Protection.REGISTERED}.get(key, Protection.NONE)
        return Person(
            source_id=who.source_id,
            given_name=who.given_name,
            family_name=who.family_name,
            sort_key=swedish_sort_key(who.family_name, who.given_name),
            working_name="Personal 4821" if key == "per" else "",
            birth_date=born,
            adult_on=years_later(born, 18),
            protection=protection,
        )

    def places(self) -> None:
        whole = self._dated("municipality")
        huvudman = Organisation.objects.create(kind=OrganisationKind.HUVUDMAN, name="Lärköpings kommun", **whole)
        units = [
            Organisation(kind=OrganisationKind.UNIT, name=name, parent=huvudman, school_forms=forms, **self._dated(key))
            for key, (name, forms) in UNITS.items()
        ]
        subjects = [
            Syllabus(source_id=source_id(f"test:{key}"), name=name, code=code, school_form=form, sort_key=swedish_sort_key(name))
            for key, (name, code, form) in SUBJECTS.items()
        ]
        self.rows |= {"municipality": huvudman} | dict(zip(UNITS, Organisation.objects.bulk_create(units), strict=True))
        self.rows |= dict(zip(SUBJECTS, Syllabus.objects.bulk_create(subjects), strict=True))

    def groups(self) -> None:
        groups = [
            Group(
                name=name, unit=self.rows[unit], kind=kind, school_form=form, sort_key=swedish_sort_key(name), starts_on=self.year.starts_on
            )
            for name, unit, kind, form, _ in GROUPS.values()
        ]
        self.rows |= dict(zip(GROUPS, Group.objects.bulk_create(groups), strict=True))
        GroupMembership.objects.bulk_create(
            GroupMembership(group=self.rows[key], child=self.rows[child], starts_on=self.year.starts_on)
            for key, (*_, children) in GROUPS.items()
            for child in children.split()
        )
        homes = {
            child: key for key, (_, _, kind, _, children) in GROUPS.items() if kind != GroupKind.TEACHING for child in children.split()
        }
        Placement.objects.bulk_create(self._placement(child, self.rows[group]) for child, group in homes.items())

    def _placement(self, child: str, group: Group) -> Placement:
        department = group if group.school_form == SchoolForm.FS else None
        return Placement(
            child=self.rows[child],
            unit=group.unit,
            group=department,
            school_form=group.school_form,
            grade=GRADES[child],
            starts_on=self.long_ago,
        )

    def staff(self) -> None:
        duties = [
            Duty(person=self.rows[key], unit=self.rows[unit], role_name=name, role=role, starts_on=self.long_ago, ends_on=self._left(key))
            for key, (unit, name, role) in DUTIES.items()
        ]
        self.duties = dict(zip(DUTIES, Duty.objects.bulk_create(duties), strict=True))
        DutyAssignment.objects.bulk_create(
            DutyAssignment(duty=self.duties[key], group=self.rows[group], role_name=name, role=role, starts_on=self.year.starts_on)
            for key, (group, name, role) in ASSIGNMENTS.items()
        )
        morning, evening = hours_of_a_substitute(self.at)
        Substitute.objects.bulk_create(
            Substitute(person=self.rows["vera"], group=self.rows[g], starts_at=morning, ends_at=evening, decided_by=self.rows["rolf"])
            for g in ("class_5a", "maths_5a")
        )

    def teaching(self) -> None:
        start = self.year.starts_on
        activities = [
            Activity(name=self.rows[g].name, unit=self.rows[g].unit, syllabus=self.rows[subject], starts_on=start)
            for g, (subject, _) in TAUGHT.items()
        ]
        by_group = dict(zip(TAUGHT, Activity.objects.bulk_create(activities), strict=True))
        ActivityGroup.objects.bulk_create(ActivityGroup(activity=a, group=self.rows[g]) for g, a in by_group.items())
        taught = [TeachingAssignment(activity=a, duty=self.duties[TAUGHT[g][1]], starts_on=start) for g, a in by_group.items()]
        former = TeachingAssignment(
            activity=by_group["maths_5a"], duty=self.duties["viktor"], starts_on=self.long_ago, ends_on=self._left("viktor")
        )
        TeachingAssignment.objects.bulk_create([*taught, former])

    def families(self) -> None:
        listed = [(child, adult) for child, _, adults in (f.partition(":") for f in GUARDIANS.split("|")) for adult in adults.split()]
        guardians = [self._responsible(child, adult, Relation.GUARDIAN, in_effect=True) for child, adult in listed]
        waiting = self._responsible("elsa", "annika", Relation.OTHER, in_effect=False)
        decided = self._responsible("bo", "dag", Relation.GOOD_MAN, in_effect=True)
        decided.decision, decided.ends_on = "ÖFN 2026-118", years_later(self.year.ends_on, 1)
        Responsible.objects.bulk_create([*guardians, waiting, decided])
        Restriction.objects.create(
            child=self.rows["nils"], person=self.rows["rut"], reference="Tingsrätten T 412-26", starts_on=self.long_ago
        )
        AdultPupilConsent.objects.create(child=self.rows["agnes"], person=self.rows["goran"], starts_on=self.rows["agnes"].adult_on)

    def _responsible(self, child: str, adult: str, relation: Relation, *, in_effect: bool) -> Responsible:
        ends = self._days_ago(75) if adult == "frida" else None
        return Responsible(
            child=self.rows[child], person=self.rows[adult], relation=relation, in_effect=in_effect, starts_on=self.long_ago, ends_on=ends
        )

    def _left(self, key: str) -> dt.date | None:
        return self._days_ago(39) if key == "viktor" else None

    def _days_ago(self, days: int) -> dt.date:
        return self.day - dt.timedelta(days=days)

    def _dated(self, key: str) -> dict[str, Any]:
        name = "Lärköpings kommun" if key == "municipality" else UNITS[key][0]
        return {"source_id": source_id(f"test:{key}"), "sort_key": swedish_sort_key(name), "starts_on": dt.date(2000, 1, 1)}


def hours_of_a_substitute(at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Vera is here from four hours before to five after."""
    return at - dt.timedelta(hours=4), at + dt.timedelta(hours=5)


def move_substitutes(at: dt.datetime) -> None:
    """The only rows of the cast that are made for an hour, and not for a day, are those of this moment again."""
    morning, evening = hours_of_a_substitute(at)
    Substitute.objects.update(starts_at=morning, ends_at=evening)
