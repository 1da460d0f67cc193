"""Destroying keys, and doing it again after a restore; saying that two entries are one child."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from larka.audit.actions import record
from larka.core.personal_numbers import holds_personal_number
from larka.register.actor import Actor
from larka.vault.chain import Draft, Entry, Known, read
from larka.vault.ledger import append, known_ledgers, ledger_path, replay, replays, require_sound, telling_of, verify
from larka.vault.logged import DESTROYED, SIGNED, lacking, stands_in_log
from larka.vault.masters import masters, newest_master
from larka.vault.models import DataKey, Kin
from larka.vault.owners import Owner


class PersonalNumberInDecisionError(ValueError):
    """The decision's designation has a personal number in it, and would stand in the ledger and the log for ever."""


# The owner's key, and those of the entries that are one child with it now. Whoever is saving something sealed is waited for.
_LOCK = """
SELECT id, child_id, item_id FROM vault.data_key
WHERE child_id = ANY (%(children)s::bigint[]) OR item_id = ANY (%(items)s::uuid[])
 OR child_id IN (SELECT other_id FROM vault.kin WHERE joined AND child_id = ANY (%(children)s::bigint[]))
ORDER BY id FOR UPDATE
"""


@transaction.atomic
def destroy_key(*, by: Actor, owner: Owner, reason: str) -> int:
    """End everything that is sealed for a child or an item, for ever and in every backup; answers how many keys there were.

    The caller has asked its policy and decides: call it last in an action, for the ledger is written at once and is not taken back when
    the transaction fails; then the next start destroys the key after all.
    """
    return destroy_keys(by=by, owners=[owner], reason=reason)


@transaction.atomic
def destroy_keys(*, by: Actor, owners: Iterable[Owner], reason: str) -> int:
    """The same for many at once. ``reason``: the decision's designation, never a name or a number of a person: it stands for ever."""
    if not reason.strip():
        raise ValueError("a key is destroyed by a decision")
    if holds_personal_number(reason):
        raise PersonalNumberInDecisionError
    found = _locked(list(owners))
    if not found:
        return 0
    said: list[dict[str, Any]] = [{"owner": owner.name, "keys": [str(key_id)], "decision": reason.strip()} for key_id, owner in found]
    told = telling_of([str(key_id) for key_id, _ in found])
    known = {key for entry in told for key in entry.data["keys"]}
    entries = told + append(*(Draft(DESTROYED, by.at, _who(by), data) for data in said if data["keys"][0] not in known))
    DataKey.objects.filter(pk__in=[key_id for key_id, _ in found]).delete()
    children = [owner.child_id for _, owner in found if owner.child_id is not None]
    details = {"decision": reason.strip(), "keys": len(found), "ledger": entries[-1].number, "head": entries[-1].hash}
    record(by, DESTROYED, children=children, details=details)
    return len(found)


@transaction.atomic
def destroy_lost_keys(*, by: Actor, master: str, reason: str) -> int:
    """Give up the keys under a master key that is lost for good: their texts are said to be gone, and new ones can be written."""
    if master in {given.id for given in masters()}:
        raise ValueError("the master key is not lost")
    sign_ledger(by=by)  # the lost one may have signed its last line
    lost = DataKey.objects.filter(master=master).values_list("child_id", "item_id")
    return destroy_keys(by=by, owners=[Owner(child, item) for child, item in lost], reason=reason)


@transaction.atomic
def replay_ledger(*, by: Actor, paths: Sequence[Path] | None = None, known: Known | None = None) -> int:
    """Do again what this installation's ledger and its copies tell; answers how much had come back. Safe, as often as one likes.

    Raises LedgerError, and does nothing at all, where one of them was changed. ``known``: what speaks for one beside its signatures.
    """
    chosen = paths if paths is not None else known_ledgers()
    require_sound(chosen, known or stands_in_log)
    come_back = sum(replay(read(path)) for path in chosen)
    if come_back:
        record(by, "ledger.replayed", details={"count": come_back})
    return come_back


@transaction.atomic
def sign_ledger(*, by: Actor, path: Path | None = None, known: Known | None = None) -> bool:
    """Sign with the newest master key for all that a ledger says; answers whether that was needed. Raises LedgerError where it was changed.

    For one from before there were signatures, and when the master key is changed: the earlier one is then not needed for it any more.
    """
    path = path or ledger_path()
    require_sound([path], known or stands_in_log)
    report = verify(path, known=known or stands_in_log)
    if not report.entries or report.master == newest_master().id:
        return False
    [entry] = append(Draft(SIGNED, by.at, _who(by), {"entries": report.entries}), over=report.head, path=path)
    record(by, SIGNED, details={"ledger": entry.number, "head": entry.hash})
    return True


@transaction.atomic
def go_on_without(*, by: Actor) -> int:
    """By an operator's word: what the log tells of and no ledger here has is gone for good. The ledger says so and goes on."""
    if not (count := lacking()):
        return 0
    require_sound([ledger_path()], stands_in_log)
    [entry] = append(Draft(SIGNED, by.at, _who(by), {"lacks": count}))
    record(by, SIGNED, details={"ledger": entry.number, "head": entry.hash, "lacks": count})
    return count


@transaction.atomic
def note_restore(*, by: Actor, backup: str, rows: int) -> None:
    """Say in the log that the installation was put back from a backup (Q5)."""
    record(by, "backup.restored", details={"backup": backup, "rows": rows})


@transaction.atomic
def join_keys(*, by: Actor, kept: int, gone: int) -> None:
    """Two entries are one child (B6): each reads what was sealed with the other's key."""
    for other, joined in _entries_of(gone, but=kept).items():
        for pair in ((kept, other), (other, kept)):
            Kin.objects.update_or_create(child_id=pair[0], other_id=pair[1], defaults={"joined": joined})
    record(by, "key.joined", children=[kept, gone])


@transaction.atomic
def part_keys(*, by: Actor, kept: int, gone: int) -> None:
    """They are two again: both still read what was sealed meanwhile, but what ends the one's texts leaves the other's."""
    others = list(_entries_of(gone, but=kept))
    Kin.objects.filter(Q(child_id=kept, other_id__in=others) | Q(child_id__in=others, other_id=kept)).update(joined=False)
    record(by, "key.parted", children=[kept, gone])


def _entries_of(gone: int, *, but: int) -> dict[int, bool]:
    """The entry itself, and those that were merged into it before: whether they still are."""
    return {gone: True} | dict(Kin.objects.filter(child_id=gone).exclude(other_id=but).values_list("other_id", "joined"))


@replays(DESTROYED)
def _destroy_again(entries: Sequence[Entry]) -> int:
    keys = [key_id for entry in entries for key_id in entry.data["keys"]]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM vault.data_key WHERE id = ANY (%s::uuid[])", [f"{{{','.join(keys)}}}"])
        return int(cursor.rowcount)


@replays(SIGNED)
def _nothing_to_do_again(_entries: Sequence[Entry]) -> int:
    return 0


def _who(by: Actor) -> str:
    return f"person:{by.person_id}" if by.person_id is not None else "operator"


def _locked(owners: Sequence[Owner]) -> list[tuple[Any, Owner]]:
    children = ",".join(str(owner.child_id) for owner in owners if owner.child_id is not None)
    items = ",".join(str(owner.item_id) for owner in owners if owner.item_id is not None)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"children": f"{{{children}}}", "items": f"{{{items}}}"})
        return [(key_id, Owner(child, item)) for key_id, child, item in cursor.fetchall()]
