"""The data protection officer searches the whole log and takes it out; that is logged as well (A12, A8)."""

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from larka.audit.actions import record
from larka.audit.models import Entry
from larka.people.actions.roles import grant_role
from larka.register.actor import Actor
from larka.register.models import Person
from tests.cast import Cast, actor, opener
from tests.web.pages import main_text, named_on, rows_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(cast_today: Cast, client: Client) -> Client:
    """Stina's browser: she is the data protection officer, and a stranger to every child but her own."""
    now = dt.datetime.now(dt.UTC)
    grant_role(
        by=Actor.operator(now),
        person=cast_today.stina,
        role="data_protection_officer",
        unit=None,
        starts_on=now.date(),
        ends_on=None,
        decision="KS 1",
        external=True,
    )
    for person, role, child in (
        (cast_today.tess, "teacher", cast_today.elsa),
        (cast_today.per, "teacher", cast_today.omar),
        (cast_today.anna, "guardian", cast_today.sam),
    ):
        by = actor(person, now)
        record(Actor(person_id=by.person_id, at=now, address="10.1.2.3"), "child", child, kind="read", role=role, children=[child.pk])
    record(
        actor(cast_today.kim, now),
        "child.documents child_judgements",
        cast_today.nils,
        kind="refused",
        role="student_health",
        children=[cast_today.nils.pk],
    )
    return opener(client, cast_today.stina)


def found(browser: Client, **asked: str) -> Any:
    """The answer to a search of today, wherever it leads."""
    today = str(timezone.localdate())
    return browser.post(reverse("log_search"), {"from_day": today, "to_day": "2099-01-01", **asked}, follow=True)


def test_only_the_officer_has_the_pages(cast_today: Cast, client: Client) -> None:
    """A8: not rektor, not the administrator, not the family."""
    for name in ("log_search", "log_alarms"):
        for who in ("adam", "rolf", "anna", "tess", "kim"):
            assert opener(client, getattr(cast_today, who)).get(reverse(name)).status_code == 404


def test_the_officer_sees_everything_in_plain_words_and_protected_people_without_their_names(cast_today: Cast, officer: Client) -> None:
    """A10, A12, A18: who, in what role, what, about whom, when and from where."""
    page = main_text(found(officer))
    assert {"Tess", "Elsa", "Anna", "Sam", "Kim", "Nils"} <= named_on(page, cast_today)
    assert not {"Omar", "Per"} & named_on(page, cast_today)
    assert "Personal 4821" in page
    assert "en skyddad person" in page
    assert "Öppnade barnets sida" in page
    assert "Nekades: Läste barnets omdömen" in page
    assert "10.1.2.3" in page


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"person": "tess hall"}, 1),
        ({"person": "Personal 4821"}, 1),
        ({"child": "Elsa Hägg"}, 1),
        ({"role": "teacher"}, 2),
        ({"role": "teach"}, None),
        ({"action": "child"}, 3),
        ({"action": "child_judgements"}, 1),
        ({"kind": "refused"}, 1),
        ({"person": "Tess", "child": "Sam"}, 0),
        ({"person": "Per Ahlgren-Finns-Inte"}, None),
        ({"from_day": "2026-13-01"}, None),
        ({"to_day": "2001-01-01"}, None),
    ],
)
def test_the_log_is_searched_by_person_child_role_act_and_days(officer: Client, asked: dict[str, str], rows: int | None) -> None:
    """A12, Q2: what cannot be used is said at the field, and kept."""
    response = found(officer, **asked)
    page = response.content.decode()
    assert (rows_on(page) if "<table" in page else 0) == (rows or 0)
    assert ('id="fel"' in page) == (rows is None)
    if rows is None and "role" not in asked:
        assert next(iter(asked.values())) in page


