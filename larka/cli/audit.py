"""The log at the command line: sealed, verified, disposed of, watched over (A11, A12, H1)."""

import datetime as dt
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from larka.cli.database import make_months_of_log, with_database

if TYPE_CHECKING:
    from larka.audit.models import Disposal
    from larka.audit.verifying import Problem, Report

SECONDS_BETWEEN_SEALS = 60
_JSON = click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_WORDS = {
    "changed": "rader har ändrats",
    "removed": "rader har tagits bort",
    "added": "rader har lagts till i efterhand",
    "gap": "sigillet före saknas",
    "chain": "sigillet hänger inte ihop med det före eller är ändrat",
    "head": "kedjan har inte det sigill som sparades i {head}",
    "disposal": "en gallring står inte så i loggen som den påstås",
}


@click.group(help="Loggen: försegla, kontrollera, gallra, bevaka.")
def audit() -> None:
    """What an operator does with the log."""


@audit.command(help="Förseglar det som är skrivet sedan sist och sparar dagens huvud i datamappen (audit-heads).")
@_JSON
@with_database
def seal(*, as_json: bool) -> None:
    """Seal now; the running server does so every minute."""
    from django.conf import settings

    from larka.audit.sealing import export_head, seal_log

    now = dt.datetime.now(dt.UTC)
    made = seal_log(now)
    exported = export_head(settings.HOME, now)
    if as_json:
        click.echo(json.dumps({"seals": made, "head_file": str(exported) if exported else None}))
    else:
        click.echo(f"{made} nya sigill.{f' Dagens huvud sparades i {exported}.' if exported else ''}")


@audit.command(help="Visar det senaste sigillet. Spara det där databasens ägare inte kommer åt det.")
@_JSON
@with_database
def head(*, as_json: bool) -> None:
    """The head of the chain."""
    from larka.audit.sealing import head as newest

    found = newest()
    if as_json:
        click.echo(json.dumps(asdict(found) if found else None))
    else:
        click.echo(f"Sigill {found.number}: {found.hash} ({found.sealed_at})" if found else "Loggen har inget sigill än.")


@audit.command(help="Kontrollerar hela loggen mot sigillen och sparade huvuden. Slutar med 1 om något inte stämmer.")
@click.option(
    "--head",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ett huvud som sparats på annat håll.",
)
@_JSON
@with_database
def verify(*, files: tuple[Path, ...], as_json: bool) -> None:
    """Every seal, every exported head, every disposal."""
    from django.conf import settings
    from django.db.models import Sum

    from larka.audit.models import Seal
    from larka.audit.sealing import exported_heads, read_head
    from larka.audit.verifying import verify_log

    heads = [*exported_heads(settings.HOME), *((str(path), *read_head(path)) for path in files)]
    rows = Seal.objects.aggregate(rows=Sum("count"))["rows"] or 0
    bar: Any
    with click.progressbar(length=rows, label="Loggen kontrolleras", file=sys.stderr) as bar:
        report = verify_log(heads, progress=bar.update)
    if as_json:
        click.echo(json.dumps(_as_json(report), default=str))
    else:
        click.echo("\n".join(_said(report)))
    if not report.sound:
        raise SystemExit(1)


@audit.command(help="Gallrar loggens månader före den månad som DATE ligger i. Kan inte göras ogjort.")
@click.option(
    "--before",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="ÅÅÅÅ-MM-DD",
    help="Månader före denna dags månad tas bort.",
)
@click.option("--decision", required=True, metavar="TEXT", help="Beslutets beteckning.")
@click.option("--rule", metavar="TEXT", help="Regeln som gallringen följer.")
@_JSON
@with_database
def dispose(*, before: dt.datetime, decision: str, rule: str | None, as_json: bool) -> None:
    """Whole months, by decision."""
    from larka.audit.disposing import RULE, DisposalError, dispose_of_log
    from larka.audit.sealing import seal_log
    from larka.register.actor import Actor

    now = dt.datetime.now(dt.UTC)
    seal_log(now)
    try:
        made = dispose_of_log(by=Actor.operator(now), before=before.date(), rule=rule or RULE, decision=decision)
    except DisposalError as error:
        raise click.ClickException(str(error)) from error
    seal_log(dt.datetime.now(dt.UTC))
    if as_json:
        click.echo(
            json.dumps({"before": made.before.isoformat(), "rows": made.count, "last_seal": made.last_seal, "decision": made.decision})
        )
    else:
        click.echo(f"{made.count} rader från tiden före {made.before:%Y-%m-%d} är gallrade enligt {made.decision}.")


