"""Drafts that save themselves (mission 5)."""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.db import connection, transaction
from django.db.models import Q

from larka.access.policy import Refused
from larka.audit.actions import record
from larka.core.postgres.statements import Statement, whole
from larka.records.models import Draft
from larka.records.places import Spot, place_of_kind
from larka.register.actor import Actor

# One page never writes over what another has kept since it was opened: then no row comes back (Q4). What is written on is held until the
# draft is there: whoever removes it waits and finds the draft, or was first, and then no row comes back either.
_KEEP = """WITH held AS MATERIALIZED (SELECT FROM {subjects} WHERE public_id = %(subject)s::uuid FOR KEY SHARE)
INSERT INTO records_draft AS d
(author_id, kind, place, subject, detail, child_id, unit_id, content, base_version, saved_at, page, beside)
SELECT %(author)s, %(kind)s, %(place)s::uuid, %(subject)s::uuid, %(detail)s, %(child)s, %(unit)s, %(content)s::jsonb, %(base)s,
 %(at)s::timestamptz, %(page)s::uuid, %(beside)s FROM held
ON CONFLICT (author_id, kind, place, beside) DO UPDATE SET content = EXCLUDED.content, base_version = EXCLUDED.base_version,
 saved_at = EXCLUDED.saved_at, page = EXCLUDED.page, subject = EXCLUDED.subject, detail = EXCLUDED.detail,
 child_id = EXCLUDED.child_id, unit_id = EXCLUDED.unit_id
WHERE EXCLUDED.page IS NULL OR d.page = EXCLUDED.page OR d.saved_at = %(seen)s::timestamptz OR d.content = EXCLUDED.content
RETURNING id"""


class DraftElsewhereError(Exception):
    """Two other open pages have typed something else in the same place, which this one has not shown (Q4)."""


@dataclass(frozen=True, slots=True)
class Typing:
    """The open page that types, and when the draft that it was made with was kept (None: there was none)."""

    page: uuid.UUID
    seen: dt.datetime | None = None


@transaction.atomic
def save_draft(*, by: Actor, spot: Spot, content: Mapping[str, str], base_version: int, typing: Typing | None = None) -> bool:
    """Keep what the author has typed so far, beside another page's text rather than over it. The caller has asked whether they may.

    False: it stands beside. Raises DraftElsewhereError where two texts stand there already: a third page's is not kept. Refused where
    what is written on has been removed since the page was opened.
    """
    policy = place_of_kind(spot.kind).policy
    keep = _keep_on(policy.model._meta.db_table)
    for beside in (False, True):
        kept = keep.one(
            author=whole(by.writer),
            kind=spot.kind,
            place=spot.place,
            subject=spot.subject,
            detail=spot.detail,
            child=whole(spot.child),
            unit=whole(spot.unit),
            content=json.dumps(dict(content)),
            base=whole(base_version),
            at=by.at,
            page=typing.page if typing else None,
            seen=typing.seen if typing else None,
            beside=beside,
        )
        if kept is not None:
            record(by, "draft.kept", Draft(pk=kept[0]), children=[spot.child] if spot.child else [], details={"kind": spot.kind})
            return not beside
    if not policy.model._default_manager.filter(public_id=spot.subject).exists():
        raise Refused(policy)
    raise DraftElsewhereError


@cache
def _keep_on(subjects: str) -> Statement:
    """The statement for one sort of thing that is written on, by its table."""
    return Statement(_KEEP.format(subjects=connection.ops.quote_name(subjects)))


def forget_seen_drafts(*, by: Actor, drafts: Iterable[Draft]) -> None:
    """Drafts that their author has seen, as they were seen: what has been typed in them since then stays (Q4)."""
    if listed := list(drafts):
        as_seen = reduce(or_, (Q(pk=draft.pk, saved_at=draft.saved_at) for draft in listed))
        Draft.objects.filter(as_seen, author_id=by.person_id).delete()
