"""Every data key comes under the newest master key while everything else goes on; a stopped rotation goes on where it was."""

import time
import uuid
from pathlib import Path

import pytest

from larka.core.master_keys import DEMO_FILE, FILE, MasterKey, MasterKeyProblem, demo_master_key, new_master_key
from larka.vault.masters import masters, newest_master
from larka.vault.models import DataKey
from larka.vault.rotating import left_to_rotate, rotate, standings
from larka.vault.sealing import Owner, UnknownMasterError, child_owner, item_owner, seal, unseal

pytestmark = [pytest.mark.django_db, pytest.mark.postgres15]

PLACE = "note:0193:text"
OLD, NEW, NEWEST = new_master_key(), new_master_key(), new_master_key()


class KeyFile:
    """The file of master keys, newest first."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def says(self, *keys: MasterKey) -> None:
        """Put exactly these into it, as an operator does while the server runs."""
        fresh = self.path.with_suffix(".new")
        fresh.write_text("# huvudnycklar\n" + "".join(f"{key.text}\n" for key in keys))
        fresh.replace(self.path)


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeyFile:
    """With one master key in it."""
    made = KeyFile(tmp_path / "master-keys")
    made.says(OLD)
    monkeypatch.setenv(FILE, str(made.path))
    return made


def sealed(count: int, first: int = 0) -> dict[Owner, bytes]:
    """Texts of so many children and items."""
    owners = [child_owner(n) if n % 3 else item_owner(uuid.uuid4()) for n in range(first, first + count)]
    return {owner: seal(owner, owner.name, bound_to=PLACE) for owner in owners}


def all_read(texts: dict[Owner, bytes]) -> bool:
    """Whether every text opens."""
    return all(unseal(owner, text, bound_to=PLACE) == owner.name for owner, text in texts.items())


def test_after_a_rotation_the_earlier_master_key_is_not_needed(key_file: KeyFile) -> None:
    """Q3: no text is sealed anew, only its key is."""
    texts = sealed(7)
    key_file.says(NEW, OLD)
    assert (left_to_rotate(), all_read(texts)) == (7, True)
    assert rotate(batch=2).rewrapped == 7
    key_file.says(NEW)
    assert (left_to_rotate(), all_read(texts)) == (0, True)
    assert rotate().rewrapped == 0


def test_a_rotation_that_was_stopped_goes_on_while_texts_are_read_and_written(key_file: KeyFile) -> None:
    """Q3: between two batches half the keys stand under each master key, and nobody notices."""
    texts = sealed(9)
    key_file.says(NEW, OLD)

    def stop_after_four(_count: int) -> None:
        assert all_read(texts)
        if left_to_rotate() <= 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(stop_after_four, batch=2)
    assert {standing.master: standing.keys for standing in standings()} == {NEW.id: 4, OLD.id: 5}
    texts |= sealed(3)
    assert rotate(batch=2).rewrapped == 5
    key_file.says(NEW)
    assert all_read(texts)


def test_keys_made_under_the_old_master_key_meanwhile_are_taken_too(key_file: KeyFile) -> None:
    """Q3: by a node whose file came a moment later."""
    texts = sealed(3)
    key_file.says(NEW, OLD)
    late: dict[Owner, bytes] = {}

    def another_node(_count: int) -> None:
        if not late:
            key_file.says(OLD)
            late.update(sealed(2, first=20))
            key_file.says(NEW, OLD)

    assert rotate(another_node).rewrapped == 5
    key_file.says(NEW)
    assert all_read(texts | late)


def test_keys_under_a_lost_master_key_stay_and_are_counted(key_file: KeyFile) -> None:
    """Q3: they open again if it is found."""
    lost = sealed(2)
    key_file.says(NEW)
    texts = sealed(3, first=20)
    key_file.says(NEWEST, NEW)
    done = rotate(batch=2)
    assert (done.rewrapped, done.lost) == (3, 2)
    assert [(s.master, s.keys, s.given, s.newest) for s in standings()] == [
        (NEWEST.id, 3, True, True), (NEW.id, 0, True, False), (OLD.id, 2, False, False),
    ]  # fmt: skip
    with pytest.raises(UnknownMasterError):
        all_read(lost)
    with pytest.raises(UnknownMasterError):
        sealed(2)  # nobody is given a second key while the first may be found
    key_file.says(NEWEST, OLD)
    assert rotate().rewrapped == 2
    assert all_read(lost | texts)


def test_a_changed_file_is_read_without_a_restart(key_file: KeyFile) -> None:
    """Q3: the running server seals under the new master key at once."""
    sealed(1)
    key_file.says(NEW, OLD)
    sealed(1)  # an item
    assert set(DataKey.objects.values_list("master", flat=True)) == {OLD.id, NEW.id}


def test_a_key_in_the_environment_is_newer_than_those_in_the_file(key_file: KeyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q3: both may be given, several of each."""
    monkeypatch.setenv("LARKA_MASTER_KEY", f"{NEWEST.text} {NEW.text}")
    assert [master.id for master in masters()] == [NEWEST.id, NEW.id, OLD.id]
    assert key_file.path.exists()


def test_a_file_that_disappears_is_said_and_never_replaced_by_the_demos_key(key_file: KeyFile) -> None:
    """Q3: nothing is sealed under a key that nobody keeps."""
    key_file.path.unlink()
    with pytest.raises(MasterKeyProblem, match="går inte att läsa"):
        newest_master()
    key_file.path.write_text("# bara en kommentar\n")
    with pytest.raises(MasterKeyProblem, match="har ingen nyckel"):
        newest_master()


def test_a_demo_has_a_key_of_its_own_that_production_knows_as_one(tmp_path: Path, settings: object) -> None:
    """Q3: made once, readable by its owner alone; the same however often it is asked for."""
    made = demo_master_key(tmp_path)
    assert (demo_master_key(tmp_path), made.is_for_demos, new_master_key().is_for_demos) == (made, True, False)
    assert (tmp_path / DEMO_FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == [DEMO_FILE]


def test_production_never_falls_back_on_the_demos_key(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    """Q3: in no command, also when the start was not asked."""
    monkeypatch.setattr("larka.vault.masters.settings.PRODUCTION", True)
    with pytest.raises(MasterKeyProblem, match="LARKA_MASTER_KEY"):
        newest_master()


def test_a_thousand_keys_are_rewrapped_in_a_moment(key_file: KeyFile) -> None:
    """Q3: by the batch, not one by one (bench/keys.py measures a hundred thousand)."""
    from tests.vault.many import make_keys

    make_keys(1_000)
    key_file.says(NEW, OLD)
    started = time.monotonic()
    assert rotate(batch=500).rewrapped == 1_000
    assert time.monotonic() - started < 5