def tend_once() -> int:
    """What is due now; answers how many seals were made."""
    from django.conf import settings

    from larka.audit.sealing import export_head, seal_log
    from larka.privacy.actions import watch_log
    from larka.register.actor import Actor

    now = dt.datetime.now(dt.UTC)
    made = seal_log(now)
    export_head(settings.HOME, now)
    watch_log(by=Actor.operator(now))
    return made


@audit.command(help="Letar efter ovanlig användning och väcker larm för dataskyddsombudet.")
@_JSON
@with_database
def watch(*, as_json: bool) -> None:
    """Watch now; the running server does so every minute."""
    from larka.privacy.actions import watch_log
    from larka.register.actor import Actor

    raised = watch_log(by=Actor.operator(dt.datetime.now(dt.UTC)))
    if as_json:
        click.echo(json.dumps([{"kind": alarm.kind, "count": alarm.count, "most": alarm.most} for alarm in raised]))
    else:
        click.echo(f"{len(raised)} nya larm.")


@audit.command(help="Nattens arbete: nya månader, sigill, dagens huvud och larm.")
@with_database
def nightly() -> None:
    """For cron or a systemd timer."""
    make_months_of_log()
    click.echo(f"{tend_once()} nya sigill.")


def _as_json(report: "Report") -> dict[str, Any]:
    return {
        "ok": report.sound,
        "seals": report.seals,
        "rows": report.rows,
        "disposed_rows": report.disposed_rows,
        "unsealed_rows": report.unsealed,
        "disposals": [_disposal(disposal) for disposal in report.disposals],
        "misdated": [{"seal": seal.number, "from_at": seal.from_at, "to_at": seal.to_at} for seal in report.misdated],
        "problems": [{key: value for key, value in asdict(problem).items() if value not in (None, "")} for problem in report.problems],
    }


def _disposal(made: "Disposal") -> dict[str, Any]:
    return {
        "before": made.before.isoformat(),
        "rule": made.rule,
        "decision": made.decision,
        "at": made.disposed_at.isoformat(),
        "by": made.disposed_by,
        "rows": made.count,
    }


def _said(report: "Report") -> Iterator[str]:
    yield f"{report.seals} sigill, {report.rows} rader kontrollerade; {report.unsealed} rader väntar på nästa sigill."
    for disposal in report.disposals:
        yield f"Gallrat: {disposal.count} rader från tiden före {disposal.before:%Y-%m-%d}, beslut {disposal.decision}."
    for seal in report.misdated:
        span = f"{seal.from_at:%Y-%m-%d %H:%M} – {seal.to_at:%Y-%m-%d %H:%M}"
        yield f"Att titta på: sigill {seal.number} har rader som säger en tid långt före eller efter raderna bredvid ({span})."
    yield from map(_problem, report.problems)
    yield "Loggen är hel." if report.sound else f"Loggen stämmer INTE: {len(report.problems)} fel."


def _problem(problem: "Problem") -> str:
    where = f"Sigill {problem.seal} ({problem.from_at:%Y-%m-%d %H:%M} – {problem.to_at:%Y-%m-%d %H:%M}): " if problem.seal else ""
    return f"{where}{_WORDS[problem.what].format(head=problem.head)}."
