"""`larka keys new-master-key --file`: the file goes on being the server's, and what is wrong with it is one Swedish line (Q3)."""

import os
from pathlib import Path

import pytest
from click.testing import Result

from larka.core.master_keys import FILE, given_master_keys, new_master_key
from tests.vault.test_command import run

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
LARKA = 12_345


def put(path: Path) -> Result:
    """A new key, first in the file."""
    return run("new-master-key", "--file", str(path))


def rights(path: Path) -> tuple[int, int, str]:
    """Whose it is, and who may read it."""
    found = path.stat()
    return found.st_uid, found.st_gid, oct(found.st_mode & 0o777)


@as_root
@pytest.mark.parametrize("mode", [0o600, 0o640])
def test_the_file_stays_its_owners_when_root_adds_a_key(tmp_path: Path, mode: int) -> None:
    """Q3: the server reads it again while it runs, as another user."""
    path = tmp_path / "master-keys"
    path.write_text(new_master_key().text + "\n")
    path.chmod(mode)
    os.chown(path, LARKA, LARKA + 1)
    assert put(path).exit_code == 0
    assert rights(path) == (LARKA, LARKA + 1, oct(mode))
    assert len(given_master_keys({FILE: str(path)})) == 2


@as_root
def test_a_new_file_is_the_owners_of_its_folder_and_read_by_nobody_else(tmp_path: Path) -> None:
    """Q3: also the first time."""
    os.chown(tmp_path, LARKA, LARKA)
    assert put(tmp_path / "master-keys").exit_code == 0
    assert rights(tmp_path / "master-keys") == (LARKA, LARKA, "0o600")


def test_a_link_to_the_file_goes_on_leading_to_it(tmp_path: Path) -> None:
    """Q3: as files given to containers lie."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "master-keys").symlink_to(tmp_path / "secret" / "keys")
    put(tmp_path / "master-keys")
    assert ((tmp_path / "master-keys").is_symlink(), (tmp_path / "secret" / "keys").is_file()) == (True, True)


def test_what_is_wrong_with_the_file_is_one_line_and_nothing_is_changed(tmp_path: Path) -> None:
    """CLI: missing, a file in a folder's place, a folder, binary."""
    (tmp_path / "binary").write_bytes(b"\x7fELF\xff\x00")
    before = sorted(path.name for path in tmp_path.iterdir())
    for path, why in (
        (tmp_path / "nix" / "keys", "mappen finns inte"), (tmp_path / "binary" / "keys", "mappen finns inte"),
        (tmp_path / "binary", "den är ingen textfil"),
    ):  # fmt: skip
        told = put(path)
        assert (told.exit_code, told.output) == (1, f"Error: {path} går inte att använda ({why}). Ingen huvudnyckel är lagd där.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "binary").read_bytes() == b"\x7fELF\xff\x00"


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CLI: as somebody who is not its owner."""
    path = tmp_path / "master-keys"
    path.write_text("")

    def refuse(*_about: object, **_more: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_text", refuse)
    told = put(path)
    assert (told.exit_code, "rättighet saknas" in told.output) == (1, True)
