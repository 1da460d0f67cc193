"""What is told about personal data (H11): readable by everybody, complete, and mended by an administrator."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from larka.access.policy import Refused
from larka.audit.models import Entry
from larka.people.actions.settings import SettingError, change_setting
from larka.privacy import columns
from larka.privacy.actions import change_controller
from larka.privacy.columns import field_in_words, table_in_words
from larka.privacy.documents import recipients, record_of_processing
from larka.privacy.queries.information import information, personal_tables
from larka.records.classification import field_classes
from larka.records.models import RetentionRule
from larka.register.models import HuvudmanSetting
from larka.register.settings import setting, settings_of
from tests.cast import Cast, actor, opener
from tests.web.pages import main_text, named_on, shown

PUBLIC = "/om-personuppgifter/"
TYPED = "/dataskydd/uppgifter/"
RECORD = "/dataskydd/behandlingar/"
DETAILS = {
    "controller": "Barn- och utbildningsnämnden", "organisation_number": "212000-0001", "address": "Box 1, 123 45 Lärköping",
    "email": "bun@larkoping.example", "phone": "0123-45 60 00", "officer": "Dana Skydd", "officer_email": "dso@larkoping.example",
    "officer_phone": "", "processors": "Kommunens it-avdelning.", "more": "",
}  # fmt: skip


def told_all(cast: Cast) -> None:
    change_controller(by=actor(cast.adam, cast.at), values=DETAILS)


def officer_of(cast: Cast) -> Any:
    from larka.people.actions.roles import grant_role
    from larka.register.actor import Actor

    grant_role(
        by=Actor.operator(cast.at), person=cast.gosta, role="data_protection_officer", unit=None, starts_on=cast.at.date(), ends_on=None,
        decision="KS 1",
    )  # fmt: skip
    return cast.gosta


def test_everybody_may_read_it_without_logging_in_and_finds_it_at_the_foot_of_every_page(cast_today: Cast, client: Client) -> None:
    """H11: artikel 13 and 14, said in plain words; nobody stands on it by name."""
    told_all(cast_today)
    text = main_text(client.get(PUBLIC))
    for words in (
        "Personuppgiftsansvarig är Barn- och utbildningsnämnden.", "Organisationsnummer 212000-0001.", "bun@larkoping.example",
        "Dana Skydd, dso@larkoping.example", "Skriftligt omdöme", "skollagen (2010:800) 10 kap. 12–13 §§", "Barn och elever",
        "Kommunens it-avdelning.", "Inga uppgifter förs över till land utanför EU och EES.", "sparas i 35 dagar",
        "Rätta : är något fel", "Integritetsskyddsmyndigheten (IMY): Box 8114, 104 20 Stockholm",
    ):  # fmt: skip
        assert words in text, words
    assert named_on(text, cast_today) == set()
    for address in ("/logga-in/", "/ansok/", "/hjalp/", "/finns-inte/"):
        assert f'href="{PUBLIC}"' in client.get(address).content.decode(), address
    assert f'href="{PUBLIC}"' in opener(client, cast_today.anna).get("/").content.decode()


def test_it_is_there_in_english_too(cast_today: Cast, client: Client) -> None:
    """H11: for those who read no Swedish; what the huvudman typed stays as typed."""
    told_all(cast_today)
    client.cookies["larka_sprak"] = "en"
    text = main_text(client.get(PUBLIC))
    assert "The controller is Barn- och utbildningsnämnden." in text
    assert "Destroyed" in text
    assert not {"Personuppgiftsansvarig", "Rättslig grund", "Hur länge", "Gallras"} & set(text.split())


def test_what_the_huvudman_has_not_said_is_named_to_its_administrator_alone(cast_today: Cast, client: Client) -> None:
    """H11: with the way to say it; everybody else is told whom to ask."""
    of_adam = shown(client, cast_today.adam, PUBLIC)
    assert "Det här saknas på sidan" in of_adam
    assert "dataskyddsombudets e-post eller telefon" in of_adam
    assert "Det här saknas" not in shown(client, cast_today.rolf, PUBLIC)
    client.logout()
    text = main_text(client.get(PUBLIC))
    assert "Personuppgiftsansvarig är Lärköpings kommun." in text
    assert "Fråga skolan efter dataskyddsombudet." in text
    told_all(cast_today)
    assert "Det här saknas" not in shown(client, cast_today.adam, PUBLIC)


def test_an_undecided_time_is_said_to_be_undecided_and_a_decided_one_with_its_decision(cast: Cast) -> None:
    """H1, H11: an example gives no right to destroy, and is told as a proposal."""
    (judgement,) = [each for each in information().activities if each.key == "kind.judgement"]
    (kept,) = judgement.kept
    assert kept.words == "Inte beslutat än, sparas tills vidare. Förslag: Gallras 3 år och 6 månader efter övergång till nästa skola."
    assert "Grundskola" in kept.forms
    RetentionRule.objects.create(
        kind="judgement", school_form="GR", clock="published", months=60, outcome="preserve", legal_basis="x", decision="BUN 2026-9",
        example=False,
    )  # fmt: skip
    (judgement,) = [each for each in information().activities if each.key == "kind.judgement"]
    told = {kept.forms: (kept.words, kept.decision) for kept in judgement.kept}
    assert told["Grundskola"] == ("Bevaras: lämnas till kommunens arkiv 5 år efter att handlingen publicerades.", "BUN 2026-9")
    assert len(told) == 2


def test_how_long_notices_are_kept_is_the_settings_own_number(cast: Cast) -> None:
    """H11: read or not."""
    change_setting(by=actor(cast.adam), key="notices.keep_days", value=45)
    (notices,) = [each for each in information().activities if each.key == "notices"]
    assert [kept.words for kept in notices.kept] == ["45 dagar, läst eller inte. Hur någon vill få veta sparas tills personen ändrar det."]


@pytest.mark.parametrize(
    ("switched_on", "gateway", "named"),
    [
        ([], "x.Gateway", set()),
        (["notices.sms"], "", set()),
        (["notices.sms"], "x.Gateway", {"Sms-leverantören"}),
        (["notices.push"], "x.Gateway", {"Webbläsarens"}),
        (["notices.push", "notices.sms"], "x.Gateway", {"Sms-leverantören", "Webbläsarens"}),
    ],
)
def test_who_passes_messages_on_stands_among_the_recipients(
    cast: Cast, settings: Any, switched_on: list[str], gateway: str, named: set[str]
) -> None:
    """H11, A15: as soon as it is switched on; and only then other companies are not denied."""
    settings.SMS_GATEWAY = gateway
    for key in switched_on:
        change_setting(by=actor(cast.adam), key=key, value=True)
    listed = list(recipients(information()))
    assert {line.split()[0] for line in listed} & {"Sms-leverantören", "Webbläsarens"} == named
    assert ("andra företag" in listed[-1]) == (not named)


@pytest.mark.parametrize(
    ("documentation", "sensitive", "said"),
    [
        ("strong", "fresh", "Personal loggar in med två steg."),
        ("password", "fresh", "Personal loggar in med lösenord, och med två steg för känsliga uppgifter."),
        ("password", "password", "Personal loggar in med lösenord."),
    ],
)
def test_how_the_staff_log_in_is_told_as_it_is(cast: Cast, documentation: str, sensitive: str, said: str) -> None:
    """H11, A14: the record says what the huvudman has chosen."""
    for key, value in (("documentation", documentation), ("sensitive", sensitive)):
        if value != setting(f"login.staff_{key}"):
            change_setting(by=actor(cast.adam), key=f"login.staff_{key}", value=value)
    told = record_of_processing(information(), cast.at.date()).plain_text().splitlines()
    assert [line for line in told if "Personal loggar in" in line] == [f"- {said}"]


def test_every_table_and_field_of_the_record_has_words_in_both_languages() -> None:
    """H11: no name of a column; a new one gets its word on the model, in privacy/columns.py, and in the catalogue."""
    raw, foreign = set(), set()
    for model in personal_tables():
        fields = [name for name, kind in field_classes(model).items() if kind in {"personal", "sensitive"}]
        with override("sv"):
            said = {table_in_words(model), *(field_in_words(model, name) for name in fields)}
        raw |= {words for words in said if "_" in words or words in {"authenticator", "user", "child", "child id", "key", "other"}}
        foreign |= said - columns.WORDS - set(columns._FIELDS.values()) - set(columns._TABLES.values())
    assert (raw, foreign) == (set(), {"användare", "lösenord", "e-postadress", "nyckel"}), "add what is missing to WORDS"


def test_an_administrator_types_the_details_and_each_change_is_logged(cast_today: Cast, client: Client) -> None:
    """H11, A11, Q2, Q4: what cannot be used is said at the field and kept; nobody writes over another unseen."""
    page = opener(client, cast_today.adam).get(TYPED)
    was = page.context["form"]["was"].value() if page.context else _mark(page)
    wrong = client.post(TYPED, DETAILS | {"was": was, "email": "inte en adress"})
    assert wrong.status_code == 422
    assert "Skriv en hel e-postadress" in wrong.content.decode()
    assert "inte en adress" in wrong.content.decode()
    assert not HuvudmanSetting.objects.filter(key__startswith="privacy.").exists()
    assert client.post(TYPED, DETAILS | {"was": was}, follow=True).redirect_chain == [(PUBLIC, 302)]
    assert settings_of("privacy") == DETAILS
    (entry,) = Entry.objects.filter(action="controller.told")
    assert entry.details["changed"] == sorted(key for key, value in DETAILS.items() if value)
    again = client.post(TYPED, DETAILS | {"was": was, "officer": "Någon annan"})
    assert again.status_code == 422
    assert "Någon annan har ändrat uppgifterna" in again.content.decode()
    assert settings_of("privacy")["officer"] == "Dana Skydd"
    assert client.post(TYPED, DETAILS | {"was": _mark(again), "officer": "Någon annan"}).status_code == 302
    assert settings_of("privacy")["officer"] == "Någon annan"


def _mark(page: Any) -> str:
    return str(page.content.decode().split('name="was" value="')[1].split('"')[0])


def test_nobody_else_types_them_and_a_setting_is_a_text_of_some_length(cast: Cast) -> None:
    """A8, H11."""
    for name in ("rolf", "anna", "gosta"):
        with pytest.raises(Refused):
            change_controller(by=actor(getattr(cast, name)), values=DETAILS)
    for value in (7, "x" * 201, ["a"]):
        with pytest.raises(SettingError):
            change_setting(by=actor(cast.adam), key="privacy.officer", value=value)


def test_the_record_of_processing_is_for_administrators_and_the_data_protection_officer(cast_today: Cast, client: Client) -> None:
    """A8, H11: page and files; to everybody else they do not exist."""
    officer_of(cast_today)
    for address in (RECORD, f"{RECORD}pdf/", "/dataskydd/behandlingar.csv", "/dataskydd/behandlingar.json"):
        opened = {short for short, person in cast_today.people().items() if opener(client, person).get(address).status_code == 200}
        assert opened == {"Adam", "Gösta"}, address


def test_the_record_names_every_activity_with_its_tables_in_each_form(cast_today: Cast, client: Client) -> None:
    """H11: artikel 30.1 a–g, the same on the page, on paper, for a spreadsheet and for a program."""
    told_all(cast_today)
    text = shown(client, cast_today.adam, RECORD)
    data = json.loads(client.get("/dataskydd/behandlingar.json").content)
    rows = list(csv.DictReader(io.StringIO(client.get("/dataskydd/behandlingar.csv").content.decode("utf-8-sig"))))
    assert data["missing"] == []
    assert data["controller"]["name"] == "Barn- och utbildningsnämnden"
    assert {"kind.judgement", "register", "access", "accounts", "log", "drafts"} <= {each["key"] for each in data["activities"]}
    for each in data["activities"]:
        assert all(each[key] for key in ("name", "purpose", "legal_basis", "people", "data", "kept", "tables")), each["key"]
        assert each["name"] in text
        assert each["purpose"] in text
        assert {row["tabell"] for row in rows if row["behandling"] == each["name"]} == {table["table"] for table in each["tables"]}
    person = next(table for each in data["activities"] for table in each["tables"] if table["table"] == "register.Person")
    assert person["sensitive"] == ["protection"]
    assert {"given_name", "birth_date"} <= set(person["personal"])
    pdf = client.get(f"{RECORD}pdf/")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert "förnamn" in text


def test_what_is_missing_stands_in_the_record(cast_today: Cast, client: Client) -> None:
    """H11: an incomplete record says so itself."""
    assert "Det här saknas i registret: vilken nämnd" in shown(client, cast_today.adam, RECORD)
