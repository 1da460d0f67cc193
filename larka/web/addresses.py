"""Addresses of named pages, quick enough for long lists."""

import uuid
from functools import lru_cache

from django.urls import reverse

_SENTINELS = tuple(uuid.UUID(int=(0xFACE << 112) + n) for n in range(4))


def url(name: str, *args: object) -> str:
    """The address of a named page. Addresses of rows are filled in from a kept shape, since a list makes many."""
    if args and len(args) <= len(_SENTINELS) and all(type(arg) is uuid.UUID for arg in args):
        return _shape(name, len(args)) % args
    return reverse(name, args=args) if args else _fixed(name)


@lru_cache(maxsize=512)
def _shape(name: str, count: int) -> str:
    address = reverse(name, args=_SENTINELS[:count]).replace("%", "%%")
    for sentinel in _SENTINELS[:count]:
        address = address.replace(str(sentinel), "%s")
    return address


@lru_cache(maxsize=512)
def _fixed(name: str) -> str:
    return reverse(name)
