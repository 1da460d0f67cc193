"""The kinds of long jobs. An app declares its own in ``tasks.py``; the worker and the pages find them by key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from larka.jobs.loading import load_tasks
from larka.jobs.work import Queue
from larka.register.actor import Actor

if TYPE_CHECKING:
    from larka.jobs.handle import Handle
    from larka.jobs.models import Job

Allows = Callable[[Actor, Mapping[str, Any]], bool]
Reads = Callable[[Actor, Sequence[int]], bool]


@dataclass(frozen=True)
class JobKind:
    """One kind: its name in the lists, its queue, its work, and how many days its result is kept.

    allows: whether somebody may have what comes of it today, by what it was started with: asked each time it is shown or fetched (A5).
    reads: whether they may still read every one of the records that the result holds, where it holds any; else it is erased (A10, A17).
    classified: the result holds what is written about children, so whoever fetches it is told that it must not be shared (F5).
    """

    key: str
    label: str | Promise
    queue: Queue
    work: "Callable[[Handle], None]"
    allows: Allows
    days: int = 7
    classified: bool = True
    reads: Reads | None = None


_KINDS: dict[str, JobKind] = {}


def job_kind(
    key: str, label: str | Promise, *, queue: Queue, allows: Allows, days: int = 7, classified: bool = True, reads: Reads | None = None
) -> "Callable[[Callable[[Handle], None]], JobKind]":
    """Declare a kind by the function that does its work."""

    def declare(work: "Callable[[Handle], None]") -> JobKind:
        _KINDS[key] = JobKind(key, label, queue, work, allows, days, classified, reads)
        return _KINDS[key]

    return declare


def kind_of(key: str) -> JobKind:
    """The kind with this key. KeyError: the version that runs knows none."""
    if key not in _KINDS:
        load_tasks()
    return _KINDS[key]


def is_known(key: str) -> bool:
    """Whether the version that runs has this kind."""
    load_tasks()
    return key in _KINDS


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


def reaches(actor: Actor, job: "Job") -> bool:
    """Whether whoever started it may still have what it is about; never what the version that runs does not know."""
    try:
        return kind_of(job.kind).allows(actor, job.arguments)
    except KeyError:
        return False


def still_reads(actor: Actor, job: "Job") -> bool:
    """Whether all that the result holds may still be read by whoever started it; what it holds must have been told."""
    try:
        reads = kind_of(job.kind).reads
    except KeyError:
        return False
    return reads is None or (job.contents is not None and reads(actor, job.contents))
