"""Adding to the log. Everything that reads or writes about a child comes here."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model

from larka.audit.models import Entry
from larka.core.postgres.statements import Statement, whole
from larka.register.actor import Actor

_INSERT = Statement("""INSERT INTO audit_entry
(at, kind, action, person_id, role, object_kind, object_id, child_ids, record_kind, record_ids, earliest_on, request_id, address, details)
VALUES (%(at)s, %(kind)s, %(action)s, %(person)s, %(role)s, %(object_kind)s, %(object)s, %(children)s::bigint[], %(record_kind)s,
 %(records)s::bigint[], %(earliest_on)s, %(request)s, %(address)s::inet, %(details)s::jsonb)""")


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
    _INSERT.run(
        using,
        at=by.at,
        kind=str(kind),
        action=action,
        person=whole(by.person_id),
        role=role or role_of(by),
        object_kind=about._meta.label_lower if about is not None else "",
        object=whole(about.pk) if about is not None else None,
        children=_array(children),
        record_kind=records[0],
        records=_array(records[1]),
        earliest_on=earliest_on,
        request=by.request_id,
        address=by.address,
        details=json.dumps(dict(details)) if details else "{}",
    )


def _array(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL writes an array: on every page, so by the shortest way."""
    return f"{{{','.join(map(str, sorted(set(ids))))}}}"


def role_of(by: Actor) -> str:
    """All roles a person acts in, where no single one is meant."""
    return ",".join(sorted(by.roles))[:40]
