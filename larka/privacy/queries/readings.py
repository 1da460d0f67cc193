"""What a family and a rektor are told of the log (A12): staff's readings and writings, and the viewer's own; never a device."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import BooleanField, CharField, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.query import QuerySet

from larka.access.questions import Ids, Pages, Question
from larka.access.relation import TODAY, holds_on
from larka.audit.models import Entry
from larka.audit.queries import STAFF_ROLES, told_later
from larka.audit.words import in_words
from larka.privacy.access import CHILDREN_OF_PRINCIPAL
from larka.privacy.queries.names import names_of, roles_in_words
from larka.records.kinds import RecordKind, kinds
from larka.records.models import PupilRecord
from larka.register.actor import Actor
from larka.register.models import AdultPupilConsent, Organisation, Person, Placement, Responsible

# Beside the documents: a protected child's address, and that somebody was let see it (A10).
PROTECTED_CONTACT = "protected_contact"
_NONE = [0]  # no document's id
_FAMILY = ""  # no kind's key
NEEDS = ("need.documented", "need.given", "need.ended")


@dataclass(frozen=True, slots=True)
class Told:
    """One line: who, in what role, what, about which children, when."""

    at: dt.datetime
    name: str
    own: bool
    role: str
    act: str
    document: str
    children: tuple[str, ...] = ()
    child_count: int = 0


def readings_of_child(viewer: Actor, child: Person) -> Pages:
    """What staff has read and written in those of the child's documents that the viewer may read, and the viewer's own; newest first."""
    family, documents = _seen_of(viewer, child)
    return _readings_of_child().pages(viewer, [child.pk], family, *(ids or _NONE for ids in documents.values()), objects=True)


@cache
def _readings_of_child() -> Question:
    """About the child, its family, and of each kind the documents."""
    return Question(_readings, (Ids, Ids, *(Ids for _ in kinds())))


def _readings(viewer: Actor, child: Ids, family: Ids, *documents: Ids) -> QuerySet[Entry]:
    read = Q(kind=Entry.Kind.READ, action=PROTECTED_CONTACT)
    written = Q(kind=Entry.Kind.WRITTEN, action__in=NEEDS)
    for kind, ids in zip(kinds(), documents, strict=True):
        read |= Q(kind=Entry.Kind.READ, record_kind=kind.key, record_ids__touching=ids)
        written |= Q(kind=Entry.Kind.WRITTEN, object_kind=kind.model._meta.label_lower, object_id__among=ids)
    mine = Q(person_id=viewer.person_id)
    by_staff = (read & Q(role__in=STAFF_ROLES)) | (written & Q(person_id__isnull=False) & ~Q(person_id__among=family))
    told_now = by_staff & ~Q(told_later(viewer.today))
    return Entry.objects.filter(told_now | (mine & (read | written)), child_ids__touching=child).order_by("-at", "-pk")


def _seen_of(viewer: Actor, child: Person) -> tuple[list[int], dict[str, list[int]]]:
    """The child's family, and the documents that the viewer may read, by kind: one question, however many kinds there are."""
    family, documents = [child.pk], {kind.key: list[int]() for kind in kinds()}
    for key, pk in _seen()(viewer, child.pk):
        documents.get(key, family).append(pk)
    return family, documents


@cache
def _seen() -> Question:
    def build(viewer: Actor, child: int) -> QuerySet[Any, Any]:
        of_kinds = [_keyed(kind.key, _documents_of(kind, viewer, child), "pk") for kind in kinds()]
        return _family(child).union(*of_kinds, all=True)

    return Question(build, (int,))


def _documents_of(kind: RecordKind, viewer: Actor, child: int) -> QuerySet[Any, Any]:
    if issubclass(kind.model, PupilRecord):
        return kind.read.about(viewer, child, kind.model._default_manager.all())
    return kind.read.visible_to(viewer).filter(participations__child=child)


def _family(child: int) -> QuerySet[Any, Any]:
    """Whoever is or was the child's family: what they write is theirs, also where they are staff somewhere."""
    adults = _keyed(_FAMILY, Responsible.objects.filter(child=child), "person_id")
    return adults.union(_keyed(_FAMILY, AdultPupilConsent.objects.filter(child=child), "person_id"), all=True)


