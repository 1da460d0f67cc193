"""The school decides about applications beside the register (B2)."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from larka.access.policy import Refused
from larka.invitations.access import APPLICATION_DECIDE
from larka.invitations.actions.applications import (
    DecisionError,
    approve_application,
    decline_application,
    match_applications,
)
from larka.invitations.models import Application, Invitation
from larka.invitations.queries.applications import comparison, is_same_name, unmatched_applications, waiting_applications
from larka.register.choices import Role
from larka.register.models import Duty, IdentityNumber, Placement, RoleGrant
from tests.cast import Cast, actor, opener, readers
from tests.invitations.papers import CODE, UNKNOWN, UNKNOWN_CHILD, applied, give_numbers, received, whole
from tests.web.pages import main_text, named_on, shown

WELCOME = "http://testserver/valkommen/"


def _annas(cast: Cast, **more: Any) -> Application:
    numbers = give_numbers(cast)
    return received(cast, applied("Anna Lund", numbers["Anna"], ("Elsa Lund", numbers["Elsa"]), ("Sam Lund", numbers["Sam"]), **more))


def test_the_rektors_of_the_childrens_units_see_an_application_and_nobody_else(cast: Cast) -> None:
    """B2, A1: Elsa is at the school and Sam at the preschool."""
    assert readers(APPLICATION_DECIDE, _annas(cast)) == {"Rolf", "Rita"}


def test_the_units_administrator_decides_too_by_duty_or_by_decision(cast: Cast) -> None:
    """B2, A8: and only for the time of the office."""
    application, day = _annas(cast), cast.at.date()
    Duty.objects.create(person=cast.kim, unit=cast.school, role_name="Administratör", role=Role.ADMINISTRATOR, starts_on=day)
    RoleGrant.objects.create(person=cast.petra, role=Role.ADMINISTRATOR, unit=cast.school, decision="B 1", starts_on=day)
    RoleGrant.objects.create(
        person=cast.tess, role=Role.ADMINISTRATOR, unit=cast.school, decision="B 2", starts_on=day - dt.timedelta(9), ends_on=day
    )
    assert readers(APPLICATION_DECIDE, application) == {"Rolf", "Rita", "Kim", "Petra"}


def test_an_application_about_a_protected_child_looks_like_one_about_nobody(cast: Cast) -> None:
    """A10, A18: to everybody but the mentor, also where another child of the application is the school's."""
    numbers = give_numbers(cast)
    protected = received(cast, applied("Olga", numbers["Olga"], ("Omar", numbers["Omar"])))
    nobody = received(cast, applied("Okänd", UNKNOWN, ("Okänt", UNKNOWN_CHILD)))
    assert readers(APPLICATION_DECIDE, protected) == {"Mats"}
    assert set(unmatched_applications(cast.at.date())) == {nobody}
    both = received(cast, applied("Anna", numbers["Anna"], ("Elsa", numbers["Elsa"]), ("Omar", numbers["Omar"])))
    rows = comparison(actor(cast.rolf), both).children
    assert [(row.child, row.unit, row.answered_for) for row in rows] == [(cast.elsa, "Björkskolan", True), (None, "", False)]
    rows = comparison(actor(cast.mats), both).children
    assert [(row.child, row.answered_for) for row in rows] == [(None, False), (cast.omar, False)]


def test_what_agrees_and_what_does_not_stands_side_by_side(client: Client, cast_today: Cast) -> None:
    """B2: name spelled otherwise, a child elsewhere, an address that is not the register's."""
    numbers = give_numbers(cast_today)
    made = received(
        cast_today,
        applied("Ana Lund", numbers["Anna"], ("Elsa Lund", numbers["Elsa"]), ("Sam Lund", numbers["Sam"]), email="ny@hem.example"),
    )
    page = shown(client, cast_today.rolf, f"/ansokningar/{made.public_id}/")
    assert page.count("Namnet är skrivet på annat sätt") == 1 + (f"{cast_today.elsa.display_name}" != "Elsa Lund")
    for text in ("Inte registrets adress", "Vårdnadshavare i dag", "Inget barn hos er har det numret"):
        assert text in page
    assert named_on(page, cast_today) >= {"Anna", "Elsa"}


