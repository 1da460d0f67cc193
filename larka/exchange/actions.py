"""Importing the register from files: at once, or in steps that a page shows (B5)."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from larka.access.policies import REGISTER_OFFICE
from larka.audit.actions import record
from larka.core.postgres.planner import gather_statistics
from larka.exchange.queries.runs import UNDER_WAY
from larka.exchange.ss12000.load import BrokenRegisterError, Progress, load
from larka.people.actions.decisions import DecisionError
from larka.people.actions.register_import import RegisterImport, record_run, register_import
from larka.people.actions.roles import huvudman
from larka.people.models import ImportRun, PendingChange
from larka.people.register_import.difference import Difference, Ends
from larka.people.register_import.staging import Problem
from larka.people.register_import.telling import problem_told
from larka.register.actor import Actor
from larka.register.settings import setting


class Outcome(Enum):
    """How an import went."""

    NOT_BEGUN = "not_begun"
    APPLIED = "applied"
    COMPARED = "compared"
    DECLINED = "declined"
    BROKEN = "broken"
    TOO_MANY_ENDS = "too_many_ends"
    UNKNOWN_CODES = "unknown_codes"
    CRASHED = "crashed"


@dataclass
class Imported:
    """What an import found, and whether it was applied."""

    outcome: Outcome
    difference: Difference | None = None
    problems: list[Problem] = field(default_factory=list)
    too_many: list[Ends] = field(default_factory=list)


@dataclass(frozen=True)
class Wishes:
    """What whoever starts an import has decided beforehand."""

    dry_run: bool = False
    allow_ends: bool = False
    rollover: bool = False
    codes: Collection[str] = ()

    @property
    def mode(self) -> str:
        """The mode of the run."""
        return ImportRun.Mode.ROLLOVER if self.rollover else ImportRun.Mode.ORDINARY


def import_register(
    *,
    by: Actor,
    folder: Path,
    wishes: Wishes,
    progress: Progress,
    decide: Callable[[Difference], bool],
    run: ImportRun | None = None,
) -> Imported:
    """Read, compare, and apply if ``decide`` says so; whatever is not applied is as if it had never been read.

    ``run``: one that a page or the night has begun, which is told how it went.
    """
    with register_import(by, run) as made:
        try:
            checksums = load(made.stage, folder, progress)
        except BrokenRegisterError:
            result, checksums = Imported(Outcome.BROKEN, problems=made.stage.problems), {}
        else:
            result = settle(made, wishes, checksums, decide)
    if result.outcome is Outcome.COMPARED and result.difference is not None:
        with transaction.atomic():
            record_run(by, result.difference, mode=wishes.mode, checksums=checksums, applied=False, run=run)
    elif run is not None and result.outcome is not Outcome.APPLIED:
        stop_run(by=by, run=run, outcome=result.outcome, problems=result.problems)
    return result


def settle(made: RegisterImport, wishes: Wishes, checksums: dict[str, str], decide: Callable[[Difference], bool]) -> Imported:
    """Compare, and apply what may be applied."""
    difference = made.compare(wishes.codes)
    too_many = difference.too_many(setting("register.largest_share_ended"), rollover=wishes.rollover)
    result = Imported(Outcome.APPLIED, difference, difference.problems, too_many)
    if difference.unknown_codes:
        result.outcome = Outcome.UNKNOWN_CODES
    elif wishes.dry_run:
        result.outcome = Outcome.COMPARED
    elif too_many and not wishes.allow_ends:
        result.outcome = Outcome.TOO_MANY_ENDS
    elif not decide(difference):
        result.outcome = Outcome.DECLINED
    else:
        made.apply(difference, mode=wishes.mode, codes=wishes.codes, checksums=checksums)
        transaction.on_commit(gather_statistics)
    return result


def require_office(by: Actor) -> None:
    """Only whoever administers the register may."""
    REGISTER_OFFICE.require(by, huvudman())


@transaction.atomic
def begin_run(*, by: Actor, origin: str, folder: str, wishes: Mapping[str, object] | None = None) -> ImportRun:
    """A run whose files are there: the administrator's is about to be compared, the night's to be applied at once."""
    if origin == ImportRun.Origin.WEB:
        require_office(by)
    state = ImportRun.State.COMPARING if origin == ImportRun.Origin.WEB else ImportRun.State.APPLYING
    run = ImportRun.objects.create(
        at=by.at, by_id=by.person_id, begun_at=by.at, mode=ImportRun.Mode.ORDINARY, applied=False, counts={}, problem_count=0,
        checksums={}, state=state, origin=origin, folder=folder, wishes=dict(wishes or {}),
    )  # fmt: skip
    record(by, "register.run_begun", run)
    return run


@transaction.atomic
def compare_again(*, by: Actor, run: ImportRun) -> ImportRun:
    """Compare the same files once more: the register has changed since, or the work was cut off."""
    require_office(by)
    kept = ImportRun.objects.select_for_update().get(pk=run.pk)
    if kept.state == ImportRun.State.APPLIED:
        raise DecisionError(_("Inläsningen är redan genomförd."))
    return _begin(by, kept, ImportRun.State.COMPARING, {})


@transaction.atomic
def begin_applying(*, by: Actor, run: ImportRun, wishes: Wishes) -> ImportRun:
    """Let a compared run be applied, with what has been ticked and allowed; carried out by a process of its own."""
    require_office(by)
    kept = ImportRun.objects.select_for_update().get(pk=run.pk)
    if kept.state != ImportRun.State.COMPARED:
        raise DecisionError(_("Inläsningen är redan genomförd eller pågår."))
    if ImportRun.objects.filter(applied=True, at__gt=kept.at).exists():
        raise DecisionError(_("Registret har ändrats sedan jämförelsen gjordes. Jämför igen."))
    chosen = {"codes": list(wishes.codes), "allow_ends": wishes.allow_ends, "rollover": wishes.rollover}
    return _begin(by, kept, ImportRun.State.APPLYING, chosen)


def _begin(by: Actor, run: ImportRun, state: str, wishes: dict[str, object]) -> ImportRun:
    run.state, run.wishes, run.outcome, run.begun_at, run.by_id = state, wishes, "", by.at, by.person_id
    run.save(update_fields=["state", "wishes", "outcome", "begun_at", "by"])
    allowed: dict[str, object] = {name: chosen for name, chosen in wishes.items() if name != "codes"}
    record(by, f"register.{state}_begun", run, details=allowed)
    return run


@transaction.atomic
def stop_run(*, by: Actor, run: ImportRun, outcome: Outcome, problems: Collection[Problem] = ()) -> None:
    """Say why a run went no further. What an earlier comparison found is kept."""
    run.state, run.outcome, run.applied = ImportRun.State.STOPPED, outcome.value, False
    if problems:
        run.report = {**run.report, "problems": [problem_told(problem) for problem in problems]}
        run.problem_count = len(problems)
    run.save(update_fields=["state", "outcome", "applied", "report", "problem_count"])
    record(by, "register.run_stopped", run, details={"outcome": outcome.value})


@transaction.atomic
def dispose_of_reports(*, by: Actor, only_look: bool = False) -> int:
    """Remove what old runs found by name and wrong in their files, and what their decided changes said; answers of how many runs (H1)."""
    before = by.at - dt.timedelta(days=setting("register.report_days"))
    old = ImportRun.objects.filter(at__lt=before).exclude(report={}).exclude(state__in=UNDER_WAY)
    decided = PendingChange.objects.filter(decided_at__lt=before).exclude(number="", details={})
    # What was declined holds, and the number in it is what it is recognised by; what a merge rests on is needed to part the two again.
    decided = decided.exclude(decision=PendingChange.Decision.DECLINED, forgotten_at=None)
    if only_look:
        return old.count()
    removed = {"runs": old.update(report={}), "changes": decided.update(number="", details={})}
    if any(removed.values()):
        record(by, "register.reports_disposed", details=removed)
    return removed["runs"]
