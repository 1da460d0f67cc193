"""The whole log, for the data protection officer."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q
from django.db.models.query import QuerySet

from larka.audit.models import ACT, Entry
from larka.audit.partitions import moment_of
from larka.audit.queries import FAMILY_ROLES
from larka.audit.words import in_words, told_alike
from larka.core.dates import STOCKHOLM
from larka.privacy.queries.names import answering_for_protected, as_ids, names_of, roles_in_words
from larka.register.models import Person

MOST_EXPORTED = 50_000
_SHOWN = ("at", "kind", "action", "person_id", "role", "child_ids", "record_ids", "record_kind", "address")
COLUMNS = ("at", "kind", "action", "in_words", "person", "name", "role", "children", "records", "record_kind", "address")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. People and children are ids; nobody found is an empty list, not asked is None."""

    from_day: dt.date
    to_day: dt.date
    people: tuple[int, ...] | None = None
    children: tuple[int, ...] | None = None
    role: str = ""
    action: str = ""
    kind: str = ""

    @property
    def question(self) -> dict[str, str]:
        """The same as an address has it: nobody by name or number (B3)."""
        asked = {"people": as_ids(self.people), "children": as_ids(self.children), "role": self.role, "action": self.action}
        asked |= {"kind": self.kind, "from_day": str(self.from_day), "to_day": str(self.to_day)}
        return {key: value for key, value in asked.items() if value}

    @property
    def codes(self) -> dict[str, object]:
        """What was asked, for the log: ids and codes only."""
        asked = {"from": str(self.from_day), "to": str(self.to_day), "people": self.people, "children": self.children}
        asked |= {"role": self.role, "action": self.action, "kind": self.kind}
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asked.items() if value}


class Row(NamedTuple):
    """One row of the log as the officer sees it; names are empty where a person is protected."""

    entry: Any
    name: str
    role: str
    act: str
    children: tuple[str, ...]

    @property
    def unnamed(self) -> int:
        """How many of the children are not named."""
        return len(self.entry.child_ids) - len(self.children)


def entries_found(search: Search) -> QuerySet[Entry, Any]:
    """The rows, newest first; of each what is shown."""
    span = Q(at__gte=moment_of(search.from_day), at__lt=moment_of(search.to_day + dt.timedelta(days=1)))
    if search.people is not None:
        span &= Q(person_id__in=search.people)
    if search.children is not None:
        span &= Q(child_ids__overlap=list(search.children))
    if search.role:
        span &= Q(role__regex=rf"(^|,){search.role}(,|$)")
    if search.action:
        span &= Q(act__in=told_alike(search.action))
    if search.kind:
        span &= Q(kind=search.kind)
    return Entry.objects.alias(act=ACT).filter(span).order_by("-at", "-pk").values_list(*_SHOWN, named=True)


def as_rows(entries: Iterable[Any]) -> list[Row]:
    """With names."""
    listed = list(entries)
    names = names_of({person for entry in listed for person in (entry.person_id, *entry.child_ids)})
    families = {entry.person_id for entry in listed if entry.person_id is not None and is_familys(entry.role)}
    hidden = answering_for_protected(families) if families else set()
    return [_row(entry, names, unnamed=entry.person_id in hidden and is_familys(entry.role)) for entry in listed]


def _row(entry: Any, names: dict[int, str], *, unnamed: bool) -> Row:
    children = tuple(sorted(names[child] for child in entry.child_ids if child in names))
    said = roles_in_words(entry.role.split(",")) or entry.role
    name = "" if unnamed else names.get(entry.person_id or 0, "")
    return Row(entry, name, said, in_words(entry.action, entry.kind), children)


def is_familys(role: str) -> bool:
    """Whether somebody acted as family alone: what they do at work is told by name."""
    return bool(role) and set(role.split(",")) <= {*FAMILY_ROLES}


def exported(entries: QuerySet[Entry, Any], size: int = 1_000) -> Iterator[dict[str, Any]]:
    """The rows for a file, some at a time; people by their public id, and by name where they may be named."""
    rows = entries[:MOST_EXPORTED]
    for start in range(0, MOST_EXPORTED, size):
        some = as_rows(rows[start : start + size])
        wanted = {person for row in some for person in (row.entry.person_id, *row.entry.child_ids) if person is not None}
        ids = dict(Person.objects.filter(pk__in=wanted).values_list("pk", "public_id"))
        yield from (_as_file(row, ids) for row in some)
        if len(some) < size:
            return


def _as_file(row: Row, ids: dict[int, Any]) -> dict[str, Any]:
    entry = row.entry
    values = (
        entry.at.astimezone(STOCKHOLM).isoformat(), entry.kind, entry.action, row.act, str(ids.get(entry.person_id or 0, "")), row.name,
        entry.role, [str(ids[child]) for child in entry.child_ids if child in ids], len(entry.record_ids), entry.record_kind,
        entry.address or "",
    )  # fmt: skip
    return dict(zip(COLUMNS, values, strict=True))
