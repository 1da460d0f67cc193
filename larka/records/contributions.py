"""The registry of what other kinds of records have a part in a plan: omdömen, goals, agreements.

A plan names none of them. It asks each what it still lacks, freezes which versions were published, and shows those again (C8, C9).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from django.utils.functional import Promise

from larka.core.documents import Section
from larka.register.actor import Actor
from larka.register.models import SchoolYear


class Lacking(NamedTuple):
    """What a plan still needs of another kind before it can be finalised.

    Children who lack the same are told of together: a class lacks a few things many times over.
    who: those who can write it, by id; they are shown by name only as the viewer may know them (A18).
    """

    children: tuple[int, ...]
    what: str
    who: tuple[int, ...] = ()
    begun: bool = False


class Lacks(Protocol):
    """What a kind is asked. who: whether it matters who can write what is lacking; else that need not be asked."""

    def __call__(self, children: Sequence[int], year: SchoolYear, day: dt.date, /, *, who: bool = True) -> list[Lacking]:
        """What these children lack of it in this school year, on this day."""


@dataclass(frozen=True)
class Contribution:
    """Another kind's part in a plan.

    lacking: of these children, in this school year, on this day: a class in at most three questions.
    references: what is published now, child by child, as JSON of ids and version numbers and never text: frozen in the plan's snapshot.
    sections: the text of those versions as far as the actor may read them (A17); None: whole, for the archive.
    remind: tells these people, by child, that something of theirs is lacking; None where nobody is reminded of it.
    """

    key: str
    label: str | Promise
    lacking: Lacks
    references: Callable[[Sequence[int], SchoolYear], dict[int, list[Any]]]
    sections: Callable[[Actor | None, list[Any]], tuple[Section, ...]]
    remind: Callable[[Actor, Mapping[int, Sequence[int]], SchoolYear], None] | None = None


_CONTRIBUTIONS: dict[str, Contribution] = {}


def register_contribution(contribution: Contribution) -> Contribution:
    """Enter a kind's part; a key is used once."""
    if contribution.key in _CONTRIBUTIONS:
        raise ValueError(f"the contribution {contribution.key} is registered already")
    _CONTRIBUTIONS[contribution.key] = contribution
    return contribution


def contributions() -> Iterator[Contribution]:
    """Every part, in the order of their keys."""
    return iter(sorted(_CONTRIBUTIONS.values(), key=lambda part: part.key))
