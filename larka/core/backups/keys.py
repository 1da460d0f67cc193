"""The backup key: age's own pair, not the master key. Whoever makes backups needs only its public half."""

from collections.abc import Mapping
from io import BufferedIOBase
from typing import BinaryIO, cast

import pyrage
from pyrage.x25519 import Identity, Recipient

from larka.core.backups.problems import BackupProblem

PUBLIC, SECRET = "LARKA_BACKUP_RECIPIENT", "LARKA_BACKUP_KEY"


def new_key() -> tuple[str, str]:
    """A pair: what is kept in the safe, and what the server is given."""
    made = Identity.generate()
    return str(made), str(made.to_public())


def recipient(environ: Mapping[str, str]) -> Recipient:
    """Whom backups are encrypted for."""
    if not environ.get(PUBLIC):
        return identity(environ).to_public()
    try:
        return Recipient.from_str(environ[PUBLIC].strip())
    except pyrage.RecipientError as error:
        raise BackupProblem(f"{PUBLIC} går inte att tyda: den börjar med age1 och skapas med `larka backup new-key`.") from error


def identity(environ: Mapping[str, str]) -> Identity:
    """What opens backups."""
    if not environ.get(SECRET):
        raise BackupProblem(f"{SECRET} saknas: skapa en med `larka backup new-key`, eller hämta den där den är undanlagd.")
    try:
        return Identity.from_str(environ[SECRET].strip())
    except pyrage.IdentityError as error:
        raise BackupProblem(f"{SECRET} går inte att tyda: den börjar med AGE-SECRET-KEY-1.") from error


def encrypt(source: BinaryIO, target: BinaryIO, to: Recipient) -> None:
    """A stream, with bounded memory."""
    pyrage.encrypt_io(cast("BufferedIOBase", source), cast("BufferedIOBase", target), [to])


def decrypt(source: BinaryIO, target: BinaryIO, key: Identity) -> None:
    """The way back; nothing that was changed on the way is let through to its end."""
    try:
        pyrage.decrypt_io(cast("BufferedIOBase", source), cast("BufferedIOBase", target), [key])
    except pyrage.DecryptError as error:
        raise BackupProblem(f"kopian går inte att öppna med {SECRET}: det är en annan nyckel, eller så är filen ändrad.") from error
