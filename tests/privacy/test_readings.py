"""Vem har läst? As a family, a rektor and nobody else sees it (A12)."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from larka.assessments.models import Judgement
from larka.audit.actions import record
from larka.privacy.queries.readings import readings_of_child, told
from larka.register.models import Person, Responsible
from tests.cast import Cast, actor, opener
from tests.web.pages import named_on, shown, write_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]


@pytest.fixture
def omdomen(cast_today: Cast) -> dict[str, Judgement]:
    """Tess has written about Elsa and Omar, and published; about Nils not yet."""
    cast = cast_today
    made = write_for(cast, cast.tess, cast.maths_5a, [cast.elsa, cast.omar])
    write_for(cast, cast.tess, cast.maths_5a, [cast.nils], publish=False)
    return dict(zip(("elsa", "omar"), made, strict=True))


def read(person: Person, role: str, judgement: Judgement, **more: Any) -> None:
    """This person has opened it in this role, from an address."""
    by = actor(person, dt.datetime.now(dt.UTC))
    record(by, "judgement", judgement, kind="read", role=role, children=[judgement.child_id], records=("judgement", [judgement.pk]), **more)


def seen(viewer: Person, child: Person) -> set[tuple[str, str, str]]:
    """(name, role, act) as the viewer is told."""
    by = actor(viewer, dt.datetime.now(dt.UTC))
    return {("own" if row.own else row.name, row.role, row.act) for row in told(by, readings_of_child(by, child)[0:1000])}


WRITTEN = {("Tess Hallberg", "Lärare", "Skrev i ett omdöme"), ("Tess Hallberg", "Lärare", "Publicerade ett omdöme")}


def test_a_guardian_sees_what_staff_read_and_wrote_and_own_readings(cast_today: Cast, omdomen: dict[str, Judgement]) -> None:
    """A12: never the other guardian's, never the pupil's."""
    for name, role in {"mats": "mentor", "rolf": "principal", "anna": "guardian", "anders": "guardian", "elsa": "self"}.items():
        read(getattr(cast_today, name), role, omdomen["elsa"])
    staff = {("Mats Lundqvist", "Mentor", "Läste omdömet"), ("Rolf Bergendahl", "Rektor", "Läste omdömet")} | WRITTEN
    assert seen(cast_today.anna, cast_today.elsa) == staff | {("own", "", "Läste omdömet")}
    assert seen(cast_today.anders, cast_today.elsa) == staff | {("own", "", "Läste omdömet")}
    assert seen(cast_today.olga, cast_today.omar) == WRITTEN


def test_what_the_viewer_may_not_read_is_not_told_of(cast_today: Cast, omdomen: dict[str, Judgement]) -> None:
    """A12, A6, A17: not unpublished texts, not to a restricted guardian, a former one, one who waits, or a stranger."""
    for name in ("nora", "rut"):
        assert seen(getattr(cast_today, name), cast_today.nils) == set()
    for name in ("frida", "annika", "stina", "olga"):
        assert seen(getattr(cast_today, name), cast_today.elsa) == set()


def test_a_guardian_who_is_also_staff_is_family_to_the_child(cast_today: Cast, omdomen: dict[str, Judgement]) -> None:
    """A12, A18: what Tess wrote about her own child is not told to the other guardian; nor that she is somebody's guardian to others."""
    Responsible.objects.create(
        child=cast_today.omar, person=cast_today.tess, relation="guardian", in_effect=True, starts_on=cast_today.year.starts_on
    )
    assert seen(cast_today.olga, cast_today.omar) == set()
    by = actor(cast_today.tess, dt.datetime.now(dt.UTC))
    assert "guardian" in by.roles
    record(by, "judgement.published", omdomen["elsa"], children=[cast_today.elsa.pk])
    assert {row[1] for row in seen(cast_today.anna, cast_today.elsa)} == {"Lärare"}


def test_protected_staff_are_told_of_without_their_name(cast_today: Cast, omdomen: dict[str, Judgement]) -> None:
    """A10, A12: by working name, or as staff."""
    read(cast_today.per, "teacher", omdomen["elsa"])
    assert ("Personal 4821", "Lärare", "Läste omdömet") in seen(cast_today.anna, cast_today.elsa)
    Person.objects.filter(pk=cast_today.per.pk).update(working_name="")
    assert ("", "Lärare", "Läste omdömet") in seen(cast_today.anna, cast_today.elsa)


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("anders", 200), ("elsa", 200), ("mats", 404), ("rolf", 404), ("nora", 404), ("frida", 404)]
)
def test_the_page_is_the_familys(cast_today: Cast, client: Client, who: str, status: int) -> None:
    """A12: staff have no use for it."""
    address = reverse("child_readings", args=[cast_today.elsa.public_id])
    assert opener(client, getattr(cast_today, who)).get(address).status_code == status


