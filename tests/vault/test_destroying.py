"""A destroyed key ends its texts for ever: in the tables, in the history, and in every backup that is restored."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from larka.audit.models import Entry
from larka.register.actor import Actor
from larka.vault import actions
from larka.vault.actions import PersonalNumberInDecisionError, destroy_key, destroy_keys, join_keys, part_keys, replay_ledger
from larka.vault.chain import read
from larka.vault.ledger import LedgerError, NotCopiedError, verify
from larka.vault.models import DataKey, Kin
from larka.vault.sealing import BrokenSealError, KeyGoneError, child_owner, item_owner, open_keys, seal, unseal
from tests.cast import Cast, actor

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]

BY = Actor.operator(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC))
ELSA, NILS, MAJA = child_owner(11), child_owner(12), child_owner(13)
PLACE = "note:0193:text"


def rows() -> list[tuple[Any, ...]]:
    """The vault as it is, to be put back as a restore would."""
    return list(DataKey.objects.order_by("pk").values_list("id", "child_id", "item_id", "master", "wrapped"))


def put_back(kept: list[tuple[Any, ...]]) -> None:
    """Yesterday's vault comes back."""
    DataKey.objects.all().delete()
    DataKey.objects.bulk_create(DataKey(id=i, child_id=c, item_id=t, master=m, wrapped=w) for i, c, t, m, w in kept)


def test_a_destroyed_key_ends_its_childs_texts_and_nobody_elses(ledger: Path) -> None:
    """H3, Q3: and the log and the ledger tell of it, by ids alone."""
    elsas, nils = seal(ELSA, "Elsas", bound_to=PLACE), seal(NILS, "Nils", bound_to=PLACE)
    (key,) = open_keys([ELSA]).of[ELSA]
    assert destroy_key(by=BY, owner=ELSA, reason="KS 2026-77") == 1
    with pytest.raises(KeyGoneError):
        unseal(ELSA, elsas, bound_to=PLACE)
    assert unseal(NILS, nils, bound_to=PLACE) == "Nils"
    (entry,) = read(ledger)
    assert (entry.act, entry.by, entry.data) == (
        "key.destroyed", "operator", {"owner": "child:11", "keys": [str(uuid.UUID(bytes=key))], "decision": "KS 2026-77"},
    )  # fmt: skip
    logged = Entry.objects.get(action="key.destroyed")
    assert (logged.child_ids, logged.details) == ([11], {"decision": "KS 2026-77", "keys": 1, "ledger": 1, "head": entry.hash})


def test_destroying_what_is_not_there_writes_nothing(ledger: Path) -> None:
    """H3: twice is as once; and without a decision nothing is destroyed."""
    seal(ELSA, "Elsas", bound_to=PLACE)
    assert destroy_key(by=BY, owner=NILS, reason="KS 1") == 0
    with pytest.raises(ValueError, match="decision"):
        destroy_key(by=BY, owner=ELSA, reason=" ")
    assert (ledger.exists(), DataKey.objects.count(), Entry.objects.filter(action="key.destroyed").exists()) == (False, 1, False)


def test_many_keys_are_destroyed_by_one_decision(cast: Cast, ledger: Path) -> None:
    """H3: a cohort that has left, and the items it shared."""
    owners = [child_owner(number) for number in range(50)] + [item_owner(cast.elsa.public_id)]
    for owner in owners:
        seal(owner, "text", bound_to=PLACE)
    assert destroy_keys(by=actor(cast.tess), owners=owners, reason="KS 3") == 51
    assert DataKey.objects.count() == 0
    assert {entry.data["owner"] for entry in read(ledger)} == {owner.name for owner in owners}
    assert {entry.by for entry in read(ledger)} == {f"person:{cast.tess.pk}"}


def test_a_restored_vault_forgets_what_the_ledger_says_is_destroyed() -> None:
    """Q5, H3: replaying twice is as once, and what was made since stays."""
    old, other = seal(ELSA, "Elsas", bound_to=PLACE), seal(NILS, "Nils", bound_to=PLACE)
    yesterday = rows()
    destroy_key(by=BY, owner=ELSA, reason="KS 1")
    put_back(yesterday)
    assert unseal(ELSA, old, bound_to=PLACE) == "Elsas"
    assert [replay_ledger(by=BY), replay_ledger(by=BY)] == [1, 0]
    with pytest.raises(KeyGoneError):
        unseal(ELSA, old, bound_to=PLACE)
    assert unseal(NILS, other, bound_to=PLACE) == "Nils"
    new = seal(ELSA, "Nytt", bound_to=PLACE)
    assert replay_ledger(by=BY) == 0
    assert unseal(ELSA, new, bound_to=PLACE) == "Nytt"
    assert Entry.objects.get(action="ledger.replayed").details == {"count": 1}