def test_a_protected_person_is_not_found_by_the_real_name(cast_today: Cast, officer: Client) -> None:
    """A10: neither the pupil nor the member of staff; a search that finds nobody looks the same for all."""
    for person in (cast_today.omar, cast_today.per):
        page = found(officer, person=f"{person.given_name} {person.family_name}").content.decode()
        assert "Ingen heter så" in page


def test_nobody_stands_in_the_address_by_name_or_number(cast_today: Cast, officer: Client) -> None:
    """B3, A12: what is typed leads to ids; the pages after the first keep them, a protected child is not named, and one can begin anew."""
    number = "201601019985"
    cast_today.omar.numbers.create(value=number, kind="personnummer", recorded_at=cast_today.at)
    answer = found(officer, child=number)
    address = answer.redirect_chain[-1][0]
    assert number not in address
    assert f"children={cast_today.omar.public_id.hex}" in address
    page = answer.content.decode()
    assert "en skyddad person</strong>" in page
    assert "Ny sökning" in page
    assert number not in page
    address = found(officer, person="Tess Hallberg").redirect_chain[-1][0]
    assert "Tess" not in address
    page = officer.get(address).content.decode()
    assert rows_on(page) == 1
    assert "<strong>Tess Hallberg</strong>" in page
    for wrong in ("people=zz", "people=" + "0" * 32, "children=" + ",".join(["0" * 32] * 90)):
        assert "Inga rader" in officer.get(f"{reverse('log_search')}?{wrong}").content.decode(), wrong
    assert rows_on(officer.get(reverse("log_search"), {"person": number}).content.decode()) > 1, "what stands in the address is no name"


def test_two_acts_in_the_same_words_are_one_choice(cast_today: Cast, officer: Client) -> None:
    """A12: Sparade ett utkast is in the list once, and finds all, however the log has called it."""
    now = dt.datetime.now(dt.UTC)
    for code in ("keep_judgement_draft", "judgement.draft_kept", "draft.kept"):
        record(Actor(person_id=cast_today.tess.pk, at=now), code, cast_today.elsa, children=[cast_today.elsa.pk])
    assert officer.get(reverse("log_search")).content.decode().count(">Sparade ett utkast</option>") == 1
    assert rows_on(found(officer, action="keep_judgement_draft").content.decode()) == 3


def test_a_search_is_itself_logged_by_codes(cast_today: Cast, officer: Client) -> None:
    """A11: never by the name that was typed."""
    found(officer, person="Tess Hallberg", child="Elsa")
    entry = Entry.objects.get(action="log_search")
    assert (entry.person_id, entry.role, entry.child_ids) == (cast_today.stina.pk, "data_protection_officer", [cast_today.elsa.pk])
    assert entry.details["people"] == [cast_today.tess.pk]
    assert "Tess" not in json.dumps(entry.details)


def test_what_is_found_can_be_taken_out_as_csv_and_json(cast_today: Cast, officer: Client) -> None:
    """A12, A10: the same rows, logged; people by id, names where they may be named, nothing that a spreadsheet would run."""
    Person.objects.filter(pk=cast_today.tess.pk).update(given_name="=SUM(A1)")
    today = str(timezone.localdate())
    asked = {"from_day": today, "to_day": "2099-01-01", "role": "teacher"}
    answer = officer.post(reverse("log_search"), {**asked, "format": "json"})
    rows = json.loads(answer.content)
    assert {(row["in_words"], row["address"]) for row in rows} == {("Öppnade barnets sida", "10.1.2.3")}
    assert {row["person"] for row in rows} == {str(cast_today.tess.public_id), str(cast_today.per.public_id)}
    answer = officer.post(reverse("log_search"), {**asked, "format": "csv"})
    assert answer["Content-Type"].startswith("text/csv")
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert {row["name"] for row in table} == {"'=SUM(A1) Hallberg", "Personal 4821"}
    assert Entry.objects.filter(action="log.exported", person_id=cast_today.stina.pk).count() == 2
    assert officer.post(reverse("log_search"), {"from_day": "x", "to_day": "y"}).status_code == 422
