"""The registry: a medium hangs on something, and whoever may see that sees the medium. Pages, log and cleaning walk it.

A sort of holder is a model of its own, with ``HeldMedium`` as its base and what it hangs on as foreign keys; its policy is about that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from larka.access.policy import Policy
from larka.media.models import HeldMedium


def _nothing(_held: Any) -> None:
    return None


@dataclass(frozen=True)
class HolderKind:
    """One sort of thing that media hang on.

    key: a word in addresses. model: joins the medium to what it hangs on. read: who sees it.
    settled: told when a medium of this sort has become ready, in the same transaction.
    """

    key: str
    model: type[HeldMedium]
    read: Policy[Any]
    settled: Callable[[Any], None] = _nothing


_KINDS: dict[str, HolderKind] = {}


def register_holder(kind: HolderKind) -> HolderKind:
    """Enter a sort; a key is used once."""
    if kind.key in _KINDS:
        raise ValueError(f"the holder {kind.key} is registered already")
    _KINDS[kind.key] = kind
    return kind


def holder_kinds() -> Iterator[HolderKind]:
    """Every sort, in the order of their keys."""
    return iter(sorted(_KINDS.values(), key=lambda kind: kind.key))
