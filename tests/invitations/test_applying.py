"""A guardian applies: on the web without log-in, or on paper that the school types in (B2)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from larka.audit.models import Entry
from larka.invitations.actions.attempts import MOST, MOST_ABOUT_ONE
from larka.invitations.models import Application, Attempt
from larka.register.models import IdentityNumber
from tests.cast import Cast, opener
from tests.invitations.papers import UNKNOWN, UNKNOWN_CHILD, give_numbers, pages_of, typed, whole

pytestmark = pytest.mark.postgres15


def test_a_guardian_applies_without_logging_in_and_gets_the_same_answer_as_a_stranger(client: Client, cast_today: Cast) -> None:
    """B2, A1: known or unknown, right or wrong child: the same bytes, and nothing is mailed."""
    numbers = give_numbers(cast_today)
    known = client.post("/ansok/", typed("Anna Lund", numbers["Anna"], ("Elsa Lund", numbers["Elsa"]), ("Sam Lund", numbers["Sam"])))
    unknown = client.post("/ansok/", typed("Ingen Alls", UNKNOWN, ("Okänd Ek", UNKNOWN_CHILD)))
    protected = client.post("/ansok/", typed("Olga Ek", numbers["Olga"], ("Omar Ek", numbers["Omar"])))
    assert known.status_code == unknown.status_code == protected.status_code == 302
    assert known["Location"] == unknown["Location"] == protected["Location"] == "/ansok/tack/"
    assert client.get("/ansok/tack/").status_code == 200
    assert [row.children.count() for row in Application.objects.order_by("pk")] == [2, 1, 1]
    assert mail.outbox == []


def test_whatever_is_wrong_is_said_at_its_field_and_everything_is_kept(client: Client, cast_today: Cast) -> None:
    """Q2, B3: a wrong check digit, half a child, an address that is none; nothing is saved."""
    wrong = typed("Anna Lund", "19800101-0000", ("Elsa Lund", "2015"), ("Sam Lund", ""), email="anna på hem")
    response = client.post("/ansok/", wrong)
    page = whole(response)
    assert response.status_code == 422
    for kept in ("Anna Lund", "19800101-0000", "Elsa Lund", "2015", "Sam Lund", "anna på hem"):
        assert f'value="{kept}"' in page
    for field in ("id_number", "id_email", "id_child_1_number", "id_child_2_number"):
        assert f'id="{field}-fel"' in page
        assert f'href="#{field}"' in page
    assert not Application.objects.exists()


@pytest.mark.parametrize("text", ["", "\0", "x" * 5000, "<script>", "20130230-1234", "٢٠١٣٠١٠١٢٣٨٤", "\u202e2384"])
def test_no_text_breaks_the_form(client: Client, db: Any, text: str) -> None:
    """Q2: bad input gets a message, never an error of ours."""
    assert client.post("/ansok/", typed(text, text, (text, text), email=text, rows=text)).status_code == 422
    assert not Application.objects.exists()


def test_the_same_number_twice_is_one_person(client: Client, cast_today: Cast) -> None:
    """Q2: nobody is its own guardian, and a child is named once."""
    numbers = give_numbers(cast_today)
    own = client.post("/ansok/", typed("Anna", numbers["Anna"], ("Anna", numbers["Anna"])))
    twice = client.post("/ansok/", typed("Anna", numbers["Anna"], ("Elsa", numbers["Elsa"]), ("Elsa", numbers["Elsa"])))
    assert own.status_code == twice.status_code == 422
    assert "står redan i ansökan" in whole(own)


def test_there_is_room_for_more_children_without_a_script(client: Client, cast_today: Cast) -> None:
    """Q1, B2: one press is one more row, up to ten; what was typed stays and is not judged yet."""
    page = whole(client.post("/ansok/", typed("Anna", "fel", ("Elsa", ""), more="1")))
    assert "id_child_3_name" in page
    assert 'value="fel"' in page
    assert "har-error" not in page
    assert 'role="alert"' not in page
    many = whole(client.post("/ansok/", {"rows": "99", "more": "1"}))
    assert "id_child_10_name" in many
    assert "id_child_11_name" not in many


def test_pressing_twice_is_applying_once(client: Client, cast_today: Cast) -> None:
    """Q4: the same application, while it waits, is one."""
    numbers = give_numbers(cast_today)
    for _press in range(2):
        client.post("/ansok/", typed("Anna Lund", numbers["Anna"], ("Elsa Lund", numbers["Elsa"])))
    assert Application.objects.count() == 1


def test_an_address_that_sends_too_many_waits_and_keeps_what_was_typed(
    client: Client, cast_today: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B2, Q2: counted in the database for all processes; another address is not held back; when to come back is said; the log tells."""
    settings.RATE_LIMITS = True
    numbers = give_numbers(cast_today)
    monkeypatch.setitem(MOST, Attempt.Kind.APPLICATION, 3)
    families = [typed("Anna Lund", numbers[who], ("Ett Barn", numbers["Elsa"])) for who in ("Anna", "Anders", "Nora", "Berit")]
    answers = [client.post("/ansok/", form) for form in families]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    held = answers[-1]
    assert 3_500 < int(held["Retry-After"]) <= 3_600
    assert re.search(r"Försök igen klockan \d\d:\d\d", whole(held))
    assert f'value="{numbers["Berit"]}"' in whole(held)
    assert Application.objects.count() == 3
    assert client.post("/ansok/", families[-1], REMOTE_ADDR="192.0.2.99").status_code == 302
    assert Entry.objects.filter(action="invitation.too_many_tries").count() == 1
    Attempt.objects.update(at=cast_today.at - dt.timedelta(hours=2))
    assert client.post("/ansok/", families[-1]).status_code == 302
    assert Attempt.objects.count() == 3, "what is older than an hour is gone; one for the address, one for each number"


