"""`larka import-register`: what it prints, what it asks, its exit codes."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from larka.cli import import_register as module
from larka.people.actions.register_import import ImportUnderWayError
from larka.people.models import PendingChange
from larka.register.actor import Actor
from larka.register.models import Person
from tests.exchange.small_register import Importer, SmallRegister, ref, the

NOTHING = {"created": 0, "changed": 0, "ended": 0, "unchanged": 0}


@pytest.fixture
def larka(importing: Importer, register: SmallRegister) -> "Larka":
    """The command, on the small register."""
    register.write(importing.folder)
    return Larka(importing.folder)


class Larka:
    """Runs the command inside the test's database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = module.import_register
        assert command.callback is not None
        inner = command.callback.__wrapped__  # type: ignore[attr-defined]
        self.command = click.Command("import-register", params=command.params, callback=inner)

    def __call__(self, *arguments: str, said: str | None = None) -> Result:
        return CliRunner().invoke(self.command, [str(self.folder), *arguments], input=said)


def data(result: Result) -> dict[str, Any]:
    """The answer as JSON: all that is on standard output."""
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_the_json_counts_the_rows_of_each_file(larka: Larka) -> None:
    """B5: keyed by file, with the problems beside them, and nothing else on standard output."""
    first, second = larka("--yes", "--json"), larka("--yes", "--json")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert data(first)["persons"] == {"created": 19, "changed": 0, "ended": 0, "unchanged": 0}
    assert data(second)["persons"] == {"created": 0, "changed": 0, "ended": 0, "unchanged": 19}
    assert (data(first)["problems"], data(first)["applied"], first.stderr) == ([], True, "Genomfört.\n")


def test_problems_are_in_the_json_and_the_rest_goes_in(larka: Larka, register: SmallRegister) -> None:
    """B5: file, id, field, message."""
    bad = register.row("persons", "elsa")
    bad["givenName"] = ""
    register.write(larka.folder)
    answer = data(larka("--yes", "--json"))
    assert {"file": "persons", "id": bad["id"], "field": "givenName", "message": "Fältet saknas, och det krävs."} in answer["problems"]
    assert {(p["file"], p["field"]) for p in answer["problems"]} == {
        ("persons", "givenName"), ("placements", "child"), ("groups", "groupMemberships.person"),
    }  # fmt: skip
    assert answer["persons"]["created"] == 18


def test_without_a_terminal_and_without_yes_nothing_is_applied(larka: Larka) -> None:
    """B5: it says so, and the exit code is not 0."""
    result = larka()
    assert (result.exit_code, Person.objects.count()) == (4, 0)
    assert "--yes" in result.stderr


@pytest.mark.parametrize(("said", "code", "people"), [("j\n", 0, 19), ("n\n", 4, 0), ("\n", 4, 0)])
def test_on_a_terminal_it_asks(larka: Larka, monkeypatch: pytest.MonkeyPatch, said: str, code: int, people: int) -> None:
    """B5: the difference first; an empty answer is no."""
    monkeypatch.setattr(module, "on_a_terminal", lambda: True)
    result = larka(said=said)
    assert (result.exit_code, Person.objects.count()) == (code, people)
    assert "personer" in result.stdout
    assert (result.stdout.count("personer"), result.stdout.index("personer") < result.stdout.index("Genomföra?")) == (1, True)


def test_a_dry_run_shows_and_changes_nothing(larka: Larka) -> None:
    """B5."""
    result = larka("--dry-run")
    assert (result.exit_code, Person.objects.count()) == (0, 0)
    assert "Inget ändrades" in result.stdout


def test_a_broken_file_is_said_in_one_line_and_in_the_json(larka: Larka) -> None:
    """B5: exit code 1; the counts are nought."""
    (larka.folder / "groups.json").write_text("{")
    result = larka("--yes", "--json")
    answer = data(result)
    assert (result.exit_code, answer["groups"], answer["applied"]) == (1, NOTHING, False)
    assert [(p["file"], p["id"]) for p in answer["problems"]] == [("groups", "")]
    assert result.stderr.strip() == "Fel: groups.json: Filen är inte giltig JSON, eller slutar för tidigt (före byte 1). Inget ändrades."


def test_too_many_ends_are_exit_code_3(larka: Larka, register: SmallRegister) -> None:
    """B5: unless --allow-ends."""
    larka("--yes")
    register.drop("duties", "tjänst-tess")
    register.write(larka.folder)
    stopped = larka("--yes", "--json")
    assert (stopped.exit_code, data(stopped)["applied"]) == (3, False)
    assert data(stopped)["too_many_ends"] == [{"what": "duties", "ended": 1, "of": 4}]
    assert "--allow-ends" in stopped.stderr
    allowed = larka("--yes", "--json", "--allow-ends")
    assert (allowed.exit_code, data(allowed)["duties"]["ended"]) == (0, 1)


