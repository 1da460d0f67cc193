"""What is wrong in the files: listed with file, id, field and a Swedish sentence. A broken file changes nothing, a bad row is left out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from larka.exchange.actions import Outcome
from larka.exchange.ss12000.files import BrokenFileError, Depth, ListAnswer
from larka.register.models import Duty, GroupMembership, Person, Placement
from tests.exchange.small_register import FILES, START, Importer, SmallRegister, an_id, changes, everything, found, ref, the

Spoil = Callable[[SmallRegister], Any]


def missing(folder: Path) -> None:
    (folder / "groups.json").unlink()


def cut(folder: Path) -> None:
    text = (folder / "groups.json").read_text()
    (folder / "groups.json").write_text(text[: len(text) // 2])


def garbled(folder: Path) -> None:
    (folder / "groups.json").write_text('{"data": [{"id": }]}')


def other_encoding(folder: Path) -> None:
    text = (folder / "groups.json").read_text().replace("5A", "Åskan")
    (folder / "groups.json").write_bytes(text.encode("iso-8859-1"))


def no_list(folder: Path) -> None:
    (folder / "groups.json").write_text('{"data": {"id": "x"}, "pageToken": null}')


def only_rows(folder: Path) -> None:
    rows = json.loads((folder / "groups.json").read_text())["data"]
    (folder / "groups.json").write_text(json.dumps(rows))


def one_page(folder: Path) -> None:
    text = (folder / "groups.json").read_text()
    (folder / "groups.json").write_text(text.replace('"pageToken": null', '"pageToken": "next"'))


def empty(folder: Path) -> None:
    (folder / "groups.json").write_text("")


def deep(folder: Path) -> None:
    (folder / "groups.json").write_text("[" * 5_000)


def deep_row(folder: Path) -> None:
    (folder / "groups.json").write_text('{"data": [{"id": "\\"", "x": ' + '{"x": [' * 2_500 + "]}" * 2_500 + "}]}")


def a_folder(folder: Path) -> None:
    (folder / "groups.json").unlink()
    (folder / "groups.json").mkdir()


@pytest.mark.parametrize("spoil", [missing, cut, garbled, other_encoding, no_list, only_rows, one_page, empty, deep, deep_row, a_folder])
def test_a_broken_file_changes_nothing(imported: Importer, register: SmallRegister, spoil: Callable[[Path], None]) -> None:
    """B5: not one row of any table, whatever the other files say."""
    register.row("persons", "elsa")["givenName"] = "Elsie"
    register.write(imported.folder)
    spoil(imported.folder)
    before = everything()
    result = imported()
    assert result.outcome is Outcome.BROKEN
    assert found(result) == {("groups", "", "")}
    assert everything() == before


def test_a_file_that_nests_without_end_is_stopped_before_anything_is_built(tmp_path: Path) -> None:
    """B5: 32 levels are read, one more is a broken file; brackets and quotation marks in a text are text, wherever the bytes are cut."""
    path = tmp_path / "groups.json"
    text = "[{" * 40 + '\\"' + "[" * 40 + "\\\\"
    fits = '{"x": "' + text + '", "data": [{"y": ' + "[" * 29 + "]" * 29 + "}]}"
    path.write_text(fits)
    assert len(list(ListAnswer(path, lambda _bytes: None).rows())) == 1
    path.write_text(fits.replace("[]", "[[]]"))
    with pytest.raises(BrokenFileError, match="fler än 32 nivåer"):
        list(ListAnswer(path, lambda _bytes: None).rows())
    for size in range(1, 9):
        depth = Depth()
        pieces = [fits[at : at + size].encode() for at in range(0, len(fits), size)]
        assert (max(map(depth.deepest, pieces)), depth.depth) == (32, 0)


def test_a_file_that_begins_with_a_byte_order_mark_is_read(importing: Importer, register: SmallRegister) -> None:
    """Q2: some programs write one."""
    register.write(importing.folder)
    for file in FILES:
        path = importing.folder / f"{file}.json"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert importing().outcome is Outcome.APPLIED
    assert Person.objects.count() == 19


def set_field(file: str, key: str, field: str, value: Any) -> Spoil:
    """Spoil one field of a row."""
    return lambda register: register.row(file, key).update({field: value})


def set_part(file: str, key: str, part: str, field: str, value: Any) -> Spoil:
    """Spoil one field of the first part of a row."""
    return lambda register: register.row(file, key)[part][0].update({field: value})


BAD_ROWS: dict[str, tuple[Spoil, tuple[str, str, str]]] = {
    "no name": (set_field("persons", "elsa", "givenName", None), ("persons", "elsa", "givenName")),
    "name is a number": (set_field("persons", "elsa", "familyName", 7), ("persons", "elsa", "familyName")),
    "name too long": (set_field("persons", "elsa", "givenName", "E" * 201), ("persons", "elsa", "givenName")),
    "name with a null": (set_field("persons", "elsa", "givenName", "El\x00sa"), ("persons", "elsa", "givenName")),
    "name with half a surrogate pair": (set_field("persons", "elsa", "givenName", "El\ud800sa"), ("persons", "elsa", "givenName")),
    "unit unknown": (set_field("duties", "tjänst-tess", "dutyAt", ref("okänd")), ("duties", "tjänst-tess", "dutyAt")),
    "unit no reference": (set_field("duties", "tjänst-tess", "dutyAt", "skola"), ("duties", "tjänst-tess", "dutyAt")),
    "no first day": (set_field("groups", "5A", "startDate", None), ("groups", "5A", "startDate")),
    "day that is not": (set_field("groups", "5A", "startDate", "2026-02-30"), ("groups", "5A", "startDate")),
    "day otherwise written": (set_field("groups", "5A", "startDate", "20260801"), ("groups", "5A", "startDate")),
    "day with a time": (set_field("groups", "5A", "startDate", "2026-08-01T00:00:00Z"), ("groups", "5A", "startDate")),
    "end before start": (set_field("groups", "5A", "endDate", "2026-07-31"), ("groups", "5A", "endDate")),
    "unknown school form": (set_field("placements", "fritids-elsa", "schoolType", "XX"), ("placements", "fritids-elsa", "schoolType")),
    "unknown kind of group": (set_field("groups", "5A", "groupType", "Klubb"), ("groups", "5A", "groupType")),
    "unknown kind of place": (
        set_field("organisations", "skola2", "organisationType", "Kiosk"),
        ("organisations", "skola2", "organisationType"),
    ),
    "child unknown": (set_field("placements", "fritids-elsa", "child", ref("okänd")), ("placements", "fritids-elsa", "child")),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_left_out_and_is_not_taken_for_missing(imported: Importer, register: SmallRegister, name: str) -> None:
    """B5: listed once, the rest goes in, and what the row said before still holds."""
    spoil, (file, key, field) = BAD_ROWS[name]
    before = Placement.objects.filter(ends_on=None).count(), Duty.objects.filter(ends_on=None).count()
    members = GroupMembership.objects.filter(ends_on=None).count()
    spoil(register)
    register.row("persons", "nils")["middleName"] = "Holger"
    result = imported(register, days=1)
    assert found(result) == {(file, an_id(key), field)}
    assert changes(result) == {"persons": (0, 1, 0)}
    assert (Placement.objects.filter(ends_on=None).count(), Duty.objects.filter(ends_on=None).count()) == before
    assert GroupMembership.objects.filter(ends_on=None).count() == members


BAD_PARTS: dict[str, tuple[Spoil, tuple[str, str, str]]] = {
    "impossible number": (set_field("persons", "elsa", "civicNo", {"value": "201504109999"}), ("persons", "elsa", "civicNo")),
    "number without value": (set_field("persons", "elsa", "civicNo", "201504109999"), ("persons", "elsa", "civicNo")),
    "birth in the future": (set_field("persons", "elsa", "birthDate", "2027-01-01"), ("persons", "elsa", "birthDate")),
    "unknown sex": (set_field("persons", "elsa", "sex", "x"), ("persons", "elsa", "sex")),
    "one e-mail": (
        lambda r: r.row("persons", "elsas-mamma")["emails"].append({"value": "ingen", "type": "Privat"}),
        ("persons", "elsas-mamma", "emails.value"),
    ),
    "enrolment at no unit": (
        set_part("persons", "elsa", "enrolments", "enroledAt", ref("okänd")),
        ("persons", "elsa", "enrolments.enroledAt"),
    ),
    "enrolment of no form": (set_part("persons", "elsa", "enrolments", "schoolType", "?"), ("persons", "elsa", "enrolments.schoolType")),
    "enrolment ends first": (set_part("persons", "elsa", "enrolments", "endDate", "2026-01-01"), ("persons", "elsa", "enrolments.endDate")),
    "grade of no sense": (set_part("persons", "elsa", "enrolments", "schoolYear", -5), ("persons", "elsa", "enrolments.schoolYear")),
    "responsible unknown": (
        set_part("persons", "elsa", "responsibles", "person", ref("okänd")),
        ("persons", "elsa", "responsibles.person"),
    ),
    "unknown relation": (
        set_part("persons", "elsa", "responsibles", "relationType", "Moster"),
        ("persons", "elsa", "responsibles.relationType"),
    ),
    "responsibles no list": (set_field("persons", "elsa", "responsibles", {}), ("persons", "elsa", "responsibles")),
    "member's day": (set_part("groups", "5A", "groupMemberships", "startDate", "i går"), ("groups", "5A", "groupMemberships.startDate")),
    "member is nobody": (set_part("groups", "5A", "groupMemberships", "person", None), ("groups", "5A", "groupMemberships.person")),
    "teacher unknown": (set_part("activities", "ma", "teachers", "duty", ref("okänd")), ("activities", "ma", "teachers.duty")),
    "group unknown": (set_field("activities", "ma", "groups", [ref("5A-ma"), ref("okänd")]), ("activities", "ma", "groups")),
    "subject unknown": (set_field("activities", "ma", "syllabus", ref("okänd")), ("activities", "ma", "syllabus")),
    "mentor of no group": (
        set_part("duties", "tjänst-mats", "assignmentRole", "group", ref("okänd")),
        ("duties", "tjänst-mats", "assignmentRole.group"),
    ),
    "parent unknown": (
        set_field("organisations", "skola", "parentOrganisation", ref("okänd")),
        ("organisations", "skola", "parentOrganisation"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_PARTS)
def test_a_bad_part_is_left_out_and_the_row_goes_in(importing: Importer, register: SmallRegister, name: str) -> None:
    """B5: listed with file, id and field, in a sentence that names nobody and no number."""
    spoil, (file, key, field) = BAD_PARTS[name]
    spoil(register)
    result = importing(register)
    assert found(result) == {(file, an_id(key), field)}
    message = result.problems[0].message
    assert message.endswith(".")
    assert not any(text in message for text in ("Elsa", "2015", "okänd", "ingen@"))
    assert Person.objects.count() == 19
    assert changes(importing(register, days=1)) == {}


@pytest.mark.parametrize("name", [name for name in BAD_PARTS if name not in ("unknown sex", "subject unknown", "parent unknown")])
def test_a_part_that_turns_bad_ends_nothing(imported: Importer, register: SmallRegister, name: str) -> None:
    """B5: what cannot be read is not missing. Only a grade that is gone is an enrolment of another kind."""
    BAD_PARTS[name][0](register)
    register.row("persons", "elsa").pop("sex", None)
    imported(register, days=1)
    ended = Placement.objects.exclude(ends_on=None).count() + GroupMembership.objects.exclude(ends_on=None).count()
    assert ended == (1 if name == "grade of no sense" else 0)
    assert the("elsa").responsibles.filter(ends_on=None).count() == 2
    assert the("elsa").numbers.get().replaced_at is None


def test_one_id_on_two_rows_is_listed_and_the_first_holds(importing: Importer, register: SmallRegister) -> None:
    """B5: neither is silently taken for the other."""
    register.add("groups", "5A", displayName="5B", groupType="Klass", organisation=ref("skola"), startDate=START)
    result = importing(register)
    assert found(result) == {("groups", an_id("5A"), "id")}
    assert set(the("elsa").memberships.values_list("group__name", flat=True)) == {"5A", "5A-ma"}


def test_a_row_without_a_usable_id_is_told_by_its_place(importing: Importer, register: SmallRegister) -> None:
    """B3: a number used as an id is not repeated."""
    register.files["groups"].insert(0, {"id": "201504109999", "displayName": "x"})
    register.files["groups"].insert(1, "x")  # type: ignore[arg-type]
    result = importing(register)
    assert [(p.file, p.id, p.field) for p in result.problems] == [("groups", "", "id")] * 2
    assert "Rad 1" in result.problems[0].message
    assert "2015" not in result.problems[0].message


@pytest.mark.parametrize("file", ["persons", "groups", "duties"])
def test_while_a_row_has_no_usable_id_no_row_of_its_file_is_missing(imported: Importer, register: SmallRegister, file: str) -> None:
    """B5: what cannot be read is not missing, and without an id it may be any of those that the file lacks."""
    for row in register.files[file][:3]:
        row["id"] = "trasigt"
    result = imported(register, days=1, allow_ends=False)
    assert {each[:2] for each in found(result)} == {(file, "")}
    assert (result.outcome, changes(result)) == (Outcome.APPLIED, {})
    assert not Person.objects.exclude(missing_since=None).exists()
    assert not GroupMembership.objects.exclude(ends_on=None).exists()


def test_a_member_or_adult_that_stands_twice_counts_once(importing: Importer, register: SmallRegister) -> None:
    """B4: overlapping days of one membership are listed, and the first of them holds."""
    register.row("groups", "5A")["groupMemberships"].append({"person": ref("elsa"), "startDate": "2026-09-01"})
    register.row("persons", "elsa")["responsibles"].append({"person": ref("elsas-mamma"), "relationType": "Annan ansvarig"})
    result = importing(register)
    assert found(result) == {("groups", an_id("5A"), "groupMemberships"), ("persons", an_id("elsa"), "responsibles.person")}
    assert the("elsa").memberships.filter(group__name="5A").count() == 1
    assert changes(importing(register, days=1)) == {}


def test_a_role_that_the_table_lacks_is_listed_once_and_gives_no_rights(importing: Importer, register: SmallRegister) -> None:
    """A8: with how many rows have it."""
    for key in ("tess", "sara"):
        register.row("duties", f"tjänst-{key}")["dutyRole"] = "Trollkarl"
    register.row("duties", "tjänst-mats")["assignmentRole"][0]["assignmentRoleType"] = "Häxmästare"
    result = importing(register)
    assert [(p.field, p.message.split("”")[1], "2 rader" in p.message) for p in result.problems] == [
        ("dutyRole", "Trollkarl", True), ("assignmentRole.assignmentRoleType", "Häxmästare", False),
    ]  # fmt: skip
    assert set(Duty.objects.filter(role_name="Trollkarl").values_list("role", flat=True)) == {""}


@pytest.mark.parametrize("name", ["Vikarie 20150410-1234", "Vikarie för: Elsa", "R" * 61])
def test_a_role_that_may_say_something_of_somebody_is_not_repeated(importing: Importer, register: SmallRegister, name: str) -> None:
    """B3: no problem holds a name or a number; it is counted all the same."""
    register.row("duties", "tjänst-tess")["dutyRole"] = name
    [problem] = importing(register).problems
    assert name not in problem.message
    assert problem.message == "En roll vars namn inte kan visas (1 rader) finns inte i rolltabellen och ger inga rättigheter."


def test_the_members_of_a_staff_group_are_no_children_of_it(importing: Importer, register: SmallRegister) -> None:
    """A3: colleagues in a group must not be taken for classmates."""
    register.add(
        "groups", "arbetslag", displayName="Arbetslag", groupType="Personalgrupp", organisation=ref("skola"), startDate=START,
        groupMemberships=[{"person": ref("tess"), "startDate": START}],
    )  # fmt: skip
    assert found(importing(register)) == set()
    assert not the("tess").memberships.exists()


def test_old_codes_of_school_forms_mean_what_they_mean_now(importing: Importer, register: SmallRegister) -> None:
    """B4: GRS is anpassad grundskola, GYS anpassad gymnasieskola; adult education is another form."""
    for key, form in (("elsa", "GRS"), ("omar", "GYS"), ("nils", "VUX")):
        register.row("persons", key)["enrolments"][0]["schoolType"] = form
    importing(register)
    forms = {key: the(key).placements.exclude(school_form="FTH").get().school_form for key in ("elsa", "omar", "nils")}
    assert forms == {"elsa": "ANPGR", "omar": "ANPGY", "nils": "OTHER"}
