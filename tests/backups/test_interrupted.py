"""A backup that was killed leaves nothing that lives on; one at a time; what there is can be listed whatever is broken (Q5)."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from larka.cli import backups
from larka.cli.backup import backup
from larka.core.backups import leftovers, manifests
from larka.core.backups.keys import new_key
from larka.core.backups.problems import BackupProblem
from larka.vault.actions import destroy_key
from larka.vault.ledger import NotCopiedError, append, copy_name, ledger_path, verify
from larka.vault.owners import item_owner
from larka.vault.sealing import seal
from tests.vault.test_destroying import BY
from tests.vault.test_ledger import draft

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def target(transactional_db: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.BACKUP_TARGET, settings.LEDGER_FOLDER = str(tmp_path / "target"), tmp_path / "ledger"
    settings.MEDIA_STORE = str(tmp_path / "media")
    monkeypatch.setenv("LARKA_BACKUP_RECIPIENT", new_key()[1])
    return tmp_path / "target"


def made(at: dt.datetime) -> backups.Made:
    return backups.make_backup(at, lambda _told: None)


def killed(target: Path, at: dt.datetime) -> list[Path]:
    """What lies there when the process was killed in the middle, as it lay."""
    parts = [leftovers.place_of(target / kind, manifests.stamp_of(at)) for kind in ("database", "vault")]
    for part in parts:
        part.mkdir(parents=True)
        (part / "dump.age").write_bytes(b"half a dump")
    return parts


def test_what_a_killed_backup_left_is_told_of_and_removed_by_the_next(target: Path) -> None:
    """Q3, Q5: a half dump of the vault holds keys, and may live no longer than a whole one."""
    made(NOON)
    parts = killed(target, NOON + DAY)
    for command in ("list", "verify"):
        told = CliRunner().invoke(backup, [command])
        assert (told.exit_code, told.stderr.count("en avbruten kopia ligger kvar")) == (1, 2), command
    made(NOON + 2 * DAY)
    assert [part.exists() for part in parts] == [False, False]
    assert CliRunner().invoke(backup, ["verify"]).exit_code == 0


def test_a_half_dump_goes_also_when_the_next_backup_cannot_be_made(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q3: no key lives on because a setting is missing."""
    parts = killed(target, NOON)
    monkeypatch.delenv("LARKA_BACKUP_RECIPIENT")
    with pytest.raises(BackupProblem):
        made(NOON + DAY)
    assert [part.exists() for part in parts] == [False, False]


def test_one_backup_is_made_at_a_time(target: Path) -> None:
    """Q5: two would remove each other's media; and one that is being made is no leftover."""
    parts = killed(target, NOON)
    with leftovers.alone(target):
        with pytest.raises(BackupProblem, match="pågår redan"):
            made(NOON + DAY)
        assert leftovers.told(target, backups.PARENTS) == []
    assert [part.exists() for part in parts] == [True, True]


def test_a_target_that_is_away_is_no_empty_list(target: Path, tmp_path: Path, settings: Any) -> None:
    """Q5: a disk that is not mounted must not look like an installation without backups."""
    (tmp_path / "file").touch()
    for place in (target, tmp_path / "file"):
        settings.BACKUP_TARGET = str(place)
        for command in ("list", "verify"):
            told = CliRunner().invoke(backup, [command])
            assert (told.exit_code, "Är disken monterad?" in told.output, "inga säkerhetskopior" in told.output) == (1, True, False)


def test_a_broken_backup_does_not_hide_the_others(target: Path) -> None:
    """Q5: each that can be read is listed, the other is named, for people and for programs."""
    made(NOON)
    made(NOON + DAY)
    first, second = manifests.backups_in(target / "database")
    (first / "manifest.json").write_text("{")
    told = CliRunner().invoke(backup, ["list"])
    assert told.exit_code == 1
    assert [line.split()[:2] for line in told.stdout.splitlines()] == [
        [second.name, "database"], [first.name, "vault"], [second.name, "vault"],
    ]  # fmt: skip
    assert told.stderr == f"FEL: database/{first.name}: kopian {first.name} har ingen läsbar förteckning.\n"
    as_json = CliRunner().invoke(backup, ["list", "--json"])
    assert (as_json.exit_code, len(json.loads(as_json.stdout))) == (1, 3)


def test_a_backup_brings_the_ledgers_copy_up_to_date(target: Path, settings: Any) -> None:
    """H3, Q5: a backup that says OK can be put back: the ledger it knows of lies beside it."""
    item = item_owner(uuid.uuid4())
    seal(item, "text", bound_to="note:1:text")
    settings.BACKUP_TARGET = ""
    destroy_key(by=BY, owner=item, reason="KS 1")
    settings.BACKUP_TARGET = str(target)
    made(NOON)
    (main,) = manifests.backups_in(target / "database")
    copy = target / "ledger" / copy_name(ledger_path())
    assert manifests.read(main).ledger == (1, verify(copy).head)


def test_no_backup_is_made_whose_ledger_cannot_lie_beside_it(target: Path, settings: Any) -> None:
    """H3, Q5: refused, and nothing is left of it."""
    settings.BACKUP_TARGET = ""
    append(draft(1))
    settings.BACKUP_TARGET = str(target)
    target.mkdir()
    (target / "ledger").touch()
    with pytest.raises(NotCopiedError):
        append(draft(2))
    with pytest.raises(BackupProblem, match="kan inte skrivas"):
        made(NOON)
    assert manifests.backups_in(target / "database") == manifests.backups_in(target / "vault") == []
    assert list((target / "vault").iterdir()) == []