def test_the_copy_among_the_backups_is_replayed_where_the_machine_is_gone(ledger: Path, settings: Any, tmp_path: Path) -> None:
    """Q5: a new machine has no ledger of its own."""
    settings.BACKUP_TARGET = str(tmp_path / "backups")
    seal(ELSA, "Elsas", bound_to=PLACE)
    yesterday = rows()
    destroy_key(by=BY, owner=ELSA, reason="KS 1")
    put_back(yesterday)
    ledger.unlink()
    assert replay_ledger(by=BY) == 1


@pytest.mark.parametrize("where", ["copy", "local"])
def test_a_forged_ledger_destroys_nothing(ledger: Path, settings: Any, tmp_path: Path, where: str) -> None:
    """H3, Q5: an entry that does not follow on the one before is nobody's decision, in the backups' folder or here."""
    settings.BACKUP_TARGET = str(tmp_path / "backups")
    text, nils = seal(ELSA, "Elsas", bound_to=PLACE), seal(NILS, "Nils", bound_to=PLACE)
    yesterday = rows()
    destroy_key(by=BY, owner=NILS, reason="KS 1")
    put_back(yesterday)
    (key,) = open_keys([ELSA]).of[ELSA]
    line = {"number": 1, "at": "x", "act": "key.destroyed", "by": "operator", "previous": "", "hash": "f" * 64}
    line["data"] = {"owner": "child:11", "keys": [str(uuid.UUID(bytes=key))], "decision": "KS 9"}
    forged = tmp_path / "backups" / "ledger" / "disposals-ffff.jsonl" if where == "copy" else ledger
    with forged.open("a") as file:
        file.write(json.dumps(line) + "\n")
    with pytest.raises(LedgerError, match="är ändrad"):
        replay_ledger(by=BY)
    assert (unseal(ELSA, text, bound_to=PLACE), unseal(NILS, nils, bound_to=PLACE)) == ("Elsas", "Nils")


def test_what_stands_in_the_ledger_already_is_not_written_twice(ledger: Path, settings: Any, tmp_path: Path) -> None:
    """H3: the copy failed and nothing was destroyed; the next attempt destroys, and there is one entry, here and in the copy."""
    target = tmp_path / "backups"
    target.touch()
    settings.BACKUP_TARGET = str(target)
    seal(ELSA, "Elsas", bound_to=PLACE)
    seal(NILS, "Nils", bound_to=PLACE)
    for _attempt in range(2):
        with pytest.raises(NotCopiedError), transaction.atomic():
            destroy_key(by=BY, owner=ELSA, reason="KS 1")
    assert DataKey.objects.count() == 2
    target.unlink()
    assert destroy_keys(by=BY, owners=[ELSA, NILS], reason="KS 1") == 2
    assert [entry.data["owner"] for entry in read(ledger)] == ["child:11", "child:12"]
    (copy,) = (target / "ledger").iterdir()
    assert (copy.read_bytes(), verify(ledger, copy).problems) == (ledger.read_bytes(), ())


@pytest.mark.parametrize("reason", ["20151212-2389", "KS 151212-2389", "beslut 201512122389, Elsa", "20151212TF01", "151272+2389"])
def test_a_decision_is_a_reference_and_holds_no_personal_number(ledger: Path, reason: str) -> None:
    """A20, H3: what stands in the ledger and the log stands there for ever."""
    seal(ELSA, "Elsas", bound_to=PLACE)
    with pytest.raises(PersonalNumberInDecisionError):
        destroy_key(by=BY, owner=ELSA, reason=reason)
    assert (DataKey.objects.count(), ledger.exists()) == (1, False)


@pytest.mark.parametrize("reason", ["KS 2026-77", "BUN 2026/0123-4", "SN 2026-11-22 § 104", "Dnr 2026/12345"])
def test_a_reference_is_not_taken_for_a_personal_number(reason: str) -> None:
    """H3: dates, years and paragraphs are what decisions are called by."""
    seal(ELSA, "Elsas", bound_to=PLACE)
    assert destroy_key(by=BY, owner=ELSA, reason=reason) == 1


