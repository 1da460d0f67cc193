"""Reading the municipality's register (SS 12000)."""

import contextlib
import datetime as dt
import json
import re
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from larka.cli.database import with_database

if TYPE_CHECKING:
    from larka.exchange.actions import Imported, Wishes
    from larka.people.register_import.difference import Difference

FAILED, TOO_MANY_ENDS, NOT_APPLIED = 1, 3, 4
YES = ("j", "ja", "y", "yes")
CODE = re.compile(r"[0-9a-f]{16}")


@click.command(
    help="Läser in kommunens register ur MAPP, där filerna organisations, syllabuses, persons, placements, groups, duties och activities"
    " (.json) ligger, var och en ett helt listsvar enligt SS 12000. Visar först skillnaden och frågar sedan."
)
@click.argument("folder", metavar="MAPP", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Visa bara skillnaden.")
@click.option("--yes", is_flag=True, help="Svara ja på frågan. Det som ska bekräftas med namn väntar ändå.")
@click.option("--confirm", "confirm", metavar="FIL", type=click.Path(path_type=Path), help="Fil med koderna för det som bekräftas.")
@click.option("--allow-ends", is_flag=True, help="Tillåt att mer än 10 % av något avslutas.")
@click.option("--rollover", is_flag=True, help="Läsårsskifte: grupper, placeringar och uppdrag får avslutas i mängd.")
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
@click.option(
    "--run", "run_id", metavar="ID", type=click.UUID, help="En inläsning som sidan Registret har börjat; det som valts där gäller."
)
@with_database
def import_register(
    *,
    folder: Path,
    dry_run: bool,
    yes: bool,
    confirm: Path | None,
    allow_ends: bool,
    rollover: bool,
    as_json: bool,
    run_id: uuid.UUID | None,
) -> None:
    """Compare, ask, apply."""
    from larka.exchange.actions import Wishes

    if run_id is not None:
        raise SystemExit(carry_out_run(run_id, as_json=as_json))

    with told_as_json() if as_json else contextlib.nullcontext():
        if not folder.is_dir():
            raise click.ClickException(f"Mappen {folder} finns inte.")
        wishes = Wishes(dry_run=dry_run, allow_ends=allow_ends, rollover=rollover, codes=read_codes(confirm) if confirm else ())
        asking = Asking(wishes, yes=yes, as_json=as_json)
        result = run(folder, wishes, asking)
    raise SystemExit(show(result, wishes, as_json=as_json, brief=as_json or asking.shown))


def carry_out_run(run_id: uuid.UUID, *, as_json: bool) -> int:
    """What a page has asked for, in this process; the exit code."""
    from larka.exchange.actions import Wishes
    from larka.exchange.queries.runs import run_of
    from larka.exchange.tasks import carry_out

    begun = run_of(run_id)
    if begun is None:
        raise click.ClickException(f"Ingen inläsning har id {run_id}.")
    return show(carry_out(begun, dt.datetime.now(dt.UTC)), Wishes(), as_json=as_json, brief=True)


@contextlib.contextmanager
def told_as_json() -> Iterator[None]:
    """What keeps an import from beginning is a problem in the JSON, too."""
    from larka.exchange.actions import Imported, Outcome
    from larka.people.register_import.staging import Problem

    try:
        yield
    except click.ClickException as error:
        show_json(Imported(Outcome.NOT_BEGUN, problems=[Problem("", "", "", error.message)]))
        raise


def run(folder: Path, wishes: "Wishes", decide: "Callable[[Difference], bool]") -> "Imported":
    """The import, with a bar on a terminal."""
    from larka.exchange.actions import import_register as read_register
    from larka.people.actions.register_import import ImportUnderWayError
    from larka.register.actor import Actor

    by = Actor.operator(dt.datetime.now(dt.UTC))
    try:
        with progress_bar(folder) as progress:
            return read_register(by=by, folder=folder, wishes=wishes, progress=progress, decide=decide)
    except ImportUnderWayError as error:
        raise click.ClickException("En annan inläsning pågår. Försök igen när den är klar.") from error


@contextlib.contextmanager
def progress_bar(folder: Path) -> Iterator[Callable[[int], None]]:
    """How far the reading has come, on standard error and only on a terminal."""
    if not sys.stderr.isatty():
        yield lambda _bytes: None
        return
    length = sum(file.stat().st_size for file in folder.glob("*.json"))
    with click.progressbar(length=length, label="Läser", file=sys.stderr) as bar:
        yield bar.update


class Asking:
    """Shows the difference and asks; with --yes neither."""

    def __init__(self, wishes: "Wishes", *, yes: bool, as_json: bool) -> None:
        self.wishes, self.yes, self.as_json = wishes, yes, as_json
        self.shown = False

    def __call__(self, difference: "Difference") -> bool:
        """Whether to apply."""
        from larka.cli.import_report import difference_text

        if self.yes:
            return True
        if not on_a_terminal():
            click.echo("Det finns ingen terminal att fråga i. Kör igen med --yes för att genomföra.", err=True)
            return False
        click.echo(difference_text(difference, self.wishes), err=self.as_json)
        self.shown = True
        return says_yes(err=self.as_json)


def on_a_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin.isatty()


def says_yes(*, err: bool) -> bool:
    """Ask; anything but a yes is a no."""
    answer = click.prompt("Genomföra? [j/N]", default="n", show_default=False, err=err)
    return str(answer).strip().lower() in YES


def show(result: "Imported", wishes: "Wishes", *, as_json: bool, brief: bool) -> int:
    """Say how it went, in ``brief`` without the difference; the exit code."""
    from larka.cli.import_report import outcome_text
    from larka.exchange.actions import Outcome

    if as_json:
        show_json(result)
    if text := outcome_text(result, wishes, brief=brief):
        click.echo(text, err=as_json or result.outcome not in (Outcome.APPLIED, Outcome.COMPARED))
    codes = {Outcome.APPLIED: 0, Outcome.COMPARED: 0, Outcome.TOO_MANY_ENDS: TOO_MANY_ENDS, Outcome.DECLINED: NOT_APPLIED}
    return codes.get(result.outcome, FAILED)


def show_json(result: "Imported") -> None:
    """The result for programs: all that is on standard output."""
    from larka.cli.import_report import as_data

    click.echo(json.dumps(as_data(result), ensure_ascii=False, indent=1))


def read_codes(path: Path) -> tuple[str, ...]:
    """The codes in a file: one a line (what follows # is a remark), or a JSON list of them."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"Filen {path} går inte att läsa.") from error
    codes = json_codes(text, path) if text.lstrip().startswith("[") else [line.split("#")[0].strip() for line in text.splitlines()]
    codes = [code for code in codes if code]
    if wrong := next((code for code in codes if not CODE.fullmatch(code)), None):
        raise click.ClickException(f"”{wrong[:40]}” i {path} är inte en bekräftelsekod (16 tecken 0–9 a–f).")
    return tuple(codes)


def json_codes(text: str, path: Path) -> list[str]:
    """The codes of a JSON list."""
    try:
        return [str(code) for code in json.loads(text)]
    except ValueError as error:
        raise click.ClickException(f"Filen {path} är inte giltig JSON.") from error