def _keyed(key: str, rows: QuerySet[Any, Any], column: str) -> QuerySet[Any, Any]:
    return rows.order_by().values_list(Value(key, output_field=CharField()), column)


def readings_of_unit(viewer: Actor, unit: Organisation, from_at: dt.datetime, to_at: dt.datetime) -> tuple[QuerySet[Entry], list[int]]:
    """Staff's readings of what is written at this unit about its children of today whom rektor may read about, and those children."""
    placed = Placement.objects.filter(holds_on("", viewer.today, TODAY), unit=unit).values("child")
    children = list(CHILDREN_OF_PRINCIPAL.visible_to(viewer).filter(pk__in=placed).order_by().values_list("pk", flat=True))
    here = Q(pk__in=[])
    for kind in kinds():
        if issubclass(kind.model, PupilRecord):
            here |= Q(_written_here(kind, unit, children), record_kind=kind.key)
    rows = Entry.objects.filter(
        here, kind=Entry.Kind.READ, role__in=STAFF_ROLES, child_ids__overlap=children, at__gte=from_at, at__lt=to_at
    )
    return rows.order_by("-at", "-pk"), children


def _written_here(kind: RecordKind, unit: Organisation, children: list[int]) -> RawSQL:
    """Whether the reading showed something of this kind that is the unit's own: counted by the keys that the row names.

    As an EXISTS the planner would join each row with all that the unit has ever written.
    """
    table = kind.model._meta.db_table
    own = f"FROM {table} r WHERE r.id = ANY(audit_entry.record_ids) AND r.unit_id = %s AND r.child_id = ANY(%s)"
    return RawSQL(f"(SELECT count(*) {own}) > 0", [unit.pk, children], output_field=BooleanField())  # noqa: S611 – the table's name is ours


def known_to(viewer: Actor, entries: Iterable[Entry]) -> list[Entry]:
    """Without what was done with a record before it existed for the viewer, though it does now (C7, A17)."""
    listed = list(entries)
    for kind in kinds():
        if kind.opened_later is not None:
            listed = _without_earlier(viewer, kind, listed)
    return listed


def _without_earlier(viewer: Actor, kind: RecordKind, entries: list[Entry]) -> list[Entry]:
    about = {entry.pk: _of_kind(kind, entry) for entry in entries if entry.person_id != viewer.person_id}
    everything = set[int]().union(*about.values())
    opened = kind.opened_later(viewer, everything) if kind.opened_later and everything else {}
    if not opened:
        return entries
    readable = set(kind.read.visible_to(viewer).filter(pk__in=everything).values_list("pk", flat=True))
    return [entry for entry in entries if not about.get(entry.pk) or any(_existed(entry, pk, opened) for pk in about[entry.pk] & readable)]


def _of_kind(kind: RecordKind, entry: Entry) -> set[int]:
    if entry.record_kind == kind.key:
        return set(entry.record_ids)
    return {entry.object_id} if entry.object_kind == kind.model._meta.label_lower and entry.object_id else set()


def _existed(entry: Entry, pk: int, opened: dict[int, dt.datetime]) -> bool:
    return pk not in opened or entry.at >= opened[pk]


def told(viewer: Actor, entries: Iterable[Entry], children: Iterable[int] = ()) -> list[Told]:
    """The entries in plain words; of the children only those that are given are named."""
    listed, known = list(entries), set(children)
    about = {child for entry in listed for child in entry.child_ids if child in known}
    names = names_of({entry.person_id for entry in listed} | about, viewer)
    labels = {kind.key: str(kind.label) for kind in kinds()} | {kind.model._meta.label_lower: str(kind.label) for kind in kinds()}
    return [_line(viewer, entry, names, labels, [child for child in entry.child_ids if child in known]) for entry in listed]


def _line(viewer: Actor, entry: Entry, names: dict[int, str], labels: dict[str, str], children: list[int]) -> Told:
    own = entry.person_id == viewer.person_id
    staff = [role for role in entry.role.split(",") if role in STAFF_ROLES]
    return Told(
        at=entry.at,
        name=names.get(entry.person_id or 0, ""),
        own=own,
        role="" if own else roles_in_words(staff),
        act=in_words(entry.action, entry.kind),
        document=labels.get(entry.record_kind or entry.object_kind, ""),
        children=tuple(sorted(filter(None, (names.get(child, "") for child in children)))),
        child_count=len(children),
    )
