"""What the work of a long job has in its hands: who asked for it, where it stands, and how to say how far it has come."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

from larka.jobs import results
from larka.jobs.models import Job
from larka.jobs.work import Interrupted
from larka.register.actor import Actor

STOPPING = Event()  # set when this worker has been asked to stop


class Cancelled(Exception):  # noqa: N818 – nothing went wrong: somebody did not want it any longer
    """Whoever started the job has cancelled it."""


class JobError(Exception):
    """Why it cannot be done, in a Swedish sentence without anybody's name or number."""


@dataclass(frozen=True)
class File:
    """A result to fetch."""

    name: str
    content_type: str
    content: bytes


class Handle:
    """One job, as its work sees it. ``by``: whoever started it, with the roles of this moment; each step asks again what they may."""

    def __init__(self, job: Job, by: Actor) -> None:
        self._job = job
        self.by = by
        self.file: File | None = None
        self.address = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """What it was started with."""
        return dict(self._job.arguments)

    @property
    def about(self) -> str:
        """What it is for."""
        return self._job.about

    @property
    def resume(self) -> dict[str, Any]:
        """What was kept last, before the worker was stopped; empty the first time."""
        return dict(self._job.resume)

    def step(self, done: int, total: int | None = None, doing: str = "") -> None:
        """Say how far it has come. Raises Cancelled when it is no longer wanted, and Interrupted when the worker must stop."""
        told: dict[str, Any] = {"done": done, "doing": doing[:200]}
        if total is not None:
            told["total"] = total
        if not Job.objects.filter(pk=self._job.pk, state=Job.State.RUNNING).update(**told):
            raise Cancelled
        if STOPPING.is_set():
            raise Interrupted

    def keep(self, **point: Any) -> None:
        """Keep where to go on from here; ids and numbers only."""
        self._job.resume = point
        self._job.save(update_fields=["resume"])

    def holds(self, records: Iterable[int]) -> None:
        """The result holds these records: told before they are kept in it."""
        self._job.contents = sorted({*(self._job.contents or ()), *records})
        self._job.save(update_fields=["contents"])

    def keep_part(self, number: int, content: bytes) -> None:
        """Keep something that was made on the way."""
        results.write(self._job, f"part-{number:06}", content)

    def parts(self) -> Iterator[bytes]:
        """What was made on the way, in order."""
        return (content for name in results.parts(self._job) if (content := results.read(self._job, name)) is not None)

    def finish(self, name: str, content_type: str, content: bytes) -> None:
        """The result is this file."""
        self.file = File(name, content_type, content)

    def finish_at(self, address: str) -> None:
        """The result is a page."""
        self.address = address

    def at(self, moment: dt.datetime) -> Actor:
        """The same person a little later, in the same session: as fresh as when it began."""
        fresh = self.by.strong_at and self.by.strong_at + (moment - self.by.at)
        return replace(self.by, at=moment, strong_at=fresh)
