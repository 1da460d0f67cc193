"""Addresses of named pages, quick enough for long lists."""

import uuid
from functools import lru_cache

from django.urls import reverse

_SENTINELS = tuple(uuid.UUID(int=(0xFACE << 112) + n) for n in range(4))
_FILLING = (uuid.UUID, str)


def url(name: str, *args: object) -> str:
    """The address of a named page. Addresses of rows are filled in from a kept shape, since a list makes many."""
    if args and len(args) <= len(_SENTINELS):
        rows = tuple(arg for arg in args if type(arg) is uuid.UUID)
        if len(rows) == len(args):
            return _shape(name, (None,) * len(args)) % rows
        if rows and all(type(arg) in _FILLING for arg in args):
            return _shape(name, tuple(arg if type(arg) is str else None for arg in args)) % rows
    return reverse(name, args=args) if args else _fixed(name)


@lru_cache(maxsize=512)
def _shape(name: str, words: tuple[str | None, ...]) -> str:
    """An address with places for rows' ids, where no word stands."""
    left = iter(_SENTINELS)
    address = reverse(name, args=[next(left) if word is None else word for word in words]).replace("%", "%%")
    for sentinel in _SENTINELS:
        address = address.replace(str(sentinel), "%s")
    return address


@lru_cache(maxsize=512)
def _fixed(name: str) -> str:
    return reverse(name)
