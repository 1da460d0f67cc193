"""The school makes a new log-in for whoever lost theirs, and ends somebody's sessions."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from larka.access.assurance import TooWeakError
from larka.access.policy import Refused
from larka.accounts.links import accounts_called
from larka.accounts.models import User
from larka.audit.models import Entry
from larka.invitations.actions.renewing import (
    Renewed,
    approve_renewal,
    decline_renewal,
    end_anothers_sessions,
    renew_login,
)
from larka.invitations.models import Invitation, Renewal
from larka.jobs.running import run_queued
from larka.people.actions.decisions import DecisionError
from larka.people.actions.roles import grant_role
from larka.register.actor import Actor
from larka.register.models import Person
from tests.accounts.ways import connect_app, sign_in, signed_in, with_password
from tests.cast import Cast, actor
from tests.invitations.papers import CODE, give_numbers

PAGE = "/inloggning/ny/"
OTHER = "sju blåa sjöhästar"
REASON = "Mobilen är borta. Legitimation visad."


def renew(by: Person, person: Person, way: str = "letter", **more: Any) -> Renewed:
    """This person makes a new log-in for that one, just proved."""
    who = replace(actor(by, timezone.now()), **more)
    return renew_login(by=who, person=person, way=way, reason=REASON, page="http://testserver/valkommen/")


def make_administrator(person: Person) -> Person:
    """A second administrator of the municipality, by decision."""
    now = timezone.now()
    grant_role(
        by=Actor.operator(now), person=person, role="administrator", unit=None, starts_on=now.date() - dt.timedelta(days=1), ends_on=None,
        decision="KS 2026-2",
    )  # fmt: skip
    return person


def with_address(person: Person) -> User:
    """The person's account, with a password and an address."""
    user = with_password(person)
    user.email = f"{person.given_name.lower()}@exempel.se"
    user.save()
    return user


def sent(person: Person, **more: str) -> dict[str, str]:
    """The form."""
    return {"act": "renew", "who": person.display_name, "kind": "login", "way": "letter", "reason": REASON} | more


def open_with(code: str, check: str, name: str) -> Any:
    """Somebody uses a code and chooses a password."""
    client = Client()
    client.post("/valkommen/", {"code": code, "check": check})
    return client.post("/valkommen/losenord/", {"username": name, "password": OTHER, "again": OTHER})


def test_the_lost_way_in_ends_and_a_code_opens_a_new_one(cast_today: Cast) -> None:
    """A14, B2: password, factors and sessions end at once; the address that the account has is told; the code opens once; logged."""
    numbers, tess = give_numbers(cast_today), with_address(cast_today.tess)
    lost = signed_in(tess)
    connect_app(lost)
    made = renew(cast_today.adam, cast_today.tess)
    assert made.letter is not None
    assert lost.get("/grupper/").status_code == 302
    assert not Authenticator.objects.filter(user_id=tess.pk).exists()
    assert sign_in(Client(), tess).status_code == 200
    assert run_queued() == 1
    assert [(letter.to, made.letter.code in str(letter.body)) for letter in mail.outbox] == [(["tess@exempel.se"], False)]
    visitor = Client()
    visitor.post("/valkommen/", {"code": made.letter.code, "check": numbers["Tess"][-4:]})
    assert 'value="tess.hallberg"' in visitor.get("/valkommen/losenord/").content.decode()
    assert open_with(made.letter.code, numbers["Tess"][-4:], "tess")["Location"] == "/"
    assert open_with(made.letter.code, numbers["Tess"][-4:], "tess")["Location"] == "/valkommen/"
    tess.refresh_from_db()
    assert (tess.username, tess.check_password(OTHER), tess.email) == ("tess", True, "tess@exempel.se")
    row = Renewal.objects.get()
    assert (row.reason, row.decision, row.decided_by_id) == (REASON, "done", cast_today.adam.pk)
    logged = Entry.objects.get(action="login.renewed")
    assert (logged.person_id, logged.details, logged.object_id) == (cast_today.adam.pk, {"way": "letter"}, row.pk)


def test_the_code_goes_by_mail_to_the_accounts_own_address_alone(cast_today: Cast) -> None:
    """B2: an account without one gets a letter; nothing is half-done."""
    give_numbers(cast_today)
    with_address(cast_today.tess)
    assert renew(cast_today.adam, cast_today.tess, "mail") == Renewed()
    assert [letter.to for letter in mail.outbox] == [["tess@exempel.se"]]
    assert CODE.search(str(mail.outbox[0].body))
    assert "ansök" not in str(mail.outbox[0].body)
    bare = with_password(cast_today.mats)
    with pytest.raises(DecisionError, match="ingen e-postadress"), transaction.atomic():
        renew(cast_today.adam, cast_today.mats, "mail")
    bare.refresh_from_db()
    assert bare.has_usable_password()
    assert not Renewal.objects.filter(person=cast_today.mats).exists()


def test_a_link_for_a_forgotten_password_is_no_way_around_the_code(cast_today: Cast) -> None:
    """A14: whoever reads the mail of an account that the school has closed for its owner gets nothing."""

    give_numbers(cast_today)
    tess = with_address(cast_today.tess)
    assert accounts_called(tess.email) == [tess]
    renew(cast_today.adam, cast_today.tess)
    assert accounts_called(tess.email) == []


@pytest.mark.parametrize("session", [{"strong_at": None}, {"strong_at": "old"}, {"level": "weak", "strong_at": None}])
def test_it_demands_a_factor_given_just_now(cast_today: Cast, session: dict[str, Any]) -> None:
    """A14: whatever the huvudman has decided about the rest."""
    give_numbers(cast_today)
    if session["strong_at"] == "old":
        session = {"strong_at": timezone.now() - dt.timedelta(minutes=16)}
    with pytest.raises(TooWeakError):
        renew(cast_today.adam, cast_today.tess, **session)
    with pytest.raises(TooWeakError):
        _end(replace(actor(cast_today.adam, timezone.now()), **session), cast_today.tess)


