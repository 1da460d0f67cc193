"""The whole comparison, in the order in which one thing needs another."""

import re
from collections.abc import Collection

from larka.people.models import PendingChange
from larka.people.register_import.by_name import ByName, confirmed_merges, declined_codes, find_by_name, not_declined
from larka.people.register_import.difference import Difference, count, find_changed, find_ends, find_moved, note_waiting, samples
from larka.people.register_import.families import plan_responsibles
from larka.people.register_import.homes import choose_homes, keep_homes_apart
from larka.people.register_import.known import check_parents, check_parts, check_rows, know
from larka.people.register_import.links import plan_links
from larka.people.register_import.matching import plan_part
from larka.people.register_import.parts import PARTS
from larka.people.register_import.persons import Held, find_held, know_persons, plan_persons
from larka.people.register_import.sql import rows, run
from larka.people.register_import.staging import FILES, Staging
from larka.people.register_import.things import THINGS, plan_thing

_UNMAPPED = """SELECT s.role_name, count(*) FROM in_$table s
WHERE NOT EXISTS (SELECT FROM register_rolemapping m WHERE m.source = '$source' AND m.name = s.role_name) GROUP BY 1 ORDER BY 1"""
# What may be a role's name: a person's number has digits, and a text about somebody is longer.
_SHOWABLE = re.compile(r"(?:[^\W\d_]|[ /-]){1,60}")
NAMED_ROLES = (("duties", "duty", "dutyRole"), ("assignments", "assignment", "assignmentRole.assignmentRoleType"))


def compare(stage: Staging, codes: Collection[str]) -> Difference:
    """What the staged files say against what is here; ``codes`` are the changes confirmed by name."""
    stage.finish()
    run("CREATE TEMPORARY TABLE found_changed (file text, owner uuid) ON COMMIT DROP")
    run("CREATE TEMPORARY TABLE found_waiting (owner uuid) ON COMMIT DROP")
    held = find_known(stage, codes)
    check_parts(stage)
    list_unmapped_roles(stage)
    plan_everything(stage)
    found, declined = find_by_name(held), declined_codes()
    by_name = [change for change in found if change.code not in declined]
    note_waiting([change.source for change in newly_waiting(by_name, codes)])
    for file in FILES:
        find_changed(file)
    possible = {change.code for change in by_name if change.code and not change.obstacle}
    return Difference(
        counts={file: count(file) for file in FILES},
        samples={file: samples(file) for file in FILES},
        by_name=by_name,
        problems=stage.problems,
        ends=find_ends(stage.today),
        moved=find_moved(),
        unknown_codes=sorted(set(codes) - possible),
        still_declined=declined & {change.code for change in found},
    )


def find_known(stage: Staging, codes: Collection[str]) -> list[Held]:
    """Which rows the ids mean, file by file; rows that name what is not there fall."""
    know("organisations", stage.today)
    check_rows(stage, "organisations")
    check_parents(stage)
    know("syllabuses", stage.today)
    check_rows(stage, "groups")
    know("groups", stage.today)
    held = not_declined(find_held())
    know_persons(stage, held, confirmed_merges(held, codes))
    for file in ("duties", "activities", "placements"):
        check_rows(stage, file)
        know(file, stage.today)
    return held


def plan_everything(stage: Staging) -> None:
    """Compare every file with what is here."""
    plan_persons()
    choose_homes(stage)
    for thing in THINGS:
        plan_thing(thing, stage.today)
    for part in PARTS:
        plan_part(part, stage)
    keep_homes_apart()
    plan_links()
    plan_responsibles(stage)


def list_unmapped_roles(stage: Staging) -> None:
    """Names that the table of roles lacks, once each: they give no rights (A8)."""
    for table, source, field in NAMED_ROLES:
        for name, many in rows(_UNMAPPED, table=table, source=source):
            stage.problem("duties", "", field, f"{role_told(name)} ({many} rader) finns inte i rolltabellen och ger inga rättigheter.")


def role_told(name: str) -> str:
    """A role's name in a problem, shown only where it cannot hold a number or a text about somebody (B3)."""
    return f"Rollen ”{name}”" if _SHOWABLE.fullmatch(name) else "En roll vars namn inte kan visas"


def newly_waiting(by_name: Collection[ByName], codes: Collection[str]) -> list[ByName]:
    """What has not waited before, or is confirmed now: rows that this run changes."""
    before = set(PendingChange.objects.filter(decided_at=None).values_list("code", flat=True))
    return [change for change in by_name if change.code and (change.code not in before or change.code in codes)]
