"""The disposal ledger: what was destroyed stays destroyed, whatever a backup holds."""

import datetime as dt
import json
import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from larka.vault.chain import Draft, read
from larka.vault.ledger import LedgerError, NotCopiedError, append, catch_up, copy_name, replay, verify

AT = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def draft(number: int) -> Draft:
    """An entry."""
    return Draft("test.destroyed", AT, "operator", {"number": number, "decision": "KS 2026-77 åäö"})


def numbers(path: Path) -> list[int]:
    """What the ledger says, in order."""
    return [entry.data["number"] for entry in read(path)]


def test_entries_are_chained_and_stay_in_order(ledger: Path) -> None:
    """H3: and nobody else may read the file."""
    append(draft(1), draft(2))
    (third,) = append(draft(3))
    report = verify(ledger)
    assert (numbers(ledger), report.entries, report.head, report.problems) == ([1, 2, 3], 3, third.hash, ())
    assert ledger.stat().st_mode & 0o077 == 0
    assert [json.loads(line)["number"] for line in ledger.read_text().splitlines()] == [1, 2, 3]


def test_an_installation_without_destructions_has_an_empty_sound_ledger(ledger: Path) -> None:
    """H3: nothing is made by asking."""
    assert (list(read(ledger)), verify(ledger).problems, ledger.exists()) == ([], (), False)


@pytest.mark.parametrize("harm", ["changed", "removed", "swapped", "doubled", "first"])
def test_a_ledger_that_was_changed_is_found_out(ledger: Path, harm: str) -> None:
    """H3: an entry edited, taken away, moved, repeated, or cut off at the beginning."""
    append(draft(1), draft(2), draft(3))
    one, two, three = ledger.read_text().splitlines(keepends=True)
    harmed = {
        "changed": one + two.replace('"number":2,', '"number":7,', 1) + three, "removed": one + three, "swapped": two + one + three,
        "doubled": one + two + two + three, "first": two + three,
    }  # fmt: skip
    ledger.write_text(harmed[harm])
    assert verify(ledger).problems


def test_a_line_that_a_crash_cut_off_is_told_and_the_next_follows_on_the_last_whole_one(ledger: Path) -> None:
    """H3: nothing had been destroyed by then; no line is ever taken away."""
    append(draft(1))
    ledger.write_bytes(ledger.read_bytes() + b'{"number":2,"at":"20')
    append(draft(2))
    report = verify(ledger)
    assert (numbers(ledger), report.torn, report.problems) == ([1, 2], 1, ())


def test_a_ledger_of_which_nothing_can_be_read_is_not_written_on(ledger: Path) -> None:
    """H3: somebody looks first."""
    ledger.parent.mkdir()
    ledger.write_text("någon annans fil\n")
    with pytest.raises(LedgerError, match="går inte att läsa"):
        append(draft(1))
    assert ledger.read_text() == "någon annans fil\n"


def test_the_ledger_is_copied_to_the_backups_at_each_entry(ledger: Path, settings: Any, tmp_path: Path) -> None:
    """H3: also what was written before the folder was named, or while it was away."""
    append(draft(1))
    settings.BACKUP_TARGET = str(tmp_path / "backups")
    append(draft(2))
    copy = tmp_path / "backups" / "ledger" / copy_name(ledger)
    assert copy.read_bytes() == ledger.read_bytes()
    append(draft(3))
    assert copy.read_bytes() == ledger.read_bytes()
    assert verify(ledger, copy).problems == ()
    ledger.write_text("".join(ledger.read_text().splitlines(keepends=True)[:2]))
    assert "fler poster" in verify(ledger, copy).problems[0]


def test_a_copy_that_says_something_else_stops_the_destruction(ledger: Path, settings: Any, tmp_path: Path) -> None:
    """H3: and is left as it is."""
    settings.BACKUP_TARGET = str(tmp_path / "backups")
    append(draft(1))
    (copy,) = (tmp_path / "backups" / "ledger").iterdir()
    copy.write_text(copy.read_text().replace("KS", "XX"))
    with pytest.raises(LedgerError, match="något annat"):
        append(draft(2))
    assert "XX" in copy.read_text()
    assert verify(ledger, copy).problems


def test_a_backup_target_that_cannot_be_written_is_said(ledger: Path, settings: Any, tmp_path: Path) -> None:
    """H3: nothing is destroyed that the backups would not hear of; when the target is back the copy gets what it lacked."""
    (tmp_path / "file").touch()
    settings.BACKUP_TARGET = str(tmp_path / "file" / "backups")
    with pytest.raises(NotCopiedError, match="kan inte skrivas"):
        append(draft(1))
    (tmp_path / "file").unlink()
    catch_up()
    settings.BACKUP_TARGET = ""
    append(draft(2))
    copy = tmp_path / "file" / "backups" / "ledger" / copy_name(ledger)
    assert ["saknar de senaste" in problem for problem in verify(ledger, copy).problems] == [True]
    settings.BACKUP_TARGET = str(tmp_path / "file" / "backups")
    catch_up()
    assert verify(ledger, copy).problems == ()
    assert [verify(path).entries for path in (ledger, copy)] == [2, 2]


def _append_many(folder: str, first: int) -> None:
    from django.conf import settings

    settings.LEDGER_FOLDER = folder
    for number in range(20):
        append(draft(first + number))


def test_two_processes_that_write_at_once_make_one_chain(ledger: Path) -> None:
    """H3: one after the other."""
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=_append_many, args=(str(ledger.parent), first)) for first in (0, 100)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    report = verify(ledger)
    assert (sorted(numbers(ledger)), report.problems) == ([*range(20), *range(100, 120)], ())


def test_an_act_that_nobody_knows_is_not_passed_over(ledger: Path) -> None:
    """H3: a restore with too old a version would let something live again."""
    append(draft(1))
    with pytest.raises(LedgerError, match="uppdatera"):
        replay(read(ledger))
