"""Importing the register from files (B5)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from django.db import transaction

from larka.core.postgres.planner import gather_statistics
from larka.exchange.ss12000.load import BrokenRegisterError, Progress, load
from larka.people.actions.register_import import RegisterImport, record_run, register_import
from larka.people.models import ImportRun
from larka.people.register_import.difference import Difference, Ends
from larka.people.register_import.staging import Problem
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


def import_register(*, by: Actor, folder: Path, wishes: Wishes, progress: Progress, decide: Callable[[Difference], bool]) -> Imported:
    """Read, compare, and apply if ``decide`` says so; whatever is not applied is as if it had never been read."""
    with register_import(by) as made:
        try:
            checksums = load(made.stage, folder, progress)
        except BrokenRegisterError:
            return Imported(Outcome.BROKEN, problems=made.stage.problems)
        result = settle(made, wishes, checksums, decide)
    if result.outcome is Outcome.COMPARED and result.difference is not None:
        with transaction.atomic():
            record_run(by, result.difference, mode=wishes.mode, checksums=checksums, applied=False)
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
