"""Applying the register's files: compared first, applied in one transaction, safe to repeat (B5)."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from larka.audit.actions import record
from larka.people.actions.by_name import settle_by_name
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
    applied: bool = False

    def compare(self, codes: Collection[str] = ()) -> Difference:
        """What would change; nothing is changed yet."""
        return compare(self.stage, codes)

    def apply(self, difference: Difference, *, mode: str, codes: Collection[str], checksums: Mapping[str, str]) -> ImportRun:
        """Carry the difference out. What must be confirmed by name waits, unless it is among ``codes``."""
        apply_plans(self.by)
        made = record_run(self.by, difference, mode=mode, checksums=checksums, applied=True)
        settle_by_name(by=self.by, made=made, changes=difference.by_name, codes=codes)
        name_protected_staff(by=self.by)
        self.applied = True
        return made


@contextmanager
def register_import(by: Actor) -> Iterator[RegisterImport]:
    """The transaction of one import, alone of its kind; whatever is not applied leaves no trace."""
    with transaction.atomic():
        if not value("SELECT pg_try_advisory_xact_lock($lock)", lock=IMPORT_LOCK):
            raise ImportUnderWayError
        run("SET LOCAL work_mem = '$memory'", memory=SORTING_MEMORY)
        with staging(by.today) as stage:
            made = RegisterImport(by, stage)
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


def record_run(by: Actor, difference: Difference, *, mode: str, checksums: Mapping[str, str], applied: bool) -> ImportRun:
    """Keep what a run found, and log it. A comparison is kept too: it has shown names."""
    made = ImportRun.objects.create(
        at=by.at,
        by_id=by.person_id,
        mode=mode,
        applied=applied,
        counts=difference.counts,
        problem_count=len(difference.problems),
        checksums=dict(checksums),
    )
    details = {"mode": mode, "moved": difference.moved, **difference.counts}
    record(by, "register.imported" if applied else "register.compared", made, details=details)
    return made
