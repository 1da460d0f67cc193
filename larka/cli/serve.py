"""The web server: refuses what is unsafe, readies what is stale, serves, and says where when it answers."""

import datetime as dt
import http.client
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import click

from larka.cli.database import bring_up_to_date, database
from larka.cli.demo import load_into_empty
from larka.cli.prepare import collect_static, compile_translations
from larka.cli.tending import tend_links, tend_log
from larka.cli.web import Web
from larka.cli.worker import Kept
from larka.core.configuration import configuration_problems, configuration_warnings, listening_address, on
from larka.core.postgres import DatabaseProblem, Hold
from larka.core.processes import end_with_parent
from larka.core.site import DEFAULT_PORT

APPLICATION = "larka.serving:application"
DEFAULT_WORKERS = 2
HIGHEST_PORT = 65535
SECONDS_FOR_PORT = 2  # a killed server's workers leave within a second
SECONDS_TO_ANSWER = 60
SECONDS_BETWEEN_LOOKS = 1
BROKEN = 500
MISUSED = 2


@click.command(help="Startar Lärka på PORT (8000) och visar adressen när den svarar. Avsluta med Ctrl-C.")
@click.option("--end-with-parent", "with_parent", is_flag=True, help="Avsluta när det program som startade servern avslutas.")
def serve(*, with_parent: bool) -> None:
    """Starts the server and stays until it is stopped."""
    if reasons := configuration_problems(os.environ):
        for reason in reasons:
            click.echo(f"Fel: {reason}", err=True)
        raise SystemExit(MISUSED)
    for warning in configuration_warnings(os.environ):
        click.echo(f"Varning: {warning}", err=True)
    if with_parent:
        end_with_parent(lambda: os.kill(os.getpid(), signal.SIGTERM), parent=os.getppid())
    address, port = listening_address(os.environ), number("PORT", DEFAULT_PORT)
    workers = number("LARKA_WORKERS", DEFAULT_WORKERS)
    wait_for_port(address, port)
    compile_translations()
    with Web(APPLICATION, address, port, workers) as web, database() as hold:
        bring_up_to_date()
        if on(os.environ, "LARKA_DEMO"):
            load_demo_first_time()
        collect_static()
        tend_vault()
        close_connections()
        if hold:
            threading.Thread(target=look_after, args=(hold,), daemon=True).start()
        for tending in (tend_log, tend_links):
            threading.Thread(target=tending, daemon=True).start()
        with Kept(wanted=os.environ.get("LARKA_WORKER") != "0") as worker:
            threading.Thread(target=announce, args=(address, port, worker.start), daemon=True).start()
            web.answer()


def tend_vault() -> None:
    """What the ledger says is destroyed is so before anybody is served; what is missing is told of."""
    from larka.register.actor import Actor
    from larka.vault.actions import replay_ledger, sign_ledger
    from larka.vault.ledger import LedgerError, NotCopiedError, catch_up

    by = Actor.operator(dt.datetime.now(dt.UTC))
    try:
        sign_ledger(by=by)
        catch_up()
    except NotCopiedError as error:
        click.echo(f"Varning: {error}. En återläsning nu skulle få tillbaka det som har förstörts sedan dess.", err=True)
    except LedgerError as error:
        raise click.ClickException(f"Lärka startar inte: {error}.") from error
    try:
        again = replay_ledger(by=by)
    except (LedgerError, OSError) as error:
        raise click.ClickException(f"Lärka startar inte, för det som är gallrat kan ha kommit tillbaka: {error}.") from error
    if again:
        click.echo(f"{again} nycklar som gallringsliggaren säger är förstörda fanns kvar och är nu förstörda.", err=True)
    tell_of_what_is_missing()


def tell_of_what_is_missing() -> None:
    """A store of files that is away, an end of the ledger that is gone, keys that do not open: nothing is lost by serving."""
    from larka.media.storage import why_not_reached
    from larka.vault.logged import cut_off
    from larka.vault.rotating import standings

    if why := why_not_reached():
        click.echo(f"Varning: bilder och filer kan inte nås i LARKA_MEDIA: {why}", err=True)
    if cut := cut_off():
        click.echo(f"Varning: {cut}.", err=True)
    for lost in (standing for standing in standings() if not standing.given):
        click.echo(f"Varning: {lost.keys} nycklar kan inte öppnas: huvudnyckel {lost.master} är inte angiven. Se docs/keys.md.", err=True)


def number(name: str, default: int) -> int:
    """A whole number from the environment, which has been looked at by then."""
    return int(os.environ.get(name) or default)


def wait_for_port(address: str, port: int) -> None:
    """Fails, saying what to do, when another program has the port; waits a moment for workers of a killed server."""
    last = time.monotonic() + SECONDS_FOR_PORT
    while (reason := not_free(address, port)) is not None:
        if time.monotonic() > last:
            raise click.ClickException(f"Port {port} {reason}. Välj en annan, till exempel: make run PORT={port % HIGHEST_PORT + 1}")
        time.sleep(0.1)


def not_free(address: str, port: int) -> str | None:
    """Why the port cannot be had; None when it is free."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((address, port))
        except PermissionError:
            return "får bara användas av root"
        except OSError:
            return "används redan, kanske av en Lärka som redan är igång"
    return None


def load_demo_first_time() -> None:
    """The demo municipality, the first time the installation starts."""
    if load_into_empty():
        click.echo("Demokommunen är inläst.")


def look_after(hold: Hold) -> None:
    """Starts the embedded database again when it is killed while we serve."""
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        try:
            if hold.revive():
                click.echo("Databasen hade stannat och är startad igen.", err=True)
        except DatabaseProblem as problem:
            click.echo(f"Fel: {problem}", err=True)


def close_connections() -> None:
    """The workers have connections of their own."""
    from django.db import connections

    connections.close_all()


def announce(address: str, port: int, then: Callable[[], None]) -> None:
    """Says where Lärka is, when it really answers, and goes on with what could wait until then."""
    last = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < last:
        status = answer(address, port)
        if status is not None and status < BROKEN:
            click.echo(f"Lärka: http://localhost:{port}")
            then()
            return
        if status is not None:
            click.echo(f"Fel: Lärka svarar med fel {status} på http://localhost:{port}. Sätt LARKA_DEBUG=1 för att se mer.", err=True)
            return
        time.sleep(0.05)
    click.echo("Fel: Lärka svarar inte. Sätt LARKA_DEBUG=1 för att se mer.", err=True)


def answer(address: str, port: int) -> int | None:
    """The status of the start page; None while nothing answers."""
    try:
        connection = http.client.HTTPConnection(address, port, timeout=30)
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
