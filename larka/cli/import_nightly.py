"""The register, every night: for cron or a systemd timer."""

import datetime as dt
import json
from pathlib import Path

import click

from larka.cli.database import with_database

FAILED, TOO_MANY_ENDS = 1, 3


@click.command(
    help="Läser in registret ur mappen LARKA_IMPORT_FOLDER, om filerna är nya och hela. Det som inte behöver bekräftas genomförs;"
    " resten väntar på sidan Registret. För cron eller systemd."
)
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
@with_database
def import_nightly(*, as_json: bool) -> None:
    """Look, wait until nothing grows, import."""
    from django.conf import settings

    from larka.cli.import_report import as_data
    from larka.exchange.nightly import NotReadyError, read_tonight

    if not settings.IMPORT_FOLDER:
        raise click.ClickException("LARKA_IMPORT_FOLDER saknas: ange mappen som filerna läggs i.")
    try:
        result = read_tonight(Path(settings.IMPORT_FOLDER), dt.datetime.now(dt.UTC))
    except NotReadyError as not_ready:
        click.echo(json.dumps({"outcome": "not_begun", "reason": str(not_ready)}, ensure_ascii=False) if as_json else str(not_ready))
        raise SystemExit(FAILED if not_ready.is_wrong else 0) from not_ready
    click.echo(json.dumps(as_data(result), ensure_ascii=False) if as_json else f"Inläsningen: {result.outcome.value}.")
    raise SystemExit({"applied": 0, "too_many_ends": TOO_MANY_ENDS}.get(result.outcome.value, FAILED))
