"""The kinds of long jobs. An app declares its own in ``tasks.py``; the worker and the pages find them by key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from larka.jobs.loading import load_tasks
from larka.jobs.work import Queue

if TYPE_CHECKING:
    from larka.jobs.handle import Handle


@dataclass(frozen=True)
class JobKind:
    """One kind: its name in the lists, its queue, its work, and how many days its result is kept.

    classified: the result holds what is written about children, so whoever fetches it is told that it must not be shared (F5).
    """

    key: str
    label: str | Promise
    queue: Queue
    work: "Callable[[Handle], None]"
    days: int = 7
    classified: bool = True


_KINDS: dict[str, JobKind] = {}


def job_kind(
    key: str, label: str | Promise, *, queue: Queue, days: int = 7, classified: bool = True
) -> "Callable[[Callable[[Handle], None]], JobKind]":
    """Declare a kind by the function that does its work."""

    def declare(work: "Callable[[Handle], None]") -> JobKind:
        _KINDS[key] = JobKind(key, label, queue, work, days, classified)
        return _KINDS[key]

    return declare


def kind_of(key: str) -> JobKind:
    """The kind with this key. KeyError: the version that runs knows none."""
    if key not in _KINDS:
        load_tasks()
    return _KINDS[key]


def label_of(key: str) -> str:
    """What it is called; the key where the version that runs does not know it."""
    try:
        return str(kind_of(key).label)
    except KeyError:
        return key


def is_classified(key: str) -> bool:
    """Whether its result must not be shared; what the version that runs does not know, it is careful with."""
    try:
        return kind_of(key).classified
    except KeyError:
        return True
