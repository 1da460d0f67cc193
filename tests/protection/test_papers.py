"""What leaves on paper or as a file, and the pages of the register and the log, as those who hold an office get them (A8, A10, B3)."""

import datetime as dt
import json

import pytest
from django.core import mail
from django.test import Client

from larka.people.models import ImportRun
from larka.register.models import Person
from larka.web.addresses import url
from tests.cast import Cast, opener
from tests.protection.crawling import paper_in_words
from tests.protection.planted import Planted, facts_in, make_school, stockholm


@pytest.fixture
def planted(cast_today: Cast, monkeypatch: pytest.MonkeyPatch) -> dict[str, Planted]:
    """The planted school, and paper that can be read."""
    paper_in_words(monkeypatch)
    return make_school(cast_today)


def named(planted: dict[str, Planted], text: str) -> set[str]:
    """Of whom anything but an id stands there."""
    return {short for short, sort in facts_in(planted, text) if sort != "id"}


def test_a_classs_letters_hold_nothing_of_protected_families(cast_today: Cast, planted: dict[str, Planted], client: Client) -> None:
    """A10, B2: whatever is ticked: rektor gets Elsa's and Nora's at most; a protected person's is made alone, by the mentor."""
    cast = cast_today
    address = url("group_letters", cast.class_5a.public_id)
    everybody = {"person": [str(person.public_id) for person in cast.people().values()]}
    paper = opener(client, cast.rolf).post(address, everybody)
    assert paper["Content-Type"] == "application/pdf"
    assert f"{cast.elsa.given_name} {cast.elsa.family_name}" in paper.content.decode()
    assert named(planted, paper.content.decode()) == set()
    for short in ("omar", "nils", "anders"):
        alone = {"person": [str(getattr(cast, short).public_id)]}
        assert opener(client, cast.rolf).post(address, alone).status_code == 302
        text = opener(client, cast.mats).post(address, alone).content.decode()
        assert facts_in(planted, text) == {(short, "name")}
        assert "Björkskolan" not in text
    assert mail.outbox == []


def test_staff_letters_name_protected_staff_to_nobody(cast_today: Cast, planted: dict[str, Planted], client: Client) -> None:
    """A10: rektor's list and letters hold neither the name nor the working name of a protected teacher."""
    address = url("unit_logins", cast_today.school.public_id)
    opener(client, cast_today.rolf)
    page = client.get(address).content.decode()
    paper = client.post(address, {"person": [str(cast_today.per.public_id), str(cast_today.kim.public_id)]}).content.decode()
    assert named(planted, page + paper) == set()
    assert "Personal 4821" not in page + paper


@pytest.mark.parametrize("file_format", ["json", "csv"])
def test_the_officers_file_of_the_log_names_no_protected_child(
    cast_today: Cast, planted: dict[str, Planted], client: Client, file_format: str
) -> None:
    """A10, A12, A18: by the id of the log alone; protected staff by the working name; other people by name, but not Omar's guardian."""
    cast = cast_today
    for person, page in ((cast.mats, url("child", cast.omar.public_id)), (cast.per, url("child", cast.nils.public_id))):
        assert opener(Client(), person).get(page).status_code == 200
    day = str(stockholm(cast))
    asked = {"from_day": str(stockholm(cast) - dt.timedelta(days=1)), "to_day": day, "format": file_format}
    opener(client, cast.stina)
    file = client.post("/dataskydd/", asked)
    text = json.dumps(json.loads(file.content), ensure_ascii=False) if file_format == "json" else file.content.decode()
    assert str(cast.omar.public_id) in text
    assert "Personal 4821" in text
    assert f"{cast.mats.given_name} {cast.mats.family_name}" in text
    assert named(planted, text) == set()
    page = client.get("/dataskydd/", {key: value for key, value in asked.items() if key != "format"})
    assert named(planted, page.content.decode()) == set()
    assert planted["omar"].facts["name"][0] not in file["Content-Disposition"]


def test_the_lists_of_what_cannot_be_right_name_no_protected_person(cast_today: Cast, planted: dict[str, Planted], client: Client) -> None:
    """A8, A10, B5: a protected child without guardian, group or number is on no list; one that is not protected is."""
    cast = cast_today
    for child in (cast.omar, cast.nils, cast.elsa):
        child.responsibles.update(ends_on=stockholm(cast) - dt.timedelta(days=1))
        child.memberships.update(ends_on=stockholm(cast) - dt.timedelta(days=1))
    text = ""
    for who, address in ((cast.adam, "/register/kvalitet/"), (cast.rolf, url("unit_quality", cast.school.public_id))):
        opener(client, who)
        listed = client.get(address).content.decode()
        lists = {link.split('"')[0] for link in listed.split('href="')[1:] if "?" in link.split('"')[0]}
        text += listed + "".join(client.get(address + "?" + link.split("?")[1].replace("&amp;", "&")).content.decode() for link in lists)
    assert f"{cast.elsa.given_name} {cast.elsa.family_name}" in text
    assert named(planted, text) & {"omar", "nils", "anders", "per"} == set()


def test_the_pages_of_a_run_tell_a_protected_persons_changes_by_name_to_the_administrator_alone(
    cast_today: Cast, planted: dict[str, Planted], client: Client
) -> None:
    """A8, B5: what must be decided by name is named to the one who decides, and the addresses of the pages hold only ids."""
    cast = cast_today
    person = Person.objects.get(pk=cast.omar.pk)
    name = person.display_name
    change = {
        "kind": "protection_weaker",
        "name": name,
        "person": person.pk,
        "text": f"Svagare skydd: {name}",
        "confirm": "",
        "obstacle": "",
    }
    run = ImportRun.objects.create(
        at=cast.at, mode="ordinary", applied=False, counts={}, problem_count=0, checksums={}, report={"by_name": [change], "problems": []}
    )
    page = url("register_run", cast.municipality.public_id, run.public_id)
    assert person.given_name not in page
    assert named(planted, opener(client, cast.adam).get(page).content.decode()) == {"omar"}
    assert named(planted, client.get("/register/inlasningar/").content.decode()) == set()
    for who in (cast.rolf, cast.mats, cast.stina, cast.olga, cast.anna):
        answer = opener(client, who).get(page)
        assert answer.status_code == 404
        assert named(planted, answer.content.decode()) - {who.given_name.lower()} <= ({"olga"} if who == cast.olga else set())
