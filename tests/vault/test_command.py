"""`larka keys`: what an operator does with keys, and what the exit code says."""

import json
import uuid
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from larka.cli import keys as module
from larka.cli import serve
from larka.core.configuration import configuration_warnings
from larka.core.master_keys import FILE, MasterKeyProblem, given_master_keys, new_master_key
from larka.vault.chain import read
from larka.vault.models import DataKey
from larka.vault.sealing import child_owner, item_owner, seal, unseal
from tests.cast import Cast
from tests.core.test_configuration import SAFE
from tests.vault.test_destroying import put_back, rows

pytestmark = pytest.mark.django_db

PLACE = "note:0193:text"


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with one master key."""
    file = tmp_path / "master-keys"
    file.write_text(new_master_key().text + "\n")
    monkeypatch.setenv(FILE, str(file))
    return file


def run(name: str, *arguments: str, answer: str = "") -> Result:
    """The command, on the test's own database."""
    command = module.keys.commands[name]
    inner = getattr(command.callback, "__wrapped__", command.callback)
    return CliRunner().invoke(click.Command(name, params=command.params, callback=inner), list(arguments), input=answer)


def test_a_new_master_key_is_put_first_and_everything_is_rewrapped(path: Path) -> None:
    """Q3: one command makes it, one command re-wraps; the earlier ones stay in the file."""
    text = seal(child_owner(11), "Elsas", bound_to=PLACE)
    old = given_master_keys({FILE: str(path)})
    made = json.loads(run("new-master-key", "--file", str(path), "--json").stdout)
    newest, *earlier = given_master_keys({FILE: str(path)})
    assert (newest.id, tuple(earlier), path.stat().st_mode & 0o007) == (made["id"], old, 0)
    assert "key" not in made
    assert json.loads(run("rotate", "--json").stdout) == {"master": newest.id, "rewrapped": 1, "lost": 0}
    assert run("rotate").stdout == f"0 datanycklar står nu under huvudnyckel {newest.id}.\n"
    path.write_text(newest.text)
    assert unseal(child_owner(11), text, bound_to=PLACE) == "Elsas"


def test_a_new_master_key_is_printed_where_no_file_is_named() -> None:
    """Q3: the key alone on standard output, so that it can be led into a safe place."""
    printed = run("new-master-key").stdout.strip()
    (key,) = given_master_keys({"LARKA_MASTER_KEY": printed})
    assert not key.is_for_demos
    said = json.loads(run("new-master-key", "--json").stdout)
    assert given_master_keys({"LARKA_MASTER_KEY": said["key"]})[0].id == said["id"]


def test_status_tells_of_lost_keys_and_a_harmed_ledger(path: Path, ledger: Path) -> None:
    """Q3: for people and for programs; 1 when somebody must look."""
    seal(child_owner(11), "Elsas", bound_to=PLACE)
    master = given_master_keys({FILE: str(path)})[0].id
    told = run("status", "--json")
    assert (told.exit_code, json.loads(told.stdout)) == (
        0,
        {
            "masters": [{"master": master, "keys": 1, "given": True, "newest": True}], "lost": 0, "changed": [],
            "ledger": {"entries": 0, "head": "", "master": "", "torn": 0, "problems": []},
        },
    )  # fmt: skip
    path.write_text(new_master_key().text)
    told = run("status")
    assert (told.exit_code, f"Huvudnyckel {master} (SAKNAS bland de angivna): 1 datanycklar" in told.stdout) == (1, True)
    lost = run("rotate")
    assert (lost.exit_code, "1 datanycklar kan inte öppnas" in lost.stderr) == (1, True)
    assert run("destroy", "--lost-master", master, "--decision", "KS 9", "--yes").exit_code == 0
    assert run("status").exit_code == 0
    ledger.write_text(ledger.read_text().replace("KS 9", "KS 8"))
    told = run("status")
    assert (told.exit_code, "FEL i gallringsliggaren" in told.stdout) == (1, True)


def test_a_key_is_destroyed_by_decision_and_the_operator_is_told_when_the_backups_have_forgotten_it(cast: Cast, ledger: Path) -> None:
    """H3: by the child's id in addresses, or an item's; asked first."""
    item = uuid.uuid4()
    for owner in (child_owner(cast.elsa.pk), child_owner(cast.nils.pk), item_owner(item)):
        seal(owner, "text", bound_to=PLACE)
    elsa = str(cast.elsa.public_id)
    assert run("destroy", "--child", elsa, "--decision", "KS 1", answer="ja, kanske\n").exit_code == 1
    assert DataKey.objects.count() == 3
    done = run("destroy", "--child", elsa, "--decision", "KS 1", answer="JA\n")
    assert (done.exit_code, "äldre än 7 dagar" in done.stdout) == (0, True)
    assert json.loads(run("destroy", "--item", str(item), "--decision", "KS 2", "--yes", "--json").stdout) == {
        "destroyed": 1, "vault_backup_days": 7,
    }  # fmt: skip
    assert "ingen nyckel" in run("destroy", "--item", str(item), "--decision", "KS 2", "--yes").stdout
    assert list(DataKey.objects.values_list("child_id", flat=True)) == [cast.nils.pk]
    assert [entry.data["decision"] for entry in read(ledger)] == ["KS 1", "KS 2"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Ange ett av"), (("--child", str(uuid.uuid4()), "--item", str(uuid.uuid4())), "Ange ett av"),
        (("--child", str(uuid.uuid4())), "Ingen person"), (("--item", str(uuid.uuid4()), "--decision", " "), "beteckning saknas"),
    ],
)  # fmt: skip
def test_what_cannot_be_destroyed_is_said(arguments: tuple[str, ...], said: str) -> None:
    """Q2: in one line, and nothing is done."""
    done = run("destroy", "--decision", "KS 1", "--yes", *arguments)
    assert (done.exit_code, said in done.output) == (1, True)


