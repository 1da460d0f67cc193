"""`larka audit`: what an operator does with the log, and what the exit code says."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from django.db import connections

from larka.audit.actions import record
from larka.audit.models import Disposal, Seal
from larka.audit.partitions import make_partitions
from larka.cli import audit as module
from larka.register.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture(autouse=True)
def _home(settings: Any, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def run(name: str, *arguments: str) -> Result:
    """The command, on the test's own database."""
    command = module.audit.commands[name]
    inner = getattr(command.callback, "__wrapped__")  # noqa: B009 – what ``with_database`` has wrapped
    return CliRunner().invoke(click.Command(name, params=command.params, callback=inner), list(arguments))


def log(at: dt.datetime) -> None:
    """One act."""
    record(Actor(person_id=1, at=at, request_id=uuid.uuid4()), "child")


def test_seal_head_and_verify_say_what_there_is(tmp_path: Path) -> None:
    """A11: for people and for programs; 0 while everything agrees, 1 when it does not."""
    assert "inget sigill" in run("head").stdout
    log(dt.datetime.now(dt.UTC))
    assert json.loads(run("seal", "--json").stdout)["seals"] == 1
    head = json.loads(run("head", "--json").stdout)
    assert head == json.loads(next((tmp_path / "audit-heads").glob("*.json")).read_text())
    verified = run("verify", "--json")
    assert (verified.exit_code, json.loads(verified.stdout)) == (
        0,
        {"ok": True, "seals": 1, "rows": 1, "disposed_rows": 0, "unsealed_rows": 0, "disposals": [], "misdated": [], "problems": []},
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET role = 'x'")
    verified = run("verify", "--json")
    assert verified.exit_code == 1
    (problem,) = json.loads(verified.stdout)["problems"]
    assert (problem["what"], problem["seal"], set(problem)) == ("changed", 1, {"what", "seal", "from_at", "to_at"})
    said = run("verify")
    assert said.exit_code == 1
    assert "rader har ändrats" in said.stdout
    assert "Loggen stämmer INTE: 1 fel." in said.stdout


def test_a_head_that_is_kept_elsewhere_is_asked_too(tmp_path: Path) -> None:
    """A11: by its file."""
    log(dt.datetime.now(dt.UTC))
    run("seal")
    other = tmp_path / "saved.json"
    other.write_text('{"number": 1, "hash": "0000"}')
    assert run("verify").exit_code == 0
    assert run("verify", "--head", str(other)).exit_code == 1


def test_months_are_disposed_of_by_decision_and_verify_tells() -> None:
    """A11, H1: what is written and not sealed yet is sealed first."""
    now = dt.datetime.now(dt.UTC)
    log(now - dt.timedelta(days=70))
    log(now)
    make_partitions(connections["owner"], now.date())
    assert run("dispose", "--before", str((now - dt.timedelta(days=400)).date()), "--decision", "KS 1").exit_code == 1
    done = run("dispose", "--before", str(now.date()), "--decision", "KS 2026-77")
    assert (done.exit_code, "1 rader" in done.stdout, "KS 2026-77" in done.stdout) == (0, True, True)
    assert Disposal.objects.get().decision == "KS 2026-77"
    assert "Gallrat: 1 rader" in run("verify").stdout
    assert run("verify").exit_code == 0


def test_the_nights_work_makes_months_and_seals(tmp_path: Path) -> None:
    """A11: once more makes nothing twice."""
    log(dt.datetime.now(dt.UTC))
    assert "1 nya sigill" in run("nightly").stdout
    assert "0 nya sigill" in run("nightly").stdout
    assert Seal.objects.count() == 1
    assert len(list((tmp_path / "audit-heads").iterdir())) == 1
