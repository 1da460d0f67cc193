"""The registry: whatever is written about a child is a record of a registered kind. Archive, export, disposal and disclosure walk it."""

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model
from django.utils.functional import Promise

from larka.access.policy import Policy
from larka.core.documents import Document
from larka.records.schema import RecordSchema
from larka.register.actor import Actor

PublicRecordState = Literal["working material", "received", "public record"]
Secrecy = Literal["presumed secret", "presumed open", "open"]


@dataclass(frozen=True)
class RecordKind:
    """One handlingstyp.

    document: the record as a document tree, for page, print and PDF. schema: the record as JSON.
    public_record: what it is under TF 2:4-12, by author and state (C5). secrecy: under OSL 23, by school form and state (H8).
    opened_later: of these records, those that came to exist for the reader after they were written, and when: what was done with them
    before is not told the reader.
    purpose, legal_basis: why it is written and by what right, as families are told (H11).
    """

    key: str
    label: str | Promise
    model: type[Model]
    read: Policy[Any]
    document: Callable[[Any], Document]
    schema: RecordSchema
    school_forms: tuple[str, ...]
    public_record: Callable[[Any], PublicRecordState]
    secrecy: Callable[[Any], Secrecy]
    leaves_with_child: bool
    purpose: str | Promise = ""
    legal_basis: str | Promise = ""
    opened_later: Callable[[Actor, Collection[int]], dict[int, dt.datetime]] | None = None


_KINDS: dict[str, RecordKind] = {}


def register_kind(kind: RecordKind) -> RecordKind:
    """Enter a kind; a key is used once."""
    if kind.key in _KINDS:
        raise ValueError(f"the kind {kind.key} is registered already")
    _KINDS[kind.key] = kind
    return kind


def kinds() -> Iterator[RecordKind]:
    """Every kind, in the order of their keys."""
    return iter(sorted(_KINDS.values(), key=lambda kind: kind.key))


def kind_of(key: str) -> RecordKind:
    """The kind with this key; KeyError if there is none."""
    return _KINDS[key]