def test_a_pupil_is_told_from_sixteen(cast_today: Cast, omdomen: dict[str, Judgement], client: Client) -> None:
    """A12: before that the page says so, and holds nothing."""
    address = reverse("child_readings", args=[cast_today.elsa.public_id])
    young = shown(client, cast_today.elsa, address)
    assert "16" in young
    assert "Tess" not in young
    Person.objects.filter(pk=cast_today.elsa.pk).update(birth_date=dt.date(2010, 1, 1), adult_on=dt.date(2028, 1, 1))
    assert "Tess Hallberg" in shown(client, cast_today.elsa, address)


def test_the_page_has_no_address_and_pages_long_lists(cast_today: Cast, omdomen: dict[str, Judgement], client: Client) -> None:
    """A12, Q1: so many rows at a time as a phone shows; a row says who, in what role, what and when."""
    opener(client, cast_today.mats).get(reverse("judgement", args=[omdomen["elsa"].public_id]), REMOTE_ADDR="10.6.5.4")
    for _ in range(60):
        read(cast_today.mats, "mentor", omdomen["elsa"])
    address = reverse("child_readings", args=[cast_today.elsa.public_id])
    pages = [shown(client, cast_today.anna, f"{address}?sida={number}") for number in (1, 2, 3)]
    assert [page.count("Mats Lundqvist") for page in pages] == [25, 25, 11]
    assert "10.6.5.4" not in "".join(pages)


def test_the_page_is_linked_from_the_childs_page(cast_today: Cast, client: Client) -> None:
    """A12: for guardians as a tab, for pupils from the page Mer; for staff nowhere."""
    address = reverse("child_readings", args=[cast_today.elsa.public_id])
    child = reverse("child", args=[cast_today.elsa.public_id])
    assert address in opener(client, cast_today.anna).get(child).content.decode()
    assert address not in opener(client, cast_today.mats).get(child).content.decode()
    assert address in opener(client, cast_today.elsa).get(reverse("more")).content.decode()


def test_rektor_sees_readings_in_the_own_unit_only(cast_today: Cast, omdomen: dict[str, Judgement], client: Client) -> None:
    """A12, A10: by staff, about children of the unit, never about a protected child; other rektors and staff have no such page."""
    (agnes,) = write_for(cast_today, cast_today.gosta, cast_today.maths_na3, [cast_today.agnes])
    read(cast_today.mats, "mentor", omdomen["elsa"])
    read(cast_today.tess, "teacher", omdomen["omar"])
    read(cast_today.anna, "guardian", omdomen["elsa"])
    read(cast_today.gosta, "mentor", agnes)
    address = reverse("unit_readings", args=[cast_today.school.public_id])
    page = shown(client, cast_today.rolf, address)
    assert named_on(page, cast_today) == {"Mats", "Elsa"}
    for who in ("rita", "mats", "kim", "adam", "anna"):
        assert opener(client, getattr(cast_today, who)).get(address).status_code == 404
    wrong = opener(client, cast_today.rolf).get(address, {"from_day": "i går", "to_day": "2026-11-22"}).content.decode()
    assert 'value="i går"' in wrong
    assert "Mats" not in wrong


def test_a_reading_of_a_whole_class_names_no_child_that_rektor_may_not_know(
    cast_today: Cast, omdomen: dict[str, Judgement], client: Client
) -> None:
    """A10: Omar is on the paper that Mats printed, and not on rektor's page."""
    by = actor(cast_today.mats, dt.datetime.now(dt.UTC))
    both = [cast_today.elsa.pk, cast_today.omar.pk]
    record(
        by,
        "class_judgements",
        cast_today.class_5a,
        kind="read",
        role="mentor",
        children=both,
        records=("judgement", [j.pk for j in omdomen.values()]),
    )
    page = shown(client, cast_today.rolf, reverse("unit_readings", args=[cast_today.school.public_id]))
    assert named_on(page, cast_today) == {"Mats", "Elsa"}


def test_rektors_page_is_linked_from_the_unit(cast_today: Cast, client: Client) -> None:
    """A12: for rektor alone."""
    address = reverse("unit_readings", args=[cast_today.school.public_id])
    unit = reverse("unit", args=[cast_today.school.public_id])
    assert address in opener(client, cast_today.rolf).get(unit).content.decode()
    assert address not in opener(client, cast_today.kim).get(unit).content.decode()
