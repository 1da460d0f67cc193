"""Keys at the command line: how they stand, a new master key, re-wrapping, destroying (Q3; docs/keys.md)."""

import datetime as dt
import json
import os
import stat
import sys
import uuid
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from larka.cli.database import with_database
from larka.core.master_keys import FILE, MasterKey, new_master_key, why_not

if TYPE_CHECKING:
    from larka.vault.chain import Known
    from larka.vault.ledger import Report
    from larka.vault.owners import Owner
    from larka.vault.rotating import Standing

_NAMED = 5  # keys, where more are changed
_JSON = click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
_REFERENCE = "Beslutets beteckning, till exempel ett diarienummer; aldrig ett namn eller personnummer, för den står kvar för alltid."
_SURE = "Allt som är förseglat med nyckeln går förlorat för alltid. Skriv JA för att förstöra den"
_COMPARED = "Allt som står i liggaren görs om vid varje start. Skriv JA om du har jämfört den med loggen och säkerhetskopiorna"
_WRITTEN = (
    "Beslutet står i gallringsliggaren, men nyckeln finns kvar. Kör kommandot igen när kopian går att skriva; annars förstörs nyckeln"
    " nästa gång Lärka startas."
)
_BACKUP_DAYS = "Säkerhetskopior av valvet som är äldre än {days} dagar ska vara borta: då är texterna borta i alla kopior."


@click.group(help="Nycklarna: hur de står, ny huvudnyckel, byte, förstöring.")
def keys() -> None:
    """What an operator does with keys."""


@keys.command(
    help="Visar hur många datanycklar som står under varje huvudnyckel, om de går att öppna, och om liggaren stämmer. Slutar med 1 vid fel."
)
@_JSON
@with_database
def status(*, as_json: bool) -> None:
    """The vault and the ledger."""
    from larka.vault.ledger import known_ledgers, verify
    from larka.vault.logged import cut_off, stands_in_log
    from larka.vault.rotating import changed_keys, standings

    path, *copies = known_ledgers()
    found, changed, report = standings(), changed_keys(), verify(path, *copies, known=stands_in_log)
    if cut := cut_off():
        report = replace(report, problems=(*report.problems, cut))
    lost = sum(standing.keys for standing in found if not standing.given)
    if as_json:
        told: dict[str, Any] = {"masters": [asdict(standing) for standing in found], "lost": lost}
        click.echo(json.dumps({**told, "changed": [str(key_id) for key_id in changed], "ledger": asdict(report)}))
    else:
        click.echo("\n".join([*map(_told, found), *_told_of_changed(changed), *_told_of_ledger(path, report)]))
    if lost or changed or report.problems:
        raise SystemExit(1)


@keys.command(help="Lägger alla datanycklar under den nyaste huvudnyckeln, medan servern är igång. Kan avbrytas och köras igen.")
@_JSON
@with_database
def rotate(*, as_json: bool) -> None:
    """Re-wrap everything; the texts themselves stay as they are."""
    from larka.vault.masters import newest_master
    from larka.vault.rotating import left_to_rotate
    from larka.vault.rotating import rotate as rotate_all

    newest = newest_master()
    bar: Any
    with click.progressbar(length=left_to_rotate(), label="Nycklarna byter huvudnyckel", file=sys.stderr) as bar:
        done = rotate_all(bar.update)
    if as_json:
        click.echo(json.dumps({"master": newest.id, **asdict(done)}))
    else:
        click.echo(f"{done.rewrapped} datanycklar står nu under huvudnyckel {newest.id}.")
    _sign(None)
    if done.lost:
        click.echo(f"Fel: {done.lost} datanycklar kan inte öppnas med de huvudnycklar som är angivna. Se docs/keys.md.", err=True)
        raise SystemExit(1)


