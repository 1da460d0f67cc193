"""Roles given by decision: who may give them, from when to when they hold, and what they open."""

import datetime as dt
import json
import uuid

import click
import pytest
from click.testing import CliRunner, Result

from larka.access.policies import CHILD_READ, PRIVACY_OFFICE, REGISTER_OFFICE
from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.cli import roles as module
from larka.people.actions.decisions import DecisionError
from larka.people.actions.roles import end_role, grant_role, huvudman, role_of
from larka.register.actor import Actor
from larka.register.choices import Role
from larka.register.models import Person, RoleGrant
from tests.access.everyone import reached_by, standing
from tests.cast import NOON, Cast, actor

TODAY = NOON.date()
DAY = dt.timedelta(days=1)


def given(by: Actor, person: Person, role: Role = Role.DATA_PROTECTION_OFFICER, days: int | None = 30) -> RoleGrant:
    """The role from today, so many days."""
    ends_on = None if days is None else TODAY + days * DAY
    return grant_role(by=by, person=person, role=role, unit=None, starts_on=TODAY, ends_on=ends_on, decision=" KS 2026/4 ", external=True)


def test_a_given_role_holds_from_its_first_day_to_its_last(cast: Cast) -> None:
    """A8, A5: no job runs, and the day after nothing is left; the register's own administrator has the office too."""
    made = given(actor(cast.adam), cast.stina)
    assert reached_by(PRIVACY_OFFICE, huvudman()) == {"Stina"}
    assert reached_by(PRIVACY_OFFICE, huvudman(), NOON + 29 * DAY) == {"Stina"}
    assert reached_by(PRIVACY_OFFICE, huvudman(), NOON + 30 * DAY) == set()
    assert reached_by(REGISTER_OFFICE, huvudman()) == {"Adam"}
    assert (made.decision, made.decided_by) == ("KS 2026/4", cast.adam)
    assert list(Entry.objects.filter(action="role.granted").order_by("pk").values_list("details", flat=True)) == [
        {"role": "data_protection_officer", "external": True}
    ]


def test_no_office_lets_anybody_read_about_a_child(cast: Cast) -> None:
    """A8: administering the register or reviewing the log opens no child."""
    before = reached_by(CHILD_READ, cast.elsa)
    given(actor(cast.adam), cast.stina)
    given(actor(cast.adam), cast.stina, Role.ADMINISTRATOR)
    assert reached_by(CHILD_READ, cast.elsa) == before
    assert not CHILD_READ.allows(standing(actor(cast.stina)), cast.elsa)


def test_only_the_huvudmans_administrator_gives_roles_and_never_to_themselves(cast: Cast) -> None:
    """A8: there is no superuser."""
    for stranger in (cast.rolf, cast.rita, cast.tess, cast.anna, cast.elsa):
        with pytest.raises(Refused):
            given(actor(stranger), cast.stina)
    with pytest.raises(DecisionError, match="sig själv"):
        given(actor(cast.adam), cast.adam)
    given(Actor.operator(NOON), cast.stina, Role.ADMINISTRATOR)
    given(actor(cast.stina), cast.rolf)
    assert set(RoleGrant.objects.values_list("person__given_name", "role")) == {
        ("Stina", "administrator"), ("Rolf", "data_protection_officer"),
    }  # fmt: skip


@pytest.mark.parametrize(("role", "days", "decision"), [("teacher", 30, "x"), ("archivist", 0, "x"), ("archivist", 30, " ")])
def test_what_a_decision_cannot_give_is_refused(cast: Cast, role: str, days: int, decision: str) -> None:
    """A8, Q2: a role of the register's, no time at all, no reference."""
    with pytest.raises(DecisionError):
        grant_role(
            by=actor(cast.adam), person=cast.stina, role=role, unit=None, starts_on=TODAY, ends_on=TODAY + days * DAY, decision=decision
        )
    assert not RoleGrant.objects.exists()


def test_a_role_is_given_once_at_a_time_and_ends_the_day_it_is_said(cast: Cast) -> None:
    """A8: twice at once is a mistake, twice after one another is not; ended twice is ended."""
    made = given(actor(cast.adam), cast.stina, days=None)
    with pytest.raises(DecisionError, match="redan"):
        given(actor(cast.adam), cast.stina)
    assert end_role(by=actor(cast.adam), grant=made, ends_on=TODAY).ends_on == TODAY
    assert end_role(by=actor(cast.adam), grant=made, ends_on=TODAY + DAY).ends_on == TODAY
    assert reached_by(PRIVACY_OFFICE, huvudman()) == set()
    given(actor(cast.adam), cast.stina)
    assert Entry.objects.filter(action="role.ended").count() == 1


def test_roles_are_known_by_their_swedish_names() -> None:
    """6-words: as people write them."""
    assert role_of("Dataskyddsombud") == role_of("data_protection_officer") == Role.DATA_PROTECTION_OFFICER
    assert role_of("lärare") is None


def test_the_command_makes_the_first_administrator(cast: Cast) -> None:
    """A8: `larka grant-role`; the last day is written as people say it, the end kept half-open."""
    answer = run(
        "--person", str(cast.stina.source_id), "--role", "administratör", "--to", "2030-06-30", "--decision", "KS 1", "--external", "--json"
    )
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["to"] == "2030-06-30"
    assert RoleGrant.objects.get().ends_on == dt.date(2030, 7, 1)
    assert reached_by(REGISTER_OFFICE, huvudman(), dt.datetime.now(dt.UTC)) == {"Adam", "Stina"}


@pytest.mark.parametrize(
    ("person", "role", "code", "said"),
    [
        ("ingen", "administratör", 2, "--person"),
        ("stina", "lärare", 2, "lärare"),
        (str(uuid.UUID(int=7)), "kök", 1, "finns inte i registret"),
    ],
)
def test_what_the_command_cannot_do_it_says_in_a_line(cast: Cast, person: str, role: str, code: int, said: str) -> None:
    """Q2: and nothing is given."""
    person = str(cast.stina.source_id) if person == "stina" else person
    answer = run("--person", person, "--role", role, "--decision", "KS 1")
    assert (answer.exit_code, said in answer.stderr) == (code, True), answer.output
    assert not RoleGrant.objects.exists()


def test_a_reference_as_long_as_a_letter_is_refused(cast: Cast) -> None:
    """Q2: in Swedish, and nothing is given; the page says it at the field."""
    answer = run("--person", str(cast.kim.source_id), "--role", "kök", "--decision", "x" * 10_000)
    assert (answer.exit_code, "högst 200 tecken" in answer.stderr) == (1, True), answer.output
    assert not RoleGrant.objects.exists()


def run(*arguments: str) -> Result:
    """The command inside the test's database."""
    command = module.grant_role
    assert command.callback is not None
    inner = command.callback.__wrapped__  # type: ignore[attr-defined]
    return CliRunner().invoke(click.Command("grant-role", params=command.params, callback=inner), list(arguments))
