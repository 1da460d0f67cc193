"""What runs of the register found by name goes by rule, every night (H1)."""

import datetime as dt

import click
from click.testing import CliRunner

from larka.audit.models import Entry
from larka.cli.reports import dispose_reports
from larka.exchange.actions import dispose_of_reports
from larka.people.actions.settings import change_setting
from larka.people.models import ImportRun, PendingChange
from larka.register.actor import Actor
from tests.cast import NOON
from tests.exchange.small_register import Importer, SmallRegister, changes, codes, number


def night(days: int) -> Actor:
    """The operator, so many days later."""
    return Actor.operator(NOON + dt.timedelta(days=days))


def said() -> str:
    """All that runs and decided changes say of people."""
    return f"{list(ImportRun.objects.values_list('report', flat=True))} {list(PendingChange.objects.values_list('number', 'details'))}"


def test_names_and_numbers_of_old_runs_go_and_the_figures_stay(imported: Importer, register: SmallRegister) -> None:
    """B3, B5, H1: after 90 days, or what the huvudman decides; logged with figures alone; once more changes nothing."""
    new = number("2015-04-11", 999)
    register.row("persons", "omar")["civicNo"] = {"value": new}
    imported(register, days=1, codes=codes(imported(register, days=1)))
    assert "Omar" in said()
    assert new in said()
    counts = list(ImportRun.objects.order_by("pk").values_list("counts", "problem_count", "at"))
    assert dispose_of_reports(by=night(91)) == 1, "the first run only"
    assert "Omar" in said()
    assert dispose_of_reports(by=night(92), only_look=True) == 2
    assert dispose_of_reports(by=night(92)) == 2
    assert not [text for text in ("Omar", "Haddad", new) if text in said()]
    assert list(ImportRun.objects.order_by("pk").values_list("counts", "problem_count", "at")) == counts
    logged = Entry.objects.filter(action="register.reports_disposed")
    assert [entry.details["runs"] for entry in logged.order_by("pk")] == [1, 2]
    assert dispose_of_reports(by=night(92)) == 0
    assert logged.count() == 2
    change_setting(by=night(0), key="register.report_days", value=7)
    imported(register, days=93)
    assert dispose_of_reports(by=night(99)) == 0
    assert dispose_of_reports(by=night(101)) == 1


def test_what_waits_and_what_was_declined_is_remembered(imported: Importer, register: SmallRegister) -> None:
    """B5, B6: a no holds however old it is, and nothing that waits loses what it is about."""
    for key, serial in (("omar", 999), ("nils", 998)):
        register.row("persons", key)["civicNo"] = {"value": number("2015-04-11", serial)}
    imported(register, days=1)
    waiting = PendingChange.objects.get(person__given_name="Nils")
    PendingChange.objects.filter(person__given_name="Omar").update(decided_at=NOON, decision="declined", reason="Fel i registret")
    before = dict(PendingChange.objects.values_list("pk", "number"))
    dispose_of_reports(by=night(400))
    assert dict(PendingChange.objects.values_list("pk", "number")) == before
    assert changes(imported(register, days=401)) == {}
    assert PendingChange.objects.filter(decided_at=None).get() == waiting


def test_the_command_says_how_many(imported: Importer) -> None:
    """H1: and changes nothing when it is only to look."""
    ImportRun.objects.update(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert dispose_reports.callback is not None
    inner = click.Command("dispose-reports", params=dispose_reports.params, callback=dispose_reports.callback.__wrapped__)  # type: ignore[attr-defined]
    said = [CliRunner().invoke(inner, options).output for options in (["--dry-run"], ["--json", "--dry-run"], [], [])]
    assert said[0] == "1 inläsning skulle gallras.\n"
    assert said[1] == '{"runs": 1, "dry_run": true}\n'
    assert said[2:] == ["1 inläsning är gallrade.\n", "0 inläsningar är gallrade.\n"]
