"""The difference between the files and the register: counted, repeatable, and applied whole or not at all."""

import datetime as dt

import psycopg
import pytest
from django.db import connection

from larka.audit.models import Entry
from larka.core.postgres import as_connection
from larka.exchange.actions import Outcome
from larka.people.actions.register_import import IMPORT_LOCK, ImportUnderWayError, register_import
from larka.people.models import ImportRun
from larka.register.actor import Actor
from larka.register.models import (
    Activity,
    ActivityGroup,
    Duty,
    DutyAssignment,
    GroupMembership,
    HuvudmanSetting,
    IdentityNumber,
    Person,
    Placement,
    Responsible,
    TeachingAssignment,
)
from tests.cast import NOON
from tests.exchange.small_register import START, Importer, SmallRegister, an_id, by_name, changes, found, ref, the

DAY = dt.date(2026, 11, 23)


def periods(rows: object) -> list[tuple[dt.date, dt.date | None]]:
    """First day and end of each."""
    return sorted(rows.values_list("starts_on", "ends_on"), key=lambda days: days[0])  # type: ignore[attr-defined]


@pytest.mark.postgres15
def test_everything_in_the_files_is_in_the_register(importing: Importer, register: SmallRegister) -> None:
    """B1, B4: persons with numbers and families, places, groups, staff and what they teach."""
    result = importing(register)
    assert found(result) == set()
    assert changes(result) == {
        "organisations": (3, 0, 0), "syllabuses": (1, 0, 0), "persons": (19, 0, 0), "placements": (5, 0, 0), "groups": (2, 0, 0),
        "duties": (4, 0, 0), "activities": (1, 0, 0),
    }  # fmt: skip
    elsa = the("elsa")
    assert (elsa.display_name, elsa.sort_key, elsa.adult_on) == ("Elsa Hägg", "h|gg!elsa", dt.date(2033, 4, 10))
    assert elsa.numbers.get().kind == "personnummer"
    assert {r.person.given_name for r in elsa.responsibles.filter(relation="guardian", in_effect=True, starts_on=DAY)} == {
        "Elsas-mamma", "Elsas-pappa",
    }  # fmt: skip
    assert set(elsa.placements.values_list("school_form", "kind", "grade")) == {("GR", "home", 5), ("FTH", "home", None)}
    assert set(elsa.memberships.values_list("group__name", flat=True)) == {"5A", "5A-ma"}
    assert Duty.objects.get(person=the("tess")).role == "teacher"
    assert DutyAssignment.objects.get().role == "mentor"
    assert TeachingAssignment.objects.get().grader
    assert ActivityGroup.objects.get().group.name == "5A-ma"
    assert Activity.objects.get().syllabus is not None


@pytest.mark.postgres15
def test_the_same_files_again_change_nothing(imported: Importer, register: SmallRegister) -> None:
    """B5: an import is safe to repeat, the next day too."""
    before = list(GroupMembership.objects.order_by("pk").values())
    again = imported(register, days=1)
    assert changes(again) == {}
    assert again.difference is not None
    assert again.difference.counts["persons"]["unchanged"] == 19
    assert list(GroupMembership.objects.order_by("pk").values()) == before


def test_each_run_is_kept_and_logged_with_its_counts(imported: Importer) -> None:
    """A11, B5: counts, never names or numbers."""
    run = ImportRun.objects.get()
    assert (run.applied, run.mode, run.counts["persons"]["created"], set(run.checksums)) == (
        True, "ordinary", 19, {"organisations", "syllabuses", "persons", "placements", "groups", "duties", "activities"},
    )  # fmt: skip
    entry = Entry.objects.get(action="register.imported")
    assert (entry.object_id, entry.role, entry.details["persons"]["created"]) == (run.pk, "operator", 19)


def test_a_comparison_changes_nothing_but_is_noted(importing: Importer, register: SmallRegister) -> None:
    """B5, A11: it has shown names."""
    result = importing(register, dry_run=True)
    assert result.outcome is Outcome.COMPARED
    assert changes(result)["persons"] == (19, 0, 0)
    assert not Person.objects.exists()
    assert not ImportRun.objects.get().applied
    assert Entry.objects.filter(action="register.compared").exists()