def test_a_crash_between_ledger_and_database_loses_no_destruction(monkeypatch: pytest.MonkeyPatch) -> None:
    """H3: the ledger is first; the next start destroys the key after all."""
    text = seal(ELSA, "Elsas", bound_to=PLACE)

    def crash(*_anything: Any, **_more: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(actions, "record", crash)
        with pytest.raises(RuntimeError), transaction.atomic():
            destroy_key(by=BY, owner=ELSA, reason="KS 1")
    assert unseal(ELSA, text, bound_to=PLACE) == "Elsas"
    assert replay_ledger(by=BY) == 1
    with pytest.raises(KeyGoneError):
        unseal(ELSA, text, bound_to=PLACE)


def test_what_the_ledger_cannot_be_told_is_not_destroyed(ledger: Path) -> None:
    """H3: or a restore would bring it back."""
    seal(ELSA, "Elsas", bound_to=PLACE)
    ledger.parent.touch()
    with pytest.raises(LedgerError), transaction.atomic():
        destroy_key(by=BY, owner=ELSA, reason="KS 1")
    assert DataKey.objects.count() == 1


def test_two_entries_that_became_one_child_are_read_by_each_other() -> None:
    """B6: what was written before the merge, during it and after a split."""
    before = {ELSA: seal(ELSA, "Elsas", bound_to=PLACE), NILS: seal(NILS, "Nils", bound_to=PLACE)}
    with pytest.raises(BrokenSealError):
        unseal(NILS, before[ELSA], bound_to=PLACE)
    join_keys(by=BY, kept=11, gone=12)
    part_keys(by=BY, kept=11, gone=12)
    read_by = {(reader, writer): unseal(reader, before[writer], bound_to=PLACE) for reader in before for writer in before}
    assert {read for (_, writer), read in read_by.items() if writer == ELSA} == {"Elsas"}
    assert {read for (_, writer), read in read_by.items() if writer == NILS} == {"Nils"}
    with pytest.raises(BrokenSealError):
        unseal(MAJA, seal(ELSA, "Elsas", bound_to=PLACE), bound_to=PLACE)


def test_an_entry_that_was_merged_twice_over_is_still_read_and_ends_with_the_child() -> None:
    """B6: Nils into Elsa, Elsa into Maja; split again, Maja keeps her own key."""
    text = seal(NILS, "Nils", bound_to=PLACE)
    seal(ELSA, "Elsas", bound_to=PLACE)
    seal(MAJA, "Majas", bound_to=PLACE)
    join_keys(by=BY, kept=11, gone=12)
    join_keys(by=BY, kept=13, gone=11)
    assert unseal(MAJA, text, bound_to=PLACE) == "Nils"
    assert set(Kin.objects.filter(joined=True).values_list("child_id", "other_id")) == {
        (11, 12), (12, 11), (13, 11), (11, 13), (13, 12), (12, 13),
    }  # fmt: skip
    part_keys(by=BY, kept=13, gone=11)
    assert set(Kin.objects.filter(joined=True).values_list("child_id", "other_id")) == {(11, 12), (12, 11)}
    join_keys(by=BY, kept=11, gone=12)  # once more is as once
    assert Kin.objects.count() == 6
    assert destroy_key(by=BY, owner=ELSA, reason="KS 1") == 2
    assert list(DataKey.objects.values_list("child_id", flat=True)) == [13]


def test_destroying_a_merged_child_destroys_both_entries_keys_and_a_split_one_its_own() -> None:
    """B6, H3: nothing of the child is left behind under its other number."""
    for owner in (ELSA, NILS, MAJA):
        seal(owner, "text", bound_to=PLACE)
    join_keys(by=BY, kept=11, gone=12)
    join_keys(by=BY, kept=11, gone=13)
    part_keys(by=BY, kept=11, gone=13)
    assert Kin.objects.count() == 4
    assert destroy_key(by=BY, owner=ELSA, reason="KS 1") == 2
    assert list(DataKey.objects.values_list("child_id", flat=True)) == [13]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_whoever_destroys_a_key_waits_for_what_is_being_sealed_with_it() -> None:
    """Q4: no text is saved whose key has just gone."""
    seal(ELSA, "Elsas", bound_to=PLACE)
    with transaction.atomic():
        seal(ELSA, "Nytt", bound_to=PLACE)
        with connections["owner"].cursor() as other:
            other.execute("SET lock_timeout = '100ms'")
            with pytest.raises(Exception, match="lock timeout"):
                other.execute("DELETE FROM vault.data_key")
            other.execute("UPDATE vault.data_key SET master = master")  # re-wrapping waits for nobody
            other.execute("SET lock_timeout = 0")
    connections["owner"].close()


def test_the_ledger_is_sound_after_all_this(ledger: Path) -> None:
    """H3: what the action writes, verifying understands."""
    for owner in (ELSA, NILS):
        seal(owner, "text", bound_to=PLACE)
        destroy_key(by=BY, owner=owner, reason="KS 1")
    assert verify(ledger).problems == ()
