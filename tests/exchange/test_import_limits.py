"""Runs that would end much, the school-year rollover, and a register of a municipality's shape."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from larka.audit.models import Entry
from larka.exchange.actions import Outcome
from larka.people.models import ImportRun
from larka.register.models import GroupMembership, HuvudmanSetting, Placement, Responsible
from tests.exchange.small_register import Importer, SmallRegister, by_name, changes, ref, the

MAKER = Path(__file__).resolve().parents[3] / "shared" / "tools" / "make_register.py"
DAY = dt.date(2026, 11, 23)


def test_a_run_that_would_end_too_much_stops(imported: Importer, register: SmallRegister) -> None:
    """B5: more than a tenth of anything, unless it is allowed; nothing is changed, and what is too much is told."""
    register.drop("duties", "tjänst-tess")
    stopped = imported(register, allow_ends=False)
    assert stopped.outcome is Outcome.TOO_MANY_ENDS
    assert {(ends.what, ends.ended, ends.of) for ends in stopped.too_many} == {("duties", 1, 4)}
    assert the("tess").duties.get().ends_on is None
    assert imported(register, allow_ends=True).outcome is Outcome.APPLIED
    assert the("tess").duties.get().ends_on == DAY


def test_last_days_that_have_passed_count_as_ends(imported: Importer, register: SmallRegister) -> None:
    """B5: a file that ends everything by date ends it no less."""
    for membership in register.row("groups", "5A")["groupMemberships"]:
        membership["endDate"] = "2026-11-20"
    assert {ends.what for ends in imported(register, allow_ends=False).too_many} == {"memberships"}


def test_how_much_may_end_is_a_setting(imported: Importer, register: SmallRegister) -> None:
    """B5: a tenth where nobody has decided otherwise."""
    HuvudmanSetting.objects.create(key="register.largest_share_ended", value=0.5)
    register.drop("duties", "tjänst-tess")
    assert imported(register, allow_ends=False).outcome is Outcome.APPLIED


def next_year(register: SmallRegister) -> SmallRegister:
    """The same school a year later: 5A is 6A, Ture has left, teaching begins anew."""
    later = register.copy()
    later.drop("persons", "ture")
    later.drop("placements", "fritids-ture")
    for key in ("5A", "5A-ma"):
        later.drop("groups", key)
    later.drop("activities", "ma")
    children = ("elsa", "omar", "nils", "bo")
    for child in children:
        later.row("persons", child)["enrolments"][0]["schoolYear"] = 6
    later.row("persons", "nils")["responsibles"].pop()
    start = "2027-08-01"
    members = [{"person": ref(child), "startDate": start} for child in children]
    later.add(
        "groups",
        "6A",
        displayName="6A",
        groupType="Klass",
        schoolType="GR",
        organisation=ref("skola"),
        startDate=start,
        groupMemberships=members,
    )
    later.row("duties", "tjänst-mats")["assignmentRole"][0].update(group=ref("6A"), startDate=start)
    return later


def test_a_rollover_ends_by_the_hundred_but_no_guardian(imported: Importer, register: SmallRegister) -> None:
    """B5: a mode of its own, said so in the log; it tells who moved up."""
    later = next_year(register)
    days = (dt.date(2027, 8, 10) - DAY).days
    assert imported(later, days=days, allow_ends=False).outcome is Outcome.TOO_MANY_ENDS
    result = imported(later, days=days, allow_ends=False, rollover=True)
    assert result.outcome is Outcome.APPLIED
    assert result.difference is not None
    assert result.difference.moved == {"5→6": 4, "slutade": 1, "började": 0}
    assert by_name(result) == [("guardian_removed", "Nils Ström")]
    assert not Responsible.objects.exclude(ends_on=None).exists()
    grades = Placement.objects.filter(child=the("elsa"), school_form="GR").order_by("starts_on")
    assert list(grades.values_list("grade", "starts_on", "ends_on")) == [
        (5, dt.date(2026, 8, 1), dt.date(2027, 8, 10)), (6, dt.date(2027, 8, 10), None),
    ]  # fmt: skip
    assert set(GroupMembership.objects.filter(ends_on=None).values_list("group__name", flat=True)) == {"6A"}
    assert ImportRun.objects.latest("pk").mode == "rollover"
    assert Entry.objects.filter(action="register.imported").latest("pk").details["mode"] == "rollover"
    assert changes(imported(later, days=days + 1)) == {}


def test_a_rollover_still_stops_when_people_are_missing(imported: Importer, register: SmallRegister) -> None:
    """B5: a new school year ends groups and placements by the hundred, not persons."""
    for child in ("elsa", "omar"):
        register.drop("persons", child)
    stopped = imported(register, allow_ends=False, rollover=True)
    assert {ends.what for ends in stopped.too_many} == {"persons"}


@pytest.fixture(scope="session")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of 300 pupils with all that a real one has in it."""
    if not MAKER.exists():
        pytest.skip("make_register.py saknas: ../shared finns inte")
    folder = tmp_path_factory.mktemp("municipality")
    subprocess.run([sys.executable, MAKER, folder, "--pupils", "300"], check=True, capture_output=True)
    return folder


@pytest.mark.postgres15
def test_a_municipality_comes_in_whole_and_unchanged_the_second_time(db: None, municipality: Path) -> None:
    """B5: every row of every file."""
    importer = Importer(municipality)
    rows = {path.stem: len(json.loads(path.read_text())["data"]) for path in municipality.glob("*.json")}
    first, second = importer(), importer(days=1)
    assert first.difference is not None
    assert second.difference is not None
    assert (first.problems, {file: counts["created"] for file, counts in first.difference.counts.items()}) == ([], rows)
    assert {file: counts["unchanged"] for file, counts in second.difference.counts.items()} == rows