def test_a_no_changes_nothing(importing: Importer, register: SmallRegister) -> None:
    """B5: the difference comes first."""
    seen = []
    result = importing(register, decide=lambda difference: bool(seen.append(difference.counts["persons"]["created"])))
    assert (result.outcome, seen, Person.objects.count(), ImportRun.objects.count()) == (Outcome.DECLINED, [19], 0, 0)


def test_a_row_counts_as_changed_when_any_part_of_it_is(imported: Importer, register: SmallRegister) -> None:
    """B5: enrolments and adults are parts of a person's row, members of a group's, teachers of an activity's."""
    register.row("persons", "elsa")["enrolments"][0]["endDate"] = "2027-06-30"
    register.row("persons", "bos-mamma")["emails"] = [{"value": "ny@hem.example", "type": "Privat"}]
    register.row("persons", "nils")["givenName"] = "Nisse"
    register.row("groups", "5A")["groupMemberships"][0]["endDate"] = "2027-06-30"
    register.row("activities", "ma")["teachers"].append({"duty": ref("tjänst-sara"), "startDate": START})
    register.row("duties", "tjänst-mats")["dutyPercent"] = 80
    assert changes(imported(register, days=1)) == {
        "persons": (0, 3, 0), "groups": (0, 1, 0), "activities": (0, 1, 0), "duties": (0, 1, 0),
    }  # fmt: skip
    assert changes(imported(register, days=1)) == {}
    assert the("elsa").placements.get(school_form="GR").ends_on == dt.date(2027, 7, 1)
    assert the("nils").sort_key == "str}m!nisse"


def test_a_child_who_moves_ends_in_one_unit_and_begins_in_the_other(imported: Importer, register: SmallRegister) -> None:
    """B4: inclusive last days become half-open ends; history stays."""
    register.row("persons", "elsa")["enrolments"] = [
        {"enroledAt": ref("skola"), "schoolType": "GR", "schoolYear": 5, "startDate": START, "endDate": "2026-11-22"},
        {"enroledAt": ref("skola2"), "schoolType": "GR", "schoolYear": 5, "startDate": "2026-11-23"},
    ]
    assert changes(imported(register)) == {"persons": (0, 1, 0)}
    moved = the("elsa").placements.filter(school_form="GR").order_by("starts_on").values_list("unit__name", "kind", "starts_on", "ends_on")
    assert list(moved) == [("Björkskolan", "home", dt.date(2026, 8, 1), DAY), ("Åskolan", "home", DAY, None)]


def test_a_move_that_the_register_only_tells_by_the_new_unit_ends_the_old_one(imported: Importer, register: SmallRegister) -> None:
    """B4: the new home begins here when the old one ended here; never two at a time."""
    register.row("persons", "elsa")["enrolments"] = [
        {"enroledAt": ref("skola2"), "schoolType": "GR", "schoolYear": 5, "startDate": "2026-11-02"}
    ]
    imported(register)
    moved = the("elsa").placements.filter(school_form="GR").order_by("starts_on").values_list("unit__name", "kind", "starts_on", "ends_on")
    assert list(moved) == [("Björkskolan", "home", dt.date(2026, 8, 1), DAY), ("Åskolan", "home", DAY, None)]
    assert changes(imported(register, days=1)) == {}


def test_of_overlapping_enrolments_the_last_is_home_and_the_earlier_stays(importing: Importer, register: SmallRegister) -> None:
    """B4: nothing is lost, and the overlap is listed."""
    register.row("persons", "elsa")["enrolments"].append(
        {"enroledAt": ref("skola2"), "schoolType": "GR", "schoolYear": 5, "startDate": "2026-10-01"}
    )
    result = importing(register)
    assert found(result) == {("persons", an_id("elsa"), "enrolments")}
    placed = the("elsa").placements.filter(school_form="GR").order_by("starts_on").values_list("unit__name", "kind", "ends_on")
    assert list(placed) == [("Björkskolan", "extra", None), ("Åskolan", "home", None)]
    assert changes(importing(register, days=1)) == {}


def test_a_unit_that_is_the_only_one_again_is_home_again(importing: Importer, register: SmallRegister) -> None:
    """B4: a further unit becomes home when the other is gone."""
    alone = register.copy()
    register.row("persons", "elsa")["enrolments"].append(
        {"enroledAt": ref("skola2"), "schoolType": "GR", "schoolYear": 5, "startDate": "2026-10-01"}
    )
    importing(register)
    assert changes(importing(alone, days=2)) == {"persons": (0, 1, 0)}
    placed = the("elsa").placements.filter(school_form="GR", ends_on=None).values_list("unit__name", "kind")
    assert list(placed) == [("Björkskolan", "home")]
    assert changes(importing(alone, days=3)) == {}


