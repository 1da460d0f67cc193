"""organisations, syllabuses, groups and placements."""

import json
from functools import partial
from typing import Any

from larka.core.swedish import swedish_sort_key
from larka.exchange.ss12000 import words
from larka.exchange.ss12000.fields import Fields, stage_parts
from larka.exchange.ss12000.values import WrongValueError, a_list, a_number, a_reference, a_text, a_truth, one_of

CODE = partial(a_text, longest=40)
ADDRESS = ("type", "streetAddress", "postalCode", "locality", "country")


def organisation(fields: Fields) -> None:
    """Stage a huvudman, school or unit."""
    name, kind = fields.needed("displayName", a_text), fields.needed("organisationType", partial(one_of, words.ORGANISATION_KINDS))
    first, end = fields.days()
    fields.stage.add(
        "organisations",
        fields.row,
        kind,
        name,
        swedish_sort_key(name),
        fields.wanted("parentOrganisation", a_reference, None),
        fields.wanted("schoolUnitCode", partial(a_text, longest=8), ""),
        fields.wanted("organisationNumber", organisation_number, ""),
        fields.wanted("municipalityCode", partial(a_text, longest=4), ""),
        fields.wanted("schoolTypes", school_forms, []),
        json.dumps(fields.wanted("address", address, {}), ensure_ascii=False),
        first,
        end,
    )


def organisation_number(value: Any) -> str:
    """Ten figures, with or without a hyphen."""
    text = a_text(value).replace("-", "")
    return a_text(text, longest=10)


def school_forms(value: Any) -> list[str]:
    """The school forms of a unit."""
    return [one_of(words.SCHOOL_FORMS, form) for form in a_list(value)]


def address(value: Any) -> dict[str, str]:
    """The visiting address."""
    if not isinstance(value, dict):
        raise WrongValueError("Fel typ: ett objekt väntades.")
    return {name: a_text(value[name]) for name in ADDRESS if value.get(name)}


def syllabus(fields: Fields) -> None:
    """Stage a subject."""
    name = fields.needed("subjectName", a_text)
    fields.stage.add(
        "syllabuses",
        fields.row,
        fields.needed("schoolType", partial(one_of, words.SCHOOL_FORMS)),
        fields.wanted("subjectCode", CODE, ""),
        name,
        swedish_sort_key(name),
        fields.wanted("official", a_truth, default=True),
    )


def group(fields: Fields) -> None:
    """Stage a group and its members. A staff group has no children in it: its members stay out."""
    name, unit = fields.needed("displayName", a_text), fields.needed("organisation", a_reference)
    kind = fields.needed("groupType", partial(one_of, words.GROUP_KINDS))
    form = fields.wanted("schoolType", partial(one_of, words.SCHOOL_FORMS), "")
    fields.stage.add("groups", fields.row, unit, kind, name, swedish_sort_key(name), form, *fields.needed_days())
    if fields.raw["groupType"] != words.STAFF_GROUP:
        stage_parts(fields, "groupMemberships", "memberships", "person", membership)


def membership(part: Fields) -> tuple[Any, ...]:
    """A child and the days in the group."""
    return part.needed("person", a_reference), *part.days()


def placement(fields: Fields) -> None:
    """Stage a place in preschool or fritidshem."""
    fields.stage.add(
        "placements",
        fields.row,
        fields.needed("child", a_reference),
        fields.needed("placedAt", a_reference),
        fields.wanted("group", a_reference, None),
        fields.needed("schoolType", partial(one_of, words.SCHOOL_FORMS)),
        fields.wanted("reason", partial(one_of, words.REASONS), ""),
        fields.wanted("maxWeeklyScheduleHours", a_number, None),
        *fields.needed_days(),
    )
