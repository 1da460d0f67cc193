"""Commands are imported when they are asked for: `larka --help` costs nothing, and what a feature adds is one line in the list."""

import functools
import importlib
from collections.abc import Mapping
from typing import Any

import click

OWN = "larka.cli."


class LazyGroup(click.Group):
    """A group that knows its commands by name, place and one line of help."""

    def __init__(self, *arguments: Any, commands_at: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.commands_at = commands_at

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """In the order of the list: what one does first stands first."""
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Imports the command; one outside this package works on the models and gets a database that is up to date."""
        if cmd_name not in self.commands_at:
            return None
        module, _, name = self.commands_at[cmd_name][0].partition(":")
        if module.startswith(OWN):
            command: click.Command = getattr(importlib.import_module(module), name)
            return command
        from larka.cli.database import set_up, with_database

        set_up()
        command = getattr(importlib.import_module(module), name)
        if command.callback and not hasattr(command.callback, "__wrapped__"):
            command.callback = functools.wraps(command.callback)(with_database(command.callback))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_place, text) in self.commands_at.items()])
