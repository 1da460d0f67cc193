"""Django's own commands, on Lärka's database."""

import click

from larka.cli.database import bring_up_to_date, database

PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


@click.command(context_settings=PASS_ON, help="Kör ett av Djangos egna kommandon.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Passes everything on to Django."""
    from django.core.management import execute_from_command_line

    if arguments[:1] == ("migrate",):
        raise click.ClickException("Använd `larka migrate`: det migrerar som ägaren och ger applikationens roll dess rättigheter.")
    with database():
        if arguments[:1] != ("makemigrations",):
            bring_up_to_date()
        execute_from_command_line(["larka manage", *arguments])
