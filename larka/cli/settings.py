"""The huvudman's settings at the command line."""

import datetime as dt
import json

import click

from larka.cli.database import bring_up_to_date, database
from larka.core.dates import to_inclusive_end


@click.command(help='Visar eller ändrar huvudmannens inställningar. Värdet skrivs som JSON: true, 0.1, ["emails"].')
@click.argument("key", required=False)
@click.argument("value", required=False)
@click.option("--json", "as_json", is_flag=True, help="Skriv som JSON.")
def setting(key: str | None, value: str | None, as_json: bool) -> None:  # noqa: FBT001 – click's signature
    """Shows all settings or one; with a value changes it."""
    with database():
        bring_up_to_date()
        from larka.people.actions.settings import SettingError, change_setting, check_setting
        from larka.register.actor import Actor
        from larka.register.settings import DEFAULTS
        from larka.register.settings import setting as decided

        try:
            if key is not None and key not in DEFAULTS:
                check_setting(key, None)
            if key is not None and value is not None:
                change_setting(by=Actor.operator(dt.datetime.now(dt.UTC)), key=key, value=_parsed(value))
        except SettingError as error:
            raise click.ClickException(str(error)) from error
        shown = {name: decided(name) for name in ([key] if key else DEFAULTS)}
        click.echo(
            json.dumps(shown, ensure_ascii=False, indent=2) if as_json else "\n".join(f"{k} = {json.dumps(v)}" for k, v in shown.items())
        )


@click.command("role-name", help="Visar namn i registret som inte ger någon roll, eller säger vilken roll ett namn ger.")
@click.argument("source", required=False, type=click.Choice(["duty", "assignment"]))
@click.argument("name", required=False)
@click.argument("role", required=False)
def role_name(source: str | None, name: str | None, role: str | None) -> None:
    """SOURCE is duty (dutyRole) or assignment (assignmentRoleType); an empty ROLE takes the rights away."""
    with database():
        bring_up_to_date()
        from larka.people.actions.settings import SettingError, map_role_name, unmapped_role_names
        from larka.register.actor import Actor

        if source is None or name is None or role is None:
            rows = unmapped_role_names()
            click.echo("\n".join(f"{field}: {text} ({count})" for field, text, count in rows) or "Alla namn i registret ger en roll.")
            return
        try:
            changed = map_role_name(by=Actor.operator(dt.datetime.now(dt.UTC)), source=source, name=name, role=role)
        except SettingError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{name} ger nu {role or 'ingen roll'}. {changed} rader ändrades.")


@click.command(help="Visar terminerna, eller låter en termin börja en annan dag (den förra slutar då).")
@click.argument("name", required=False)
@click.argument("starts_on", required=False, type=click.DateTime(["%Y-%m-%d"]), metavar="[ÅÅÅÅ-MM-DD]")
def term(name: str | None, starts_on: dt.datetime | None) -> None:
    """NAME as the list says it, such as "VT 2027"."""
    with database():
        bring_up_to_date()
        from larka.people.actions.settings import SettingError, move_term_start
        from larka.register.actor import Actor
        from larka.register.models import Term

        if name and starts_on:
            try:
                move_term_start(by=Actor.operator(dt.datetime.now(dt.UTC)), name=name, starts_on=starts_on.date())
            except SettingError as error:
                raise click.ClickException(str(error)) from error
        rows = Term.objects.filter(name=name) if name else Term.objects.all()
        click.echo("\n".join(f"{row.name}: {row.starts_on} – {to_inclusive_end(row.ends_on)}" for row in rows.order_by("starts_on")))


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value
