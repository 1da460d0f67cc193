"""What in the register cannot be right, and who is told."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client

from larka.exchange.queries.quality import KINDS, Scope, counts, rows_of
from larka.register.models import ContactDetails, GroupMembership, Person, Placement, Responsible
from larka.web.addresses import url
from tests.cast import Cast, opener
from tests.web.pages import rows_on

pytestmark = pytest.mark.postgres15

DAY = dt.date(2026, 11, 23)
WHOLE = {"type": "Folkbokföring", "streetAddress": "Storgatan 1", "postalCode": "123 45", "locality": "Lärköping"}


def names(kind: str, scope: Scope) -> set[str]:
    """The short names on one list."""
    return {person.given_name for person in rows_of(kind, scope)}


def test_children_without_group_or_guardian_and_groups_left(cast: Cast) -> None:
    """B5: exactly those; in the unit's own list only the unit's."""
    school, all_of_it = Scope(DAY, cast.school), Scope(DAY)
    before = {kind: names(kind, all_of_it) for kind in KINDS}
    GroupMembership.objects.filter(child=cast.nils).update(ends_on=DAY)
    Responsible.objects.filter(child=cast.bo).update(ends_on=DAY)
    Placement.objects.filter(child=cast.elsa).update(ends_on=DAY)
    for scope in (school, all_of_it):
        assert names("no_group", scope) - before["no_group"] == {"Nils"}
        assert names("no_guardian", scope) - before["no_guardian"] == {"Bo"}
        assert names("groups_left", scope) - before["groups_left"] == {"Elsa"}
    assert not names("no_group", Scope(DAY, cast.preschool)) & {"Nils", "Bo", "Elsa"}


def test_staff_with_a_group_and_no_duty(cast: Cast) -> None:
    """A8: an assignment alone gives nothing, and somebody forgot the other half."""
    before = names("no_duty", Scope(DAY))
    cast.tess.duties.update(ends_on=DAY)
    assert names("no_duty", Scope(DAY)) - before == {"Tess"}
    assert "Tess" not in names("no_duty", Scope(DAY, cast.preschool))


def test_the_same_name_and_birth_date_or_the_same_number(cast: Cast) -> None:
    """B6: both are listed; a double in another school is not told to this one (A1)."""
    for given, unit in (("Nils", cast.school), ("Bo", cast.gymnasium)):
        old = Person.objects.get(given_name=given)
        twin = Person.objects.create(
            given_name=old.given_name.upper(), family_name=old.family_name, sort_key="x", birth_date=old.birth_date, adult_on=old.adult_on
        )
        Placement.objects.create(child=twin, unit=unit, school_form="GR", starts_on=dt.date(2026, 8, 1))
    assert names("duplicates", Scope(DAY)) >= {"Nils", "NILS", "Bo", "BO"}
    assert names("duplicates", Scope(DAY, cast.school)) == {"Nils", "NILS"}


def test_doubles_are_found_at_once_in_a_large_register(cast: Cast) -> None:
    """Q2: four thousand people of one birthday, two of them alike; each is not compared with every other."""
    born = cast.bo.birth_date
    Person.objects.bulk_create(
        Person(given_name=f"Barn {n}", family_name="Lång", sort_key="x", birth_date=born, adult_on=cast.bo.adult_on) for n in range(4_000)
    )
    Person.objects.filter(given_name="Barn 7").update(given_name="barn 8")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1s'")
        assert names("duplicates", Scope(DAY)) >= {"barn 8", "Barn 8"}
        assert not names("duplicates", Scope(DAY)) & {"Barn 7", "Barn 9"}
        cursor.execute("SET LOCAL statement_timeout = 0")


def test_an_address_that_no_post_reaches(cast: Cast) -> None:
    """A3: street, five digits and place; not where the huvudman keeps no addresses."""
    ContactDetails.objects.update_or_create(person=cast.nora, defaults={"addresses": [WHOLE]})
    ContactDetails.objects.update_or_create(person=cast.berit, defaults={"addresses": [{**WHOLE, "postalCode": "12"}]})
    listed = names("address", Scope(DAY, cast.school))
    assert "Nora" not in listed
    assert "Berit" in listed


def test_the_pages_count_what_they_show_and_nobody_protected_is_on_them(cast_today: Cast, client: Client) -> None:
    """A10: rektor the own unit, the administrator all; Omar and Olga are on no list and in no count."""
    cast = cast_today
    GroupMembership.objects.filter(child__in=[cast.omar, cast.nils]).update(ends_on=dt.date(2026, 9, 1))
    Responsible.objects.filter(child__in=[cast.omar, cast.bo]).update(ends_on=dt.date(2026, 9, 1))
    for person, address, unit in (
        (cast.rolf, url("unit_quality", cast.school.public_id), cast.school),
        (cast.adam, "/register/kvalitet/", None),
    ):
        browser = opener(client, person)
        for kind, count in counts(Scope(cast.at.date(), unit)).items():
            page = browser.get(f"{address}?lista={kind}").content.decode()
            assert rows_on(page) == count if count else "Listan är tom." in page
            assert "Omar" not in page
            assert "Olga" not in page


def test_each_comes_to_the_own_list(cast_today: Cast, client: Client) -> None:
    """A1: rektor to the own unit, the huvudman's administrator to the runs, everybody else nowhere."""
    cast = cast_today
    assert opener(client, cast.rolf).get("/register/")["Location"] == url("unit_quality", cast.school.public_id)
    assert opener(client, cast.rolf).get(url("unit_quality", cast.preschool.public_id)).status_code == 404
    assert opener(client, cast.adam).get("/register/")["Location"] == "/register/inlasningar/"
    for person in (cast.tess, cast.kim, cast.anna):
        assert opener(client, person).get(url("unit_quality", cast.school.public_id)).status_code == 404
