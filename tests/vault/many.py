"""Many data keys at once, as an installation of some years has them."""

import os
from collections.abc import Iterable

from larka.core.models import new_public_id
from larka.vault.masters import newest_master, wrap
from larka.vault.models import DataKey
from larka.vault.owners import child_owner


def make_keys(count: int, first: int = 1) -> None:
    """A data key for each child from this number on."""
    make_keys_of(range(first, first + count))


def make_keys_of(children: Iterable[int]) -> None:
    """A data key for each of these children."""
    master = newest_master()
    rows = []
    for child in children:
        key_id = new_public_id()
        wrapped = wrap(master, key_id.bytes, child_owner(child), os.urandom(32))
        rows.append(DataKey(id=key_id, child_id=child, master=master.id, wrapped=wrapped))
    DataKey.objects.bulk_create(rows, batch_size=5_000)
