"""Backups are encrypted, incremental where they can be, and live their days (Q5)."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest

from larka.cli import backups
from larka.core.backups import files, manifests
from larka.core.backups.keys import new_key, recipient
from larka.core.backups.problems import BackupProblem
from larka.media import storage
from larka.vault.owners import child_owner
from tests.cast import make_cast

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


def test_nothing_in_a_backup_can_be_read_without_the_key(target: Path) -> None:
    """Q3, Q5: no name, no number, no address; the vault lies by itself and the database's dump has nothing of it."""
    cast = make_cast()
    storage.write(child_owner(cast.elsa.pk), "m/1", io.BytesIO(b"En bild av Elsa " * 100))
    made(NOON)
    whole = b"".join(path.read_bytes() for path in sorted(target.rglob("*")) if path.is_file())
    for word in (b"Elsa", b"Lund", "Björkskolan".encode(), b"@hem.example", b"data_key", b"register_person"):
        assert word not in whole, word
    assert all(path.stat().st_mode & 0o077 == 0 for path in target.rglob("dump.age"))


def test_media_are_copied_once_and_go_with_the_last_backup_that_has_them(target: Path) -> None:
    """Q5: by content; a file that was removed lives on for the days of the backups, and no longer."""
    owner = child_owner(make_cast().elsa.pk)
    storage.write(owner, "m/1", io.BytesIO(b"a" * 5_000))
    storage.write(owner, "m/2", io.BytesIO(b"b" * 5_000))
    assert made(NOON).media_copied == 2
    storage.remove(["m/2"])
    storage.write(owner, "m/3", io.BytesIO(b"c" * 5_000))
    second = made(NOON + DAY)
    assert (second.media_copied, second.media_files) == (1, 2)
    contents = {path.name for path in (target / "media").rglob("*") if path.is_file()}
    assert len(contents) == 3
    third = made(NOON + 35 * DAY + dt.timedelta(hours=1))
    assert (third.media_copied, third.removed) == (0, 3)  # the first of the database, and both of the vault
    assert len([path for path in (target / "media").rglob("*") if path.is_file()]) == 2


def test_the_databases_backups_live_35_days_and_the_vaults_seven(target: Path) -> None:
    """Q5, Q3: a destroyed key is gone from every backup after a week."""
    for days in (0, 1, 7, 8, 30):
        made(NOON + days * DAY)
    at = [NOON + days * DAY for days in (0, 1, 7, 8, 30)]
    assert [path.name for path in manifests.backups_in(target / "database")] == [manifests.stamp_of(day) for day in at]
    assert [path.name for path in manifests.backups_in(target / "vault")] == [manifests.stamp_of(at[-1])]


def test_a_backup_that_fails_leaves_nothing_and_removes_nothing(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q5: a disk that is full must not cost the backups that there are."""
    made(NOON)
    monkeypatch.setattr(files, "copy_in", lambda *_about: (_ for _ in ()).throw(BackupProblem("disken är full")))
    with pytest.raises(BackupProblem, match="disken är full"):
        made(NOON + 40 * DAY)
    assert sorted(path.name for path in target.glob("*/*") if "T" in path.name) == [manifests.stamp_of(NOON)] * 2
    with pytest.raises(BackupProblem, match="finns redan"):
        made(NOON)


def test_a_backup_needs_a_key_of_its_own(target: Path) -> None:
    """Q5: what is missing or is no key is said without repeating it."""
    for environ, word in (({}, "LARKA_BACKUP_KEY saknas"), ({"LARKA_BACKUP_RECIPIENT": "age1hemligt"}, "går inte att tyda")):
        with pytest.raises(BackupProblem, match=word) as told:
            recipient(environ)
        assert "hemligt" not in str(told.value)


def test_a_list_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    """Q5: names and sums are looked at before anything is written."""
    content = tmp_path / "aa" / ("a" * 64)
    content.parent.mkdir()
    content.write_bytes(b"x")
    for kept in (
        files.Kept("../../etc/passwd", 1, "", "a" * 64),
        files.Kept("/etc/passwd", 1, "", "a" * 64),
        files.Kept("m", 1, "", "../x"),
    ):
        with pytest.raises(BackupProblem):
            list(files.copy_out(tmp_path, [kept], lambda _name, _parts: pytest.fail("written")))
