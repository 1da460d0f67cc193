"""What the operator reads in the morning: one Swedish line that names the file, what is wrong and what to do."""

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from larka.cli import import_nightly as module
from larka.exchange import nightly
from tests.exchange.small_register import Importer, SmallRegister

pytestmark = pytest.mark.postgres15


@pytest.fixture
def night(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command on a folder, in the database of the test; it never waits for a minute."""
    monkeypatch.setattr(nightly, "SECONDS_UNCHANGED", 0)
    command = click.Command("import-nightly", callback=module.import_nightly.callback.__wrapped__, params=module.import_nightly.params)

    def run(folder: Path, *arguments: str) -> Result:
        settings.IMPORT_FOLDER = str(folder)
        return CliRunner().invoke(command, arguments)

    return run


def test_a_night_is_told_in_one_line(imported: Importer, register: SmallRegister, night: Any) -> None:
    """B5: what waits is counted; the same files again are no fault."""
    done = night(imported.folder)
    assert (done.exit_code, done.stdout.startswith("Inläsningen är genomförd."), done.stderr) == (0, True, "")
    again = night(imported.folder)
    assert (again.exit_code, "desamma som förra gången" in again.stdout) == (0, True)
    register.row("persons", "elsa")["responsibles"].pop(0)
    register.write(imported.folder)
    assert "1 ändring väntar på att bekräftas: se sidan Registret." in night(imported.folder).stdout


def test_a_broken_file_is_named_with_what_to_do(imported: Importer, night: Any) -> None:
    """Q2: never a code of ours."""
    persons = imported.folder / "persons.json"
    persons.write_text('{"data": [')
    told = night(imported.folder)
    assert (told.exit_code, told.stdout, told.stderr.count("\n")) == (1, "", 1)
    assert told.stderr.startswith(f"Fel: {persons}: ")
    assert "Inget ändrades. Lägg dit en hel fil" in told.stderr
    assert "broken" not in told.stderr.removeprefix(f"Fel: {persons}")


def test_a_night_that_would_end_too_much_is_told_with_what_and_how_much(imported: Importer, register: SmallRegister, night: Any) -> None:
    """B5: and with the two ways on."""
    for child in ("elsa", "omar", "nils"):
        register.drop("placements", f"fritids-{child}")
    register.write(imported.folder)
    told = night(imported.folder)
    assert (told.exit_code, told.stdout, told.stderr.count("\n")) == (3, "", 1)
    assert "skulle avsluta 3 av " in told.stderr
    assert "placeringar" in told.stderr
    assert f"larka import-register {imported.folder} --allow-ends" in told.stderr
    assert "too_many_ends" not in told.stderr


def test_a_folder_that_is_none_is_said_so(imported: Importer, night: Any) -> None:
    """Q2: a file, and nothing at all."""
    for wrong in (imported.folder / "persons.json", imported.folder / "saknas"):
        told = night(wrong)
        assert (told.exit_code, told.stdout) == (1, "")
        assert told.stderr == f"Fel: LARKA_IMPORT_FOLDER={wrong} är ingen mapp. Ange mappen som filerna läggs i.\n"
