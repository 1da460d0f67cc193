"""The registry of texts that a reader can report to rektor (F6)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from larka.access.policy import Policy
from larka.register.actor import Actor


@dataclass(frozen=True, slots=True)
class About:
    """Whom and which unit a text is about, who published it, and what rektor's list calls it: never a name."""

    child: int | None
    unit: int | None
    author: int
    title: str


@dataclass(frozen=True)
class Reportable:
    """One sort of text. policy: who reads it, and may report it. page: the name of its page."""

    key: str
    label: str | Promise
    policy: Policy[Any]
    about: Callable[[Actor, Any], About]
    page: str

    def found(self, pk: int) -> Model | None:
        """The text itself, for those who have been let in to a report of it."""
        text: Model | None = self.policy.model._default_manager.filter(pk=pk).first()
        return text


_SORTS: dict[str, Reportable] = {}


def register_reportable(sort: Reportable) -> Reportable:
    """Enter a sort of text; a key is used once."""
    if sort.key in _SORTS:
        raise ValueError(f"the text {sort.key} is registered already")
    _SORTS[sort.key] = sort
    return sort


def reportables() -> Iterator[Reportable]:
    """Every sort, in the order of their keys."""
    return iter(sorted(_SORTS.values(), key=lambda sort: sort.key))


def reportable(key: str) -> Reportable:
    """The sort with this key; KeyError if there is none."""
    return _SORTS[key]