@pytest.mark.parametrize("who", ["Frida", "Annika", "Bo", "Rut"])
def test_whoever_is_no_guardian_today_is_told_apart_from_nobody_by_nobody(cast: Cast, who: str) -> None:
    """A1, A5, A9, A17: former, waiting, a stranger, restricted: exactly what the page says of a number that does not exist; no approval."""
    numbers, by = give_numbers(cast), actor(cast.rolf)
    child = ("Nils", numbers["Nils"]) if who == "Rut" else ("Elsa", numbers["Elsa"])
    made = received(cast, applied("Namn", numbers[who], child))
    unknown = received(cast, applied("Namn", UNKNOWN, child))
    assert comparison(by, made) == comparison(by, unknown)
    with pytest.raises(DecisionError):
        approve_application(by=by, application=made, way=Invitation.Way.LETTER, address=WELCOME)
    assert not Invitation.objects.exists()


def test_a_name_is_the_same_with_or_without_the_middle_one(cast: Cast) -> None:
    """B2: capitals and hyphens do not matter; another name does."""
    cast.anna.given_name, cast.anna.middle_name, cast.anna.family_name = "Anna-Lena", "Maria", "Öst Ek"
    assert [is_same_name(typed, cast.anna) for typed in ("anna lena öst-ek", "Anna-Lena Maria Öst Ek", "Anna Öst Ek", "")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_approving_by_mail_sends_a_code_and_no_childs_name_and_no_number(cast: Cast) -> None:
    """B2, B3: plain text in the guardian's language; the code is kept as something that only recognises it."""
    application = _annas(cast)
    letter = approve_application(by=actor(cast.rolf), application=application, way=Invitation.Way.MAIL, address=WELCOME)
    assert letter is not None
    (sent,) = mail.outbox
    assert sent.to == ["anna@hem.example"]
    assert letter.code in sent.body
    assert WELCOME in sent.body
    for child in (cast.elsa, cast.sam):
        assert child.given_name not in sent.subject + sent.body
    for number in IdentityNumber.objects.values_list("value", flat=True):
        assert number not in sent.body
    kept = Invitation.objects.get()
    assert (kept.person, kept.way, kept.email) == (cast.anna, "mail", "anna@hem.example")
    assert letter.code.replace("-", "") not in kept.code_hash
    application.refresh_from_db()
    assert (application.decision, application.decided_by) == ("approved", cast.rolf)


def test_mail_is_in_the_language_of_the_application(cast: Cast) -> None:
    """B2: a guardian who applied in English is answered in English."""
    application = _annas(cast)
    Application.objects.update(language="en")
    application.refresh_from_db()
    approve_application(by=actor(cast.rolf), application=application, way=Invitation.Way.MAIL, address=WELCOME)
    assert "one-time code" in mail.outbox[0].body


def test_an_address_that_is_not_the_registers_gets_no_code_unless_somebody_has_made_sure(client: Client, cast_today: Cast) -> None:
    """Q2, B2: whoever knows a guardian's number could else ask for the guardian's code."""
    made = _annas(cast_today, email="annan@hem.example")
    browser, address = opener(client, cast_today.rolf), f"/ansokningar/{made.public_id}/"
    refused = browser.post(address, {"act": "approve", "way": "mail"})
    assert refused.status_code == 422
    assert "Kontrollera den först" in whole(refused)
    assert mail.outbox == []
    assert browser.post(address, {"act": "approve", "way": "mail", "checked": "on"}).status_code == 302
    assert len(mail.outbox) == 1


def test_approving_by_letter_gives_a_pdf_once_and_a_second_press_changes_nothing(client: Client, cast_today: Cast) -> None:
    """B2, Q4: the code is shown never again."""
    made = _annas(cast_today)
    browser, address = opener(client, cast_today.rolf), f"/ansokningar/{made.public_id}/"
    first = browser.post(address, {"act": "approve", "way": "letter"})
    assert first["Content-Type"] == "application/pdf"
    assert first["Cache-Control"] == "no-store, private"
    second = browser.post(address, {"act": "approve", "way": "letter"}, follow=True)
    assert "redan avgjord" in main_text(second)
    assert Invitation.objects.count() == 1
    assert not CODE.search(whole(second))


def test_a_guardian_who_has_an_account_gets_no_second_one(cast: Cast) -> None:
    """A7: one account for all children."""
    application = _annas(cast)
    opener(Client(), cast.anna)
    assert approve_application(by=actor(cast.rolf), application=application, way=Invitation.Way.LETTER, address=WELCOME) is None
    assert not Invitation.objects.exists()


def test_declining_needs_a_reason_and_keeps_it(client: Client, cast_today: Cast) -> None:
    """B2, Q2: and then the application waits for nobody."""
    made = _annas(cast_today)
    browser, address = opener(client, cast_today.rolf), f"/ansokningar/{made.public_id}/"
    assert browser.post(address, {"act": "decline", "reason": " "}).status_code == 422
    assert browser.post(address, {"act": "decline", "reason": "Fel person."}).status_code == 302
    made.refresh_from_db()
    assert (made.decision, made.reason) == ("declined", "Fel person.")
    assert not waiting_applications(actor(cast_today.rita, cast_today.at)).exists()


def test_mail_that_cannot_be_sent_decides_nothing(client: Client, cast_today: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q2: nothing is half-saved."""

    def broken(*_args: object, **_kwargs: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    made = _annas(cast_today)
    answer = opener(client, cast_today.rolf).post(f"/ansokningar/{made.public_id}/", {"act": "approve", "way": "mail"}, follow=True)
    assert "inget är beslutat" in main_text(answer)
    made.refresh_from_db()
    assert (made.decision, Invitation.objects.count()) == ("", 0)


def test_the_list_holds_what_waits_and_nothing_of_others(client: Client, cast_today: Cast) -> None:
    """A1: Gösta's unit has none; Rolf's has one; whoever gets none has no such page."""
    _annas(cast_today)
    assert "Anna Lund" in shown(client, cast_today.rolf, "/ansokningar/")
    for office in (cast_today.gosta, cast_today.mats, cast_today.adam):
        assert "Inga ansökningar väntar" in shown(Client(), office, "/ansokningar/")
    for other in (cast_today.tess, cast_today.kim, cast_today.anna, cast_today.elsa):
        assert opener(Client(), other).get("/ansokningar/").status_code == 404


def test_the_huvudmans_administrator_looks_again_and_declines_what_matches_nobody(client: Client, cast_today: Cast) -> None:
    """B2: a child that comes into the register later takes the application along to its school."""
    late = applied("Berit Ek", UNKNOWN, ("Bo Ek", UNKNOWN_CHILD))
    made = received(cast_today, late)
    browser = opener(client, cast_today.adam)
    assert "Berit Ek" in main_text(browser.get("/ansokningar/utan-traff/"))
    for other in (cast_today.rolf, cast_today.kim, cast_today.anna):
        assert opener(Client(), other).get("/ansokningar/utan-traff/").status_code == 404
    IdentityNumber.objects.create(person=cast_today.bo, value=UNKNOWN_CHILD, kind="personnummer", recorded_at=cast_today.at)
    assert browser.post("/ansokningar/utan-traff/", {"act": "match"}).status_code == 302
    assert "Berit Ek" not in main_text(browser.get("/ansokningar/utan-traff/"))
    assert readers(APPLICATION_DECIDE, made) == {"Rolf"}


def test_the_administrator_declines_with_a_reason_only_what_no_school_sees(client: Client, cast_today: Cast) -> None:
    """A8: the office opens nothing that a school decides about."""
    unseen = received(cast_today, applied("Okänd", UNKNOWN, ("Okänt", UNKNOWN_CHILD)))
    seen = _annas(cast_today)
    browser, address = opener(client, cast_today.adam), "/ansokningar/utan-traff/"
    empty = browser.post(address, {"application": str(unseen.public_id), "reason": ""})
    assert empty.status_code == 422
    assert "Skriv varför." in whole(empty)
    assert browser.post(address, {"application": str(unseen.public_id), "reason": "Okända nummer."}).status_code == 302
    with pytest.raises(Refused):
        decline_application(by=actor(cast_today.adam, cast_today.at), application=seen, reason="Nej")
    with pytest.raises(Refused):
        match_applications(by=actor(cast_today.rolf, cast_today.at))


def test_a_child_that_has_left_takes_the_application_from_the_school(cast: Cast) -> None:
    """A5: the same day."""
    application = _annas(cast)
    Placement.objects.filter(child=cast.elsa).update(ends_on=cast.at.date())
    assert readers(APPLICATION_DECIDE, application) == {"Rita"}
    with pytest.raises(Refused):
        approve_application(by=actor(cast.rolf), application=application, way=Invitation.Way.LETTER, address=WELCOME)
