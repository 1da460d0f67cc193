"""`larka` says what is wrong in one Swedish line, with an exit code and never a traceback."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import psycopg
import pytest

from larka.cli.main import COMMANDS, report
from larka.cli.swedish import in_swedish
from larka.core.postgres import DatabaseProblem, check_server, database_settings
from larka.core.postgres import server as postgres_server


def larka(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as an operator does."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("LARKA_", "DATABASE_"))}
    env["LARKA_HOME"] = os.environ["LARKA_HOME"]
    return subprocess.run([sys.executable, "-m", "larka.cli", *arguments], env=env | environ, capture_output=True, text=True, check=False)


def test_help_is_in_swedish_and_lists_every_command() -> None:
    """Without starting anything."""
    shown = larka("--help")
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in COMMANDS)
    assert not {"Usage", "Options", "Commands", "Show this"} & set(shown.stdout.replace(":", "").split("\n"))
    assert "Visa den här hjälpen" in shown.stdout


def test_a_day_is_asked_for_as_people_write_it() -> None:
    """CLI: no pattern of a program's."""
    for command in (("grant-role",), ("term",), ("audit", "dispose")):
        told = larka(*command, "--help").stdout
        assert "ÅÅÅÅ-MM-DD" in told, command
        assert "%Y" not in told


@pytest.mark.parametrize(
    ("arguments", "environ", "word"),
    [
        (["nix"], {}, "kommandot nix finns inte"),
        (["serve", "--nix"], {}, "flaggan --nix finns inte"),
        (["serve", "nix"], {}, "nix"),
        (["serve"], {"LARKA_DEMO": "1", "LARKA_ADDRESS": "10.0.0.7"}, "LARKA_ADDRESS=10.0.0.7"),
        (["migrate"], {"DATABASE_URL": "inte en adress"}, "DATABASE_URL går inte att tyda"),
        (["migrate"], {"DATABASE_URL": "postgresql://host/"}, "DATABASE_URL saknar roll"),
        (["migrate"], {"DATABASE_URL": "postgresql://o:hemligt@127.0.0.1:1/x"}, "går inte att nå"),
        (["manage", "migrate"], {}, "larka migrate"),
        (["term", "VT 2027", "igår"], {}, "STARTS_ON har ett värde som inte går att använda: igår. Se `"),
    ],
)
def test_what_is_wrong_is_one_line(arguments: list[str], environ: dict[str, str], word: str) -> None:
    """Nothing on the way out but the reason, and never a password."""
    ended = larka(*arguments, **environ)
    assert ended.returncode in {1, 2}
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert word in ended.stderr
    assert "hemligt" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "åtta"), ("PORT", "70000"), ("LARKA_WORKERS", "0"), ("LARKA_WORKERS", "två"), ("LARKA_WORKERS", "65")]
)
def test_a_number_that_cannot_be_is_wrong_configuration(name: str, value: str) -> None:
    """Exit code 2, as docs/operations.md says, and one line."""
    ended = larka("serve", **{name: value})
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert f"{name}={value} går inte" in ended.stderr


def test_every_reason_against_production_is_said() -> None:
    """One line each."""
    ended = larka("serve", LARKA_PRODUCTION="1")
    assert ended.returncode == 2
    names = ["DATABASE_URL", "LARKA_SECRET_KEY", "LARKA_MASTER_KEY", "LARKA_ALLOWED_HOSTS"]
    assert [name for name in names if name in ended.stderr] == names
    assert "Traceback" not in ended.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that another program has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_said_with_what_to_do(taken_port: int) -> None:
    """Before anything is started."""
    ended = larka("serve", PORT=str(taken_port))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"Port {taken_port} används redan" in ended.stderr
    assert f"PORT={taken_port + 1}" in ended.stderr


def test_too_old_a_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version is asked before anything is changed."""
    from larka.core.postgres import as_connection

    monkeypatch.setattr(postgres_server, "OLDEST", 99)
    with pytest.raises(DatabaseProblem, match="Lärka behöver PostgreSQL 99"):
        check_server(as_connection(database_settings(os.environ)["owner"]))


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ('FATAL:  password authentication failed for user "o"', "godtar inte lösenordet för rollen o"),
        ("fe_sendauth: no password supplied", "godtar inte lösenordet för rollen o"),
        ('FATAL:  database "x" does not exist', "Databasen x finns inte"),
        ("could not translate host name", "går inte att nå"),
    ],
)
def test_a_server_that_does_not_let_us_in_is_explained(monkeypatch: pytest.MonkeyPatch, said: str, line: str) -> None:
    """What the server says, in Swedish."""

    def refuse(**_parameters: object) -> None:
        raise psycopg.OperationalError(said)

    monkeypatch.setattr(psycopg, "connect", refuse)
    with pytest.raises(DatabaseProblem, match=line):
        check_server({"host": "db", "user": "o", "dbname": "x"})


def test_an_unforeseen_error_is_one_line_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """LARKA_DEBUG=1 shows where."""
    assert report(ValueError("fel\npå flera rader")) == 1
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setenv("LARKA_DEBUG", "1")
    with pytest.raises(ValueError, match="fel"):
        report(ValueError("fel"))


def test_the_application_has_a_password_of_its_own_on_a_named_server(tmp_path: Path) -> None:
    """Made once, kept in the data folder, readable by its owner alone."""
    environ = {"LARKA_HOME": str(tmp_path), "DATABASE_URL": "postgresql://owner:o@db:5433/larka?sslmode=require"}
    first, again = database_settings(environ), database_settings(environ)
    assert first == again
    assert first["owner"]["USER"] == "owner"
    assert (first["default"]["USER"], first["default"]["HOST"], first["default"]["PORT"]) == ("larka_app", "db", "5433")
    assert first["default"]["OPTIONS"]["sslmode"] == "require"
    assert len(first["default"]["PASSWORD"]) > 40
    assert (tmp_path / "database-app-password").stat().st_mode & 0o777 == 0o600
    named = database_settings({**environ, "DATABASE_APP_URL": "postgresql://app:a%C3%A5@db/larka"})
    assert (named["default"]["USER"], named["default"]["PASSWORD"]) == ("app", "aå")


def test_a_complaint_of_ours_ends_with_one_full_stop() -> None:
    """CLI: the sentence may have its own."""
    for said in ("Rollen x finns inte. Skriv en av: administratör, kök.", "Rollen x finns inte"):
        assert ".." not in in_swedish(click.UsageError(said))
        assert in_swedish(click.UsageError(said)).endswith("Se `larka --help`.")


@pytest.mark.parametrize("group", ["keys", "bounces", "audit"])
def test_the_first_word_alone_shows_what_can_follow(group: str) -> None:
    """CLI: the usual help, and no complaint that it cannot be understood."""
    shown = larka(group)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr.startswith(f"Så här: larka {group} ")
    assert "Kommandon:" in shown.stderr
    assert "går inte att tyda" not in shown.stderr
