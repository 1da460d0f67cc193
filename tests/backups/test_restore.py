"""Yesterday's backup in an empty installation is the same as yesterday; what was destroyed since stays destroyed (Q5, Q3, H3)."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from larka.audit.actions import record
from larka.audit.sealing import seal_log
from larka.cli import backups
from larka.cli.restoring import RESTORE_LOCK
from larka.core.backups.keys import new_key
from larka.core.backups.manifests import backups_in
from larka.media import storage
from larka.vault.actions import destroy_key
from larka.vault.ledger import ledger_path, verify
from larka.vault.masters import masters
from larka.vault.models import DataKey
from larka.vault.owners import child_owner
from tests.backups.installation import Installation, empty_installation, sums
from tests.cast import Cast, actor, make_cast
from tests.databases import template_name
from tests.vault.test_signed_ledger import naming, unsigned
from tests.web.pages import write_for

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
DAY = dt.timedelta(days=1)


@dataclass
class Yesterday:
    """An installation with a school, its log, two pictures and their keys, and the backup of it."""

    cast: Cast
    target: Path
    key: str
    was: dict[str, tuple[int, str]]
    at: dt.datetime


@pytest.fixture
def yesterday(transactional_db: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Yesterday:
    target, (key, public) = tmp_path / "target", new_key()
    settings.BACKUP_TARGET, settings.LEDGER_FOLDER = str(target), tmp_path / "ledger"
    settings.MEDIA_STORE = str(tmp_path / "media")
    monkeypatch.setenv("LARKA_BACKUP_RECIPIENT", public)
    at = dt.datetime.now(dt.UTC) - DAY
    cast = make_cast(at)
    write_for(cast, cast.tess, cast.maths_5a, [cast.elsa])
    record(actor(cast.tess, at), "child", cast.elsa, children=[cast.elsa.pk])
    seal_log(at + DAY)
    for child in (cast.elsa, cast.nils):
        storage.write(child_owner(child.pk), f"m/{child.public_id}/original", io.BytesIO(str(child.public_id).encode() * 9_000))
    backups.make_backup(at, lambda _told: None)
    return Yesterday(cast, target, key, _now(), at)


@pytest.fixture
def elsewhere(yesterday: Yesterday, tmp_path: Path) -> Iterator[Installation]:
    with empty_installation(tmp_path / "elsewhere", yesterday.target, yesterday.key) as made:
        yield made


@pytest.fixture
def migrated(yesterday: Yesterday, tmp_path: Path) -> Iterator[Installation]:
    """Elsewhere, with the empty tables that a command makes."""
    with empty_installation(tmp_path / "elsewhere", yesterday.target, yesterday.key, template=template_name()) as made:
        yield made


def _now() -> dict[str, tuple[int, str]]:
    connections["owner"].ensure_connection()
    return sums(connections["owner"].connection)


@pytest.mark.postgres15
def test_yesterdays_backup_is_the_same_in_an_empty_installation(yesterday: Yesterday, elsewhere: Installation, settings: Any) -> None:
    """Q5: every table by rows and checksum, media byte by byte, the log's seals, the roles; and it is not written over."""
    told = elsewhere.larka("restore", "--json")
    assert told.returncode == 0, told.stderr
    said = json.loads(told.stdout)
    assert (said["media_files"], said["keys"], said["destroyed_again"]) == (2, 2, 0)
    with elsewhere.connect() as connection:
        connection.execute("DELETE FROM audit_entry WHERE action = 'backup.restored'")
        now = sums(connection)
        app = settings.DATABASES["default"]["USER"]
        rights = connection.execute(
            "SELECT has_table_privilege(%(a)s, 'audit_entry', 'INSERT'), has_table_privilege(%(a)s, 'audit_entry', 'UPDATE'),"
            " has_table_privilege(%(a)s, 'audit_entry', 'DELETE'), has_table_privilege(%(a)s, 'register_person', 'UPDATE'),"
            " to_regnamespace('larka_restoring')",
            {"a": app},
        ).fetchone()
    assert rights == (True, False, False, True, None)
    assert {table for table in now if now[table] != yesterday.was.get(table)} == set()
    assert now.keys() >= yesterday.was.keys()
    before, after = Path(settings.MEDIA_STORE), elsewhere.media
    names = {path.relative_to(before) for path in before.rglob("*") if path.is_file()}
    assert len(names) == 2
    assert {name: (after / name).read_bytes() for name in names} == {name: (before / name).read_bytes() for name in names}
    assert elsewhere.larka("audit", "verify").returncode == 0
    assert elsewhere.larka("keys", "status").returncode == 0
    again = elsewhere.larka("restore")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert "databasen är inte tom" in again.stderr


