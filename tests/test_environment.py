"""The environment that `make run` makes."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PROGRAM = Path(__file__).resolve().parent.parent / "scripts" / "environment.py"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program, about a checkout of its own where every way to make an environment works at once."""
    spec = importlib.util.spec_from_file_location("environment", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    monkeypatch.setattr(loaded, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(loaded, "succeeds", lambda _command: (tmp_path / ".venv").mkdir() is None)
    monkeypatch.setattr(loaded, "works", lambda: True)
    return loaded


def test_a_link_that_leads_to_nothing_usable_gives_way_and_what_it_leads_to_stays(program: ModuleType, tmp_path: Path) -> None:
    """Q2: it may be another checkout's; a link is the user's own folder as much as any."""
    (tmp_path / "another").mkdir()
    (tmp_path / "another" / "kept").touch()
    program.VENV.symlink_to(tmp_path / "another")
    program.make_environment()
    assert program.VENV.is_dir()
    assert not program.VENV.is_symlink()
    assert (tmp_path / "another" / "kept").exists()


def test_a_folder_that_cannot_be_taken_away_is_told(program: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q2."""
    program.VENV.mkdir()
    monkeypatch.setattr(program.shutil, "rmtree", lambda *_arguments, **_more: None)
    with pytest.raises(program.SetUpError, match="hör till en annan användare"):
        program.make_environment()
