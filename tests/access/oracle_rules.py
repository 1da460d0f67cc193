"""The rules of seeing, one function a policy: which roles open an object to a viewer. Empty: it does not exist for them (A1)."""

from tests.access.oracle import CLOSE, FAMILY, Facts, Tie, school_year
from tests.access.oracle_school import Record

_READERS = {"mentor", "teacher", "principal", "substitute", "emergency"}


def child(facts: Facts, viewer: int, person: int) -> set[str]:
    """A1."""
    return {tie.role for tie in facts.ties(viewer, person)}


def documents(facts: Facts, viewer: int, person: int) -> set[str]:
    """A6, A9: other staff of the unit see names and groups only; a proxy opens documents only if that is ticked."""
    return {tie.role for tie in facts.ties(viewer, person) if tie.documents} - {"unit_staff"}


def membership(facts: Facts, viewer: int, number: int) -> set[str]:
    """A3, A5: the family, the staff of that unit, and those in the same group."""
    row = facts.school.members[number]
    roles = _within(facts, viewer, row.child, facts.school.groups[row.group].unit)
    shown = any((m.child, m.group) == (row.child, row.group) for m in facts.members())
    if shown and _may_see_mate(facts, viewer, row.child) and row.group in _groups_of_family(facts, viewer):
        roles.add("classmate")
    return roles


def placement(facts: Facts, viewer: int, number: int) -> set[str]:
    """A5, A10: the family, and the staff of that unit."""
    row = facts.school.places[number]
    return _within(facts, viewer, row.child, row.unit)


def _within(facts: Facts, viewer: int, who: int, unit: int) -> set[str]:
    return {tie.role for tie in facts.ties(viewer, who) if tie.role in {*FAMILY, "proxy"} or tie.unit == unit}


def _groups_of_family(facts: Facts, viewer: int) -> set[int]:
    """The groups that the viewer is in, or has a child in as guardian."""
    mine = {viewer} | {a.child for a in facts.guardians() if a.person == viewer}
    return {m.group for m in facts.members() if m.child in mine}


def _may_see_mate(facts: Facts, viewer: int, mate: int) -> bool:
    return not facts.hidden(mate) and not facts.apart(mate, viewer)


def group(facts: Facts, viewer: int, number: int) -> set[str]:
    """A3, A6, A16."""
    row = facts.school.groups[number]
    roles = unit(facts, viewer, row.unit)
    if not row.span.holds(facts.day):
        return roles
    roles |= {"teacher" for activity, _, duty, _ in facts.teachings() if duty.person == viewer and number in activity.groups}
    roles |= {a.role for a, duty, _ in facts.assigned() if duty.person == viewer and a.group == number}
    roles |= {"substitute" for s in facts.standing_in() if (s.person, s.group) == (viewer, number)}
    for m in facts.members():
        if m.group == number:
            roles |= {"member"} if m.child == viewer else set()
            roles |= {"members_guardian" for a in facts.guardians() if (a.child, a.person) == (m.child, viewer)}
    return roles


def unit(facts: Facts, viewer: int, number: int) -> set[str]:
    """A6, A8: those who work there."""
    roles = {d.role for d in facts.working() if (d.person, d.unit) == (viewer, number)}
    return ({"unit_staff"} if roles else set()) | (roles & {"principal"})


def name(facts: Facts, viewer: int, person: int) -> bool:
    """A3, A10, A18: whether the viewer may know of this person by name."""
    return bool(
        child(facts, viewer, person)
        or _named_in_family(facts, viewer, person)
        or _named_in_class(facts, viewer, person)
        or _named_for_staff(facts, viewer, person)
        or (facts.nameable(person) and _seen_as_staff(facts, viewer, person))
    )


def _named_in_family(facts: Facts, viewer: int, person: int) -> bool:
    own = any((a.child, a.person) == (viewer, person) and a.in_effect and facts.minor(viewer) for a in facts.now(facts.school.adults))
    let_in = not facts.minor(viewer) and any((c.child, c.person) == (viewer, person) for c in facts.now(facts.school.consents))
    shared = {a.child for a in facts.guardians() if a.person == viewer} & {a.child for a in facts.guardians() if a.person == person}
    return own or let_in or bool(shared and not facts.hidden(person))


def _named_in_class(facts: Facts, viewer: int, person: int) -> bool:
    groups = _groups_of_family(facts, viewer)
    mates = {m.child for m in facts.members() if m.group in groups and _may_see_mate(facts, viewer, m.child)}
    parents = {a.person for a in facts.guardians() if a.child in mates}
    return person in mates or (person in parents and not facts.hidden(person))


