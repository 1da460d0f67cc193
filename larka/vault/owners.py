"""Whose a data key is: a child's, or, for what several children share, the item's own."""

import uuid
from typing import NamedTuple


class Owner(NamedTuple):
    """A child by key, or an item by public id; one of the two. Made by the functions below."""

    child_id: int | None
    item_id: uuid.UUID | None

    @property
    def name(self) -> str:
        """Child or item with its id; no name of anybody."""
        return f"child:{self.child_id}" if self.item_id is None else f"item:{self.item_id}"


def child_owner(child_id: int) -> Owner:
    """What is written about one child ends with the child's key."""
    return Owner(child_id, None)


def item_owner(item_id: uuid.UUID) -> Owner:
    """What several children share has a key of its own."""
    return Owner(None, item_id)