def test_a_key_destroyed_after_the_backup_stays_destroyed(yesterday: Yesterday, elsewhere: Installation) -> None:
    """Q3, H3: the ledger beside the backups is replayed before anything can be read; without it nothing is restored."""
    cast = yesterday.cast
    assert destroy_key(by=actor(cast.adam, yesterday.at), owner=child_owner(cast.elsa.pk), reason="SN 2026-9") == 1
    backups.make_backup(yesterday.at + DAY / 2, lambda _told: None)
    (newest,) = backups_in(yesterday.target / "vault")[-1:]
    for path in newest.iterdir():  # the vault's newest copy is lost: yesterday's still has the key
        path.unlink()
    newest.rmdir()
    stamp = backups_in(yesterday.target / "database")[0].name
    said = json.loads(elsewhere.larka("restore", "--json", "--at", stamp).stdout)
    assert (said["keys"], said["destroyed_again"]) == (1, 1)
    with elsewhere.connect() as connection:
        assert connection.execute("SELECT child_id FROM vault.data_key").fetchall() == [(cast.nils.pk,)]
        assert connection.execute("SELECT count(*) FROM audit_entry WHERE action = 'ledger.replayed'").fetchone() == (1,)
    assert json.loads(elsewhere.larka("keys", "status", "--json").stdout)["ledger"]["entries"] == 1, "the ledger goes on where it was"


def test_without_the_ledger_nothing_is_put_back(yesterday: Yesterday, elsewhere: Installation) -> None:
    """Q3: a backup that knows of disposals needs the ledger that tells which."""
    destroy_key(by=actor(yesterday.cast.adam, yesterday.at), owner=child_owner(yesterday.cast.elsa.pk), reason="SN 2026-9")
    backups.make_backup(yesterday.at + DAY / 2, lambda _told: None)
    for copy in (yesterday.target / "ledger").iterdir():
        copy.unlink()
    told = elsewhere.larka("restore")
    assert told.returncode == 1
    assert "gallringsliggaren saknas" in told.stderr


def test_one_restore_is_made_at_a_time(yesterday: Yesterday, elsewhere: Installation) -> None:
    """Q5: a second one would take away what the first is putting back, and the mark that nothing may start."""
    with elsewhere.connect() as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [RESTORE_LOCK])
        connection.execute("CREATE SCHEMA larka_restoring; CREATE TABLE register_person (id int)")
        told = elsewhere.larka("restore")
        assert (told.returncode, "en annan återläsning pågår redan" in told.stderr) == (1, True)
        assert connection.execute("SELECT to_regclass('register_person') IS NOT NULL").fetchone() == (True,)
    assert elsewhere.larka("restore").returncode == 0, "who held it has ended"
    assert yesterday.key


def test_while_a_restore_is_half_done_nothing_starts(yesterday: Yesterday, elsewhere: Installation) -> None:
    """Q5: a restore that was broken off is begun again, and until then every command says so."""
    with elsewhere.connect() as connection:
        connection.execute("CREATE SCHEMA larka_restoring; CREATE TABLE register_person (id int)")
    for command in (("migrate",), ("worker", "--once"), ("serve",)):
        told = elsewhere.larka(*command)
        assert told.returncode != 0
        assert "En återläsning pågår eller avbröts" in told.stderr, command
    assert elsewhere.larka("restore").returncode == 0
    assert elsewhere.larka("keys", "status").returncode == 0


def test_a_backup_that_was_changed_is_found_out_and_not_put_back(yesterday: Yesterday, elsewhere: Installation) -> None:
    """Q5: whoever can write where the backups lie cannot put another municipality in their place."""
    (folder,) = backups_in(yesterday.target / "database")
    dump, manifest = folder / "dump.age", folder / "manifest.json"
    whole, told = dump.read_bytes(), manifest.read_text()
    assert backups.verify_backups(None, {"LARKA_BACKUP_KEY": yesterday.key}) == []
    middle = len(whole) // 2
    for content, text, word in (
        (whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :], told, "är inte den som kopierades"),
        (whole[:-1], told, "är inte den som kopierades"),
        (whole, told.replace('"kind": "database"', '"kind": "databasE"'), "signaturen stämmer inte"),
        (whole, "{", "ingen läsbar förteckning"),
    ):
        dump.write_bytes(content)
        manifest.write_text(text)
        (problem,) = backups.verify_backups(None, {})
        assert word in problem
        restored = elsewhere.larka("restore")
        assert restored.returncode == 1
        assert word in restored.stderr
    dump.unlink()
    manifest.write_text(told)
    assert "saknas" in backups.verify_backups(None, {})[0]
    with elsewhere.connect() as connection:
        assert sums(connection) == {}


