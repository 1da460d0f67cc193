"""Vem har läst? What a family is told of who has opened their child's documents (A12)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from larka.assessments.models import Judgement, JudgementVersion
from larka.audit.actions import record
from larka.audit.models import Entry
from larka.audit.queries import Reader, readers_of
from larka.register.models import Person
from tests.cast import Cast, actor, opener

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]


@pytest.fixture
def judgement(cast_today: Cast) -> Judgement:
    """Elsa's published omdöme in music, by Per who is protected."""
    return publish(cast_today, cast_today.elsa)


def publish(cast: Cast, child: Person) -> Judgement:
    """Per's omdöme about a child of 5A."""
    now = dt.datetime.now(dt.UTC)
    made = Judgement.objects.create(
        child=child, unit=cast.school, school_form="GR", school_year=cast.year, term=cast.term, syllabus=cast.music,
        group=cast.music_5a, text="Sjunger.", written_by=cast.per, written_at=now,
    )  # fmt: skip
    made.latest = JudgementVersion.objects.create(judgement=made, number=1, text="Sjunger.", published_at=now, published_by=cast.per)
    made.published_at = now
    made.save()
    return made


def read(person: Person, role: str, judgement: Judgement, **more: Any) -> None:
    """This person has opened it in this role."""
    by = actor(person, dt.datetime.now(dt.UTC))
    values = {"kind": Entry.Kind.READ, "role": role, "children": [judgement.child_id], "records": ("judgement", [judgement.pk])}
    record(by, "judgement", judgement, **{**values, **more})


def told(viewer: Person, judgement: Judgement) -> dict[str, int]:
    """Name and number of readings, as this viewer is told."""
    return {reader.name: reader.times for reader in readers_of(actor(viewer, dt.datetime.now(dt.UTC)), "judgement", judgement.pk)}


def test_a_guardian_is_told_of_staff_and_of_own_readings_only(cast_today: Cast, judgement: Judgement) -> None:
    """A12: never the other guardian's, never the pupil's."""
    for name, role in {"tess": "teacher", "mats": "mentor", "rolf": "principal", "vera": "substitute"}.items():
        read(getattr(cast_today, name), role, judgement)
    for name, role in {"anna": "guardian", "anders": "guardian", "elsa": "self"}.items():
        read(getattr(cast_today, name), role, judgement)
    staff = {"Tess Hallberg": 1, "Mats Lundqvist": 1, "Rolf Bergendahl": 1, "Vera Isaksson": 1}
    assert told(cast_today.anna, judgement) == {"Anna Lind": 1, **staff}
    assert told(cast_today.anders, judgement) == {"Anders Hägg": 1, **staff}
    assert told(cast_today.elsa, judgement) == {"Elsa Hägg": 1, **staff}


@pytest.mark.parametrize("role", ["guardian,teacher", "pupil", "other_responsible", "adult_consent", ""])
def test_a_reading_that_is_not_surely_staffs_is_told_to_nobody_else(cast_today: Cast, judgement: Judgement, role: str) -> None:
    """A12: where one row of the log names several roles, the family's rule wins."""
    read(cast_today.anders, role, judgement)
    assert told(cast_today.anna, judgement) == {}


def test_protected_staff_are_told_of_by_working_name(cast_today: Cast, judgement: Judgement) -> None:
    """A10, A12: and without a working name as staff, without a name."""
    read(cast_today.per, "teacher", judgement)
    assert told(cast_today.anna, judgement) == {"Personal 4821": 1}
    Person.objects.filter(pk=cast_today.per.pk).update(working_name="")
    assert told(cast_today.anna, judgement) == {"": 1}


def test_only_readings_of_this_document_count(cast_today: Cast, judgement: Judgement) -> None:
    """A12: not of another child's, not of another kind with the same number, not writings and refusals."""
    other = publish(cast_today, cast_today.nils)
    read(cast_today.tess, "teacher", other)
    read(cast_today.tess, "teacher", judgement, records=("plan", [judgement.pk]))
    read(cast_today.tess, "teacher", judgement, kind=Entry.Kind.WRITTEN)
    read(cast_today.tess, "teacher", judgement, kind=Entry.Kind.REFUSED)
    assert told(cast_today.anna, judgement) == {}
    read(cast_today.tess, "teacher", judgement, records=("judgement", [other.pk, judgement.pk]))
    assert told(cast_today.anna, judgement) == {"Tess Hallberg": 1}


def test_a_reader_is_a_name_a_role_a_number_and_a_moment() -> None:
    """A12: never device or address; there is no place for them."""
    assert set(Reader.__slots__) == {"name", "role", "times", "last_at", "own"}


@pytest.mark.parametrize(
    ("reader", "answered"),
    [
        ("anna", True),
        ("anders", True),
        ("elsa", False),  # is eleven
        ("mats", False),  # staff
        ("rolf", False),
        ("nora", False),
        ("frida", False),
    ],
)
def test_the_page_is_for_guardians_and_pupils_from_sixteen(
    cast_today: Cast, judgement: Judgement, client: Client, reader: str, *, answered: bool
) -> None:
    """A12: and of the documents that the viewer may read."""
    response = opener(client, getattr(cast_today, reader)).get(reverse("judgement_readers", args=[judgement.public_id]))
    assert (response.status_code == 200) == answered


def test_a_pupil_of_sixteen_is_told(cast_today: Cast, judgement: Judgement, client: Client) -> None:
    """A12, A19: from the birthday on."""
    born = timezone.localdate().replace(day=1)
    Person.objects.filter(pk=cast_today.elsa.pk).update(
        birth_date=born.replace(year=born.year - 16), adult_on=born.replace(year=born.year + 2)
    )
    assert opener(client, cast_today.elsa).get(reverse("judgement_readers", args=[judgement.public_id])).status_code == 200


def test_the_page_shows_no_address_and_no_other_guardian(cast_today: Cast, judgement: Judgement, client: Client) -> None:
    """A12: as it stands on the page."""
    opener(client, cast_today.anders).get(reverse("judgement", args=[judgement.public_id]), REMOTE_ADDR="10.9.8.7")
    opener(client, cast_today.mats).get(reverse("judgement", args=[judgement.public_id]), REMOTE_ADDR="10.6.5.4")
    page = opener(client, cast_today.anna).get(reverse("judgement_readers", args=[judgement.public_id])).content.decode()
    assert "Mats Lundqvist" in page
    assert "Anders" not in page
    assert "10.9.8.7" not in page
    assert "10.6.5.4" not in page