def _end(by: Actor, person: Person) -> int:
    return end_anothers_sessions(by=by, person=person, reason=REASON)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("adam", {"elsa", "anna", "tess", "stina", "omar", "rita", "sussi"}), ("rolf", {"elsa", "anna", "tess"}), ("mats", set()),
        ("tess", set()), ("kim", set()), ("anna", set()), ("elsa", set()), ("stina", set()), ("rita", {"anna", "sussi"}),
    ],
)  # fmt: skip
def test_the_huvudmans_office_reaches_all_and_a_units_office_its_own(cast_today: Cast, who: str, may: set[str]) -> None:
    """A1, A10: a protected pupil is nobody's at the unit but its mentor's, and a mentor makes no new log-ins."""
    by, reached = actor(getattr(cast_today, who), timezone.now()), set()
    for key in ("elsa", "anna", "tess", "stina", "omar", "rita", "sussi"):
        try:
            with transaction.atomic():
                _end(by, getattr(cast_today, key))
            reached.add(key)
        except Refused:
            continue
        except DecisionError:  # oneself
            assert key == who
    assert reached == may - {who}


def test_nobody_makes_a_new_log_in_for_themselves(cast_today: Cast) -> None:
    """A8: and the database says so too."""
    give_numbers(cast_today)
    with pytest.raises(DecisionError, match="sig själv"):
        renew(cast_today.adam, cast_today.adam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Renewal.objects.create(person=cast_today.adam, kind="login", reason="x", asked_at=timezone.now(), asked_by=cast_today.adam)


def test_an_account_that_holds_an_office_takes_two_administrators(cast_today: Cast) -> None:
    """A8: nobody alone becomes another administrator, rektor or data protection officer; until then nothing changes."""
    give_numbers(cast_today)
    rolf = with_address(cast_today.rolf)
    assert renew(cast_today.adam, cast_today.rolf).waits
    assert not Invitation.objects.exists()
    assert sign_in(Client(), rolf).status_code == 302
    row, now = Renewal.objects.get(), timezone.now()
    with pytest.raises(DecisionError, match="väntar redan"), transaction.atomic():
        renew(cast_today.adam, cast_today.rolf)
    with pytest.raises(DecisionError, match="annan administratör"), transaction.atomic():
        approve_renewal(by=actor(cast_today.adam, now), renewal=row, page="")
    for stranger in (cast_today.rolf, cast_today.mats):
        with pytest.raises(Refused), transaction.atomic():
            approve_renewal(by=actor(stranger, now), renewal=row, page="")
    second = make_administrator(cast_today.gosta)
    made = approve_renewal(by=actor(second, now), renewal=row, page="")
    assert made.letter is not None
    rolf.refresh_from_db()
    assert not rolf.has_usable_password()
    with pytest.raises(DecisionError, match="redan avgjort"):
        approve_renewal(by=actor(second, now), renewal=row, page="")


def test_a_units_office_makes_none_for_an_office_and_a_request_can_be_declined(cast_today: Cast) -> None:
    """A8."""
    give_numbers(cast_today)
    make_administrator(cast_today.tess)
    with pytest.raises(DecisionError, match="har ett uppdrag"), transaction.atomic():
        renew(cast_today.rolf, cast_today.tess)
    renew(cast_today.adam, cast_today.tess)
    decline_renewal(by=actor(cast_today.adam, timezone.now()), renewal=Renewal.objects.get())
    assert not Invitation.objects.exists()
    assert set(Entry.objects.filter(action__startswith="login.").values_list("action", flat=True)) == {
        "login.renewal_asked", "login.renewal_declined",
    }  # fmt: skip


def test_somebodys_sessions_are_ended_and_nothing_else(cast_today: Cast) -> None:
    """A5: the password goes on; the person is told."""
    tess, mats = with_address(cast_today.tess), with_password(cast_today.mats)
    theirs, others = [signed_in(tess), signed_in(tess)], signed_in(mats)
    assert _end(actor(cast_today.adam, timezone.now()), cast_today.tess) == 2
    assert [client.get("/grupper/").status_code for client in (*theirs, others)] == [302, 302, 200]
    assert sign_in(Client(), tess).status_code == 302
    assert run_queued() == 1
    assert [letter.to for letter in mail.outbox] == [["tess@exempel.se"]]
    assert Entry.objects.get(action="login.sessions_ended").details == {"count": 2}


def test_a_closed_account_is_not_opened_by_it(cast_today: Cast) -> None:
    """A5: nor is one whose owner has nothing to be asked beside the code."""
    user = with_password(cast_today.tess)
    Person.objects.filter(pk=cast_today.tess.pk).update(birth_date=None, adult_on=None)
    with pytest.raises(DecisionError, match="varken personnummer"), transaction.atomic():
        renew(cast_today.adam, Person.objects.get(pk=cast_today.tess.pk))
    user.refresh_from_db()
    assert user.has_usable_password()
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(DecisionError, match="stängt"):
        renew(cast_today.adam, cast_today.tess)


def test_a_protected_persons_letter_tells_no_place(cast_today: Cast) -> None:
    """A10: nor that of a protected child's guardian."""
    give_numbers(cast_today)
    for person, told in ((cast_today.omar, ""), (cast_today.olga, ""), (cast_today.anna, "Lärköpings kommun")):
        made = renew(cast_today.adam, person)
        assert made.letter is not None
        assert (made.letter.unit, made.letter.address if not told else ()) == (told, ())
