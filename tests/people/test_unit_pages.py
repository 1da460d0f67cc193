"""The pages of a unit's roles and substitutes."""

import datetime as dt

import pytest
from django.test import Client

from larka.access.policies import CHILD_READ
from larka.core.dates import STOCKHOLM
from larka.people.access import UNIT_LEAD, UNIT_ROLES
from larka.register.choices import Role
from larka.register.models import Duty, IdentityNumber, Organisation, Person, RoleGrant, Substitute
from larka.web.addresses import url
from tests.access.everyone import reached_by
from tests.cast import Cast, actor, opener
from tests.web.pages import main_text, named_on, shown

DAY = dt.timedelta(days=1)


def given(cast: Cast, person: Person, unit: Organisation, *, starts: int = -1) -> RoleGrant:
    """The person is an administrator by decision, from so many days on."""
    day = cast.at.date()
    return RoleGrant.objects.create(
        person=person, role=Role.ADMINISTRATOR, unit=unit, starts_on=day + starts * DAY, ends_on=day + 90 * DAY, decision="KS 7"
    )


def numbered(person: Person, value: str) -> None:
    """The person's personal number."""
    IdentityNumber.objects.create(person=person, value=value, kind="personnummer", recorded_at=dt.datetime.now(dt.UTC))


def test_the_units_rektor_and_administrator_see_its_roles(cast: Cast) -> None:
    """A8: nobody else, and the huvudman's own roles are not a unit's."""
    given(cast, cast.stina, cast.school)
    given(cast, cast.ture, cast.school, starts=1)
    assert reached_by(UNIT_ROLES, cast.school) == {"Rolf", "Stina"}
    assert reached_by(UNIT_ROLES, cast.municipality) == set()
    assert reached_by(UNIT_LEAD, cast.school) == {"Rolf"}


def test_the_page_says_who_has_which_role_from_the_register_and_by_decision(cast_today: Cast, client: Client) -> None:
    """A8, A10, A16: coming ones too, ended ones not; protected staff by working name."""
    cast = cast_today
    given(cast, cast.stina, cast.school, starts=30)
    Duty.objects.create(person=cast.ture, unit=cast.school, role_name="Vaktmästare", starts_on=cast.at.date() + 9 * DAY)
    text = shown(client, cast.rolf, url("unit_roles", cast.school.public_id))
    assert named_on(text, cast) == {"Tess", "Mats", "Petra", "Kim", "Rolf", "Vera", "Stina", "Ture"}
    assert "Personal 4821" in text
    assert "Mentor" in text
    assert "Registret: 5A" in text
    assert "Beslut: KS 7" in text
    assert "Ger inga rättigheter" in text


def test_protected_staff_without_a_working_name_are_not_named(cast_today: Cast, client: Client) -> None:
    """A10."""
    Person.objects.filter(pk=cast_today.per.pk).update(working_name="")
    text = shown(client, cast_today.rolf, url("unit_roles", cast_today.school.public_id))
    assert "Per" not in named_on(text, cast_today)
    assert "Skyddad person" in text


def test_a_long_list_of_roles_is_paged(cast_today: Cast, client: Client) -> None:
    """4-pages: fifty rows at a time."""
    people = Person.objects.bulk_create(Person(given_name=f"N{n}", family_name="Ny", sort_key=f"n{n:03}") for n in range(60))
    start = cast_today.at.date()
    Duty.objects.bulk_create(Duty(person=p, unit=cast_today.school, role_name="Lärare", role=Role.TEACHER, starts_on=start) for p in people)
    address = url("unit_roles", cast_today.school.public_id)
    assert "Nästa" in shown(client, cast_today.rolf, address)
    assert "Sida 2" in shown(client, cast_today.rolf, address + "?sida=2")


def test_the_way_there_is_shown_to_those_who_have_it(cast_today: Cast, client: Client) -> None:
    """4-pages: from the unit's page and the navigation; one unit leads straight to its page."""
    cast = cast_today
    assert "Behörigheter" in shown(client, cast.rolf, url("unit", cast.school.public_id))
    assert "Behörigheter" not in shown(client, cast.kim, url("unit", cast.school.public_id))
    assert opener(client, cast.rolf).get("/behorigheter/")["Location"] == url("unit_roles", cast.school.public_id)
    assert "Björkskolan" not in shown(client, cast.adam, "/behorigheter/")
    assert "Du har ingen enhet" in shown(client, cast.kim, "/behorigheter/")


