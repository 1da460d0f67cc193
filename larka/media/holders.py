"""The registry: a medium hangs on something, and whoever may see that sees the medium. Pages, log and cleaning walk it.

A sort of holder is a model of its own, with ``HeldMedium`` as its base and what it hangs on as foreign keys; its policy is about that. What
hangs on a part of something, as an answer of a form, has no policy here: its own pages ask who reads the part, and give out the file.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models.query import QuerySet

from larka.access.policy import Policy
from larka.media.models import HeldMedium


def _nothing(_held: Any) -> None:
    return None


def _anything(_held: Any) -> bool:
    return True


@dataclass(frozen=True)
class HolderKind:
    """One sort of thing that media hang on.

    key: a word in addresses. model: joins the medium to what it hangs on. read: who sees it; None: the thing's own pages give it out.
    accepts: whether what the file turned out to be may hang there. settled: told when a medium of this sort has become ready, in the same
    transaction. gone: those whose thing is no longer there, where no foreign key takes them with it.
    """

    key: str
    model: type[HeldMedium]
    read: Policy[Any] | None
    settled: Callable[[Any], None] = _nothing
    accepts: Callable[[Any], bool] = _anything
    gone: Callable[[], QuerySet[Any]] | None = None


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
