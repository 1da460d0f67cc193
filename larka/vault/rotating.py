"""Re-wrapping every data key under the newest master key, in batches, while everything else goes on (Q3)."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from larka.vault.masters import masters, newest_master, openers, unwrap, wrap
from larka.vault.models import DataKey
from larka.vault.owners import Owner
from larka.vault.problems import BrokenSealError, VaultError

BATCH = 2_000
_OPENED = 10_000  # at a time
_NEXT = """
SELECT id, child_id, item_id, master, wrapped FROM vault.data_key
WHERE master <> %(newest)s AND id > %(after)s ORDER BY id LIMIT %(most)s FOR NO KEY UPDATE
"""
_ALL = """
SELECT id, child_id, item_id, master, wrapped FROM vault.data_key
WHERE master = ANY (%(masters)s) AND id > %(after)s ORDER BY id LIMIT %(most)s
"""
_WRITE = """
UPDATE vault.data_key k SET master = %(newest)s, wrapped = n.wrapped
FROM unnest(%(ids)s::uuid[], %(wrapped)s::bytea[]) AS n (id, wrapped) WHERE k.id = n.id
"""
_FIRST = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Rotation:
    """What was done. ``lost``: keys that no given master key opens; they stay as they are."""

    rewrapped: int
    lost: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many data keys stand under one master key, and whether it is given; the newest is what new keys are wrapped under."""

    master: str
    keys: int
    given: bool
    newest: bool


def standings() -> list[Standing]:
    """The vault by master key, those that are given first."""
    from django.db.models import Count

    counted = dict(DataKey.objects.order_by().values_list("master").annotate(count=Count("*")))
    known = [master.id for master in masters()]
    return [Standing(name, counted.get(name, 0), name in known, name == known[0]) for name in (*known, *sorted(set(counted) - set(known)))]


def changed_keys() -> list[uuid.UUID]:
    """Data keys that were changed in the vault or moved to another owner: each is opened once, a hundred thousand in a second or two."""
    known, after, changed = openers(), _FIRST, []
    while rows := _fetched(_ALL, {"after": after, "most": _OPENED, "masters": list(known)}):
        for key_id, child, item, master, wrapped in rows:
            try:
                unwrap(known[master], key_id.bytes, Owner(child, item), wrapped)
            except BrokenSealError:
                changed.append(key_id)
        after = rows[-1][0]
    return changed


def left_to_rotate() -> int:
    """How many keys are not under the newest master key."""
    return DataKey.objects.exclude(master=newest_master().id).count()


def rotate(progress: Callable[[int], None] = lambda _count: None, *, batch: int = BATCH) -> Rotation:
    """Re-wrap what is not under the newest master key. Each batch is kept by itself: who is stopped midway goes on where it was.

    It goes round again until nothing is left, for a server that has not yet read the new master key makes keys under the old one.
    """
    rewrapped = lost = 0
    while True:
        done, lost = _round(progress, batch)
        rewrapped += done
        if not done:
            return Rotation(rewrapped, lost)


def _round(progress: Callable[[int], None], batch: int) -> tuple[int, int]:
    after, done, lost = _FIRST, 0, 0
    while True:
        with transaction.atomic():
            rows = _fetched(_NEXT, {"newest": newest_master().id, "after": after, "most": batch})
            if not rows:
                return done, lost
            rewrapped = _rewrap(rows)
        progress(len(rewrapped))
        after, done, lost = rows[-1][0], done + len(rewrapped), lost + len(rows) - len(rewrapped)


def _fetched(question: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _rewrap(rows: Sequence[tuple[Any, ...]]) -> dict[uuid.UUID, bytes]:
    newest, known, made = newest_master(), openers(), {}
    for key_id, child, item, master, wrapped in rows:
        owner = Owner(child, item)
        try:
            made[key_id] = wrap(newest, key_id.bytes, owner, unwrap(known.get(master), key_id.bytes, owner, wrapped))
        except VaultError:
            continue  # counted as lost by whoever asked
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {"newest": newest.id, "ids": list(made), "wrapped": list(made.values())})
    return made
