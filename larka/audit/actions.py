"""Adding to the log. Everything that reads or writes about a child comes here."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from larka.audit.models import Entry
from larka.register.actor import Actor

_INSERT = """INSERT INTO audit_entry
(at, kind, action, person_id, role, object_kind, object_id, child_ids, record_kind, record_ids, earliest_on, request_id, address, details)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s, %s::bigint[], %s, %s, %s::inet, %s::jsonb)"""


def record(
    by: Actor,
    action: str,
    about: Model | None = None,
    *,
    kind: str = Entry.Kind.WRITTEN,
    role: str = "",
    children: Iterable[int] = (),
    records: tuple[str, Iterable[int]] = ("", ()),
    earliest_on: dt.date | None = None,
    details: Mapping[str, object] | None = None,
    using: str = DEFAULT_DB_ALIAS,
) -> None:
    """Log one act in the caller's transaction. ``records``: the kind and ids of the records whose text was shown.

    ``details`` holds codes and counts, never a name, a number or a text.
    """
    object_kind = about._meta.label_lower if about is not None else ""
    row: tuple[Any, ...] = (
        by.at, str(kind), action, by.person_id, role or role_of(by), object_kind, about.pk if about is not None else None,
        _array(children), records[0], _array(records[1]), earliest_on, by.request_id, by.address, json.dumps(dict(details or {})),
    )  # fmt: skip
    with connections[using].cursor() as cursor:
        cursor.execute(_INSERT, row)


def _array(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL writes an array: on every page, so by the shortest way."""
    return f"{{{','.join(map(str, sorted(set(ids))))}}}"


def role_of(by: Actor) -> str:
    """All roles a person acts in, where no single one is meant."""
    return ",".join(sorted(by.roles))[:40]
