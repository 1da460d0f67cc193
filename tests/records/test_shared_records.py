"""A record that several children share: seen through those who take part, narrowed by its audience."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from larka.access.models import Withholding
from larka.records.models import audience_of
from larka.register.models import Person, Placement, Restriction
from tests.access.everyone import reached_by
from tests.cast import NOON, Cast
from tests.records.logbook.access import ENTRY_READ
from tests.records.logbook.models import Entry, EntryParticipation

CLASS_STAFF = {"Mats", "Tess", "Per", "Rolf"}

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]


def entry(cast: Cast, *children: Person, **more: Any) -> Entry:
    """Published by Mats for 5A, about these children."""
    values = {
        "unit": cast.school, "school_form": "GR", "school_year": cast.year, "group": cast.class_5a, "written_by": cast.mats,
        "written_at": NOON, "published_at": NOON, "text": "Vi var i skogen.",
    }  # fmt: skip
    made = Entry.objects.create(**(values | more))
    EntryParticipation.objects.bulk_create(EntryParticipation(record=made, child=child) for child in children)
    return made


def test_the_families_of_those_who_take_part_see_it(cast: Cast) -> None:
    """A2, A4: and those who teach or mentor them, and rektor; not the rest of the class."""
    assert reached_by(ENTRY_READ, entry(cast, cast.elsa)) == {"Elsa", "Anna", "Anders"} | CLASS_STAFF
    assert reached_by(ENTRY_READ, entry(cast, cast.elsa, cast.nils)) == {"Elsa", "Anna", "Anders", "Nils", "Nora"} | CLASS_STAFF


def test_a_protected_child_that_takes_part_is_no_way_in_for_rektor(cast: Cast) -> None:
    """A10: nor the restricted guardian of another, A17."""
    assert reached_by(ENTRY_READ, entry(cast, cast.omar)) == {"Omar", "Olga"} | CLASS_STAFF - {"Rolf"}
    assert "Rut" not in reached_by(ENTRY_READ, entry(cast, cast.nils))


def test_nobody_sees_it_through_a_child_that_has_left_it(cast: Cast) -> None:
    """A5: a child leaves a shared record by losing its participation; the text stays for the others."""
    made = entry(cast, cast.elsa, cast.nils)
    made.participations.filter(child=cast.elsa).delete()
    assert reached_by(ENTRY_READ, made) == {"Nils", "Nora"} | CLASS_STAFF


def test_an_entry_about_nobody_is_seen_by_nobody_through_them(cast: Cast) -> None:
    """A1: without participants there is no relation."""
    assert reached_by(ENTRY_READ, entry(cast)) == set()


def test_the_audience_narrows_it_to_named_people_who_also_take_part(cast: Cast) -> None:
    """A17: Anders is not named; Stina is, and has no relation."""
    made = entry(cast, cast.elsa, audience=audience_of(cast.anna, cast.mats, cast.stina))
    assert reached_by(ENTRY_READ, made) == {"Anna", "Mats"}


def test_it_can_be_withheld_from_one_guardian(cast: Cast) -> None:
    """A17, OSL 12:3."""
    made = entry(cast, cast.elsa)
    Withholding.objects.create(
        kind="entry", record_id=made.pk, person=cast.anders, reason="Men", decision="B 9", decided_by=cast.rolf, starts_on=NOON.date()
    )
    assert reached_by(ENTRY_READ, made) == {"Elsa", "Anna"} | CLASS_STAFF


def test_a_draft_entry_is_seen_by_no_participant(cast: Cast) -> None:
    """A6: until it is published."""
    assert reached_by(ENTRY_READ, entry(cast, cast.elsa, published_at=None)) == set()


def test_the_relation_to_each_participant_is_todays(cast: Cast) -> None:
    """A5, A17: a move or a restriction closes it the same day."""
    made = entry(cast, cast.elsa)
    Placement.objects.filter(child=cast.elsa).update(ends_on=NOON.date())
    Restriction.objects.create(child=cast.elsa, person=cast.anders, reference="T 3", starts_on=NOON.date())
    assert reached_by(ENTRY_READ, made) == {"Elsa", "Anna"}
    assert reached_by(ENTRY_READ, made, NOON - dt.timedelta(days=1)) == {"Elsa", "Anna", "Anders"} | CLASS_STAFF


def test_staff_reach_a_shared_record_within_the_unit_and_the_years(cast: Cast) -> None:
    """A5: the other unit's entry about the sister opens nothing to this one's staff."""
    made = entry(cast, cast.elsa, unit=cast.preschool)
    assert reached_by(ENTRY_READ, made) == {"Elsa", "Anna", "Anders"}


def test_a_pupil_of_age_lets_in_whom_it_wants(cast: Cast) -> None:
    """A13."""
    made = entry(cast, cast.agnes, unit=cast.gymnasium, school_form="GY", group=cast.na3)
    assert reached_by(ENTRY_READ, made) == {"Agnes", "Göran", "Gösta"}


def test_a_child_takes_part_once(cast: Cast) -> None:
    """A4: the database holds it."""
    made = entry(cast, cast.elsa)
    with pytest.raises(IntegrityError, match="entry_names_a_child_once"), transaction.atomic():
        EntryParticipation.objects.create(record=made, child=cast.elsa)
