"""Nobody comes in to an office by a code that one person has made (A8)."""

import datetime as dt

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone

from larka.accounts.models import User
from larka.audit.models import Entry
from larka.invitations.actions.inviting import TakesTwoError, invite, letters_to_staff
from larka.invitations.actions.renewing import approve_renewal
from larka.invitations.models import Invitation, Renewal
from larka.jobs.running import run_queued
from larka.people.actions.roles import grant_role
from larka.register.choices import Role
from larka.register.models import Duty, Person, RoleGrant
from tests.accounts.ways import signed_in
from tests.cast import Cast, actor, opener
from tests.invitations.papers import applied, give_numbers, received
from tests.invitations.test_renewing import PAGE, make_administrator, open_with, renew, sent, with_address
from tests.web.pages import main_text

IN, OUT = "/", "/valkommen/"


def give_office(cast: Cast, person: Person, *, days: int = 0, role: str = "administrator") -> None:
    """Adam gives this person an office, from today or later."""
    now = timezone.now()
    grant_role(
        by=actor(cast.adam, now), person=person, role=role, unit=None, starts_on=now.date() + dt.timedelta(days=days), ends_on=None,
        decision="KS 2026-3",
    )  # fmt: skip


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("first", [True, False])
def test_a_code_made_before_the_office_is_given_is_over(cast_today: Cast, days: int, first: bool) -> None:  # noqa: FBT001 – the table's
    """A8: the first code and the one after a loss, for an office from today and from tomorrow; the cancelling is logged."""
    numbers, rolf = give_numbers(cast_today), actor(cast_today.rolf, timezone.now())
    letter = invite(by=rolf, person=cast_today.tess, unit="") if first else renew(cast_today.rolf, cast_today.tess).letter
    assert letter is not None
    give_office(cast_today, cast_today.tess, days=days)
    assert open_with(letter.code, numbers["Tess"][-4:], "tess")["Location"] == OUT
    assert not User.objects.filter(person=cast_today.tess, last_login__isnull=False).exists()
    assert Entry.objects.get(action="invitation.cancelled").object_id == Invitation.objects.get().pk


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.ADMINISTRATOR])
def test_a_code_opens_nothing_once_the_register_says_an_office(cast_today: Cast, role: Role) -> None:
    """A8: checked when the code is used, whichever way the office came, also between the code and the password."""
    numbers = give_numbers(cast_today)
    code, client = invite(by=actor(cast_today.rolf, timezone.now()), person=cast_today.tess, unit="").code, Client()
    assert client.post(OUT, {"code": code, "check": numbers["Tess"][-4:]})["Location"] == "/valkommen/losenord/"
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    Duty.objects.create(person=cast_today.tess, unit=cast_today.school, role_name="Ny", role=role, starts_on=tomorrow)
    answer = client.post("/valkommen/losenord/", {"username": "tess", "password": "sju blåa sjöhästar", "again": "sju blåa sjöhästar"})
    assert answer["Location"] == OUT
    assert open_with(code, numbers["Tess"][-4:], "tess")["Location"] == OUT


def test_a_code_of_two_administrators_opens_whatever_office_is_given_after(cast_today: Cast) -> None:
    """A8: two have agreed that this person gets in."""
    numbers, now = give_numbers(cast_today), timezone.now()
    give_office(cast_today, cast_today.tess, days=1)
    assert renew(cast_today.adam, cast_today.tess).waits
    made = approve_renewal(by=actor(make_administrator(cast_today.gosta), now), renewal=Renewal.objects.get(), page="")
    assert made.letter is not None
    give_office(cast_today, cast_today.tess, role="data_protection_officer")
    assert open_with(made.letter.code, numbers["Tess"][-4:], "tess")["Location"] == IN


def test_no_letter_is_made_that_would_open_nothing(cast_today: Cast) -> None:
    """A8: a unit's letters pass by whoever holds an office; others get theirs."""
    give_numbers(cast_today)
    give_office(cast_today, cast_today.tess, days=1)
    rolf = actor(cast_today.rolf, timezone.now())
    with pytest.raises(TakesTwoError), transaction.atomic():
        invite(by=rolf, person=cast_today.tess, unit="")
    chosen = {cast_today.tess.public_id, cast_today.mats.public_id}
    assert [letter.name for letter in letters_to_staff(by=rolf, unit=cast_today.school, chosen=chosen)] == [cast_today.mats.display_name]


def test_an_applicant_who_holds_an_office_gets_no_code_of_one(cast_today: Cast) -> None:
    """A8, B2: told to whoever decides; the application is not decided."""
    numbers = give_numbers(cast_today)
    made = received(cast_today, applied(cast_today.anna.display_name, numbers["Anna"], ("Elsa", numbers["Elsa"])))
    RoleGrant.objects.create(
        person=cast_today.anna, role=Role.ARCHIVIST, unit=cast_today.school, decision="KS 1", starts_on=timezone.localdate()
    )
    page = f"/ansokningar/{made.public_id}/"
    answer = opener(Client(), cast_today.rolf).post(page, {"act": "approve", "way": "letter"}, follow=True)
    assert "Två av huvudmannens administratörer" in main_text(answer)
    made.refresh_from_db()
    assert (made.decision, Invitation.objects.count()) == ("", 0)


def test_sessions_end_at_once_while_a_new_log_in_waits(cast_today: Cast) -> None:
    """V7.4.5: a stolen computer waits for no second administrator; nor does the other request come to an end by it."""
    give_numbers(cast_today)
    theirs = signed_in(with_address(cast_today.rolf))
    renew(cast_today.adam, cast_today.rolf)
    for told in ("1 inloggning avslutad", "Ingen inloggning var öppen"):
        assert told in main_text(opener(Client(), cast_today.adam).post(PAGE, sent(cast_today.rolf, kind="sessions"), follow=True))
        assert theirs.get("/grupper/").status_code == 302
    assert Renewal.objects.filter(decision="").count() == 1
    assert (run_queued(), len(mail.outbox)) == (1, 1)