def appointing(cast: Cast, who: str, **more: str) -> dict[str, str]:
    """What rektor types for the rest of this day and the next."""
    today = cast.at.astimezone(STOCKHOLM).date()
    typed = {"act": "appoint", "who": who, "group": str(cast.class_5b.public_id), "from_day": str(today), "from_time": "00:00"}
    return {**typed, "to_day": str(today + DAY), "to_time": "16.30", **more}


def test_rektor_appoints_a_substitute_by_name_and_ends_it(cast_today: Cast, client: Client) -> None:
    """A16: by the hour; on the page afterwards, and gone when ended."""
    cast, address = cast_today, url("substitutes", cast_today.school.public_id)
    answer = opener(client, cast.rolf).post(address, appointing(cast, "vera"))
    assert answer["Location"] == address
    made = Substitute.objects.get(group=cast.class_5b)
    assert (made.person, made.decided_by, made.ends_at.astimezone(STOCKHOLM).strftime("%H:%M")) == (cast.vera, cast.rolf, "16:30")
    assert CHILD_READ.allows(actor(cast.vera, dt.datetime.now(dt.UTC)), cast.bo)
    assert "5B" in main_text(client.get(address)).split("Utse vikarie")[0]
    client.post(address, {"act": "end", "row": str(made.public_id)})
    assert not CHILD_READ.allows(actor(cast.vera, dt.datetime.now(dt.UTC)), cast.bo)


def test_whoever_is_not_staff_is_found_by_the_whole_number_only(cast_today: Cast, client: Client) -> None:
    """A1, A10, A16: a name tells nobody whether a guardian or a pupil is in the register."""
    cast, address = cast_today, url("substitutes", cast_today.school.public_id)
    numbered(cast.stina, "198001152381")
    opener(client, cast.rolf)
    for who in ("Stina", "Elsa", "Omar", cast.per.family_name, "", "x", "19800115-2382", "198001152381x", "\0\0"):
        answer = client.post(address, appointing(cast, who))
        assert answer.status_code == 422, who
        assert named_on(main_text(answer), cast) <= {"Vera"}, who
    answer = client.post(address, appointing(cast, "19800115-2381"))
    assert (answer.status_code, "Personen har ingen tjänst i kommunen." in main_text(answer)) == (422, True)
    assert client.post(address, appointing(cast, "19800115-2381", decision="SN 8")).status_code == 302
    assert Substitute.objects.filter(group=cast.class_5b, person=cast.stina).exists()


def test_one_of_several_with_the_same_name_is_chosen(cast_today: Cast, client: Client) -> None:
    """Q2: nobody is chosen by chance, and what was typed is kept."""
    cast, address = cast_today, url("substitutes", cast_today.school.public_id)
    Person.objects.filter(pk=cast.tess.pk).update(given_name="Vera")
    opener(client, cast.rolf)
    page = client.post(address, appointing(cast, "Vera"))
    assert page.status_code == 422
    assert "Flera heter så" in main_text(page)
    assert 'value="16.30"' in page.content.decode()
    assert client.post(address, appointing(cast, "Vera", chosen=str(cast.kim.public_id))).status_code == 422
    assert client.post(address, appointing(cast, "Vera", chosen=str(cast.tess.public_id))).status_code == 302
    assert Substitute.objects.get(group=cast.class_5b).person == cast.tess


@pytest.mark.parametrize(
    "wrong",
    [
        {"group": "ingen"}, {"group": ""}, {"from_day": "i går"}, {"to_time": "25:00"}, {"to_day": "2000-01-01"}, {"from_day": ""},
        {"to_day": "9999-12-31"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_the_field(cast_today: Cast, client: Client, wrong: dict[str, str]) -> None:
    """Q2, A16: nothing is made, and what was typed is kept."""
    answer = opener(client, cast_today.rolf).post(url("substitutes", cast_today.school.public_id), appointing(cast_today, "Vera", **wrong))
    assert answer.status_code == 422
    assert "behöver rättas" in main_text(answer)
    assert 'value="Vera"' in answer.content.decode()
    assert not Substitute.objects.filter(group=cast_today.class_5b).exists()


def test_nobody_ends_another_units_substitute(cast_today: Cast, client: Client) -> None:
    """A16: Rita leads the preschool; what she sends about Björkskolan's substitutes changes nothing."""
    row = Substitute.objects.filter(person=cast_today.vera).first()
    assert row is not None
    opener(client, cast_today.rita).post(url("substitutes", cast_today.preschool.public_id), {"act": "end", "row": str(row.public_id)})
    assert Substitute.objects.get(pk=row.pk).ends_at == row.ends_at
