"""Who a person is with an identity provider: what is stored can be taken away, so that the next log-in matches anew."""

import datetime as dt

import click

from larka.cli.database import with_database
from larka.cli.roles import person_with


@click.command(
    help="Glömmer vem en person är hos kommunens identitetsutfärdare och avslutar personens inloggningar."
    " Nästa inloggning söker personen i registret på nytt."
)
@click.option("--person", required=True, metavar="ID", help="Personens id i registret.")
@with_database
def forget_identity(*, person: str) -> None:
    """When an identity has become the wrong person's: after a split, or a mistake at the provider."""
    from larka.accounts.actions import forget_identities
    from larka.register.actor import Actor

    count = forget_identities(by=Actor.operator(dt.datetime.now(dt.UTC)), person=person_with(person))
    click.echo({0: "Det fanns inget att glömma.", 1: "1 identitet är glömd."}.get(count, f"{count} identiteter är glömda."))
