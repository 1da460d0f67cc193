"""Who sees what, in plain Python, written from the numbered rules and not from the code that is tested against it."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.access.oracle_school import Activity, Adult, Assignment, Day, Duty, Member, School, Stand


class Tie(NamedTuple):
    """One way in which somebody is connected to a child. Family: everywhere; staff: in a unit, since a day."""

    role: str
    unit: int | None = None
    since: Day = Day.min
    group: int | None = None
    subject: int | None = None
    documents: bool = True


FAMILY = {"self", "guardian", "other_responsible", "adult_consent"}
CLOSE = {"teacher", "mentor", "preschool_staff", "leisure_staff", "substitute"}


def stockholm(at: dt.datetime) -> Day:
    """A19: today is the date in Stockholm."""
    return at.astimezone(ZoneInfo("Europe/Stockholm")).date()


def of_age(born: Day | None, day: Day) -> bool:
    """A13; who is born on 29 February comes of age on the 28th where there is no 29th (lag 1930:173)."""
    if born is None:
        return False
    year = born.year + 18
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = 28 if (born.month, born.day) == (2, 29) and not leap else born.day
    return day >= Day(year, born.month, last)


def school_year(day: Day) -> int:
    return day.year if day.month >= 8 else day.year - 1


class Facts:
    """What holds at one moment."""

    def __init__(self, school: School, at: dt.datetime) -> None:
        self.school, self.at, self.day = school, at, stockholm(at)
        self._ties: dict[tuple[int, int], frozenset[Tie]] = {}

    def now(self, rows: list) -> list:  # type: ignore[type-arg]
        """The rows that hold today."""
        return [row for row in rows if row.span.holds(self.day)]

    def minor(self, person: int) -> bool:
        return not of_age(self.school.people[person].born, self.day)

    def hidden(self, person: int) -> bool:
        """A10."""
        return self.school.people[person].protected

    def nameable(self, person: int) -> bool:
        """A10: protected staff by working name."""
        return not self.hidden(person) or self.school.people[person].working_name

    def apart(self, child: int, person: int) -> bool:
        """A17: a registered restriction cuts everything between the two."""
        return any((r.child, r.person) == (child, person) for r in self.now(self.school.restrictions))

    def placed(self, child: int, unit: int) -> bool:
        """A5: without a place in the unit only the family is left."""
        return any((p.child, p.unit) == (child, unit) for p in self.now(self.school.places))

    def standing_in(self) -> list[Stand]:
        """A16: by the moment."""
        return [s for s in self.school.stands if s.start <= self.at < s.end and self.school.groups[s.group].span.holds(self.day)]

    def members(self) -> list[Member]:
        """Children who are in a group today, and belong to its unit."""
        groups = self.school.groups
        in_force = [m for m in self.now(self.school.members) if groups[m.group].span.holds(self.day)]
        return [m for m in in_force if self.placed(m.child, groups[m.group].unit)]

    def working(self) -> list[Duty]:
        """Duties in force that the table of roles knows (A8)."""
        return [d for d in self.now(self.school.duties) if d.role]

    def guardians(self) -> list[Adult]:
        """Guardians in effect of children who are not of age, whom no decision keeps away (A9, A13, A17)."""
        return [a for a in self.answering() if a.relation == "guardian"]

    def answering(self) -> list[Adult]:
        """The same, with the other responsible adults whose decision is typed in (A9)."""
        return [a for a in self.now(self.school.adults) if a.in_effect and self.minor(a.child) and not self.apart(a.child, a.person)]

    def teachings(self) -> list[tuple[Activity, int, Duty, Day]]:
        """Activity, its number, the teacher's duty and since when, where everything is in force."""
        found = []
        for t in self.now(self.school.teaching):
            activity, duty = self.school.activities[t.activity], self.school.duties[t.duty]
            if activity.span.holds(self.day) and duty.span.holds(self.day) and duty.role:
                found.append((activity, t.activity, duty, max(t.span.start, activity.span.start, duty.span.start)))
        return found

    def assigned(self) -> list[tuple[Assignment, Duty, Day]]:
        """Assignments to groups, with the duty they are part of and since when."""
        found = []
        for a in self.now(self.school.assignments):
            duty = self.school.duties[a.duty]
            if duty.span.holds(self.day) and a.role and self.school.groups[a.group].span.holds(self.day):
                found.append((a, duty, max(a.span.start, duty.span.start)))
        return found

    def ties(self, viewer: int, child: int) -> frozenset[Tie]:
        """Every way in which the viewer is connected to the child."""
        if (viewer, child) not in self._ties:
            self._ties[viewer, child] = frozenset(self._family(viewer, child)) | frozenset(self._staff(viewer, child))
        return self._ties[viewer, child]

    def _family(self, viewer: int, child: int) -> list[Tie]:
        found = [Tie("self")] if viewer == child else []
        mine = [a for a in self.answering() if (a.child, a.person) == (child, viewer)]
        found += [Tie("guardian" if a.relation == "guardian" else "other_responsible") for a in mine]
        if not self.minor(child) and not self.apart(child, viewer):
            found += [Tie("adult_consent") for c in self.now(self.school.consents) if (c.child, c.person) == (child, viewer)]
        return found + self._by_proxy(viewer, child)

    def _by_proxy(self, viewer: int, child: int) -> list[Tie]:
        """A9, A10: while the giver is a guardian in effect; never for a protected child."""
        if self.hidden(child) or self.apart(child, viewer):
            return []
        givers = {a.person for a in self.guardians() if a.child == child}
        given = [p for p in self.now(self.school.proxies) if (p.child, p.person) == (child, viewer) and p.giver in givers]
        return [Tie("proxy", documents=p.documents) for p in given]

    def _staff(self, viewer: int, child: int) -> list[Tie]:
        if self.apart(child, viewer):
            return []
        found = [tie for m in self.members() if m.child == child for tie in self._of_group(viewer, m)]
        found += [*self._in_need(viewer, child), *self._in_a_crisis(viewer, child)]
        for p in self.now(self.school.places):
            if p.child == child and not self.hidden(child):
                for d in self.working():
                    if (d.person, d.unit) == (viewer, p.unit):
                        since = max(p.span.start, d.span.start)
                        found.append(Tie("unit_staff", p.unit, since))
                        found += [Tie("principal", p.unit, since)] if d.role == "principal" else []
        return found

    def _in_need(self, viewer: int, child: int) -> list[Tie]:
        """A10: rektor where the child is placed, while the need is documented; also for a protected child."""
        needs = [n for n in self.now(self.school.needs) if (n.child, n.person) == (child, viewer)]
        places = [p for p in self.now(self.school.places) if p.child == child]
        leads = [d for d in self.working() if d.person == viewer and d.role == "principal"]
        return [
            Tie("principal", p.unit, max(n.span.start, p.span.start, d.span.start))
            for n in needs
            for p in places
            for d in leads
            if d.unit == p.unit
        ]

    def _in_a_crisis(self, viewer: int, child: int) -> list[Tie]:
        """A8: staff of a unit that the child is placed in, from one moment to another."""
        mine = [c for c in self.school.crises if (c.child, c.person) == (child, viewer) and c.start <= self.at < c.end]
        return [
            Tie("emergency", c.unit, max(d.span.start, stockholm(c.start)))
            for c in mine
            for d in self.working()
            if (d.person, d.unit) == (viewer, c.unit) and self.placed(child, c.unit)
        ]

    def _of_group(self, viewer: int, m: Member) -> list[Tie]:
        group = self.school.groups[m.group]
        began = max(m.span.start, group.span.start)
        found = []
        for activity, _, duty, since in self.teachings():
            if duty.person == viewer and m.group in activity.groups:
                found.append(Tie("teacher", group.unit, max(began, since), m.group, activity.subject))
        for assignment, duty, since in self.assigned():
            if duty.person == viewer and assignment.group == m.group:
                found.append(Tie(assignment.role, group.unit, max(began, since), m.group))
        for s in self.standing_in():
            if (s.person, s.group) == (viewer, m.group):
                since = max(began, stockholm(s.start))
                found.append(Tie("substitute", group.unit, since, m.group))
                taught = [a for a in self.now(self.school.activities) if m.group in a.groups]
                found += [Tie("substitute", group.unit, max(since, a.span.start), m.group, a.subject) for a in taught]
        return found
