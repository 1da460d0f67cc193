"""Sealed files, in chunks: written and read with bounded memory, read from any place, cut off or reordered never (docs/adr/0182).

    size = write_sealed(child_owner(child_id), f"media:{public_id}:original", upload, target)
    for part in read_sealed(child_owner(child_id), f"media:{public_id}:original", source, start, end): …

A file has a head (signs, format, id of the data key, a salt of its own) and chunks of 64 KiB with their tags. Its key is derived from
the data key, the salt and what it is bound to; the nonce of a chunk is its number and whether it is the last.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from larka.core.master_keys import KEY_BYTES
from larka.vault.owners import Owner
from larka.vault.problems import BrokenSealError
from larka.vault.sealing import open_keys
from larka.vault.stored import PlainKey, key_to_seal_with

CHUNK = 64 * 1024
TAG = 16
SIGNS = b"LARK"
FORMAT = 1
_SALT = 32
HEAD = len(SIGNS) + 1 + 16 + _SALT


def write_sealed(owner: Owner, bound_to: str, source: BinaryIO | Iterable[bytes], target: BinaryIO) -> int:
    """Seal a stream into a file and answer how many bytes it had; in the transaction that saves what it belongs to."""
    key = key_to_seal_with(owner)
    head = SIGNS + bytes([FORMAT]) + key.id + os.urandom(_SALT)
    seals = _Seals.of(key, head, bound_to)
    target.write(head)
    size, waiting, number = 0, b"", 0
    for chunk in _chunks(source):
        if number:
            target.write(seals.seal(number - 1, waiting, last=False))
        size, waiting, number = size + len(chunk), chunk, number + 1
    target.write(seals.seal(max(number - 1, 0), waiting, last=True))
    return size


def read_sealed(owner: Owner, bound_to: str, source: BinaryIO, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from ``start`` up to, not including, ``end``. Key and last chunk are tried at once, before the first byte is given."""
    head = _read(source, 0, HEAD)
    if len(head) < HEAD or not head.startswith(SIGNS + bytes([FORMAT])):
        raise BrokenSealError("this is no file that was sealed here")
    size = plain_size(source)
    key = open_keys([owner]).key(owner, head[5:21])
    seals = _Seals.of(key, head, bound_to)
    last = max(size - 1, 0) // CHUNK
    seals.read(source, last, last=True)
    if start < 0 or (end is not None and end < start):
        raise ValueError("a range goes forward")
    return seals.between(source, start, min(size, size if end is None else end), last)


def plain_size(source: BinaryIO) -> int:
    """How many bytes a sealed file holds, from its length alone."""
    body = source.seek(0, os.SEEK_END) - HEAD
    if body < TAG or 0 < body % (CHUNK + TAG) <= TAG < body:
        raise BrokenSealError("the file was cut off")
    return body - TAG * -(-body // (CHUNK + TAG))


@dataclass(frozen=True, slots=True)
class _Seals:
    """The cipher of one file."""

    cipher: AESGCM = field(repr=False)
    head: bytes

    @classmethod
    def of(cls, key: PlainKey, head: bytes, bound_to: str) -> "_Seals":
        if not bound_to:
            raise ValueError("what is sealed is bound to a row")
        derived = HKDF(SHA256(), KEY_BYTES, salt=head[-_SALT:], info=b"larka file " + head[:-_SALT] + bound_to.encode()).derive(key.secret)
        return cls(AESGCM(derived), head)

    def seal(self, number: int, plain: bytes, *, last: bool) -> bytes:
        return self.cipher.encrypt(_nonce(number, last=last), plain, self.head)

    def read(self, source: BinaryIO, number: int, *, last: bool) -> bytes:
        sealed = _read(source, HEAD + number * (CHUNK + TAG), CHUNK + TAG)
        try:
            return self.cipher.decrypt(_nonce(number, last=last), sealed, self.head)
        except InvalidTag as error:
            raise BrokenSealError(f"chunk {number} was changed, moved or cut off, or the file belongs to another row") from error

    def between(self, source: BinaryIO, start: int, end: int, last: int) -> Iterator[bytes]:
        for number in range(start // CHUNK, -(-end // CHUNK) if start < end else 0):
            plain, begins = self.read(source, number, last=number == last), number * CHUNK
            yield plain[max(start - begins, 0) : end - begins]


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _read(source: BinaryIO, place: int, most: int) -> bytes:
    """Up to so many bytes from a place, also where a source gives fewer at a time."""
    source.seek(place)
    parts: list[bytes] = []
    while most and (part := source.read(most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _chunks(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """The stream in pieces of one chunk each; only the last is shorter."""
    kept = bytearray()
    for part in _parts(source):
        kept += part
        while len(kept) >= CHUNK:
            yield bytes(kept[:CHUNK])
            del kept[:CHUNK]
    if kept:
        yield bytes(kept)


def _parts(source: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(source, "read", None)
    return iter(lambda: read(CHUNK), b"") if read else iter(source)
