"""Who may stand in or be given an office: those who work for the huvudman, others by a decision that says so, never a child (A8, A16)."""

import datetime as dt

import pytest
from django.test import Client

from larka.people.actions.decisions import DecisionError
from larka.people.actions.roles import grant_role
from larka.people.actions.staff import appoint_substitute
from larka.register.choices import Role
from larka.register.models import Duty, Person, Placement, RoleGrant, Substitute
from larka.web.addresses import url
from tests.cast import NOON, Cast, actor, opener
from tests.people.test_role_pages import granting
from tests.people.test_roles import run
from tests.people.test_unit_pages import appointing, numbered
from tests.web.pages import main_text

TODAY, DAY, HOUR = NOON.date(), dt.timedelta(days=1), dt.timedelta(hours=1)


def appointed(cast: Cast, person: Person, decision: str = "") -> str:
    """The field at which it is refused; nothing where it is not."""
    try:
        appoint_substitute(by=actor(cast.rolf), group=cast.class_5b, person=person, starts_at=NOON, ends_at=NOON + HOUR, decision=decision)
    except DecisionError as error:
        return error.field
    return ""


def granted(cast: Cast, person: Person, *, external: bool = False) -> str:
    """The same of an office."""
    try:
        grant_role(
            by=actor(cast.adam), person=person, role=Role.KITCHEN, unit=None, starts_on=TODAY, ends_on=None, decision="KS 1",
            external=external,
        )  # fmt: skip
    except DecisionError as error:
        return error.field
    return ""


def test_a_substitute_works_here_or_is_taken_on_by_decision(cast: Cast) -> None:
    """A16: staff of any unit, whoever stands in already; a guardian and one who has left only by a decision that is kept."""
    Duty.objects.filter(person=cast.viktor).update(ends_on=TODAY - DAY)
    assert [appointed(cast, who) for who in (cast.tess, cast.gosta, cast.vera)] == ["", "", ""]
    assert [appointed(cast, who) for who in (cast.berit, cast.viktor, cast.stina)] == ["decision"] * 3
    assert appointed(cast, cast.stina, " SN 8 ") == ""
    assert Substitute.objects.get(person=cast.stina).decision == "SN 8"


def test_no_child_at_school_stands_in_whatever_is_decided(cast: Cast) -> None:
    """A16: nor one in preschool, nor one who begins tomorrow; a pupil of upper secondary school as anybody from outside."""
    Placement.objects.filter(child=cast.nils).update(starts_on=TODAY + DAY)
    assert [appointed(cast, who, "SN 8") for who in (cast.elsa, cast.sam, cast.omar, cast.nils)] == ["who"] * 4
    assert [appointed(cast, cast.agnes, decision) for decision in ("", "SN 8")] == ["decision", ""]
    assert set(Substitute.objects.filter(group=cast.class_5b).values_list("person", flat=True)) == {cast.agnes.pk}


def test_an_office_is_for_staff_or_for_somebody_from_outside_by_name(cast: Cast) -> None:
    """A8: a pupil never, of whatever school."""
    assert [granted(cast, who, external=True) for who in (cast.elsa, cast.sam, cast.agnes)] == ["who"] * 3
    assert [granted(cast, who) for who in (cast.kim, cast.gosta)] == ["", ""]
    assert [granted(cast, cast.anna), granted(cast, cast.anna, external=True)] == ["external", ""]
    assert set(RoleGrant.objects.values_list("person__given_name", flat=True)) == {"Kim", "Gösta", "Anna"}


def test_the_pages_say_it_at_the_field_and_keep_what_was_typed(cast_today: Cast, client: Client) -> None:
    """Q2."""
    cast, address = cast_today, url("substitutes", cast_today.school.public_id)
    numbered(cast.elsa, "201504122381")
    numbered(cast.anna, "198001152381")
    page = opener(client, cast.rolf).post(address, appointing(cast, "201504122381", decision="SN 8"))
    assert page.status_code == 422
    assert "Den som går i skola eller förskola kan inte vikariera." in main_text(page)
    assert 'value="SN 8"' in page.content.decode()
    opener(client, cast.adam)
    page = client.post("/roller/", granting(cast, who="201504122381", external="on"))
    assert (page.status_code, "kan inte få en roll" in main_text(page)) == (422, True)
    page = client.post("/roller/", granting(cast, who="198001152381"))
    assert (page.status_code, "Personen har ingen tjänst i kommunen." in main_text(page)) == (422, True)
    assert client.post("/roller/", granting(cast, who="198001152381", external="on")).status_code == 302
    assert RoleGrant.objects.get().person == cast.anna


@pytest.mark.parametrize(("who", "more", "code"), [("elsa", ["--external"], 1), ("anna", [], 1), ("anna", ["--external"], 0)])
def test_the_command_says_it_in_a_line(cast: Cast, who: str, more: list[str], code: int) -> None:
    """A8: `larka grant-role`, and how to mean it."""
    person: Person = getattr(cast, who)
    answer = run("--person", str(person.source_id), "--role", "dataskyddsombud", "--decision", "KS 1", *more)
    assert (answer.exit_code, RoleGrant.objects.count()) == (code, 1 - code), answer.output
    assert ("--external" in answer.stderr) == (code == 1 and not more)
    assert len(answer.stderr.splitlines()) == code