def _named_for_staff(facts: Facts, viewer: int, person: int) -> bool:
    """Those who teach or mentor a child, and rektor, know the adults who answer for it."""
    for a in facts.now(facts.school.adults):
        if a.person == person and a.in_effect and facts.minor(a.child):
            roles = {tie.role for tie in facts.ties(viewer, a.child)}
            if roles & CLOSE or ("principal" in roles and not facts.hidden(person)):
                return True
    return False


def _seen_as_staff(facts: Facts, viewer: int, person: int) -> bool:
    at_work = {d.unit for d in facts.working() if d.person == person}
    stands_in = {s.group for s in facts.standing_in() if s.person == person}
    stands_in_at = {facts.school.groups[g].unit for g in stands_in}
    units = {d.unit for d in facts.working() if d.person == viewer}
    if units & (at_work | stands_in_at) or at_work & {facts.school.groups[s.group].unit for s in facts.standing_in() if s.person == viewer}:
        return True
    mine = {viewer} | {a.child for a in facts.answering() if a.person == viewer}
    if at_work & {p.unit for p in facts.now(facts.school.places) if p.child in mine}:
        return True
    groups = {m.group for m in facts.members() if m.child in mine}
    teaches = {g for activity, _, duty, _ in facts.teachings() if duty.person == person for g in activity.groups}
    return bool(groups & (teaches | stands_in))


def judge_activity(facts: Facts, viewer: int, number: int) -> set[str]:
    """A6, A16: who has the subject with a group today."""
    groups = [g for g in facts.school.activities[number].groups if facts.school.groups[g].span.holds(facts.day)]
    roles = {"teacher" for _, n, duty, _ in facts.teachings() if groups and n == number and duty.person == viewer}
    in_force = facts.school.activities[number].span.holds(facts.day)
    return roles | {"substitute" for s in facts.standing_in() if in_force and s.person == viewer and s.group in groups}


def judge(facts: Facts, viewer: int, number: int) -> set[str]:
    """A6: who teaches this pupil in this group."""
    row = facts.school.members[number]
    return {tie.role for tie in facts.ties(viewer, row.child) if tie.group == row.group and tie.subject is not None}


def edit(facts: Facts, viewer: int, number: int) -> set[str]:
    """A6: the working text is its author's, while they teach the pupil the subject."""
    record = facts.school.records[number]
    return {tie.role for tie in _in_subject(facts, viewer, record)} if record.author == viewer else set()


def state(facts: Facts, viewer: int, number: int) -> set[str]:
    """A6, A17: whether it is missing, begun or published; a narrowed record is not listed for those outside."""
    record = facts.school.records[number]
    if not _is_meant(record, viewer):
        return edit(facts, viewer, number)
    ties = _in_subject(facts, viewer, record)
    ties |= {tie for tie in facts.ties(viewer, record.child) if tie.role in {"mentor", "principal"} and _reaches(tie, record)}
    return {tie.role for tie in ties}


def read(facts: Facts, viewer: int, number: int) -> set[str]:
    """A2, A5, A6, A17, H5: the published record."""
    record = facts.school.records[number]
    withheld = any(person == viewer and span.holds(facts.day) for person, span in record.withheld)
    if not record.published or withheld or not _is_meant(record, viewer):
        return set()
    ties = facts.ties(viewer, record.child)
    staff = {tie for tie in ties if tie.role in _READERS and _reaches(tie, record)}
    staff |= {tie for tie in ties if tie.role in {"mentor", "teacher", "principal"} and _handed_over(facts, tie, record)}
    return {tie.role for tie in ties if tie.role in {*FAMILY, "proxy"} and tie.documents} | {tie.role for tie in staff}


def _in_subject(facts: Facts, viewer: int, record: Record) -> set[Tie]:
    ties = facts.ties(viewer, record.child)
    return {tie for tie in ties if tie.role in {"teacher", "substitute"} and tie.subject == record.subject and _reaches(tie, record)}


def _is_meant(record: Record, viewer: int) -> bool:
    return record.audience is None or viewer in record.audience


def _reaches(tie: Tie, record: Record) -> bool:
    """A5: within the unit, this school year's and the one before the relation began, and what came after."""
    return tie.unit == record.unit and record.year >= school_year(tie.since) - 1


def _handed_over(facts: Facts, tie: Tie, record: Record) -> bool:
    """A5, H5: by a transfer of this kind, from the record's unit to the reader's."""
    return any(
        (h.child, h.source, h.target) == (record.child, record.unit, tie.unit) and "judgement" in h.kinds
        for h in facts.now(facts.school.handovers)
    )
