"""The register in the web: upload, difference, confirm by name, apply; what waits; the history."""

import datetime as dt
import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from larka.exchange import tasks, uploads
from larka.people.models import ImportRun, PendingChange
from larka.register.models import Organisation, Person, Responsible, RoleGrant
from larka.web.addresses import url
from tests.cast import opener
from tests.exchange.small_register import Importer, SmallRegister, an_id, number, the

LONG_AGO = dt.date(2026, 1, 1)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> list[ImportRun]:
    """What a page starts is carried out at once, in this process."""
    settings.HOME = tmp_path
    begun: list[ImportRun] = []

    def start(run: ImportRun) -> None:
        begun.append(run)
        tasks.carry_out(ImportRun.objects.get(pk=run.pk), dt.datetime.now(dt.UTC))

    monkeypatch.setattr(tasks, "start", start)
    return begun


@pytest.fixture
def office(imported: Importer, client: Client) -> Client:
    """The browser of Sara, who has been given the office; the register was read in before today."""
    ImportRun.objects.update(at=dt.datetime.now(dt.UTC) - dt.timedelta(days=2))
    return office_of("sara", client)


def office_of(key: str, client: Client) -> Client:
    """Give the office and sign in."""
    municipality = Organisation.objects.get(kind="huvudman")
    RoleGrant.objects.create(person=the(key), role="administrator", unit=municipality, starts_on=LONG_AGO, decision="KS 2026/1")
    return opener(client, the(key))


def files_of(register: SmallRegister) -> list[SimpleUploadedFile]:
    """The seven files as a browser sends them."""
    return [
        SimpleUploadedFile(f"{file}.json", json.dumps({"data": rows, "pageToken": None}).encode()) for file, rows in register.files.items()
    ]