def test_a_master_key_that_is_given_is_not_lost(path: Path) -> None:
    """Q3: whoever means another one destroys nothing."""
    seal(child_owner(11), "Elsas", bound_to=PLACE)
    done = run("destroy", "--lost-master", given_master_keys({FILE: str(path)})[0].id, "--decision", "KS 1", "--yes")
    assert (done.exit_code, DataKey.objects.count()) == (1, 1)


def test_the_ledger_that_cannot_be_written_stops_the_destruction(ledger: Path) -> None:
    """H3: one line, nothing destroyed."""
    item = uuid.uuid4()
    seal(item_owner(item), "text", bound_to=PLACE)
    ledger.parent.touch()
    done = run("destroy", "--item", str(item), "--decision", "KS 1", "--yes")
    assert (done.exit_code, "Ingenting är förstört" in done.output, DataKey.objects.count()) == (1, True, 1)


def test_a_start_replays_the_ledger_and_tells_of_keys_that_cannot_be_opened(path: Path, capsys: Any) -> None:
    """Q5, Q3: before anybody is served."""
    item = uuid.uuid4()
    seal(item_owner(item), "text", bound_to=PLACE)
    yesterday = rows()
    run("destroy", "--item", str(item), "--decision", "KS 1", "--yes")
    put_back(yesterday)
    seal(child_owner(11), "Elsas", bound_to=PLACE)
    path.write_text(new_master_key().text)
    serve.tend_vault()
    said = capsys.readouterr().err.splitlines()
    assert ["1 nycklar som gallringsliggaren" in said[0], "Varning: 1 nycklar kan inte öppnas" in said[1], len(said)] == [True, True, 2]


def test_a_start_in_production_asks_about_the_volume_until_it_is_confirmed() -> None:
    """Q3: a warning, and only where real people's data are."""
    assert len(configuration_warnings(SAFE)) == 1
    assert configuration_warnings({**SAFE, "LARKA_VOLUME_ENCRYPTED": "1"}) == []
    assert configuration_warnings({}) == configuration_warnings({"LARKA_DEMO": "1"}) == []


def test_a_file_of_master_keys_that_others_may_read_is_told_of(path: Path) -> None:
    """Q3: containers give it such rights, so it is a warning."""
    given = {**SAFE, "LARKA_VOLUME_ENCRYPTED": "1", FILE: str(path)}
    path.chmod(0o640)
    assert ["chmod 600" in warning for warning in configuration_warnings(given)] == [True]
    path.chmod(0o600)
    assert configuration_warnings(given) == []


@pytest.mark.parametrize("line", ["kort", "a29ydA==", "å" * 44])
def test_a_line_in_the_file_that_is_no_key_is_never_repeated(path: Path, line: str) -> None:
    """Q3: what is wrong is said without showing the key."""
    path.write_text(line)
    with pytest.raises(MasterKeyProblem) as said:
        given_master_keys({FILE: str(path)})
    assert line not in str(said.value)


def test_a_copy_that_cannot_be_written_is_told_as_it_is(ledger: Path, settings: Any, tmp_path: Path, capsys: Any) -> None:
    """H3: what stands, what is left and what will happen; the next start destroys the key and says that the copy lags."""
    target, item = tmp_path / "backups", uuid.uuid4()
    target.touch()
    settings.BACKUP_TARGET = str(target)
    seal(item_owner(item), "text", bound_to=PLACE)
    done = run("destroy", "--item", str(item), "--decision", "KS 1", "--yes")
    assert (done.exit_code, "Ingenting är förstört" in done.output, "nyckeln finns kvar" in done.output) == (1, False, True)
    assert DataKey.objects.count() == 1
    serve.tend_vault()
    said = capsys.readouterr().err
    assert ("Varning: kopian av gallringsliggaren" in said, DataKey.objects.count()) == (True, 0)
    target.unlink()
    serve.tend_vault()
    (copy,) = (target / "ledger").iterdir()
    assert copy.read_bytes() == ledger.read_bytes()


def test_a_start_on_a_changed_ledger_is_refused_in_one_line(ledger: Path) -> None:
    """H3: nothing is destroyed by what nobody decided."""
    item = uuid.uuid4()
    seal(item_owner(item), "text", bound_to=PLACE)
    yesterday = rows()
    run("destroy", "--item", str(item), "--decision", "KS 1", "--yes")
    put_back(yesterday)
    ledger.write_text(ledger.read_text().replace("KS 1", "KS 2"))
    with pytest.raises(click.ClickException, match=r"^Lärka startar inte.*är ändrad"):
        serve.tend_vault()
    assert DataKey.objects.count() == 1


def test_a_decision_with_a_personal_number_is_refused_and_the_help_says_so(ledger: Path) -> None:
    """A20: it would stand in the ledger for ever."""
    item = uuid.uuid4()
    seal(item_owner(item), "text", bound_to=PLACE)
    done = run("destroy", "--item", str(item), "--decision", "Elsa 20151212-2389", "--yes")
    assert (done.exit_code, "innehåller ett personnummer" in done.output, "2389" in done.output) == (1, True, False)
    assert (DataKey.objects.count(), ledger.exists()) == (1, False)
    assert "aldrig ett namn eller" in " ".join(run("destroy", "--help").output.split())
