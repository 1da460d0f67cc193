"""Days that nobody means, hours that the clock skips or repeats, and the same decision twice (Q2, A19)."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client

from larka.access.models import EmergencyAccess
from larka.access.policies import CHILD_READ
from larka.people.actions.decisions import DecisionError
from larka.people.actions.emergencies import delay_emergency_notice, take_emergency_access
from larka.people.actions.families import decide_annan_ansvarig, end_restriction, register_restriction
from larka.people.actions.roles import grant_role
from larka.people.actions.staff import appoint_substitute
from larka.people.forms.fields import moment
from larka.register.choices import Role
from larka.register.models import Responsible, Restriction, RoleGrant, Substitute
from larka.web.addresses import url
from tests.access.everyone import reached_by
from tests.cast import NOON, Cast, actor, opener
from tests.people.test_role_pages import granting
from tests.people.test_roles import run
from tests.people.test_unit_pages import appointing
from tests.web.pages import main_text

TODAY, DAY, HOUR, YEAR = NOON.date(), dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(days=366)
IMPOSSIBLE = ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-30", "9999-12-31")


def test_the_hour_that_is_skipped_is_refused_and_the_one_that_comes_twice_is_covered_whole() -> None:
    """A16, A19: from the first 02:30 to the second one it is an hour."""
    spring, autumn, half_past_two = dt.date(2027, 3, 28), dt.date(2026, 10, 25), dt.time(2, 30)
    with pytest.raises(forms.ValidationError):
        moment(spring, half_past_two)
    assert moment(spring, dt.time(3)) == dt.datetime(2027, 3, 28, 1, tzinfo=dt.UTC)
    assert moment(autumn, half_past_two) == dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    assert moment(autumn, half_past_two, later=True) == dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(("starts", "ends"), [("02:30", "02:30"), ("02:10", "02:50")])
def test_a_substitute_in_the_hour_that_comes_twice_has_the_whole_of_it_and_the_page_says_which(
    cast_today: Cast, client: Client, starts: str, ends: str
) -> None:
    """A16, A19: from the first time the clock shows it to the last."""
    year, page = cast_today.at.year + 1, url("substitutes", cast_today.school.public_id)
    night = max(day for n in range(31) if (day := dt.date(year, 10, 31) - n * DAY).weekday() == 6)
    span = {"from_day": str(night), "from_time": starts, "to_day": str(night), "to_time": ends}
    assert opener(client, cast_today.rolf).post(page, appointing(cast_today, "Vera", **span)).status_code == 302
    assert Substitute.objects.filter(starts_at__lt=F("ends_at"), starts_at__year=year).count() == 1
    text = main_text(client.get(page))
    assert f"{starts} sommartid" in text
    assert f"{ends} normaltid" in text


@pytest.mark.parametrize(("starts", "ends", "code"), [("02:30", "03:15", 422), ("01:30", "02:59", 422), ("01:30", "03:00", 302)])
def test_a_substitute_in_the_night_when_the_clock_is_put_forward(
    cast_today: Cast, client: Client, starts: str, ends: str, code: int
) -> None:
    """Q2, A16: no fault, and it is said at the field."""
    year = cast_today.at.year + 1
    night = max(day for n in range(31) if (day := dt.date(year, 3, 31) - n * DAY).weekday() == 6)
    span = {"from_day": str(night), "from_time": starts, "to_day": str(night), "to_time": ends}
    answer = opener(client, cast_today.rolf).post(url("substitutes", cast_today.school.public_id), appointing(cast_today, "Vera", **span))
    assert answer.status_code == code
    assert code == 302 or "den tiden finns inte" in main_text(answer)


@pytest.mark.parametrize("day", IMPOSSIBLE)
def test_no_page_breaks_on_a_day_that_nobody_means(cast_today: Cast, client: Client, day: str) -> None:
    """Q2: lists by days, and every decision with a day; nothing is saved."""
    cast = cast_today
    RoleGrant.objects.create(
        person=cast.stina, role=Role.DATA_PROTECTION_OFFICER, unit=cast.municipality, starts_on=cast.at.date() - DAY, decision="KS 2"
    )
    opener(client, cast.stina)
    for span in ({"from_day": day, "to_day": day}, {"from_day": "2026-11-01", "to_day": day}):
        assert "Året kan inte stämma" in main_text(client.get("/dataskydd/", span))
        assert client.post("/dataskydd/", {**span, "format": "csv"}).status_code == 422
    opener(client, cast.rolf)
    assert "Året kan inte stämma" in main_text(client.get(url("unit_readings", cast.school.public_id), {"from_day": day, "to_day": day}))
    for field in ("from_day", "to_day"):
        sent = appointing(cast, "Vera", **{field: day})
        assert client.post(url("substitutes", cast.school.public_id), sent).status_code == 422
    decisions = url("child_decisions", cast.elsa.public_id)
    given = {"act": "restrict", "who": cast.anna.display_name, "decision": "T 1", "first_day": str(cast.at.date()), "last_day": ""}
    for field in ("first_day", "last_day"):
        assert client.post(decisions, {**given, field: day}).status_code == 422
    opener(client, cast.adam)
    for field in ("first_day", "last_day"):
        assert client.post("/roller/", granting(cast, **{field: day})).status_code == 422
    assert not Restriction.objects.filter(child=cast.elsa).exists()
    assert RoleGrant.objects.count() == 1


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_the_command_refuses_such_a_day(cast: Cast, option: str) -> None:
    """Q2: in a line."""
    answer = run("--person", str(cast.kim.source_id), "--role", "kök", "--decision", "KS 1", option, "9999-12-31")
    assert (answer.exit_code, "kan inte stämma" in answer.stderr) == (2, True)


def test_a_decision_reaches_neither_far_back_nor_far_ahead(cast: Cast) -> None:
    """A8, A9, A16, A17: each kind as far as it can be meant, and no further."""
    role: dict[str, Any] = {"by": actor(cast.adam), "person": cast.kim, "role": Role.KITCHEN, "unit": None, "decision": "KS 1"}
    restriction: dict[str, Any] = {"by": actor(cast.rolf), "child": cast.elsa, "person": cast.anna, "reference": "T 1"}
    waiting = Responsible.objects.get(child=cast.elsa, person=cast.annika)
    taken = take_emergency_access(by=actor(cast.rolf), child=cast.omar, unit=cast.school, reason="Oro", hours=2)
    RoleGrant.objects.create(
        person=cast.stina, role=Role.DATA_PROTECTION_OFFICER, unit=cast.municipality, starts_on=TODAY - DAY, decision="KS 2"
    )
    refused: list[tuple[Any, dict[str, Any]]] = [
        (grant_role, {**role, "starts_on": TODAY - YEAR, "ends_on": None}),
        (grant_role, {**role, "starts_on": TODAY, "ends_on": TODAY + 11 * YEAR}),
        (grant_role, {**role, "starts_on": TODAY + 11 * YEAR, "ends_on": None}),
        (register_restriction, {**restriction, "starts_on": TODAY - 21 * YEAR}),
        (register_restriction, {**restriction, "starts_on": TODAY, "ends_on": TODAY + 21 * YEAR}),
        (decide_annan_ansvarig, {"by": actor(cast.rolf), "responsible": waiting, "decision": "T", "ends_on": TODAY + 21 * YEAR}),
        (delay_emergency_notice, {"by": actor(cast.stina), "taken": taken, "until": TODAY + 2 * YEAR, "decision": "KS 1"}),
        (appoint_substitute, {
            "by": actor(cast.rolf), "group": cast.class_5b, "person": cast.kim, "starts_at": NOON + 2 * YEAR,
            "ends_at": NOON + 2 * YEAR + HOUR,
        }),
    ]  # fmt: skip
    for act, given in refused:
        with pytest.raises(DecisionError, match=r"långt|i förväg"):
            act(**given)
    assert EmergencyAccess.objects.get().notice_delayed_until is None
    register_restriction(**restriction, starts_on=TODAY - 10 * YEAR, ends_on=TODAY + 10 * YEAR)


def test_a_substitute_appointed_twice_is_appointed_once(cast: Cast) -> None:
    """A16: a double press is one; another time that overlaps is refused, one beside it or in another group is not."""
    given: dict[str, Any] = {"by": actor(cast.rolf), "group": cast.class_5b, "person": cast.kim}
    made = appoint_substitute(**given, starts_at=NOON, ends_at=NOON + 2 * HOUR)
    assert appoint_substitute(**given, starts_at=NOON, ends_at=NOON + 2 * HOUR) == made
    with pytest.raises(DecisionError, match="redan"):
        appoint_substitute(**given, starts_at=NOON + HOUR, ends_at=NOON + 3 * HOUR)
    appoint_substitute(**given, starts_at=NOON + 2 * HOUR, ends_at=NOON + 3 * HOUR)
    appoint_substitute(**{**given, "group": cast.class_5a}, starts_at=NOON, ends_at=NOON + 2 * HOUR)
    assert Substitute.objects.filter(person=cast.kim).count() == 3
    with pytest.raises(IntegrityError, match="substitute_is_appointed_once"), transaction.atomic():
        Substitute.objects.create(
            person=cast.kim, group=cast.class_5b, decided_by=cast.rolf, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR
        )


def test_a_restriction_registered_twice_is_ended_once(cast: Cast) -> None:
    """A17: a double press is one; the same decision for a time that overlaps is refused, another decision stands beside it."""
    given: dict[str, Any] = {"by": actor(cast.rolf), "child": cast.elsa, "person": cast.anna}
    before = reached_by(CHILD_READ, cast.elsa)
    made = register_restriction(**given, reference="T 1", starts_on=TODAY)
    assert register_restriction(**given, reference=" T 1 ", starts_on=TODAY) == made
    with pytest.raises(DecisionError, match="redan"):
        register_restriction(**given, reference="t 1", starts_on=TODAY + DAY)
    end_restriction(by=actor(cast.rolf), restriction=made, ends_on=TODAY)
    assert reached_by(CHILD_READ, cast.elsa) == before
    again = register_restriction(**given, reference="T 1", starts_on=TODAY, ends_on=TODAY + 9 * DAY)
    other = register_restriction(**given, reference="T 2", starts_on=TODAY)
    assert again != other
    assert reached_by(CHILD_READ, cast.elsa) == before - {"Anna"}