def test_codes_are_confirmed_from_a_file(larka: Larka, register: SmallRegister, tmp_path: Path) -> None:
    """B5: --yes answers the general question only; a file with the printed codes confirms by name."""
    larka("--yes")
    register.row("persons", "elsa")["responsibles"].pop()
    register.write(larka.folder)
    (waiting,) = data(larka("--yes", "--json"))["by_name"]
    assert (waiting["kind"], waiting["name"], waiting["other_name"]) == ("guardian_removed", "Elsa Hägg", "Elsas-pappa Hägg")
    assert the("elsa").responsibles.filter(ends_on=None).count() == 2
    file = tmp_path / "bekräftas.txt"
    file.write_text(f"# Elsas pappa\n{waiting['confirm']}  # enligt beslut\n\n")
    assert larka("--yes", "--confirm", str(file)).exit_code == 0
    assert the("elsa").responsibles.filter(ends_on=None).count() == 1
    assert PendingChange.objects.get().decision == "confirmed"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("0123456789abcdef", "ingen väntande ändring har koden 0123456789abcdef"),
        ("hej", "inte en bekräftelsekod"),
        ("[", "inte giltig JSON"),
    ],
)
def test_a_code_that_nothing_waits_for_stops_the_run(larka: Larka, tmp_path: Path, content: str, said: str) -> None:
    """B5: in one line, before anything is applied."""
    file = tmp_path / "koder"
    file.write_text(content)
    result = larka("--yes", "--confirm", str(file))
    assert (result.exit_code, Person.objects.count()) == (1, 0)
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_codes_may_be_a_json_list(tmp_path: Path) -> None:
    """B5: as a program would write them."""
    file = tmp_path / "koder.json"
    file.write_text('["0123456789abcdef"]')
    assert module.read_codes(file) == ("0123456789abcdef",)


def test_a_missing_folder_or_file_of_codes_is_said_in_one_line(larka: Larka, tmp_path: Path) -> None:
    """Q2: in Swedish."""
    unreadable = larka("--yes", "--confirm", str(tmp_path / "ingen"))
    assert (unreadable.exit_code, "går inte att läsa" in unreadable.stderr) == (1, True)
    larka.folder = tmp_path / "inte-här"
    absent = larka("--yes")
    assert (absent.exit_code, "finns inte" in absent.stderr) == (1, True)


def test_what_keeps_an_import_from_beginning_is_in_the_json(larka: Larka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B5: a program that reads the answer learns why; one line on standard error and the exit code are the same as without --json."""
    asked = [("--confirm", str(tmp_path / "ingen")), ()]
    monkeypatch.setattr("larka.exchange.actions.register_import", under_way)
    for extra, said in zip(asked, ("går inte att läsa", "En annan inläsning pågår"), strict=True):
        plain, result = larka("--yes", *extra), larka("--yes", "--json", *extra)
        assert (plain.exit_code, plain.stdout, result.exit_code, result.stderr) == (1, "", 1, plain.stderr)
        answer = data(result)
        assert (answer["outcome"], answer["applied"], answer["persons"]) == ("not_begun", False, NOTHING)
        ((message, *of),) = [(p["message"], p["file"], p["id"], p["field"]) for p in answer["problems"]]
        assert (said in message, of) == (True, ["", "", ""])


def under_way(_by: Actor, _run: object) -> None:
    """Somebody else's import holds the lock."""
    raise ImportUnderWayError


def test_the_text_names_people_but_no_numbers(larka: Larka, register: SmallRegister) -> None:
    """B3, B5: by name what waits, never a personal number."""
    larka("--yes")
    for key in ("elsa", "bo"):
        register.row("persons", key)["civicNo"]["value"] = f"2015041{'03'[key == 'bo']}TF01"
    register.row("persons", "omar")["securityMarking"] = "Sekretessmarkering"
    register.person("faster", "Hägg", "1970-01-01")
    register.row("persons", "elsa")["responsibles"].append({"person": ref("faster"), "relationType": "Annan ansvarig"})
    register.write(larka.folder)
    shown = larka("--dry-run", "--rollover").stdout
    for line in ("Elsa Hägg: ändrat personnummer. Väntar:", "Omar Haddad: nytt eller starkare skydd", "Faster Hägg", "LÄSÅRSSKIFTE"):
        assert line in shown
    assert "2015041" not in shown


def test_a_stopped_rollover_is_not_told_to_be_run_as_one(larka: Larka, register: SmallRegister) -> None:
    """B5: the message names only the way that is left."""
    assert larka("--yes").exit_code == 0
    for child in ("elsa", "omar"):
        register.drop("persons", child)
    register.write(larka.folder)
    ordinary, rollover = larka("--yes"), larka("--yes", "--rollover")
    assert (ordinary.exit_code, rollover.exit_code) == (3, 3)
    assert "--rollover vid läsårsskifte" in ordinary.stderr
    assert "--allow-ends" in rollover.stderr
    assert "--rollover" not in rollover.stderr
