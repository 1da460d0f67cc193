"""The demo municipality."""

import importlib

import click

from larka.cli.database import bring_up_to_date, database

LOADING_LOCK = 7_265_431_002  # any number, the same in every process


@click.command(help="Läser in demokommunen: en förskola, en grundskola och ett gymnasium med påhittade personer.")
def demo_load() -> None:
    """Loads the demo municipality into an empty installation."""
    with database():
        bring_up_to_date()
        if not load_into_empty():
            raise click.ClickException(
                "Det finns redan personer här. Demokommunen läses bara in i en tom installation: välj en annan LARKA_HOME."
            )
        click.echo("Demokommunen är inläst.")


def load_into_empty() -> bool:
    """Loads the demo municipality, whole or not at all; answers False where people are registered already."""
    from django.apps import apps
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING_LOCK])
        if apps.get_model("register", "Person").objects.exists():
            return False
        importlib.import_module("larka.demo.load").load_demo()
    return True
