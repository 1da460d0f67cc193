"""Applying the register's files: compared first, applied in one transaction, safe to repeat (B5)."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from larka.audit.actions import record
from larka.people.actions.by_name import forget_declined, settle_by_name
from larka.people.actions.working_names import name_protected_staff
from larka.people.models import ImportRun
from larka.people.register_import.compare import compare
from larka.people.register_import.difference import Difference
from larka.people.register_import.families import apply_responsibles
from larka.people.register_import.homes import step_aside
from larka.people.register_import.links import apply_links
from larka.people.register_import.matching import apply_part
from larka.people.register_import.parts import PARTS
from larka.people.register_import.persons import apply_persons
from larka.people.register_import.sql import run, value
from larka.people.register_import.staging import Staging, staging
from larka.people.register_import.telling import told
from larka.people.register_import.things import THINGS, apply_thing, end_rows
from larka.register.actor import Actor

IMPORT_LOCK = 7_265_431_010  # any number, the same in every process
SORTING_MEMORY = "128MB"


class ImportUnderWayError(Exception):
    """Somebody else is importing the register just now."""


@dataclass
class RegisterImport:
    """One import: rows are staged, compared, and applied or let go of."""

    by: Actor
    stage: Staging
    run: ImportRun | None = None
    applied: bool = False

    def compare(self, codes: Collection[str] = ()) -> Difference:
        """What would change; nothing is changed yet."""
        return compare(self.stage, codes)

    def apply(self, difference: Difference, *, mode: str, codes: Collection[str], checksums: Mapping[str, str]) -> ImportRun:
        """Carry the difference out. What must be confirmed by name waits, unless it is among ``codes``."""
        apply_plans(self.by)
        made = record_run(self.by, difference, mode=mode, checksums=checksums, applied=True, run=self.run)
        settle_by_name(by=self.by, made=made, changes=difference.by_name, codes=codes)
        forget_declined(by=self.by, still=difference.still_declined)
        name_protected_staff(by=self.by)
        self.applied = True
        return made


@contextmanager
def register_import(by: Actor, run_begun: ImportRun | None = None) -> Iterator[RegisterImport]:
    """The transaction of one import, alone of its kind; whatever is not applied leaves no trace but in the run that was begun."""
    with transaction.atomic():
        if not value("SELECT pg_try_advisory_xact_lock($lock)", lock=IMPORT_LOCK):
            raise ImportUnderWayError
        run("SET LOCAL work_mem = '$memory'", memory=SORTING_MEMORY)
        with staging(by.today) as stage:
            made = RegisterImport(by, stage, run_begun)
            yield made
        if not made.applied:
            transaction.set_rollback(True)


def apply_plans(by: Actor) -> None:
    """Persons first, then what is over, then what is new: so nothing overlaps on the way."""
    apply_persons(by.at, by.today)
    for planned in (*THINGS, *PARTS):
        end_rows(planned)
    step_aside()
    for thing in THINGS:
        apply_thing(thing, by.today)
    for part in PARTS:
        apply_part(part)
    apply_links()
    apply_responsibles(by.today)


def record_run(
    by: Actor, difference: Difference, *, mode: str, checksums: Mapping[str, str], applied: bool, run: ImportRun | None = None
) -> ImportRun:
    """Keep what a run found, and log it. A comparison is kept too: it has shown names."""
    made = run or ImportRun(by_id=by.person_id)
    made.at, made.mode, made.applied = by.at, mode, applied
    made.state = ImportRun.State.APPLIED if applied else ImportRun.State.COMPARED
    made.counts, made.problem_count = difference.counts, len(difference.problems)
    made.checksums, made.report, made.outcome = dict(checksums), told(difference), ""
    made.save()
    details = {"mode": mode, "moved": difference.moved, **difference.counts}
    record(by, "register.imported" if applied else "register.compared", made, details=details)
    return made
