"""Data keys in the vault: found for many owners at once, made the first time."""

import secrets
import uuid
from collections.abc import Iterable
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection

from larka.core.master_keys import KEY_BYTES
from larka.core.models import new_public_id
from larka.core.postgres.statements import Statement
from larka.vault.masters import newest_master, openers, unwrap, wrap
from larka.vault.owners import Owner
from larka.vault.problems import VaultError

# Each owner's own key, and those of entries that are or were the same child. Whose key it is stands last: a child, or the item itself.
_FIND = Statement("""
SELECT w.asks, NULL, uuid_send(k.id), k.master, k.wrapped, k.child_id
FROM (SELECT c AS asks, c AS has FROM unnest(%(children)s::bigint[]) c
      UNION ALL SELECT child_id, other_id FROM vault.kin WHERE child_id = ANY (%(children)s::bigint[])) w
JOIN vault.data_key k ON k.child_id = w.has
UNION ALL
SELECT NULL, k.item_id, uuid_send(k.id), k.master, k.wrapped, NULL
FROM vault.data_key k WHERE k.item_id = ANY (%(items)s::uuid[])
""")
# Held until the transaction ends: nobody destroys a key while something that it sealed is being saved.
_HOLD = """
SELECT uuid_send(id), master, wrapped FROM vault.data_key
WHERE child_id = %(child)s::bigint OR item_id = %(item)s::uuid FOR KEY SHARE
"""
_MAKE = """
INSERT INTO vault.data_key (id, child_id, item_id, master, wrapped) VALUES (%(id)s, %(child)s, %(item)s, %(master)s, %(wrapped)s)
ON CONFLICT DO NOTHING
"""


class PlainKey(NamedTuple):
    """A data key, unwrapped: kept for one page or one action, never longer (docs/adr/0181). Its cipher is made once for all texts."""

    id: bytes
    secret: bytes
    cipher: AESGCM

    def __repr__(self) -> str:
        """Never the key itself."""
        return f"<data key {self.id.hex()}>"


def keys_of(owners: Iterable[Owner]) -> dict[Owner, dict[bytes, PlainKey | VaultError]]:
    """Every key that each owner's texts may be sealed with, by its id, in one question; of one that cannot be opened, why."""
    found: dict[Owner, dict[bytes, PlainKey | VaultError]] = {owner: {} for owner in owners}
    if not found:
        return found
    children = ",".join(str(owner.child_id) for owner in found if owner.child_id is not None)
    items = ",".join(str(owner.item_id) for owner in found if owner.item_id is not None)
    known = openers()
    for asks, item, key_id, master, wrapped, child in _FIND.all(children=f"{{{children}}}", items=f"{{{items}}}"):
        owner = Owner(asks, item)
        key: PlainKey | VaultError
        try:
            secret = unwrap(known.get(master), key_id, owner if child == asks else Owner(child, None), wrapped)
            key = PlainKey(key_id, secret, AESGCM(secret))
        except VaultError as error:
            key = error
        found[owner][key_id] = key
    return found


def can_open(owner: Owner) -> bool:
    """Whether there is a key at all that the owner's texts and media may be opened with: what was destroyed need not be asked for."""
    return any(isinstance(key, PlainKey) for key in keys_of([owner])[owner].values())


def key_to_seal_with(owner: Owner) -> PlainKey:
    """The owner's key, made if there is none. Of two who make the first at once, one makes it and both use it."""
    return _held(owner) or _made(owner)


def _held(owner: Owner) -> PlainKey | None:
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, {"child": owner.child_id, "item": owner.item_id})
        row = cursor.fetchone()
    if row is None:
        return None
    secret = unwrap(openers().get(row[1]), row[0], owner, row[2])
    return PlainKey(row[0], secret, AESGCM(secret))


def _made(owner: Owner) -> PlainKey:
    """Nobody's key disappears in between but by being destroyed; then another is made."""
    while True:
        key_id, secret, master = new_public_id(), secrets.token_bytes(KEY_BYTES), newest_master()
        wrapped = wrap(master, key_id.bytes, owner, secret)
        with connection.cursor() as cursor:
            cursor.execute(_MAKE, {"id": key_id, "child": owner.child_id, "item": owner.item_id, "master": master.id, "wrapped": wrapped})
        if held := _held(owner):
            return held


def is_there(key_id: bytes) -> bool:
    """Whether the key exists, whosever it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM vault.data_key WHERE id = %s)", [uuid.UUID(bytes=key_id)])
        return bool(cursor.fetchone()[0])
