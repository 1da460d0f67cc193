"""The master keys in use, and wrapping under the newest. A file of them is read again when it changes: no server restarts for a new one."""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from larka.core.master_keys import ENVIRONMENT, FILE, MasterKey, MasterKeyProblem, demo_master_key, given_master_keys, master_key_problem
from larka.vault.owners import Owner
from larka.vault.problems import BrokenSealError, UnknownMasterError

NONCE = 12
_PURPOSE = b"larka data key 1 "


def masters() -> tuple[MasterKey, ...]:
    """The keys that are given, newest first; in a demo and while developing the one kept in the data folder."""
    path = os.environ.get(FILE, "")
    return _masters(os.environ.get(ENVIRONMENT, ""), path, _stamp(path), settings.HOME, settings.PRODUCTION)


@lru_cache(maxsize=4)
def _masters(given: str, path: str, _seen: tuple[int, ...], home: Path, production: bool) -> tuple[MasterKey, ...]:  # noqa: FBT001 – a cache's key
    environ = {ENVIRONMENT: given, FILE: path}
    if production and (reason := master_key_problem(environ)):
        raise MasterKeyProblem(reason)
    return given_master_keys(environ) or (demo_master_key(home),)


def _stamp(path: str) -> tuple[int, ...]:
    """Changes when the file is another."""
    try:
        about = Path(path).stat() if path else None
    except OSError:
        return (-1,)
    return (about.st_mtime_ns, about.st_size, about.st_ino) if about else ()


def newest_master() -> MasterKey:
    """The one that new data keys are wrapped under."""
    return masters()[0]


def wrap(master: MasterKey, key_id: bytes, owner: Owner, secret: bytes) -> bytes:
    """A data key as it stands in the vault: bound to its id and its owner, so that nobody is given another's."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(master.secret).encrypt(nonce, secret, _bound(key_id, owner))


def openers() -> Mapping[str, AESGCM]:
    """What opens wrapped keys, by the master key's id: asked for once for many keys."""
    return _openers(masters())


@lru_cache(maxsize=4)
def _openers(given: tuple[MasterKey, ...]) -> Mapping[str, AESGCM]:
    return {master.id: AESGCM(master.secret) for master in given}


def unwrap(opener: AESGCM | None, key_id: bytes, owner: Owner, wrapped: bytes) -> bytes:
    """The data key itself; no opener means that its master key is not given."""
    if opener is None:
        raise UnknownMasterError(f"data key {key_id.hex()} is wrapped under a master key that is not given")
    try:
        return opener.decrypt(wrapped[:NONCE], wrapped[NONCE:], _bound(key_id, owner))
    except (InvalidTag, ValueError) as error:  # the latter where it was cut off
        raise BrokenSealError(f"data key {key_id.hex()} was changed in the vault") from error


def _bound(key_id: bytes, owner: Owner) -> bytes:
    child = owner.child_id
    return b"%b%b%b" % (_PURPOSE, key_id, owner.name.encode() if child is None else b"child:%d" % child)
