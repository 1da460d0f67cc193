"""Roles that a decision gives: the first administrator, and the huvudman's others (A8)."""

import datetime as dt
import json
import uuid
from typing import TYPE_CHECKING, Any

import click

from larka.cli.database import with_database
from larka.core.dates import EARLIEST, LATEST, from_inclusive_end, to_inclusive_end

if TYPE_CHECKING:
    from larka.register.models import Organisation, Person


class _Day(click.DateTime):
    """A day that somebody can mean."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 – click's signature
        """As people write a day, not as programs do."""
        return "ÅÅÅÅ-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read it, or say what is wrong with it."""
        day: dt.datetime = super().convert(value, param, ctx)
        if not EARLIEST <= day.date() <= LATEST:
            self.fail(f"Året i {day:%Y-%m-%d} kan inte stämma.", param, ctx)
        return day


_DAY = _Day(["%Y-%m-%d"])


@click.command(
    help="Ger en person i registret en roll genom beslut: administratör, arkivarie, registrator, dataskyddsombud eller kök."
    " Utan --unit gäller rollen hos huvudmannen."
)
@click.option("--person", required=True, metavar="ID", help="Personens id i registret.")
@click.option("--role", required=True, metavar="ROLL", help="Till exempel administratör.")
@click.option("--unit", metavar="ID", help="Enhetens id i registret.")
@click.option("--from", "starts", type=_DAY, help="Första dagen (i dag).")
@click.option("--to", "ends", type=_DAY, help="Sista dagen. Utan den gäller rollen tills vidare.")
@click.option("--decision", required=True, metavar="TEXT", help="Beslutets beteckning.")
@click.option("--external", is_flag=True, help="Personen har ingen tjänst i kommunen, och beslutet säger att rollen ges ändå.")
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
@with_database
def grant_role(
    *,
    person: str,
    role: str,
    unit: str | None,
    starts: dt.datetime | None,
    ends: dt.datetime | None,
    decision: str,
    external: bool,
    as_json: bool,
) -> None:
    """Find the person and the unit, and register the decision."""
    from larka.people.actions import roles
    from larka.people.actions.decisions import DecisionError
    from larka.register.actor import Actor
    from larka.register.choices import GRANTED_ROLES

    by = Actor.operator(dt.datetime.now(dt.UTC))
    given = roles.role_of(role)
    if given is None:
        raise click.UsageError(f"Rollen {role} finns inte. Skriv en av: {', '.join(str(r.label).lower() for r in GRANTED_ROLES)}.")
    try:
        made = roles.grant_role(
            by=by, person=person_with(person), role=given, unit=_unit(unit) if unit else None,
            starts_on=starts.date() if starts else by.today,
            ends_on=from_inclusive_end(ends.date()) if ends else None, decision=decision, external=external,
        )  # fmt: skip
    except DecisionError as error:
        way_out = " Lägg till --external om beslutet gäller någon utifrån." if error.field == "external" else ""
        raise click.ClickException(f"{error}{way_out}") from error
    until = to_inclusive_end(made.ends_on) if made.ends_on else None
    if as_json:
        click.echo(
            json.dumps(
                {
                    "person": person,
                    "role": made.role,
                    "unit": str(made.unit.source_id),
                    "from": str(made.starts_on),
                    "to": until and str(until),
                }
            )
        )
    else:
        click.echo(f"{given.label} hos {made.unit.name} från {made.starts_on}{f' till och med {until}' if until else ''}.")


def person_with(text: str) -> "Person":
    """By the register's id."""
    from larka.register.models import Person

    found = Person.objects.filter(source_id=_id(text, "--person")).first()
    if found is None:
        raise click.ClickException("Personen finns inte i registret. Ange personens id som i persons.json.")
    return found


def _unit(text: str) -> "Organisation":
    from larka.register.models import Organisation

    found = Organisation.objects.filter(source_id=_id(text, "--unit")).first()
    if found is None:
        raise click.ClickException("Enheten finns inte i registret. Ange enhetens id som i organisations.json.")
    return found


def _id(text: str, option: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise click.UsageError(f"{option} ska vara ett id som i registret, till exempel 915d6516-7588-5138-925c-e151a361518e.") from None


@click.command(
    help="Avslutar roller som är givna genom beslut och vars innehavare inte har loggat in på så länge som"
    " inställningen roles.lapse_after_days säger. Kör det varje natt."
)
@click.option("--dry-run", is_flag=True, help="Visa bara, avsluta inget.")
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
@with_database
def lapse_roles(*, dry_run: bool, as_json: bool) -> None:
    """End what lapses, and say which."""
    from larka.people.actions import roles
    from larka.register.actor import Actor

    lapsed = roles.lapse_roles(by=Actor.operator(dt.datetime.now(dt.UTC)), only_look=dry_run)
    rows = [
        {"person": str(idle.grant.person.source_id), "role": idle.grant.role, "unit": idle.grant.unit.name, "seen": str(idle.last_seen_on)}
        for idle in lapsed
    ]
    if as_json:
        click.echo(json.dumps({"lapsed": rows, "dry_run": dry_run}))
        return
    for idle in lapsed:
        click.echo(f"{idle.grant.get_role_display()} hos {idle.grant.unit.name}: ingen inloggning sedan {idle.last_seen_on}.")
    click.echo(f"{len(rows)} {'roll' if len(rows) == 1 else 'roller'} {'skulle upphöra' if dry_run else 'har upphört'}.")
