"""The municipality as the register would send it: SS 12000 list answers, one file a resource. End dates are last days (B4)."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

from larka.core.dates import to_inclusive_end
from larka.demo.ids import source_id
from larka.demo.names import plain_letters
from larka.demo.subjects import SUBJECTS
from larka.demo.world import FIRST_GY_GRADE, Employee, Place, Somebody, Teaching, Unit, World

Row = dict[str, Any]
RESOURCES = ("organisations", "syllabuses", "persons", "placements", "groups", "duties", "activities")


def write_register(world: World, folder: Path) -> None:
    """Write the seven files."""
    for resource, rows in register_rows(world).items():
        answer = {"data": [_clean(row, world) for row in rows], "pageToken": None}
        (folder / f"{resource}.json").write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


def register_rows(world: World) -> dict[str, list[Row]]:
    """Every row of every resource."""
    groups = [_group(place, place.id, place.kind) for place in world.places]
    groups += [_group(teaching, teaching.group_id, "Undervisning") for teaching in world.teaching]
    enrolled = {child.id: place for place in world.places if place.form in ("FKLASS", "GR", "GY") for child in place.children}
    syllabuses = [
        {"id": _id(source_id(f"syllabus:{s.key}")), "schoolType": s.form, "subjectCode": s.code, "subjectName": s.name, "official": True}
        for s in SUBJECTS
    ]
    return {
        "organisations": _organisations(world),
        "syllabuses": syllabuses,
        "persons": [_person(person, enrolled.get(person.id)) for person in world.people],
        "placements": [_placement(place, child) for place in world.places if place.form in ("FS", "FTH") for child in place.children],
        "groups": groups,
        "duties": [_duty(world, employee) for employee in world.staff],
        "activities": [_activity(teaching) for teaching in world.teaching],
    }


def _clean(row: Row, world: World) -> Row:
    changed = f"{world.year_start.isoformat()}T06:00:00Z"
    return {"meta": {"created": changed, "modified": changed}} | {key: value for key, value in row.items() if value not in (None, "", [])}


def _id(value: uuid.UUID) -> str:
    return str(value)


def _ref(value: uuid.UUID) -> Row:
    return {"id": str(value)}


def _first(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _last(ends_on: dt.date | None) -> str | None:
    return _first(to_inclusive_end(ends_on))


def _address(street: str, kind: str = "Folkbokföring") -> Row:
    return {"type": kind, "streetAddress": street, "postalCode": "99940", "locality": "Lärköping", "country": "Sverige"}


def _organisations(world: World) -> list[Row]:
    head = world.units["kommun"]
    rows: list[Row] = [
        {
            "id": _id(head.id),
            "displayName": head.name,
            "organisationType": "Huvudman",
            "municipalityCode": "9999",
            "startDate": "1971-01-01",
        }
    ]
    for unit in world.units.values():
        if unit is not head:
            rows += _school_and_unit(head, unit)
    return rows


def _school_and_unit(head: Unit, unit: Unit) -> list[Row]:
    school = source_id(f"school:{unit.name}")
    common = {"displayName": unit.name, "startDate": "1998-07-01"}
    return [
        common | {"id": _id(school), "organisationType": "Skola", "parentOrganisation": _ref(head.id)},
        common
        | {
            "id": _id(unit.id),
            "organisationType": "Skolenhet",
            "parentOrganisation": _ref(school),
            "schoolUnitCode": unit.code,
            "schoolTypes": unit.forms,
            "address": _address(unit.street, "Besöksadress"),
        },
    ]


def _person(person: Somebody, place: Place | None) -> Row:
    open_address = person.protection == "Ingen" and person.street
    mails = [(person.email, "Privat"), (person.school_mail, "Skola personal")]
    return {
        "id": _id(person.id),
        "givenName": person.given,
        "familyName": person.family,
        "civicNo": {"value": person.number, "nationality": "SWE"} if person.number else None,
        "birthDate": person.born.isoformat(),
        "sex": person.sex,
        "securityMarking": person.protection,
        "personStatus": "Aktiv",
        "emails": [{"value": mail, "type": kind} for mail, kind in mails if mail],
        "phoneNumbers": [{"value": person.phone, "type": "Hem", "mobile": True}] if person.phone else [],
        "addresses": [_address(person.street)] if open_address else [],
        "eduPersonPrincipalNames": [_principal(person)] if place or person.school_mail else [],
        "responsibles": [{"person": _ref(adult.id), "relationType": relation} for adult, relation in person.responsibles],
        "enrolments": [_enrolment(person, place)] if place else [],
    }


def _principal(person: Somebody) -> str:
    return (
        person.school_mail
        or f"{plain_letters(person.given)[:3]}{plain_letters(person.family)[:3]}{person.id.hex[:4]}@elev.larkoping.example"
    )


def _enrolment(person: Somebody, place: Place) -> Row:
    grade = place.grade or 0
    row = {
        "enroledAt": _ref(place.unit.id),
        "schoolType": place.form,
        "schoolYear": grade - FIRST_GY_GRADE + 1 if grade >= FIRST_GY_GRADE else grade,
        "startDate": _first(person.since),
        "endDate": _last(person.until),
    }
    return {key: value for key, value in row.items() if value is not None}


def _placement(place: Place, child: Somebody) -> Row:
    return {
        "id": _id(source_id(f"placement:{place.form}:{child.id}")),
        "placedAt": _ref(place.unit.id),
        "group": _ref(place.id),
        "child": _ref(child.id),
        "owners": [_ref(adult.id) for adult, relation in child.responsibles if relation == "Vårdnadshavare"],
        "schoolType": place.form,
        "startDate": _first(child.since),
        "endDate": _last(child.until),
        "reason": "Omsorgsbehov",
        "maxWeeklyScheduleHours": 30 if place.form == "FTH" else (15, 40, 45)[child.id.int % 3],
    }


def _membership(child: Somebody, starts: dt.date) -> Row:
    row = {"person": _ref(child.id), "startDate": _first(max(starts, child.since or starts)), "endDate": _last(child.until)}
    return {key: value for key, value in row.items() if value is not None}


def _group(of: Place | Teaching, identity: uuid.UUID, kind: str) -> Row:
    return {
        "id": _id(identity),
        "displayName": of.name,
        "groupType": kind,
        "schoolType": of.form,
        "organisation": _ref(of.unit.id),
        "startDate": _first(of.since),
        "groupMemberships": [_membership(child, of.since) for child in of.children],
    }


def _duty(world: World, employee: Employee) -> Row:
    roles = [
        {"group": _ref(place.id), "assignmentRoleType": kind, "startDate": _first(max(place.since, employee.since))}
        for place in world.places
        for person, kind in place.staff
        if person is employee
    ]
    return {
        "id": _id(employee.id),
        "person": _ref(employee.person.id),
        "dutyAt": _ref(employee.unit.id),
        "dutyRole": employee.role,
        "dutyPercent": 100,
        "startDate": _first(employee.since),
        "endDate": _last(employee.until),
        "assignmentRole": roles,
    }


def _activity(teaching: Teaching) -> Row:
    start = teaching.since
    teachers = [{"duty": _ref(teaching.teacher.id), "startDate": _first(start), "grader": True}]
    if teaching.former and teaching.former.until and teaching.former.until > start:
        teachers[0]["startDate"] = _first(teaching.former.until)
        teachers.append(
            {"duty": _ref(teaching.former.id), "startDate": _first(start), "endDate": _last(teaching.former.until), "grader": True}
        )
    return {
        "id": _id(teaching.activity_id),
        "displayName": teaching.name,
        "calendarEventsRequired": True,
        "startDate": _first(start),
        "activityType": "Undervisning",
        "groups": [_ref(teaching.group_id)],
        "teachers": teachers,
        "syllabus": _ref(source_id(f"syllabus:{teaching.subject}")),
        "organisation": _ref(teaching.unit.id),
    }