def upload(office: Client, register: SmallRegister) -> str:
    """Send the files; the address of the run."""
    answer = office.post("/register/las-in/", {"files": files_of(register)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def without_mother(register: SmallRegister) -> SmallRegister:
    """Elsa's row no longer has her mother."""
    register.row("persons", "elsa")["responsibles"].pop(0)
    return register


def test_the_difference_is_shown_before_anything_changes_and_then_applied(
    office: Client, register: SmallRegister, started: list[ImportRun]
) -> None:
    """B5: uploaded files are compared, the page shows it, and applying takes the files away."""
    register.person("ny", "Nyberg", "2016-01-01")
    address = upload(office, register)
    run = ImportRun.objects.latest("pk")
    assert (run.state, run.origin, run.by) == ("compared", "web", the("sara"))
    assert "Genomför inläsningen" in office.get(address).content.decode()
    assert not Person.objects.filter(source_id=an_id("ny")).exists()
    assert office.post(address, {"apply": "1"}).status_code == 302
    run.refresh_from_db()
    assert (run.state, run.applied, run.counts["persons"]["created"]) == ("applied", True, 1)
    assert the("ny").family_name == "Nyberg"
    assert not uploads.folder_of(run.folder).exists()
    assert office.post(address, {"again": "1"}).status_code == 422
    assert len(started) == 2


def test_what_is_ticked_is_confirmed_and_the_rest_waits(office: Client, register: SmallRegister, started: list[ImportRun]) -> None:
    """B5: a removed guardian only by name, on the page as at the command line."""
    register.row("persons", "nils")["responsibles"].pop(0)
    address = upload(office, without_mother(register))
    listed = ImportRun.objects.latest("pk").report["by_name"]
    elsas = next(change["confirm"] for change in listed if change["name"] == "Elsa Hägg")
    assert office.post(address, {"apply": "1", "codes": ["0" * 16]}).status_code == 422
    office.post(address, {"apply": "1", "codes": [elsas]})
    assert set(PendingChange.objects.values_list("person", "decision")) == {(the("elsa").pk, "confirmed"), (the("nils").pk, "")}
    assert started


def test_much_that_ends_needs_a_choice_and_a_typed_word(office: Client, register: SmallRegister, started: list[ImportRun]) -> None:
    """B5: with the numbers on the page; the wrong word and no word change nothing."""
    for child in ("elsa", "omar", "nils"):
        register.drop("placements", f"fritids-{child}")
    address = upload(office, register)
    assert "3 av 5" in office.get(address).content.decode()
    for data in ({}, {"allow_ends": "on"}, {"allow_ends": "on", "confirm": "JA"}, {"mode": "rollover"}):
        assert office.post(address, {"apply": "1", **data}).status_code == 422
    assert len(started) == 1
    office.post(address, {"apply": "1", "mode": "rollover", "confirm": "läsårsskifte"})
    assert (ImportRun.objects.latest("pk").state, ImportRun.objects.latest("pk").mode) == ("applied", "rollover")


def test_a_zip_file_that_broke_on_the_way_is_told_at_the_field(office: Client) -> None:
    """Q2: its list of contents is whole, what it holds is not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("persons.json", "abc" * 5000)
    broken = bytearray(packed.getvalue())
    broken[45:60] = b"\xff" * 15
    answer = office.post("/register/las-in/", {"files": [SimpleUploadedFile("register.zip", bytes(broken))]})
    cut_off = office.post("/register/las-in/", {"files": [SimpleUploadedFile("Register.ZIP", packed.getvalue()[:40])]})
    for each in (answer, cut_off):
        assert each.status_code == 422
        assert "Zip-filen går inte att packa upp." in each.content.decode()
        assert "Välj filerna en gång till." in each.content.decode()
        assert "Det du skrev finns kvar." not in each.content.decode(), "no browser keeps a chosen file"


def test_a_zip_file_will_do_and_what_is_no_register_is_told_at_the_field(
    office: Client, register: SmallRegister, started: list[ImportRun], settings: Any
) -> None:
    """B5: missing, unknown, doubled and too large files start nothing and leave nothing behind."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in files_of(register):
            archive.writestr(f"mapp/{file.name}", file.read())
    zipped = SimpleUploadedFile("register.zip", packed.getvalue())
    assert office.post("/register/las-in/", {"files": [zipped]}).status_code == 302
    seven = files_of(register)
    wrong = [
        (seven[:6], "Det saknas filer: activities.json"),
        ([*seven[:6], SimpleUploadedFile("../../elever.json", b"{}")], "hör inte till registret"),
        ([*files_of(register), files_of(register)[0]], "finns två gånger"),
        ([], "Det saknas filer"),
        ([SimpleUploadedFile("register.zip", b"PK\x05\x06" + bytes(18))], "Det saknas filer"),
    ]
    for files, said in wrong:
        answer = office.post("/register/las-in/", {"files": files})
        assert (answer.status_code, said in answer.content.decode()) == (422, True), said
    settings.IMPORT_MOST_BYTES = 5_000
    for files in (files_of(register), [SimpleUploadedFile("register.zip", packed.getvalue()[:])]):
        assert "för stora" in office.post("/register/las-in/", {"files": files}).content.decode()
    assert len(started) == 1
    assert len(list(uploads.uploads().iterdir())) == 1


def test_files_that_nobody_applied_are_gone_after_a_day(office: Client, register: SmallRegister, started: list[ImportRun]) -> None:
    """B1: they lie outside the web root, for the owner alone, and no longer than needed."""
    upload(office, register)
    folder = uploads.folder_of(started[0].folder)
    assert (folder.stat().st_mode & 0o777, uploads.remove_old(dt.datetime.now(dt.UTC))) == (0o700, 0)
    assert uploads.remove_old(dt.datetime.now(dt.UTC) + dt.timedelta(hours=25)) == 1
    address = url("register_run", Organisation.objects.get(kind="huvudman").public_id, started[0].public_id)
    assert "Filerna är borttagna." in office.get(address).content.decode()
    assert office.post(address, {"apply": "1"}).status_code == 422


def test_a_killed_process_is_seen_as_such_and_can_be_begun_again(office: Client, register: SmallRegister, started: list[ImportRun]) -> None:
    """B5: a run that says it works while nobody holds its lock was cut off."""
    address = upload(office, register)
    run = ImportRun.objects.filter(pk=started[0].pk)
    run.update(state="comparing", begun_at=dt.datetime.now(dt.UTC))
    assert "eget program" in office.get(address).content.decode()
    assert office.post(address, {"again": "1"}).status_code == 422
    run.update(begun_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5))
    assert "Arbetet avbröts" in office.get(address).content.decode()
    with tasks.worked_on(run.get()):
        assert "Arbetet avbröts" not in office.get(address).content.decode()
    assert office.post(address, {"again": "1"}).status_code == 302
    assert run.get().state == "compared"


def test_a_broken_file_stops_the_run_and_is_told(office: Client, register: SmallRegister, started: list[ImportRun]) -> None:
    """B5: nothing changes; the problem stands on the page and in the file to send on, without names."""
    files = files_of(register)
    files[2] = SimpleUploadedFile("persons.json", b'{"data": [')
    address = str(office.post("/register/las-in/", {"files": files})["Location"])
    assert "En fil går inte att läsa" in office.get(address).content.decode()
    told = office.get(f"{address}problem.csv")
    assert told["Content-Type"].startswith("text/csv")
    assert "persons.json" in told.content.decode()
    assert "Inte giltig" not in told.content.decode().split("\r\n")[0]
    assert started[0].pk == ImportRun.objects.get(state="stopped").pk


def test_problems_are_listed_with_ids_and_no_names(office: Client, register: SmallRegister, started: list[ImportRun]) -> None:
    """B3, B5: to print and send on."""
    register.row("persons", "elsa")["birthDate"] = "2015-13-13"
    address = upload(office, register)
    for page in (office.get(f"{address}problem/"), office.get(f"{address}problem.csv")):
        text = page.content.decode()
        assert (an_id("elsa") in text, "Elsa" in text, "birthDate" in text) == (True, False, True)
    assert started


def test_a_declined_change_is_not_proposed_again_until_the_register_wants_something_else(
    office: Client, importing: Importer, register: SmallRegister
) -> None:
    """B5: the no is remembered with its reason, and holds for that value only."""
    weaker = register.copy()
    register.row("persons", "omar")["securityMarking"] = "Sekretessmarkering"
    importing(register, days=1)
    importing(weaker, days=2)
    waiting = PendingChange.objects.get()
    assert office.post("/register/vantar/", {"decline": waiting.public_id, "reason": " "}).status_code == 422
    assert office.post("/register/vantar/", {"decline": waiting.public_id, "reason": "Kammarrätten"}).status_code == 302
    again = importing(weaker, days=3)
    assert again.difference is not None
    assert again.difference.by_name == []
    assert (the("omar").protection, PendingChange.objects.count()) == ("marked", 1)
    importing(register, days=4)
    importing(weaker, days=5)
    assert list(PendingChange.objects.order_by("pk").values_list("decision", flat=True)) == ["declined", ""]


def test_what_waits_is_confirmed_on_the_page(office: Client, importing: Importer, register: SmallRegister) -> None:
    """B5: a new number and a removed guardian, without another import; the same import afterwards changes nothing."""
    register.row("persons", "bo")["civicNo"]["value"] = number("2015-04-13", 985)
    importing(without_mother(register), days=1)
    for change in PendingChange.objects.all():
        assert office.post("/register/vantar/", {"confirm": change.public_id}).status_code == 302
        assert office.post("/register/vantar/", {"confirm": change.public_id}).status_code == 422
    assert the("bo").numbers.get(replaced_at=None).value == number("2015-04-13", 985)
    assert not Responsible.objects.filter(child=the("elsa"), person=the("elsas-mamma"), ends_on=None).exists()
    again = importing(register, days=2)
    assert again.difference is not None
    assert again.difference.by_name == []


def test_a_number_that_somebody_has_got_meanwhile_is_not_given_twice(office: Client, importing: Importer, register: SmallRegister) -> None:
    """B3: what waits is asked again when it is confirmed."""
    wanted = number("2015-04-13", 985)
    register.row("persons", "bo")["civicNo"]["value"] = wanted
    importing(register, days=1)
    the("elsa").numbers.filter(replaced_at=None).update(value=wanted)
    answer = office.post("/register/vantar/", {"confirm": PendingChange.objects.get().public_id})
    assert (answer.status_code, the("bo").numbers.get().value == wanted) == (422, False)


def test_only_the_office_comes_to_these_pages(imported: Importer, client: Client) -> None:
    """A8: teacher, rektor and guardian get what does not exist; nothing is taken in."""
    municipality = Organisation.objects.get(kind="huvudman")
    run = ImportRun.objects.get()
    pages = ["/register/inlasningar/", "/register/las-in/", "/register/vantar/", "/register/kvalitet/"]
    pages += [url(name, municipality.public_id, run.public_id) for name in ("register_run", "register_problems", "register_problems_file")]
    for key in ("tess", "rolf", "elsas-mamma", "elsa"):
        browser = opener(client, the(key))
        assert [browser.get(page).status_code for page in pages] == [404] * len(pages)
        assert browser.post("/register/las-in/", {"files": []}).status_code == 404
    office = office_of("sara", client)
    assert [office.get(page).status_code for page in pages] == [200] * len(pages)
    assert office.get(url("register_run", municipality.public_id, uuid.uuid4())).status_code == 404


def test_the_upload_asks_for_the_token_of_the_page(imported: Importer, started: list[ImportRun]) -> None:
    """Q2: its own handler of files does not let anybody send them from another site."""
    browser = office_of("sara", Client(enforce_csrf_checks=True))
    assert browser.post("/register/las-in/", {"files": []}).status_code == 403
    assert (started, list(uploads.uploads().glob("*"))) == ([], [])


def test_nobody_confirms_what_is_about_themselves(office: Client, importing: Importer, register: SmallRegister) -> None:
    """A8: the administrator's own protection or number is another's to confirm."""
    register.row("persons", "sara")["civicNo"]["value"] = number("1973-05-05", 981)
    importing(register, days=1)
    assert office.post("/register/vantar/", {"confirm": PendingChange.objects.get().public_id}).status_code == 422
