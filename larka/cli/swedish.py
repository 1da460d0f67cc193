"""Click's own words in Swedish."""

import re
from collections.abc import Iterable

import click

HEADINGS = {"Options": "Flaggor", "Commands": "Kommandon", "Arguments": "Argument"}
SHOW_HELP = "Visa den här hjälpen."


class SwedishHelp(click.HelpFormatter):
    """Help texts with Swedish headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:  # noqa: ARG002  click's signature
        """The line that shows how a command is written."""
        super().write_usage(prog, args.replace("[OPTIONS]", "[FLAGGOR]").replace("COMMAND [ARGS]", "KOMMANDO [ARGUMENT]"), "Så här: ")

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        super().write_heading(HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of flags or commands."""
        super().write_dl([(name, SHOW_HELP if name == "--help" else text) for name, text in rows], col_max, col_spacing)


def in_swedish(error: click.ClickException) -> str:
    """What click complains of, in Swedish; our own commands' messages are Swedish already."""
    if type(error) is click.ClickException or not isinstance(error, click.UsageError):
        return error.format_message()
    where = f"Se `{error.ctx.command_path if error.ctx else 'larka'} --help`."
    return f"{complaint(error).removesuffix('.')}. {where}"


def complaint(error: click.UsageError) -> str:
    """What is wrong with how the command was written."""
    named = re.findall(r"'([^']*)'|\(([^)]*)\)", error.message)
    name = "".join(named[0]) if named else ""
    if isinstance(error, click.NoSuchOption):
        return f"flaggan {error.option_name} finns inte"
    if isinstance(error, click.MissingParameter):
        return f"{parameter(error)} saknas"
    if isinstance(error, click.BadParameter):
        return f"{parameter(error)} har ett värde som inte går att använda: {name or error.message}"
    if error.message.startswith("No such command"):
        return f"kommandot {name} finns inte"
    return f"kommandot går inte att tyda: {name or error.message}"


def parameter(error: click.BadParameter) -> str:
    """The name of the argument or flag as it is written."""
    if error.param is None:
        return str(error.param_hint or "ett argument")
    return error.param.opts[0] if isinstance(error.param, click.Option) else (error.param.name or "").upper()