@keys.command("sign-ledger", help="Signerar en gallringsliggare som ingen angiven huvudnyckel har signerat. Jämför den först.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="En annan liggare än den egna.")
@click.option("--yes", is_flag=True, help="Fråga inte.")
@with_database
def sign(*, path: Path | None, yes: bool) -> None:
    """By an operator's word, where neither a signature nor the log speaks for it; lines that do not hang together are never signed.

    Its own goes on without an end that is gone, too.
    """
    if not yes and click.prompt(_COMPARED, default="", show_default=False, err=True).strip() != "JA":
        raise click.Abort
    _sign(path, known=lambda _head: True)
    click.echo("Gallringsliggaren är signerad med den nyaste huvudnyckeln.")
    if path is None and (count := _go_on()):
        click.echo(f"Den går vidare utan det som loggen berättar om och som inte står i den: {count} tillfällen.")


def _sign(path: Path | None, known: "Known | None" = None) -> None:
    from larka.register.actor import Actor
    from larka.vault.actions import sign_ledger
    from larka.vault.ledger import LedgerError

    try:
        sign_ledger(by=Actor.operator(dt.datetime.now(dt.UTC)), path=path, known=known)
    except LedgerError as error:
        raise click.ClickException(f"{error}.") from error


def _go_on() -> int:
    from larka.register.actor import Actor
    from larka.vault.actions import go_on_without
    from larka.vault.ledger import LedgerError

    try:
        return go_on_without(by=Actor.operator(dt.datetime.now(dt.UTC)))
    except LedgerError as error:
        raise click.ClickException(f"{error}.") from error


@keys.command("new-master-key", help="Skapar en huvudnyckel: skriver ut den, eller lägger den först i filen med huvudnycklar.")
@click.option("--file", "path", type=click.Path(dir_okay=False, path_type=Path), help=f"Filen som {FILE} pekar på.")
@_JSON
def make_master_key(*, path: Path | None, as_json: bool) -> None:
    """Nothing is re-wrapped yet: that is `rotate`."""
    made = new_master_key()
    if path is not None:
        put_first(path, made)
    if as_json:
        click.echo(json.dumps({"id": made.id, **({"file": str(path)} if path else {"key": made.text})}))
    elif path is None:
        click.echo(made.text)
        click.echo(f"Huvudnyckel {made.id}. Spara den där varken databasen eller dess säkerhetskopior finns.", err=True)
    else:
        click.echo(f"Huvudnyckel {made.id} står först i {path}. Spara en kopia på annat håll, och kör sedan `larka keys rotate`.")


@keys.command(help="Förstör nyckeln till allt som är förseglat om ett barn eller i en delad handling. Kan inte göras ogjort.")
@click.option("--child", metavar="ID", type=click.UUID, help="Barnets id i Lärkas adresser.")
@click.option("--item", metavar="ID", type=click.UUID, help="Den delade handlingens id.")
@click.option("--lost-master", metavar="ID", help="Alla nycklar under en huvudnyckel som är förlorad för alltid.")
@click.option("--decision", required=True, metavar="TEXT", help=_REFERENCE)
@click.option("--yes", is_flag=True, help="Fråga inte.")
@_JSON
@with_database
def destroy(*, child: uuid.UUID | None, item: uuid.UUID | None, lost_master: str | None, decision: str, yes: bool, as_json: bool) -> None:
    """By decision; the disposal ledger remembers it outside the database."""
    from django.conf import settings

    if sum(given is not None for given in (child, item, lost_master)) != 1:
        raise click.ClickException("Ange ett av --child, --item och --lost-master.")
    if not decision.strip():
        raise click.ClickException("Beslutets beteckning saknas.")
    if not yes and click.prompt(_SURE, default="", show_default=False, err=True).strip() != "JA":
        raise click.Abort
    count = _destroyed(child, item, lost_master, decision)
    if as_json:
        click.echo(json.dumps({"destroyed": count, "vault_backup_days": settings.VAULT_BACKUP_DAYS}))
    elif count:
        click.echo(f"Förstörda nycklar: {count}, enligt {decision}. {_BACKUP_DAYS.format(days=settings.VAULT_BACKUP_DAYS)}")
    else:
        click.echo("Det fanns ingen nyckel att förstöra.")


def _destroyed(child: uuid.UUID | None, item: uuid.UUID | None, lost_master: str | None, decision: str) -> int:
    from larka.register.actor import Actor
    from larka.vault.actions import PersonalNumberInDecisionError, destroy_key, destroy_lost_keys
    from larka.vault.ledger import LedgerError, NotCopiedError

    by = Actor.operator(dt.datetime.now(dt.UTC))
    try:
        if lost_master is None:
            return destroy_key(by=by, owner=_owner(child, item), reason=decision)
        return destroy_lost_keys(by=by, master=lost_master, reason=decision)
    except NotCopiedError as error:
        raise click.ClickException(f"{error}. {_WRITTEN}") from error
    except LedgerError as error:
        raise click.ClickException(f"Ingenting är förstört: {error}.") from error
    except PersonalNumberInDecisionError as error:
        raise click.ClickException(f"Ingenting är förstört: beteckningen innehåller ett personnummer. {_REFERENCE}") from error
    except ValueError as error:
        raise click.ClickException("Den huvudnyckeln är angiven och alltså inte förlorad.") from error


def put_first(path: Path, made: MasterKey) -> None:
    """The new key before the earlier ones, whole or not at all; the file stays its owner's and its group's, and is nobody else's."""
    try:
        _put_first(path.resolve(), made)  # a link goes on leading to it
    except (OSError, UnicodeDecodeError) as error:
        why = "mappen finns inte" if isinstance(error, FileNotFoundError) else why_not(error)
        raise click.ClickException(f"{path} går inte att använda ({why}). Ingen huvudnyckel är lagd där.") from error


def _put_first(path: Path, made: MasterKey) -> None:
    exists = path.exists()
    like = (path if exists else path.parent).stat()
    earlier = path.read_text("ascii") if exists else ""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    try:
        with fresh.open("w") as file:
            if exists or os.geteuid() == 0:  # the server, who must read it, may be another user than whoever runs this
                os.fchown(file.fileno(), like.st_uid, like.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(like.st_mode) & 0o770 if exists else 0o600)
            file.write(f"{made.text}\n{earlier}")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _owner(child: uuid.UUID | None, item: uuid.UUID | None) -> "Owner":
    from larka.register.models import Person
    from larka.vault.owners import child_owner, item_owner

    if item is not None:
        return item_owner(item)
    found = Person.objects.filter(public_id=str(child)).values_list("pk", flat=True).first()
    if found is None:
        raise click.ClickException("Ingen person har det id:t.")
    return child_owner(found)


def _told(standing: "Standing") -> str:
    about = "nyaste" if standing.newest else "tidigare" if standing.given else "SAKNAS bland de angivna"
    return f"Huvudnyckel {standing.master} ({about}): {standing.keys} datanycklar"


def _told_of_changed(changed: list[uuid.UUID]) -> list[str]:
    some = ", ".join(map(str, changed[:_NAMED])) + (" …" if len(changed) > _NAMED else "")
    return (
        [f"FEL: {len(changed)} datanycklar är ändrade eller flyttade till en annan ägare och öppnar ingenting: {some}"] if changed else []
    )


def _told_of_ledger(path: Path, report: "Report") -> list[str]:
    torn = f", {report.torn} avbrutna rader" if report.torn else ""
    said = f"Gallringsliggaren {path}: {report.entries} poster{torn}, huvud {report.head[:16] or 'inget'}"
    return [said, *(f"FEL i gallringsliggaren: {problem}" for problem in report.problems)]
