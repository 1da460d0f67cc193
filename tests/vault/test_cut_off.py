"""An end of the disposal ledger that is cut off is found out by what the sealed log remembers (H3, Q5; ADR 0215)."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from larka.audit.models import Entry as LogEntry
from larka.cli import backups, serve
from larka.core.backups.problems import BackupProblem
from larka.vault.actions import destroy_key
from larka.vault.chain import read
from larka.vault.ledger import append
from larka.vault.logged import lacking
from larka.vault.owners import Owner, child_owner
from larka.vault.sealing import seal
from tests.vault.test_command import run
from tests.vault.test_destroying import BY, PLACE

pytestmark = pytest.mark.django_db
SAID = "gallringsliggaren är avklippt eller borta"


@pytest.fixture
def destroyed(ledger: Path) -> Path:
    """The ledger, after the keys of three children were destroyed one after the other."""
    for child in (21, 22, 23):
        destroy(child_owner(child))
    return ledger


def destroy(owner: Owner) -> None:
    """Something is sealed for a child, and its key is destroyed."""
    seal(owner, "text", bound_to=PLACE)
    assert destroy_key(by=BY, owner=owner, reason="KS 1") == 1


def cut(ledger: Path, left: int) -> None:
    """Somebody cuts its end off; what is left hangs together and is signed."""
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:left]))


@pytest.mark.parametrize("left", [0, 1, 2])
def test_an_end_that_was_cut_off_is_told_at_start_in_the_status_and_stops_the_backup(
    destroyed: Path, left: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """H3, Q5: with how much is gone, in one line each; the school is served meanwhile, for nothing has come back."""
    assert (lacking(), run("status").exit_code) == (0, 0)
    cut(destroyed, left)
    serve.tend_vault()
    (warned,) = capsys.readouterr().err.splitlines()
    assert f"Varning: {SAID}: loggen berättar om {3 - left} tillfällen" in warned
    told = run("status")
    assert (told.exit_code, SAID in told.output) == (1, True)
    with pytest.raises(BackupProblem, match=SAID):
        backups._ledger_head()


def test_a_ledger_that_is_gone_altogether_is_told_of(destroyed: Path) -> None:
    """H3: a new, empty one is no better than a short one."""
    destroyed.unlink()
    assert lacking() == 3
    destroy(child_owner(24))
    assert (lacking(), len(list(read(destroyed)))) == (3, 1)


def test_what_stands_in_a_copy_is_not_gone(destroyed: Path, settings: Any, tmp_path: Path) -> None:
    """Q5: another node's ledger, or this one's copy, has it: a restore replays it."""
    settings.BACKUP_TARGET = str(tmp_path / "target")
    append()
    destroyed.unlink()
    assert lacking() == 0


def test_an_older_database_beside_a_newer_ledger_is_as_it_should_be(destroyed: Path) -> None:
    """Q5: a restore brings back a log that knows less; and so does a destruction that failed after it was written down."""
    with transaction.atomic():
        destroy(child_owner(24))
        transaction.set_rollback(True)
    assert (len(list(read(destroyed))), LogEntry.objects.filter(action="key.destroyed").count()) == (4, 3)
    assert (lacking(), run("status").exit_code) == (0, 0)


def test_an_operator_lets_the_ledger_go_on_without_what_is_gone_for_good(destroyed: Path) -> None:
    """H3: said in ledger and log, with how much; what is cut off afterwards is found out as before."""
    cut(destroyed, 1)
    said = run("sign-ledger", "--yes")
    assert (said.exit_code, "2 tillfällen" in said.output) == (0, True)
    assert [entry.data.get("lacks") for entry in read(destroyed)] == [None, 2]
    assert LogEntry.objects.get(action="ledger.signed").details["lacks"] == 2
    assert (lacking(), run("status").exit_code) == (0, 0)
    destroy(child_owner(24))
    cut(destroyed, 2)
    assert lacking() == 1
    cut(destroyed, 1)
    assert lacking() == 2, "also what the operator said"
