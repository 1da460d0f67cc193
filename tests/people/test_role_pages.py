"""The huvudman's page of roles, and roles that lapse."""

import datetime as dt
import json

import click
import pytest
from click.testing import CliRunner
from django.test import Client

from larka.accounts.models import User
from larka.audit.models import Entry
from larka.cli import roles as module
from larka.people.actions.roles import lapse_roles
from larka.people.actions.settings import change_setting
from larka.register.actor import Actor
from larka.register.choices import Role
from larka.register.models import Person, RoleGrant
from tests.cast import NOON, Cast, actor, opener
from tests.web.pages import main_text, named_on, shown

DAY = dt.timedelta(days=1)


def given(cast: Cast, person: Person, days_ago: int, *, seen: int | None = None, role: Role = Role.ARCHIVIST) -> RoleGrant:
    """A role since so many days, its holder last seen so many days ago, at noon, when summer time moves no day."""
    if seen is not None:
        User.objects.filter(pk=User.objects.of(person).pk).update(last_login=cast.at.replace(hour=12) - seen * DAY)
    start = cast.at.date() - days_ago * DAY
    return RoleGrant.objects.create(person=person, role=role, unit=cast.municipality, starts_on=start, decision="KS 1")


def granting(cast: Cast, **more: str) -> dict[str, str]:
    """What the administrator types."""
    typed = {"act": "grant", "who": "Kim", "role": "registrar", "place": str(cast.school.public_id), "decision": "KS 9"}
    return {**typed, "first_day": str(cast.at.date() + 3 * DAY), "last_day": str(cast.at.date() + 30 * DAY), **more}


def test_the_administrator_gives_and_ends_roles_with_coming_dates(cast_today: Cast, client: Client) -> None:
    """A8: listed with the dates as people say them."""
    cast = cast_today
    opener(client, cast.adam)
    assert client.post("/roller/", granting(cast))["Location"] == "/roller/"
    made = RoleGrant.objects.get()
    assert (made.person, made.role, made.unit, made.starts_on) == (cast.kim, "registrar", cast.school, cast.at.date() + 3 * DAY)
    assert made.ends_on == cast.at.date() + 31 * DAY
    text = main_text(client.get("/roller/"))
    assert named_on(text.split("Ge en roll")[0], cast) == {"Kim"}
    end = {"act": "end", "row": str(made.public_id), "ends_on": str(cast.at.date() + 10 * DAY)}
    assert client.post("/roller/", end).status_code == 302
    assert RoleGrant.objects.get().ends_on == cast.at.date() + 10 * DAY
    assert "Roller" in main_text(client.get("/behorigheter/"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"who": "Adam"}, {"who": "Anna"}, {"role": "teacher"}, {"role": ""}, {"place": "x"}, {"decision": " "}, {"first_day": "nu"},
        {"last_day": "2001-01-01"},
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_given(cast_today: Cast, client: Client, wrong: dict[str, str]) -> None:
    """Q2, A1, A8: nobody gives themselves a role, and a guardian's name finds nobody."""
    answer = opener(client, cast_today.adam).post("/roller/", granting(cast_today, **wrong))
    assert answer.status_code == 422
    assert "behöver rättas" in main_text(answer)
    assert 'value="KS 9"' in answer.content.decode() or "decision" in wrong
    assert not RoleGrant.objects.exists()


def test_the_page_is_the_administrators_alone(cast_today: Cast, client: Client) -> None:
    """A8: a unit's rektor, a data protection officer and everyone else get the page for what does not exist."""
    given(cast_today, cast_today.stina, 5, role=Role.DATA_PROTECTION_OFFICER)
    for person in (cast_today.rolf, cast_today.stina, cast_today.tess, cast_today.anna):
        assert opener(client, person).get("/roller/").status_code == 404
        assert client.post("/roller/", granting(cast_today)).status_code == 404
    assert RoleGrant.objects.count() == 1


def test_a_role_that_nobody_uses_lapses_and_is_warned_of_before(cast: Cast) -> None:
    """A8: counted from the last log-in, at the earliest from the role's first day; logged; what is used stays."""
    used, new = given(cast, cast.kim, 400, seen=179), given(cast, cast.stina, 10)
    unused, never = given(cast, cast.gun, 400, seen=180), given(cast, cast.ture, 180)
    operator = Actor.operator(NOON)
    assert {idle.grant for idle in lapse_roles(by=operator, only_look=True)} == {unused, never}
    assert RoleGrant.objects.filter(ends_on=None).count() == 4
    assert {idle.grant for idle in lapse_roles(by=operator)} == {unused, never}
    assert lapse_roles(by=operator) == []
    assert set(RoleGrant.objects.filter(ends_on=None)) == {used, new}
    assert Entry.objects.filter(action="role.lapsed").count() == 2
    change_setting(by=operator, key="roles.lapse_after_days", value=100)
    assert {idle.grant for idle in lapse_roles(by=operator)} == {used}


def test_the_page_warns_two_weeks_before_and_lists_what_lapsed(cast_today: Cast, client: Client) -> None:
    """A8."""
    cast = cast_today
    given(cast, cast.kim, 400, seen=165)
    text = shown(client, cast.adam, "/roller/")
    assert "om personen inte loggar in" not in text
    given(cast, cast.gun, 400, seen=166)
    given(cast, cast.stina, 400, seen=300)
    lapse_roles(by=actor(cast.adam, cast.at))
    text = shown(client, cast.adam, "/roller/")
    assert text.count("om personen inte loggar in") == 1
    assert text.count("ingen inloggning") == 1


def test_the_nightly_command_says_what_it_ended(cast_today: Cast) -> None:
    """A8: also for programs."""
    given(cast_today, cast_today.gun, 400, seen=300)
    command = module.lapse_roles
    assert command.callback is not None
    inner = click.Command("lapse-roles", params=command.params, callback=command.callback.__wrapped__)  # type: ignore[attr-defined]
    looked = CliRunner().invoke(inner, ["--dry-run", "--json"])
    assert [row["role"] for row in json.loads(looked.stdout)["lapsed"]] == ["archivist"]
    assert "1 roll har upphört" in CliRunner().invoke(inner, []).stdout
    assert "0 roller har upphört" in CliRunner().invoke(inner, []).stdout
