"""duties and activities: who works where, who is what to which group, who teaches what."""

from functools import partial
from typing import Any

from larka.exchange.ss12000 import words
from larka.exchange.ss12000.fields import Fields, stage_parts
from larka.exchange.ss12000.values import a_number, a_reference, a_text, a_truth, an_id, one_of

ROLE = partial(a_text, longest=100)


def duty(fields: Fields) -> None:
    """Stage a duty and what it is to groups."""
    person, unit = fields.needed("person", a_reference), fields.needed("dutyAt", a_reference)
    role, percent = fields.needed("dutyRole", ROLE), fields.wanted("dutyPercent", a_number, None)
    fields.stage.add("duties", fields.row, person, unit, role, percent, *fields.needed_days())
    stage_parts(fields, "assignmentRole", "assignments", "group", assignment)


def assignment(part: Fields) -> tuple[Any, ...]:
    """A group, and what the duty is to it."""
    return part.needed("group", a_reference), part.needed("assignmentRoleType", ROLE), *part.days()


def activity(fields: Fields) -> None:
    """Stage an activity, its groups and its teachers."""
    name, unit = fields.needed("displayName", a_text), fields.needed("organisation", a_reference)
    subject = fields.wanted("syllabus", a_reference, None)
    kind = fields.wanted("activityType", partial(one_of, words.ACTIVITY_KINDS), "")
    fields.stage.add("activities", fields.row, name, unit, subject, kind, *fields.needed_days())
    stage_parts(fields, "groups", "activity_groups", "id", taught_group)
    stage_parts(fields, "teachers", "teachers", "duty", teacher)


def taught_group(part: Fields) -> tuple[Any, ...]:
    """A group that is taught."""
    return (part.needed("id", an_id),)


def teacher(part: Fields) -> tuple[Any, ...]:
    """A duty that teaches, and its days."""
    return part.needed("duty", a_reference), part.wanted("grader", a_truth, default=False), *part.days()
