"""A record as JSON and back. Each kind says its own fields; what every record carries is written here once.

Other rows are named by public id, moments in RFC 3339 with zone, days as dates: the file stands alone and compares equal after import.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from larka.register.models import Person, SchoolYear, Term

COMMON = (
    "public_id", "child", "unit", "school_form", "school_year", "written_by", "written_at", "published_at", "locked_at", "version",
    "audience",
)  # fmt: skip

# Lists of people, told by their public ids.
_PEOPLE = frozenset({"audience", "took_part"})


@dataclass(frozen=True)
class Part:
    """Rows that belong to a record, such as its published versions: read and written with it, in the order given."""

    name: str
    owner: str
    fields: tuple[str, ...]
    order: str


@dataclass(frozen=True)
class RecordSchema:
    """The fields of one kind, with a number that changes when they do. ``current``: the field that points at one of the parts.

    ``beside``: what leaves beside the record, such as its files: told here by what is needed to find it, and brought back by itself.
    """

    version: int
    fields: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    current: str = ""
    beside: Mapping[str, Callable[[Any], list[dict[str, Any]]]] = field(default_factory=dict)

    def to_json(self, kind: str, record: models.Model) -> dict[str, Any]:
        """Everything of the record that leaves with it."""
        data: dict[str, Any] = {"kind": kind, "schema": self.version}
        data |= {name: _plain(record, name) for name in (*COMMON, *self.fields)}
        for part in self.parts:
            rows = getattr(record, part.name).order_by(part.order)
            data[part.name] = [{name: _plain(row, name) for name in part.fields} for row in rows]
        data |= {name: told(record) for name, told in self.beside.items()}
        if self.current:
            current = getattr(record, self.current)
            data[self.current] = getattr(current, self.parts[0].order) if current is not None else None
        return data

    @transaction.atomic
    def from_json(self, model: type[models.Model], data: dict[str, Any]) -> models.Model:
        """Make the record again in an installation that has its people and units; LookupError names what it lacks."""
        if data["schema"] != self.version:
            raise LookupError(f"the record is written with schema {data['schema']}, this is {self.version}")
        published = data["published_at"]
        values = _values(model, {name: data[name] for name in (*COMMON, *self.fields)})
        record: Any = model(**(values | {"published_at": None} if self.current else values))
        record.save(force_insert=True)
        for part in self.parts:
            part_model: Any = model._meta.get_field(part.name).related_model
            part_model._default_manager.bulk_create(
                [part_model(**{part.owner: record}, **_values(part_model, row)) for row in data[part.name]]
            )
        if self.current and data[self.current] is not None:
            part = self.parts[0]
            setattr(record, self.current, getattr(record, part.name).get(**{part.order: data[self.current]}))
            record.published_at = _moment(published)
            record.save(update_fields=[self.current, "published_at"])
        return record  # type: ignore[no-any-return]


def _plain(row: models.Model, name: str) -> Any:
    field = row._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        other = getattr(row, name)
        return None if other is None else str(getattr(other, _key_of(other)))
    value = getattr(row, name)
    if name in _PEOPLE and value is not None:
        return [
            str(public_id) for public_id in Person.objects.filter(pk__in=value).order_by("public_id").values_list("public_id", flat=True)
        ]
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, uuid.UUID) else value


def _values(model: Any, data: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(model._meta.get_field(name), name, value) for name, value in data.items()}


def _value(field: Any, name: str, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, models.ForeignKey):
        return _found(field.related_model, value)
    if name in _PEOPLE:
        return sorted(_found(Person, public_id).pk for public_id in value)
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.DateField):
        return dt.date.fromisoformat(value)
    return uuid.UUID(value) if isinstance(field, models.UUIDField) else value


def _key_of(model: Any) -> str:
    """School years and terms are the same everywhere and go by name; everything else by public id."""
    return "name" if isinstance(model, SchoolYear | Term) or model in (SchoolYear, Term) else "public_id"


def _found(model: Any, key: str) -> Any:
    row = model._default_manager.filter(**{_key_of(model): key}).first()
    if row is None:
        raise LookupError(f"{model._meta.label} {key} is not here")
    return row


def _moment(value: str | None) -> dt.datetime | None:
    return None if value is None else dt.datetime.fromisoformat(value)
