"""The disposal ledger is signed: whoever can write the file, and has no master key, destroys nothing by it (H3, Q3; ADR 0215)."""

import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
import pytest

from larka.audit.models import Entry as LogEntry
from larka.cli import serve
from larka.core.master_keys import FILE, MasterKey, new_master_key
from larka.vault.actions import destroy_key, replay_ledger, sign_ledger
from larka.vault.chain import Entry, chained, hash_of, line, read
from larka.vault.ledger import LedgerError, append, copy_name, ledger_path, verify
from larka.vault.models import DataKey
from larka.vault.owners import child_owner, item_owner
from larka.vault.sealing import seal
from tests.vault.test_command import run
from tests.vault.test_destroying import BY, put_back, rows
from tests.vault.test_ledger import AT, draft

pytestmark = pytest.mark.django_db
PLACE = "note:0193:text"
OMAR = child_owner(12)


@pytest.fixture(autouse=True)
def master(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MasterKey:
    """The master key that is given."""
    monkeypatch.setenv(FILE, str(tmp_path / "master-keys"))
    return give(made := new_master_key()) or made


def give(*keys: MasterKey) -> None:
    """These master keys are given from now on, the newest first."""
    path = Path(os.environ[FILE])
    fresh = path.with_suffix(".fresh")
    fresh.write_text("".join(f"{key.text}\n" for key in keys))
    fresh.replace(path)  # as `new-master-key` does: another file, whatever the clock says


def unsigned(*datas: dict[str, Any], act: str = "key.destroyed", **more: str) -> bytes:
    """A ledger as it was before there were signatures, or as somebody writes it who has no master key: chained as it should be."""
    previous, lines = "", []
    for number, data in enumerate(datas, 1):
        bare = Entry(number, AT.isoformat(), act, "operator", data, previous, **more)
        previous = hash_of(bare)
        told = {key: value for key, value in asdict(replace(bare, hash=previous)).items() if value or key == "previous"}
        lines.append(json.dumps(told).encode() + b"\n")
    return b"".join(lines)


def naming(keys: Iterable[Any]) -> dict[str, Any]:
    """What an entry says that destroys these keys."""
    return {"owner": "child:12", "keys": [str(key) for key in keys], "decision": "KS 1"}


def all_keys() -> dict[str, Any]:
    """What an entry says that destroys everything."""
    return naming(DataKey.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("where", ["ledger", "target/ledger", "target/ledger by name"])
def test_a_ledger_that_somebody_makes_up_destroys_nothing(settings: Any, tmp_path: Path, where: str, master: MasterKey) -> None:
    """H3: its own chain is whole, and it may even name our master key; the start, the status and the replay say which file."""
    seal(OMAR, "Omars", bound_to=PLACE)
    settings.BACKUP_TARGET = str(tmp_path / "target")
    folder, _, named = where.partition(" ")
    forged = tmp_path / folder / ("disposals.jsonl" if folder == "ledger" else f"disposals-{'f' * 16}.jsonl")
    forged.parent.mkdir(parents=True)
    forged.write_bytes(unsigned(all_keys(), **({"master": master.id} if named else {})))
    with pytest.raises(click.ClickException, match=r"^Lärka startar inte.*signatur"):
        serve.tend_vault()
    with pytest.raises(LedgerError, match="signatur"):
        replay_ledger(by=BY)
    assert (DataKey.objects.count(), run("status").exit_code) == (1, 1)


def test_a_line_added_to_a_signed_ledger_destroys_nothing_and_nothing_follows_on_it(ledger: Path) -> None:
    """H3: also when its number and its hash are right."""
    append(draft(1))
    (first,) = read(ledger)
    [added] = chained(first, [draft(2)])
    bare = replace(added, master="", mac="", hash="")
    ledger.write_bytes(ledger.read_bytes() + line(replace(bare, hash=hash_of(bare))))
    assert ["från post 2" in problem for problem in verify(ledger).problems] == [True]
    with pytest.raises(LedgerError, match="ingen angiven huvudnyckel har signerat"):
        append(draft(3))


def test_a_signature_moved_to_another_line_is_found_out(ledger: Path) -> None:
    """H3: it is of everything before it, too."""
    append(draft(1), draft(2))
    one, two = read(ledger)
    ledger.write_bytes(line(one) + line(replace(two, mac=one.mac)))
    assert verify(ledger).problems == (
        "post 2 har en signatur som inte stämmer", "från post 2 finns ingen signatur av en huvudnyckel som är angiven",
    )  # fmt: skip


def test_rotating_signs_the_ledger_anew_and_the_earlier_master_key_may_go(ledger: Path, master: MasterKey) -> None:
    """Q3: once, with the newest key for all that stands there; no line is taken away."""
    append(draft(1), draft(2))
    before, newest = ledger.read_bytes(), new_master_key()
    give(newest, master)
    assert [run("rotate").exit_code for _again in range(2)] == [0, 0]
    assert ledger.read_bytes().startswith(before)
    give(newest)
    report = verify(ledger)
    assert (report.entries, report.master, report.problems) == (3, newest.id, ())
    assert [entry.act for entry in read(ledger)] == ["test.destroyed"] * 2 + ["ledger.signed"]
    assert LogEntry.objects.get(action="ledger.signed").details == {"ledger": 3, "head": report.head}


def test_a_ledger_signed_with_a_lost_master_key_is_not_believed_unless_the_log_knows_it(ledger: Path) -> None:
    """H3, Q3: what was destroyed in this installation stands in its log; then the next start signs it with the new key."""
    append(draft(1))
    give(new_master_key())
    assert ["från post 1" in problem for problem in verify(ledger).problems] == [True]
    ledger.unlink()
    seal(OMAR, "Omars", bound_to=PLACE)
    yesterday = rows()
    destroy_key(by=BY, owner=OMAR, reason="KS 1")
    put_back(yesterday)
    give(newest := new_master_key())
    serve.tend_vault()
    assert (verify(ledger).master, verify(ledger).problems, DataKey.objects.count()) == (newest.id, (), 0)


def test_a_ledger_from_before_signatures_is_read_and_signed_on_where_the_log_knows_it(ledger: Path, master: MasterKey) -> None:
    """H3: once, by the next start; what it tells is destroyed, and it goes on."""
    item = item_owner(uuid.uuid4())
    seal(item, "text", bound_to=PLACE)
    ledger.parent.mkdir()
    ledger.write_bytes(unsigned(all_keys()))
    head = verify(ledger).head
    with pytest.raises(LedgerError):
        append(draft(2))
    LogEntry.objects.create(at=AT, kind="written", action="key.destroyed", request_id=uuid.uuid4(), details={"head": head})
    assert run("status").exit_code == 0
    serve.tend_vault()
    assert (DataKey.objects.count(), verify(ledger).master, verify(ledger).problems) == (0, master.id, ())
    assert sign_ledger(by=BY) is False
    append(draft(3))
    assert [entry.number for entry in read(ledger)] == [1, 2, 3]


def test_an_operator_may_speak_for_a_ledger_that_is_whole(ledger: Path, master: MasterKey) -> None:
    """H3: asked first; what does not hang together is not signed by anybody's word."""
    ledger.parent.mkdir()
    ledger.write_bytes(unsigned({"number": 1}, {"number": 2}, act="test.destroyed"))
    assert (run("sign-ledger", answer="ja\n").exit_code, verify(ledger).master) == (1, "")
    assert (run("sign-ledger", answer="JA\n").exit_code, verify(ledger).master, verify(ledger).problems) == (0, master.id, ())
    copy = ledger.with_name("disposals-0123.jsonl")
    copy.write_bytes(unsigned({"number": 1}, {"number": 2}).replace(b'"number": 2}', b'"number": 3}'))
    done = run("sign-ledger", "--file", str(copy), "--yes")
    assert (done.exit_code, "är ändrad" in done.output, len(list(read(copy)))) == (1, True, 2)


def test_another_nodes_ledger_beside_ours_is_judged_by_itself(ledger: Path, settings: Any, tmp_path: Path) -> None:
    """H3: each node has its own, and the status is no alarm because there are two."""
    settings.BACKUP_TARGET = str(tmp_path / "target")
    append(draft(1))
    ours = ledger.read_bytes()
    ledger.unlink()
    append(draft(2))
    names = sorted(path.name for path in (tmp_path / "target" / "ledger").iterdir())
    assert (len(names), copy_name(ledger_path()) in names) == (2, True)
    assert run("status").exit_code == 0
    (other,) = (path for path in (tmp_path / "target" / "ledger").iterdir() if path.read_bytes() == ours)
    other.write_bytes(ours.replace(b'"number":1,"previous"', b'"number":2,"previous"'))
    assert run("status").exit_code == 1
