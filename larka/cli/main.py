"""The list of commands, and how what goes wrong is said: one line, an exit code, never a traceback."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn

import click
from click.exceptions import NoArgsIsHelpError

from larka.cli.lazy import LazyGroup
from larka.cli.swedish import SwedishHelp, in_swedish
from larka.core.master_keys import MasterKeyProblem
from larka.core.postgres import DatabaseProblem

COMMANDS = {
    "serve": ("larka.cli.serve:serve", "Starta Lärka och visa adressen."),
    "worker": ("larka.cli.worker:worker", "Gör arbetet i bakgrunden: post, utskrifter, bilder, nattens arbete."),
    "migrate": ("larka.cli.database:migrate", "Skapa eller uppdatera databasens tabeller och rättigheter."),
    "demo-load": ("larka.cli.demo:demo_load", "Läs in demokommunen i en tom installation."),
    "import-register": ("larka.cli.import_register:import_register", "Läs in kommunens register (SS 12000)."),
    "import-nightly": ("larka.cli.import_nightly:import_nightly", "Läs in nattens filer ur LARKA_IMPORT_FOLDER."),
    "dispose-reports": ("larka.cli.reports:dispose_reports", "Gallra vad gamla inläsningar av registret fann vid namn."),
    "setting": ("larka.cli.settings:setting", "Visa eller ändra huvudmannens inställningar."),
    "term": ("larka.cli.settings:term", "Visa terminerna, eller låt en termin börja en annan dag."),
    "grant-role": ("larka.cli.roles:grant_role", "Ge en person en roll genom beslut, till exempel den första administratören."),
    "lapse-roles": ("larka.cli.roles:lapse_roles", "Avsluta givna roller vars innehavare inte loggar in."),
    "forget-identity": ("larka.cli.identities:forget_identity", "Glöm vem en person är hos kommunens identitetsutfärdare."),
    "audit": ("larka.cli.audit:audit", "Loggen: försegla, kontrollera, gallra, bevaka."),
    "keys": ("larka.cli.keys:keys", "Nycklarna: hur de står, ny huvudnyckel, byte, förstöring."),
    "bounces": ("larka.cli.bounces:bounces", "Läs mejl som har kommit tillbaka."),
    "backup": ("larka.cli.backup:backup", "Säkerhetskopiera databas, valv och media; lista och kontrollera kopiorna."),
    "restore": ("larka.cli.backup:restore", "Återläs en säkerhetskopia i en tom installation."),
    "role-name": ("larka.cli.settings:role_name", "Visa eller ändra vilken roll ett namn i registret ger."),
    "manage": ("larka.cli.manage:manage", "Kör ett av Djangos egna kommandon, för den som utvecklar."),
}
FAILED = 1
MISUSED = 2
INTERRUPTED = 130
TERMINATED = 143


@click.group(cls=LazyGroup, commands_at=COMMANDS)
def cli() -> None:
    """Lärka: lärplattform för förskola och skola.

    Inställningar tas från miljön (se docs/operations.md). Utan DATABASE_URL startas den inbyggda
    databasen av det kommando som behöver den och stannar när ingen använder den.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs a command and exits with its code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "larka.settings")
    signal.signal(signal.SIGTERM, stop_tidily)
    click.Context.formatter_class = SwedishHelp
    try:
        code = cli.main(args=arguments, prog_name="larka", standalone_mode=False)
    except Exception as error:  # noqa: BLE001  the outermost place: whatever it is, it is said in one line
        code = report(error)
    sys.exit(code if isinstance(code, int) else 0)


def report(error: Exception) -> int:
    """Says what is wrong, in one line; LARKA_DEBUG=1 shows all."""
    if isinstance(error, click.Abort):
        click.echo("Avbrutet.", err=True)
        return INTERRUPTED
    if isinstance(error, NoArgsIsHelpError):  # whoever writes only the first word is shown what can follow
        click.echo(error.format_message(), err=True)
        return error.exit_code
    if isinstance(error, click.ClickException):
        click.echo(f"Fel: {in_swedish(error)}", err=True)
        return error.exit_code
    if os.environ.get("LARKA_DEBUG") == "1":
        raise error
    if isinstance(error, DatabaseProblem | MasterKeyProblem):
        click.echo(f"Fel: {error}", err=True)
        return MISUSED
    said = (str(error).strip().splitlines() or [""])[0]
    click.echo(f"Fel: något gick snett ({type(error).__name__}: {said}). Sätt LARKA_DEBUG=1 för att se mer.", err=True)
    return FAILED


def stop_tidily(_signal: int, _frame: FrameType | None) -> Any:
    """Ends as at a normal exit, so that the embedded database is let go of."""
    raise SystemExit(TERMINATED)