def test_a_parents_evening_on_the_schools_network_is_not_held_back(client: Client, cast_today: Cast, settings: Any) -> None:
    """B2: many families from one address, but about one child, or from one applicant, few: from whatever address."""
    settings.RATE_LIMITS = True
    numbers = give_numbers(cast_today)
    own = typed("Anna Lund", numbers["Anna"], ("Elsa", numbers["Elsa"]))
    other = typed("Nora Ek", numbers["Nora"], ("Nils", numbers["Nils"]))
    assert MOST[Attempt.Kind.APPLICATION] >= 200
    answers = [client.post("/ansok/", own, REMOTE_ADDR=f"192.0.2.{n}").status_code for n in range(MOST_ABOUT_ONE + 1)]
    assert answers == [302] * MOST_ABOUT_ONE + [429]
    assert client.post("/ansok/", typed("Någon", numbers["Berit"], ("Elsa", numbers["Elsa"]))).status_code == 429, "the same child"
    assert client.post("/ansok/", other).status_code == 302


def test_where_limits_are_off_nobody_waits(client: Client, cast_today: Cast, settings: Any) -> None:
    """The demo says that nothing is counted, and so it is."""
    settings.RATE_LIMITS = False
    numbers = give_numbers(cast_today)
    form = typed("Anna Lund", numbers["Anna"], ("Elsa Lund", numbers["Elsa"]))
    assert {client.post("/ansok/", form).status_code for _ in range(MOST_ABOUT_ONE + 1)} == {302}


def test_no_number_stands_in_the_log_or_in_an_address(client: Client, cast_today: Cast) -> None:
    """B3, A11: the application is logged by ids and counts."""
    numbers = give_numbers(cast_today)
    answer = client.post("/ansok/", typed("Anna Lund", numbers["Anna"], ("Elsa Lund", numbers["Elsa"])))
    told = " ".join(f"{row.action} {row.details}" for row in Entry.objects.all())
    assert "application.received" in told
    for number in IdentityNumber.objects.values_list("value", flat=True):
        assert number not in told
        assert number not in answer["Location"]


def test_the_blank_form_is_a_page_and_a_pdf(client: Client, db: Any) -> None:
    """B2, C10: for whoever wants paper, without logging in."""
    assert "Ansökan om konto" in whole(client.get("/ansok/blankett/"))
    pdf = client.get("/ansok/blankett/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert pages_of(pdf.content) == 1


def test_the_school_types_in_what_came_on_paper(client: Client, cast_today: Cast) -> None:
    """B2: rektor of the unit; a teacher, a mentor and another rektor get the same answer as for a unit that does not exist."""
    numbers = give_numbers(cast_today)
    address = f"/enheter/{cast_today.school.public_id}/ansokan/"
    form = typed("Anna Lund", numbers["Anna"], ("Elsa Lund", numbers["Elsa"]))
    for other in (cast_today.tess, cast_today.mats, cast_today.rita, cast_today.anna, cast_today.adam):
        assert opener(Client(), other).post(address, form).status_code == 404
    assert "Vårdnadshavarens namn" in opener(client, cast_today.rolf).get(address).content.decode()
    answer = client.post(address, form)
    made = Application.objects.get()
    assert answer["Location"] == f"/ansokningar/{made.public_id}/"
    assert (made.typed_by, made.typed_at_unit) == (cast_today.rolf, cast_today.school)
