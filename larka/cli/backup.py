"""Backups at the command line: make, list, verify, put back (Q5; docs/backup.md)."""

import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import click

from larka.cli.database import database, with_database
from larka.core.backups.problems import BackupProblem

_JSON = click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
_MEGABYTE = 1_000_000


def _in_one_line(command: Callable[..., Any]) -> Callable[..., Any]:
    """What goes wrong is said so that an operator knows what to do, with exit code 1."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except BackupProblem as problem:
            raise click.ClickException(str(problem)) from problem
        except OSError as error:
            raise click.ClickException(f"{error.filename or 'filen'} går inte att använda ({error.strerror}).") from error

    return run


def _say(text: str) -> None:
    """Progress, where nobody reads the result."""
    click.echo(text, err=True)


@click.group(invoke_without_command=True, help="Säkerhetskopierar databas, valv och media till LARKA_BACKUP_TARGET, krypterat.")
@_JSON
@click.pass_context
def backup(context: click.Context, *, as_json: bool) -> None:
    """Without a further word: make one now, and remove those that are too old."""
    if context.invoked_subcommand is None:
        _make(as_json=as_json)


@_in_one_line
@with_database
def _make(*, as_json: bool) -> None:
    from larka.cli.backups import make_backup

    made = make_backup(dt.datetime.now(dt.UTC), _say)
    if as_json:
        click.echo(json.dumps(asdict(made)))
    else:
        click.echo(
            f"Säkerhetskopia {made.stamp}: databas {made.database_bytes / _MEGABYTE:.1f} MB, valv {made.vault_bytes / _MEGABYTE:.1f} MB, "
            f"{made.media_files} mediefiler ({made.media_copied} nya). {made.removed} gamla kopior är borttagna."
        )


@backup.command(help="Skapar ett nyckelpar: den hemliga delen läggs undan, den öppna ges till servern.")
@_JSON
def new_key(*, as_json: bool) -> None:
    """Printed once; nothing is kept."""
    from larka.core.backups.keys import PUBLIC, SECRET
    from larka.core.backups.keys import new_key as made

    secret, public = made()
    if as_json:
        click.echo(json.dumps({"secret": secret, "public": public}))
        return
    click.echo(f"{PUBLIC}={public}\n{SECRET}={secret}")
    click.echo(
        f"{PUBLIC} ges till servern. {SECRET} läggs undan där varken servern eller kopiorna finns; den behövs vid återläsning.", err=True
    )


@backup.command("list", help="Visar säkerhetskopiorna som finns.")
@_JSON
@_in_one_line
def list_backups(*, as_json: bool) -> None:
    """Oldest first; ends with 1 when one of them cannot be read, or was never finished."""
    from larka.cli.backups import listed

    found, problems = listed()
    if as_json:
        click.echo(json.dumps([{"stamp": stamp, **asdict(manifest)} for manifest, stamp in found]))
    for manifest, stamp in () if as_json else found:
        click.echo(f"{stamp}  {manifest.kind:8}  {sum(part.size for part in manifest.parts) / _MEGABYTE:.1f} MB")
    if not (found or problems or as_json):
        click.echo("Det finns inga säkerhetskopior.")
    for problem in problems:
        click.echo(f"FEL: {problem}", err=True)
    if problems:
        sys.exit(1)


@backup.command(help="Kontrollerar signatur, storlek och summa för varje fil, och med LARKA_BACKUP_KEY att den går att öppna.")
@click.option("--at", "stamp", metavar="STÄMPEL", help="Bara den här kopian; annars alla.")
@_JSON
@_in_one_line
def verify(*, stamp: str | None, as_json: bool) -> None:
    """Ends with 1 when anything is wrong."""
    from larka.cli.backups import verify_backups

    problems = verify_backups(stamp, os.environ)
    if as_json:
        click.echo(json.dumps({"problems": problems}))
    elif not problems:
        click.echo("Säkerhetskopiorna är hela.")
    for problem in () if as_json else problems:
        click.echo(f"FEL: {problem}", err=True)
    if problems:
        sys.exit(1)


@click.command(help="Återläser en säkerhetskopia i en tom installation och gör om gallringarna innan något kan läsas.")
@click.option("--from", "source", type=click.Path(file_okay=False, path_type=Path), help="Mappen med kopiorna; annars LARKA_BACKUP_TARGET.")
@click.option("--at", "stamp", metavar="STÄMPEL", help="Vilken kopia; annars den nyaste.")
@click.option("--without-ledger", is_flag=True, help="Gallringsliggaren är förlorad: återläs ändå, enligt beslut.")
@_JSON
@_in_one_line
def restore(*, source: Path | None, stamp: str | None, without_ledger: bool, as_json: bool) -> None:
    """Refuses where there is anything already."""
    from larka.cli.restoring import alone, restore_backup

    with database(), alone():
        done = restore_backup(source, stamp, dt.datetime.now(dt.UTC), _say, without_ledger=without_ledger)
    if as_json:
        click.echo(json.dumps(asdict(done)))
    else:
        click.echo(
            f"Säkerhetskopian {done.stamp} är återläst: {done.tables} tabeller, {done.rows} rader, {done.keys} nycklar, "
            f"{done.media_files} mediefiler. {done.destroyed_again} nycklar som var förstörda är förstörda igen."
        )