def test_a_dump_that_cannot_be_opened_to_its_end_leaves_nothing(yesterday: Yesterday, elsewhere: Installation) -> None:
    """Q5: another key than the one it was made for; the server is given nothing before the end is known to be right."""
    told = elsewhere.larka("restore", LARKA_BACKUP_KEY=new_key()[0])
    assert told.returncode == 1
    assert "går inte att öppna med LARKA_BACKUP_KEY" in told.stderr
    with elsewhere.connect() as connection:
        assert sums(connection) == {}
    assert elsewhere.larka("restore").returncode == 0, "and it can be tried again"
    assert yesterday.key


def test_what_is_missing_or_wrong_is_one_line(elsewhere: Installation) -> None:
    """Q5: and the database is as empty as before."""
    for changed, word in (
        ({"LARKA_BACKUP_KEY": ""}, "LARKA_BACKUP_KEY saknas"),
        ({"LARKA_BACKUP_KEY": "fel"}, "LARKA_BACKUP_KEY går inte att tyda"),
        ({"LARKA_MASTER_KEY": "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="}, "som inte är angiven"),
        ({"LARKA_BACKUP_TARGET": ""}, "LARKA_BACKUP_TARGET saknas"),
        ({"LARKA_BACKUP_TARGET": "/finns/inte"}, "det finns ingen säkerhetskopia"),
    ):
        told = elsewhere.larka("restore", **changed)
        assert (told.returncode, told.stderr.count("\n")) == (1, 1)
        assert word in told.stderr
    with elsewhere.connect() as connection:
        assert sums(connection) == {}


def test_a_ledger_that_nobody_with_the_master_key_has_signed_is_not_put_back(yesterday: Yesterday, elsewhere: Installation) -> None:
    """H3: a file beside the backups that names Nils's key is told of by `verify`, and the restore takes nothing and makes nothing."""
    key = DataKey.objects.get(child_id=yesterday.cast.nils.pk).pk
    forged = yesterday.target / "ledger" / f"disposals-{'f' * 16}.jsonl"
    forged.parent.mkdir(exist_ok=True)
    forged.write_bytes(unsigned(naming([key])))
    assert [f"{forged}: från post 1" in problem for problem in backups.verify_backups(None, {})] == [True]
    told = elsewhere.larka("restore")
    assert (told.returncode, "gallringsliggaren är ändrad" in told.stderr) == (1, True)
    forged.unlink()
    assert (backups.verify_backups(None, {}), elsewhere.larka("restore").returncode) == ([], 0)


def test_a_ledger_from_before_signatures_is_put_back_as_far_as_a_signed_backup_knows_it(
    yesterday: Yesterday, elsewhere: Installation
) -> None:
    """H3, Q5: the manifest, which is signed, says how far it had come; from then on it is signed."""
    key = DataKey.objects.get(child_id=yesterday.cast.nils.pk).pk
    own = ledger_path()
    own.parent.mkdir(exist_ok=True)
    own.write_bytes(unsigned(naming([key])))
    record(actor(yesterday.cast.adam, yesterday.at), "key.destroyed", details={"head": verify(own).head})
    backups.make_backup(yesterday.at + DAY / 2, lambda _told: None)
    stamp = backups_in(yesterday.target / "database")[0].name
    told = elsewhere.larka("restore", "--json", "--at", stamp)
    assert (told.returncode, json.loads(told.stdout)["destroyed_again"]) == (0, 1), told.stderr
    (copy,) = (yesterday.target / "ledger").iterdir()
    assert (verify(copy).problems, verify(copy).master) == ((), masters()[0].id)


def test_a_command_that_was_run_before_the_restore_is_in_nobodys_way(yesterday: Yesterday, migrated: Installation) -> None:
    """Q5: whoever looks first at how the keys stand has made tables; they hold nothing that anybody wrote, or nothing is put back."""
    assert migrated.larka("keys", "status").returncode == 0
    with migrated.connect() as connection:
        connection.execute("CREATE TABLE somebodys AS SELECT 1 AS id")
        told = migrated.larka("restore")
        assert (told.returncode, "databasen är inte tom (1 tabeller har innehåll)" in told.stderr) == (1, True)
        assert connection.execute("SELECT count(*) > 50 FROM pg_tables WHERE schemaname = 'public'").fetchone() == (True,)
        connection.execute("DROP TABLE somebodys")
    told = migrated.larka("restore", "--json")
    assert (told.returncode, json.loads(told.stdout)["keys"]) == (0, 2), told.stderr
    assert yesterday.key
