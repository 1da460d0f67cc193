"""The long work of a run, in a process of its own: a page starts it, and whoever looks sees whether it lives."""

import contextlib
import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from larka.exchange import actions, uploads
from larka.exchange.actions import Outcome, Wishes
from larka.exchange.queries.runs import RUN_LOCKS
from larka.people.actions.register_import import ImportUnderWayError
from larka.people.models import ImportRun
from larka.register.actor import Actor
from larka.register.choices import Role

DONE_WITH = (Outcome.APPLIED, Outcome.BROKEN)


def start(run: ImportRun) -> None:
    """Let another process do the work; it outlives the request and the server's worker."""
    command = [
        sys.executable,
        "-m",
        "larka.cli",
        "import-register",
        str(uploads.folder_of(run.folder)),
        "--json",
        "--run",
        str(run.public_id),
    ]
    subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "LARKA_HOME": str(settings.HOME)},
    )


def carry_out(run: ImportRun, at: dt.datetime, folder: Path | None = None) -> actions.Imported:
    """Compare or apply, as the run's state says, on behalf of whoever asked for it; the files lie in its own folder or the one told."""
    by = actor_of(run, at)
    with worked_on(run):
        try:
            result = _import(by, run, folder or uploads.folder_of(run.folder))
        except ImportUnderWayError:
            result = actions.Imported(Outcome.NOT_BEGUN)
            actions.stop_run(by=by, run=run, outcome=Outcome.NOT_BEGUN)
        except Exception:
            actions.stop_run(by=by, run=run, outcome=Outcome.CRASHED)
            raise
        if result.outcome in DONE_WITH and run.origin == ImportRun.Origin.WEB:
            uploads.remove(run.folder)
        return result


def _import(by: Actor, run: ImportRun, folder: Path) -> actions.Imported:
    chosen = run.wishes
    wishes = Wishes(
        dry_run=run.state == ImportRun.State.COMPARING,
        allow_ends=bool(chosen.get("allow_ends")),
        rollover=bool(chosen.get("rollover")),
        codes=tuple(chosen.get("codes", ())),
    )
    return actions.import_register(
        by=by, folder=folder, wishes=wishes, progress=lambda _bytes: None, decide=lambda _difference: True, run=run
    )


def actor_of(run: ImportRun, at: dt.datetime) -> Actor:
    """Whoever asked for the run; the office is asked for again when it is carried out."""
    if run.by_id is None:
        return Actor.operator(at)
    by = Actor(person_id=run.by_id, at=at, roles=frozenset({Role.ADMINISTRATOR.value}), level="strong", strong_at=at)
    actions.require_office(by)
    return by


@contextlib.contextmanager
def worked_on(run: ImportRun) -> Iterator[None]:
    """Hold the run's lock: it goes with the process, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [RUN_LOCKS, run.pk])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [RUN_LOCKS, run.pk])
