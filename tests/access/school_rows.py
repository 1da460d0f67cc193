"""A generated school as rows in the database, a table at a time."""

from typing import Any

from larka.access.models import DocumentedNeed, EmergencyAccess, Proxy, Transfer, Withholding
from larka.assessments.access import KIND
from larka.assessments.models import Judgement, JudgementVersion
from larka.core.dates import years_later
from larka.register.models import (
    Activity,
    ActivityGroup,
    AdultPupilConsent,
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
)
from tests.access.oracle_school import School, Someone, Span
from tests.cast import NOON


class Rows:
    """The school's rows; each list stands in the order of the school's own."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.people = self._make(Person, [_person(n, someone) for n, someone in enumerate(school.people)])
        self.units = self._make(Organisation, [{"kind": "unit", "name": "Enhet", "starts_on": "2000-01-01"}] * school.units)
        self.subjects = self._make(Syllabus, [{"school_form": "GR", "name": "Ämne"}] * 2)
        self.years = {year.starts_on.year: year for year in SchoolYear.objects.prefetch_related("terms")}
        self._places()
        self._staff()
        self._families()
        self._decided()
        self._records()

    def _make(self, model: Any, rows: list[dict[str, Any]]) -> list[Any]:
        return list(model.objects.bulk_create([model(**row) for row in rows]))

    def _places(self) -> None:
        people, units, school = self.people, self.units, self.school
        groups = [{"unit": units[g.unit], "kind": "klass", "name": "G", "school_form": "GR", **_days(g.span)} for g in school.groups]
        self.groups = self._make(Group, groups)
        members = [{"child": people[m.child], "group": self.groups[m.group], **_days(m.span)} for m in school.members]
        self.members = self._make(GroupMembership, members)
        places = [
            {"child": people[p.child], "unit": units[p.unit], "school_form": "GR", "kind": "extra", **_days(p.span)} for p in school.places
        ]
        self.places = self._make(Placement, places)

    def _staff(self) -> None:
        people, units, groups, school = self.people, self.units, self.groups, self.school
        activities = [{"name": "A", "unit": units[0], "syllabus": self.subjects[a.subject], **_days(a.span)} for a in school.activities]
        self.activities = self._make(Activity, activities)
        pairs = zip(self.activities, school.activities, strict=True)
        self._make(ActivityGroup, [{"activity": row, "group": groups[g]} for row, a in pairs for g in a.groups])
        duties = [
            {"person": people[d.person], "unit": units[d.unit], "role_name": "R", "role": d.role, **_days(d.span)} for d in school.duties
        ]
        duty = self._make(Duty, duties)
        teaching = [{"activity": self.activities[t.activity], "duty": duty[t.duty], **_days(t.span)} for t in school.teaching]
        self._make(TeachingAssignment, teaching)
        assigned = [{"duty": duty[a.duty], "group": groups[a.group], "role": a.role, **_days(a.span)} for a in school.assignments]
        self._make(DutyAssignment, assigned)
        stands = [(people[s.person], groups[s.group], s.start, s.end) for s in school.stands]
        named = ("person", "group", "starts_at", "ends_at")
        self._make(Substitute, [{**dict(zip(named, stand, strict=True)), "decided_by": people[0]} for stand in stands])

    def _families(self) -> None:
        people, school = self.people, self.school
        adults = []
        for a in school.adults:
            row = {"child": people[a.child], "person": people[a.person], "relation": a.relation, "in_effect": a.in_effect, **_days(a.span)}
            if a.relation != "guardian" and a.in_effect:
                row |= {"decision": "B 1", "ends_on": a.span.end or "2999-01-01"}
            adults.append(row)
        self._make(Responsible, adults)
        pairs = [{"child": people[r.child], "person": people[r.person], **_days(r.span)} for r in school.restrictions]
        self._make(Restriction, [{**pair, "reference": "T 1"} for pair in pairs])
        self._make(AdultPupilConsent, [{"child": people[c.child], "person": people[c.person], **_days(c.span)} for c in school.consents])
        handed = [(people[h.child], self.units[h.source], self.units[h.target], list(h.kinds)) for h in school.handovers]
        named = ("child", "from_unit", "to_unit", "kinds")
        rows = [
            {**dict(zip(named, row, strict=True)), **_days(h.span), "legal_basis": "SL 3:12 j", "decided_by": people[0]}
            for row, h in zip(handed, school.handovers, strict=True)
        ]
        self._make(Transfer, rows)

    def _decided(self) -> None:
        people, school = self.people, self.school
        needs = [{"child": people[n.child], "person": people[n.person], **_days(n.span), "decision": "B 3"} for n in school.needs]
        self._make(DocumentedNeed, needs)
        crises = [(people[c.child], people[c.person], self.units[c.unit], c.start, c.end) for c in school.crises]
        named = ("child", "person", "unit", "starts_at", "ends_at")
        self._make(EmergencyAccess, [{**dict(zip(named, crisis, strict=True)), "reason": "S"} for crisis in crises])
        given = [
            (people[p.child], people[p.giver], people[p.person], _scopes(documents=p.documents), _days(p.span)) for p in school.proxies
        ]
        named = ("child", "giver", "person", "scopes")
        self._make(Proxy, [{**dict(zip(named, row, strict=True)), **days} for *row, days in given])

    def _records(self) -> None:
        people, school = self.people, self.school
        rows = [
            {
                "child": people[r.child], "unit": self.units[r.unit], "school_form": "GR", "school_year": self.years[r.year],
                "term": self.years[r.year].terms.all()[0], "syllabus": self.subjects[r.subject], "group": self.groups[0], "text": "T",
                "written_by": people[r.author], "written_at": NOON,
                "audience": None if r.audience is None else [people[p].pk for p in r.audience],
            }
            for r in school.records
        ]  # fmt: skip
        self.records = self._make(Judgement, rows)
        published = [row for row, r in zip(self.records, school.records, strict=True) if r.published]
        version = {"number": 1, "text": "T", "published_at": NOON, "published_by": people[0]}
        for row, latest in zip(published, self._make(JudgementVersion, [{"judgement": row, **version} for row in published]), strict=True):
            row.latest, row.published_at = latest, NOON
        Judgement.objects.bulk_update(published, ["latest", "published_at"])
        decided = {"kind": KIND, "reason": "S", "decision": "B 2", "decided_by": people[0]}
        withheld = [
            {"record_id": row.pk, "person": people[p], **_days(span), **decided}
            for row, r in zip(self.records, school.records, strict=True)
            for p, span in r.withheld
        ]
        self._make(Withholding, withheld)


def _scopes(*, documents: bool) -> list[str]:
    return ["absence", "documents"] if documents else ["schedule"]


def _days(span: Span) -> dict[str, Any]:
    return {"starts_on": span.start, "ends_on": span.end}


def _person(number: int, someone: Someone) -> dict[str, Any]:
    return {
        "given_name": f"P{number}",
        "family_name": "S",
        "working_name": "Personal" if someone.working_name else "",
        "protection": "marked" if someone.protected else "none",
        "birth_date": someone.born,
        "adult_on": years_later(someone.born, 18) if someone.born else None,
    }
