"""Mail that came back, read from where the mail server puts it."""

import datetime as dt
import json
import sys
from pathlib import Path

import click

from larka.cli.database import with_database


@click.group(help="Mejl som kommer tillbaka.")
def bounces() -> None:
    """What an operator does with bounces."""


@bounces.command(
    help="Läser mejl som har kommit tillbaka (RFC 3464) ur en fil, en brevlåda (mbox) eller en mapp (maildir); - läser ett mejl från"
    " standard in. Adresser som inte tar emot mejl märks. Kan köras om: samma mejl två gånger är ett."
)
@click.argument("source", metavar="FIL|-", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
@with_database
def read(*, source: Path, as_json: bool) -> None:
    """Read, mark, and say how many."""
    from larka.notices.actions.bounces import note_bounces
    from larka.notices.bounces import NoMailboxError, bounces_of, messages_from, messages_in
    from larka.register.actor import Actor

    try:
        messages = list(messages_from(sys.stdin.buffer) if str(source) == "-" else messages_in(source))
    except NoMailboxError as error:
        raise click.ClickException(f"{source} är ingen brevlåda: mapparna new och cur saknas.") from error
    except OSError as error:
        raise click.ClickException(f"{source} går inte att läsa ({error.strerror}).") from error
    found = [bounce for message in messages for bounce in bounces_of(message)]
    noted = note_bounces(by=Actor.operator(dt.datetime.now(dt.UTC)), bounces=found)
    if as_json:
        click.echo(json.dumps({"messages": len(messages), "noted": noted}))
        return
    click.echo(f"{len(messages)} mejl lästa, {noted} {'adress märkt' if noted == 1 else 'adresser märkta'}.")
