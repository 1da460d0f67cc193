"""Reports of the register's runs hold names: they go by rule, every night."""

import datetime as dt
import json

import click

from larka.cli.database import with_database


@click.command(
    help="Tar bort vad gamla inläsningar av registret fann vid namn och fel i filerna, så gamla som inställningen"
    " register.report_days säger. Hur många rader de ändrade är kvar. Kör det varje natt."
)
@click.option("--dry-run", is_flag=True, help="Visa bara, ta inte bort något.")
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
@with_database
def dispose_reports(*, dry_run: bool, as_json: bool) -> None:
    """Remove what is old, and say how many."""
    from larka.exchange.actions import dispose_of_reports
    from larka.register.actor import Actor

    runs = dispose_of_reports(by=Actor.operator(dt.datetime.now(dt.UTC)), only_look=dry_run)
    if as_json:
        click.echo(json.dumps({"runs": runs, "dry_run": dry_run}))
        return
    click.echo(f"{runs} {'inläsning' if runs == 1 else 'inläsningar'} {'skulle gallras' if dry_run else 'är gallrade'}.")
