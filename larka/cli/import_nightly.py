"""The register, every night: for cron or a systemd timer."""

import datetime as dt
import json
from pathlib import Path
from typing import Any, NoReturn

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

    from larka.cli.import_report import as_data, nightly_text
    from larka.exchange.nightly import NotReadyError, read_tonight

    if not settings.IMPORT_FOLDER:
        raise click.ClickException("LARKA_IMPORT_FOLDER saknas: ange mappen som filerna läggs i.")
    folder = Path(settings.IMPORT_FOLDER)
    try:
        result = read_tonight(folder, dt.datetime.now(dt.UTC))
    except NotReadyError as not_ready:
        code = FAILED if not_ready.is_wrong else 0
        say({"outcome": "not_begun", "reason": str(not_ready)} if as_json else str(not_ready), code)
    code = {"applied": 0, "too_many_ends": TOO_MANY_ENDS}.get(result.outcome.value, FAILED)
    say(as_data(result) if as_json else nightly_text(result, folder), code)


def say(told: str | dict[str, Any], code: int) -> NoReturn:
    """One line: what went wrong on standard error, as everywhere; data always on standard output."""
    if isinstance(told, dict):
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"Fel: {told}" if code else told, err=code != 0)
    raise SystemExit(code)
