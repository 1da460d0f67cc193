"""Carrying out a long job: at most once at a time, on behalf of whoever started it, from where it stood."""

import contextlib
from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from larka.access.assurance import TooWeakError
from larka.access.policy import Refused
from larka.jobs import actions, results
from larka.jobs.handle import Cancelled, Handle, JobError
from larka.jobs.kinds import is_known, kind_of, reaches, still_reads
from larka.jobs.models import Job
from larka.jobs.work import Interrupted, now
from larka.register.actor import Actor, Level
from larka.register.queries import roles_of

JOB_LOCKS = 726_544  # any number, the same in every process


class Busy(Exception):  # noqa: N818 – it is not wrong, only early
    """Another worker still carries it out."""


def carry_out(job_id: int) -> None:
    """Take it up, do its work, and say how it went. What is over already is left as it is."""
    with _alone(job_id):
        job = Job.objects.filter(pk=job_id).first()
        if job is None or not actions.begin_job(by=actor_of(job), job=job):
            return
        with override(job.language):
            _work(job)


def give_up(job_id: int) -> None:
    """It has failed as often as it may."""
    job = Job.objects.filter(pk=job_id).first()
    if job is not None and job.is_under_way:
        with override(job.language):
            told = _("Något gick fel i programmet. Administratören ser att det hände och kan låta jobbet försökas igen.")
            actions.stop_job(by=actor_of(job), job=job, state=Job.State.FAILED, error=told)


def _work(job: Job) -> None:
    by = actor_of(job)
    handle = Handle(job, by)
    try:
        kind_of(job.kind).work(handle)
        actions.finish_job(by=actor_of(job), job=job, file=handle.file, address=handle.address)
    except Cancelled:
        actions.stop_job(by=by, job=job, state=Job.State.CANCELLED)
    except (Refused, TooWeakError):
        results.remove(job)  # what was made while the office was held
        told = _("Du har inte längre den behörighet som jobbet behöver. Inget gjordes.")
        actions.stop_job(by=by, job=job, state=Job.State.FAILED, error=told)
    except JobError as error:
        results.remove(job)
        actions.stop_job(by=by, job=job, state=Job.State.FAILED, error=str(error))
    except (Interrupted, Exception):
        actions.stop_job(by=by, job=job, state=Job.State.WAITING)
        raise


def erase_what_is_no_longer_theirs() -> int:
    """Every night: results whose starter may no longer have them (the office has ended), or read all that they hold (A5, A10, A17)."""
    erased = 0
    for job in Job.objects.filter(result_size__gt=0).order_by("pk"):
        by = actor_of(job)
        if is_known(job.kind) and not (reaches(by, job) and still_reads(by, job)):
            with override(job.language):
                actions.erase_result(by=by, job=job)
            erased += 1
    return erased


def actor_of(job: Job) -> Actor:
    """Whoever started it, at this moment: the roles of today, and a session as fresh as it was then."""
    at = now()
    fresh = job.strong_at and job.strong_at + (at - job.started_at)
    level: Level = "strong" if job.level == "strong" else "weak"
    return Actor(person_id=job.started_by_id, at=at, roles=roles_of(job.started_by_id, at), level=level, strong_at=fresh)


@contextlib.contextmanager
def _alone(job_id: int) -> Iterator[None]:
    """Hold the job's lock: it goes with the process, however that ends. Raises Busy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [JOB_LOCKS, job_id])
        if not cursor.fetchone()[0]:
            raise Busy
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [JOB_LOCKS, job_id])