def test_a_membership_without_days_begins_with_its_group(importing: Importer, register: SmallRegister) -> None:
    """B4: and stays as it is when the file is read again."""
    register.row("groups", "5A")["groupMemberships"] = [{"person": ref("elsa")}]
    importing(register)
    assert periods(GroupMembership.objects.filter(group__name="5A")) == [(dt.date(2026, 8, 1), None)]
    assert changes(importing(register, days=5)) == {}


def test_an_enrolment_without_days_begins_today(importing: Importer, register: SmallRegister) -> None:
    """B4: the day it is first seen."""
    del register.row("persons", "elsa")["enrolments"][0]["startDate"]
    importing(register)
    assert periods(the("elsa").placements.filter(school_form="GR")) == [(DAY, None)]
    assert changes(importing(register, days=5)) == {}


def test_a_first_day_moved_back_is_mended_in_place(imported: Importer, register: SmallRegister) -> None:
    """B4: one membership, not two."""
    for membership in register.row("groups", "5A")["groupMemberships"]:
        membership["startDate"] = "2026-07-15"
    assert changes(imported(register)) == {"groups": (0, 1, 0)}
    assert periods(GroupMembership.objects.filter(group__name="5A")) == [(dt.date(2026, 7, 15), None)] * 5


def test_a_first_day_moved_forward_leaves_history(imported: Importer, register: SmallRegister) -> None:
    """B4: what has been is not unsaid."""
    register.row("groups", "5A")["groupMemberships"][0]["startDate"] = "2026-11-01"
    imported(register)
    assert periods(the("elsa").memberships.filter(group__name="5A")) == [
        (dt.date(2026, 8, 1), dt.date(2026, 11, 1)), (dt.date(2026, 11, 1), None),
    ]  # fmt: skip
    assert changes(imported(register, days=1)) == {}


def test_what_was_written_in_larka_survives_every_import(imported: Importer, register: SmallRegister) -> None:
    """B4, B5: an import ends only what the register has sent."""
    elsa, other = the("elsa"), Placement.objects.exclude(child=the("elsa")).first()
    assert other is not None
    summer = Placement.objects.create(child=elsa, unit=other.unit, school_form="FTH", kind="temporary", starts_on=DAY)
    group = GroupMembership.objects.earliest("pk").group
    hand = GroupMembership.objects.create(child=the("nils"), group=group, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2020, 6, 1))
    aunt = Person.objects.create(given_name="Maj", family_name="Moster", sort_key="moster!maj")
    known = Responsible.objects.create(child=elsa, person=aunt, relation="other", starts_on=DAY)
    result = imported(register, days=1)
    assert changes(result) == {}
    assert by_name(result) == []
    for row in (summer, hand, known):
        row.refresh_from_db()
    assert (summer.ends_on, hand.ends_on, known.ends_on) == (None, dt.date(2020, 6, 1), None)


def test_two_imports_at_once_do_not_mix(db: None) -> None:
    """B5: the second says so and waits for nobody."""
    with psycopg.connect(**as_connection(connection.settings_dict)) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        with pytest.raises(ImportUnderWayError), register_import(Actor.operator(NOON)):
            pass


def test_only_the_fields_that_are_kept_come_in(importing: Importer, register: SmallRegister) -> None:
    """B1: what the huvudman does without is dropped at the door, and leaves when the setting is narrowed."""
    register.row("persons", "elsa").update(sex="Kvinna", middleName="Maria", phoneNumbers=[{"value": "070", "type": "Hem", "mobile": True}])
    importing(register)
    elsa = the("elsa")
    assert (elsa.sex, elsa.middle_name, elsa.contact.phones[0]["value"]) == ("Kvinna", "Maria", "070")
    HuvudmanSetting.objects.create(key="register.kept_fields", value=["emails"])
    importing(register)
    elsa = the("elsa")
    assert (elsa.sex, elsa.middle_name, elsa.contact.phones) == ("", "", [])
    assert the("bos-mamma").contact.emails[0]["value"] == "bos-mamma@hem.example"
    assert IdentityNumber.objects.filter(person=elsa).exists()
