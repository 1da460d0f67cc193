"""Texts that stand sealed in the database (Q3): AES-256-GCM under the owner's data key, bound to the row they belong to.

    sealed = seal(child_owner(note.child_id), text, bound_to=f"note:{note.public_id}:text")     # in the transaction that saves it
    text = unseal(child_owner(note.child_id), sealed, bound_to=f"note:{note.public_id}:text")

    keys = open_keys(child_owner(note.child_id) for note in notes)                              # one question for the whole page
    texts = [keys.unseal(child_owner(note.child_id), note.text, bound_to=…) for note in notes]  # none

For the column of a model see ``larka.vault.fields``, for files ``larka.vault.files``.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag

from larka.vault.masters import NONCE
from larka.vault.owners import Owner, child_owner, item_owner
from larka.vault.problems import BrokenSealError, KeyGoneError, UnknownMasterError, VaultError
from larka.vault.stored import PlainKey, is_there, key_to_seal_with, keys_of

__all__ = [
    "BrokenSealError",
    "KeyGoneError",
    "Keys",
    "Owner",
    "UnknownMasterError",
    "VaultError",
    "child_owner",
    "item_owner",
    "open_keys",
    "seal",
    "unseal",
    "unseal_bytes",
]

# A sealed text: format, id of its data key, nonce, ciphertext with its tag.
FORMAT = 1
HEAD = 1 + 16
_NONCE_ENDS = HEAD + NONCE
_SHORTEST = _NONCE_ENDS + 16


@dataclass(frozen=True, slots=True)
class Keys:
    """The data keys of some owners, for one page or one action. Never keep them longer: a destroyed key is gone at the next question."""

    of: Mapping[Owner, Mapping[bytes, PlainKey | VaultError]] = field(repr=False)

    def unseal(self, owner: Owner, sealed: bytes, *, bound_to: str) -> str:
        """The text, without a question to the database."""
        return self.unseal_bytes(owner, sealed, bound_to=bound_to).decode()

    def unseal_bytes(self, owner: Owner, sealed: bytes, *, bound_to: str) -> bytes:
        """The same for what is no text. KeyError: the owner is not among those whose keys were opened."""
        head = sealed[:HEAD]
        key = self.of[owner].get(head[1:])
        if not isinstance(key, PlainKey) or head[0] != FORMAT or len(sealed) < _SHORTEST:
            raise _why_not(key, head, len(sealed))
        try:
            return key.cipher.decrypt(sealed[HEAD:_NONCE_ENDS], sealed[_NONCE_ENDS:], _bound(head, bound_to))
        except InvalidTag as error:
            raise BrokenSealError("what was sealed was changed, or belongs to another row") from error

    def key(self, owner: Owner, key_id: bytes) -> PlainKey:
        """The owner's key with this id; says whether it is gone, another's, or cannot be opened."""
        found = self.of[owner].get(key_id)
        if not isinstance(found, PlainKey):
            raise found or _why_no_key(key_id)
        return found


def _why_not(key: PlainKey | VaultError | None, head: bytes, length: int) -> VaultError:
    if length < _SHORTEST or head[0] != FORMAT:
        return BrokenSealError("this is nothing that was sealed here")
    return key if isinstance(key, VaultError) else _why_no_key(head[1:])


def _why_no_key(key_id: bytes) -> VaultError:
    if is_there(key_id):
        return BrokenSealError("what was sealed belongs to another owner")
    return KeyGoneError(f"data key {key_id.hex()} is gone")


def open_keys(owners: Iterable[Owner]) -> Keys:
    """The keys of many owners in one question; the texts are then unsealed without any."""
    return Keys(keys_of(owners))


def seal(owner: Owner, content: str | bytes, *, bound_to: str) -> bytes:
    """Seal a text in the transaction that saves it. ``bound_to``: kind, public id and field of its row, the same when it is read."""
    if not bound_to:
        raise ValueError("what is sealed is bound to a row")
    key = key_to_seal_with(owner)
    head = bytes([FORMAT]) + key.id
    nonce = os.urandom(NONCE)
    plain = content.encode() if isinstance(content, str) else content
    return head + nonce + key.cipher.encrypt(nonce, plain, _bound(head, bound_to))


def unseal(owner: Owner, sealed: bytes, *, bound_to: str) -> str:
    """One text; for several, ``open_keys`` asks once for all."""
    return open_keys([owner]).unseal(owner, sealed, bound_to=bound_to)


def unseal_bytes(owner: Owner, sealed: bytes, *, bound_to: str) -> bytes:
    """The same for what is no text."""
    return open_keys([owner]).unseal_bytes(owner, sealed, bound_to=bound_to)


def _bound(head: bytes, bound_to: str) -> bytes:
    """The associated data: what is not kept in the ciphertext and must be the same when it is read."""
    return b"larka text " + head + bound_to.encode()
