"""Who writes and who reads each field (C1, C5): the one place where it is said.

It knows the roles in which somebody reaches the answers, which the policies have told; it opens nothing by itself.
"""

import datetime as dt
from collections.abc import Iterable, Set
from dataclasses import dataclass

from larka.questionnaires.shape.parts import FAMILY, ROLES, Question, Role, Shape

# Those who only read, and what they read: as much as somebody else does.
READS_AS = {
    "proxy": "guardian", "emergency": "principal", "next_mentor": "mentor", "next_teacher": "teacher", "next_principal": "principal",
}  # fmt: skip

# Those who lead the work, often two together: what one of them shares with the family, the others who write it read, too.
_LEADING: frozenset[Role] = frozenset({"mentor", "preschool_staff", "principal"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the answers have come: the step's place, the form's last day, the day today.

    left: the child has left the unit. put_right: school puts right what is published; those at home do not write meanwhile.
    """

    stage: int
    today: dt.date
    last_day: dt.date | None = None
    left: bool = False
    put_right: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reaches a form (public id), in which roles, and which of its fields are withheld from them (A17).

    late: the roles that read what the child and its guardians wrote only when it is published (A6), whatever the template says.
    left: the child has left the unit that asks.
    """

    person: str
    roles: frozenset[str]
    withheld: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    left: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What decides who reads and writes an answer: whose own it is (public id; None: everybody's), in which role written, shared or not."""

    owner: str | None = None
    role: str = ""
    shared: bool = False


def may_write(question: Question, shape: Shape, standing: Standing, roles: Set[str], given: Iterable[Given] = ()) -> bool:
    """Whether somebody in these roles may write in the field now."""
    held = (roles - FAMILY if standing.put_right else roles) & set(question.writers)
    if not held or not _is_open(question, shape, standing):
        return False
    if question.for_pupil and held <= {"guardian"}:
        return not any(answer.role == "pupil" for answer in given)
    return True


def may_read(question: Question, shape: Shape, standing: Standing, reader: Reader, given: Given) -> bool:
    """Whether somebody may read one answer to the question.

    Whoever writes a common answer reads it. One's own is one's own; others read it when the template says so, but a guardian what
    another guardian wrote for themselves only if that one shares it (C5).
    """
    if question.id in reader.withheld:
        return False
    if given.owner == reader.person or (given.owner is None and reader.roles & set(question.writers)):
        return True
    if standing.stage < shown_from(question, shape, reader.roles, reader.late):
        return False
    if given.owner is not None and given.role == "guardian":
        return bool(_reading(question, reader.roles) - {"guardian"}) or (given.shared and "guardian" in reader.roles)
    return bool(_reading(question, reader.roles))


def _reading(question: Question, roles: Set[str]) -> set[str]:
    readers: set[str] = {*question.readers}
    return readers.intersection(roles | {READS_AS[role] for role in roles if role in READS_AS}) | (_together(question) & roles)


def _together(question: Question) -> set[Role]:
    """Colleagues who each write their own, and read each other's: never where it is for nobody else to read, as one's own notes."""
    return {*question.writers} & _LEADING if FAMILY & {*question.readers} else set()


def shown_from(question: Question, shape: Shape, roles: Set[str], late: Set[str]) -> int:
    """The place of the step from which those in these roles read what others wrote."""
    reading = _reading(question, roles)
    waits = bool(reading) and reading <= late and is_familys(question)
    return shape.last if waits else shape.place(question.shown, shape.last)


def sees_field(question: Question, shape: Shape, standing: Standing, roles: Set[str], late: Set[str] = frozenset()) -> bool:
    """Whether there is such a field at all for somebody in these roles, answered or not."""
    opened = standing.stage >= shape.place(question.opens, 0)
    if opened and roles & set(question.writers):
        return True
    return bool(_reading(question, roles)) and standing.stage >= shown_from(question, shape, roles, late)


def may_share(question: Question) -> bool:
    """Whether a guardian's own answer to it can be shared with the other (C5)."""
    return question.each and "guardian" in question.writers


def roles_at(shape: Shape, stage: int) -> list[Role]:
    """The roles for which there is something to write or to read in this step: for the others the form does not exist."""
    # The day plays no part: a field that opens tomorrow is there today.
    standing = Standing(stage, dt.date.min)
    found = {role for role in ROLES for question in shape.questions() if sees_field(question, shape, standing, {role})}
    return [role for role in ROLES if role in found]


def roles_opening_at(shape: Shape, stage: int) -> set[str]:
    """The roles that get something to write when this step begins."""
    return {role for question in shape.questions() if shape.place(question.opens, 0) == stage for role in question.writers}


def waiting(question: Question, shape: Shape, stage: int, *, answered: bool) -> bool:
    """Whether a required answer is missing that could have been given by this step."""
    return question.required and not answered and shape.place(question.opens, 0) <= stage


def is_familys(question: Question) -> bool:
    """Whether only the child and its guardians write it: school cannot answer in their stead."""
    return set(question.writers) <= FAMILY


def _is_open(question: Question, shape: Shape, standing: Standing) -> bool:
    if standing.left or not shape.place(question.opens, 0) <= standing.stage < shape.place(question.locks, shape.last):
        return False
    if standing.last_day is None:
        return True
    since_last = (standing.today - standing.last_day).days
    opens, locks = question.opens_days, question.locks_days
    return (opens is None or since_last >= opens) and (locks is None or since_last < locks)


def readers_of(question: Question, reader: Reader, *, shared: bool = False) -> set[str]:
    """The roles that read, or will read, what is written in the field; of what each guardian writes: what this one would write."""
    readers: set[str] = {*question.readers, *_together(question)} if question.each else {*question.readers, *question.writers}
    if question.each and "guardian" in reader.roles and "guardian" in question.writers:
        readers = (readers - {"guardian"}) | ({"guardian"} if shared else set())
    return readers | {role for role, as_role in READS_AS.items() if as_role in question.readers}
