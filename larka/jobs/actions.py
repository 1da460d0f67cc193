"""Starting and cancelling long jobs, what the worker writes of them, and what becomes of work that has failed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.utils import IntegrityError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from procrastinate import sql
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from larka.access.policies import REGISTER_OFFICE
from larka.access.policy import Refused
from larka.audit.actions import record
from larka.jobs import results
from larka.jobs.access import JOB_READ
from larka.jobs.handle import Cancelled, File
from larka.jobs.kinds import JobKind, kind_of
from larka.jobs.loading import CARRY_OUT, task_called
from larka.jobs.models import UNDER_WAY, FailedWork, Job
from larka.jobs.work import Id, defer_to, plain
from larka.register.actor import Actor

KEPT = dt.timedelta(days=90)  # that there was a job, and how it went
KEPT_BROKEN = dt.timedelta(days=7)  # what a job that failed had made, so that it can be tried again from there
_RETRY: dict[str, Any] = {"retry_at": None, "new_priority": None, "new_queue_name": None, "new_lock": None}


class FailedWorkError(Exception):
    """Why nothing can be done with failed work, as a Swedish sentence."""


@transaction.atomic
def start_job(*, by: Actor, kind: JobKind, about: str = "", arguments: Mapping[str, Id] | None = None) -> Job:
    """Start a long job; the same one that is already under way is not started twice. Whether the actor may, its own action has asked."""
    told = plain(arguments or {})
    same = Job.objects.filter(started_by_id=by.writer, kind=kind.key, arguments=told, state__in=UNDER_WAY).first()
    if same is not None:
        return same
    job = Job.objects.create(
        kind=kind.key, started_by_id=by.writer, started_at=by.at, about=about[:200], arguments=told, language=get_language() or "sv",
        level=by.level, strong_at=by.strong_at,
    )  # fmt: skip
    record(by, "job.started", job, details={"kind": kind.key})
    defer_to(kind.queue, task_called(CARRY_OUT), job_id=job.pk)
    return job


@transaction.atomic
def cancel_job(*, by: Actor, job: Job) -> Job:
    """What waits is over at once; what runs stops at its next step."""
    JOB_READ.require(by, job)
    kept = Job.objects.select_for_update().get(pk=job.pk)
    if kept.state == Job.State.WAITING:
        _end(kept, Job.State.CANCELLED, by.at)
    elif kept.state == Job.State.RUNNING:
        kept.state = Job.State.CANCELLING
        kept.save(update_fields=["state"])
    else:
        return kept
    record(by, "job.cancelled", kept, details={"kind": kept.kind})
    return kept


@transaction.atomic
def begin_job(*, by: Actor, job: Job) -> bool:
    """The worker takes it up; not what is over, or was cancelled meanwhile."""
    kept = Job.objects.select_for_update().get(pk=job.pk)
    if kept.state == Job.State.CANCELLING:
        _end(kept, Job.State.CANCELLED, by.at)
    if kept.state not in (Job.State.WAITING, Job.State.RUNNING):
        return False
    job.state, job.begun_at = Job.State.RUNNING, kept.begun_at or by.at
    job.save(update_fields=["state", "begun_at"])
    record(by, "job.begun", job, details={"kind": job.kind})
    return True


@transaction.atomic
def finish_job(*, by: Actor, job: Job, file: File | None = None, address: str = "") -> None:
    """It is done, and this came of it. Raises Cancelled if it was not wanted any longer."""
    if Job.objects.select_for_update().get(pk=job.pk).state != Job.State.RUNNING:
        raise Cancelled
    if file is not None:
        results.write(job, results.RESULT, file.content)
        job.result_name, job.result_type, job.result_size = file.name, file.content_type, len(file.content)
        job.result_until = by.at + dt.timedelta(days=kind_of(job.kind).days)
    job.result_address, job.error, job.resume = address, "", {}
    job.save(update_fields=["result_name", "result_type", "result_size", "result_until", "result_address", "error", "resume"])
    _end(job, Job.State.DONE, by.at)
    record(by, "job.done", job, details={"kind": job.kind})


@transaction.atomic
def erase_result(*, by: Actor, job: Job) -> None:
    """What whoever asked for it may no longer read in full is gone for good; another is made of what they may read now."""
    JOB_READ.require(by, job)
    kept = Job.objects.select_for_update().get(pk=job.pk)
    if not kept.result_size:
        return
    results.remove(kept)
    kept.result_size, kept.contents = 0, None
    kept.error = _("Du får inte längre läsa allt som filen innehåller. Därför är den borttagen. Starta jobbet igen för det du får läsa nu.")
    kept.save(update_fields=["result_size", "contents", "error"])
    record(by, "job.result_erased", kept, details={"kind": kept.kind})


@transaction.atomic
def stop_job(*, by: Actor, job: Job, state: str, error: str = "") -> None:
    """It went no further: cancelled, failed with a reason, or waiting to be taken up again."""
    job.error = error[:300]
    job.save(update_fields=["error"])
    if state == Job.State.WAITING:
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(state=state)
    else:
        _end(job, state, by.at)
    record(by, "job.stopped", job, details={"kind": job.kind, "state": state})


def _end(job: Job, state: str, at: dt.datetime) -> None:
    """Whatever was made on the way is removed before the row says that it is over."""
    if state == Job.State.DONE:
        results.remove_parts(job)
    elif state == Job.State.CANCELLED:
        results.remove(job)
    job.state, job.ended_at, job.doing = state, at, ""
    job.save(update_fields=["state", "ended_at", "doing"])


@transaction.atomic
def note_failure(*, by: Actor, work_id: int, task: str, attempts: int, error: str, job_id: int | None = None) -> FailedWork:
    """Work has finally failed: a person must see it."""
    told = {"task": task, "attempts": attempts, "error": error[:80], "failed_at": by.at, "job_id": job_id}
    failed, _new = FailedWork.objects.update_or_create(work_id=work_id, state=FailedWork.State.OPEN, defaults=told)
    record(by, "work.failed", failed, details={"task": task})
    return failed


@transaction.atomic
def retry_failed(*, by: Actor, failed: FailedWork) -> FailedWork:
    """Let it be tried once more."""
    kept = _open(by, failed)
    try:
        with transaction.atomic():
            app.connector.get_sync_connector().execute_query_one(sql.queries["retry_job"], job_id=kept.work_id, **_RETRY)
    except (ConnectorException, IntegrityError):
        raise FailedWorkError(_("Arbetet finns inte kvar i kön, eller står redan där en gång till. Lägg det åt sidan.")) from None
    if kept.job_id:
        Job.objects.filter(pk=kept.job_id, state=Job.State.FAILED).update(state=Job.State.WAITING, error="", ended_at=None)
    return _handled(by, kept, FailedWork.State.RETRIED, "work.retried")


@transaction.atomic
def set_aside(*, by: Actor, failed: FailedWork, reason: str) -> FailedWork:
    """Nothing more is to be done; the reason says why."""
    kept = _open(by, failed)
    if not reason.strip():
        raise FailedWorkError(_("Skriv varför inget mer behöver göras."))
    kept.reason = reason.strip()[:300]
    return _handled(by, kept, FailedWork.State.SET_ASIDE, "work.set_aside")


def _open(by: Actor, failed: FailedWork) -> FailedWork:
    if not REGISTER_OFFICE.visible_to(by).exists():
        raise Refused(REGISTER_OFFICE)
    kept = FailedWork.objects.select_for_update().get(pk=failed.pk)
    if kept.state != FailedWork.State.OPEN:
        raise FailedWorkError(_("Någon har redan tagit ställning till det."))
    return kept


def _handled(by: Actor, kept: FailedWork, state: str, act: str) -> FailedWork:
    kept.state, kept.handled_at, kept.handled_by_id = state, by.at, by.person_id
    kept.save(update_fields=["state", "handled_at", "handled_by", "reason"])
    record(by, act, kept, details={"task": kept.task})
    return kept


@transaction.atomic
def remove_results(*, by: Actor) -> int:
    """Results whose time is over, and jobs that ended long ago: each file before its row. Answers how many results."""
    over = list(Job.objects.filter(result_size__gt=0, result_until__lte=by.at))
    ended = list(Job.objects.filter(ended_at__lt=by.at - KEPT))
    failed = list(Job.objects.filter(state=Job.State.FAILED, ended_at__lt=by.at - KEPT_BROKEN).exclude(resume={}))
    for job in (*over, *ended, *failed):
        results.remove(job)
    Job.objects.filter(pk__in=[job.pk for job in (*over, *failed)]).update(result_size=0, resume={}, contents=None)
    Job.objects.filter(pk__in=[job.pk for job in ended]).delete()
    FailedWork.objects.filter(handled_at__lt=by.at - KEPT).delete()
    if over or ended:
        record(by, "job.results_removed", details={"results": len(over), "jobs": len(ended)})
    return len(over)
