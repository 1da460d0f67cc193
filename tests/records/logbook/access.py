"""The families of the children who take part, and those who work with them."""

from dataclasses import replace

from django.db.models import Q

from larka.access import paths
from larka.access.policies import FAMILY
from larka.access.policy import Grant, Policy
from larka.access.relation import Path
from tests.records.logbook.models import Entry, EntryMedium, EntryParticipation

_STAFF = (paths.PRESCHOOL_STAFF, paths.MENTOR, paths.TEACHER, paths.PRINCIPAL)
_PUBLISHED = Q(published_at__isnull=False)


def _grant(path: Path, *via: str) -> Grant:
    return Grant(paths.of_participants(path, EntryParticipation), via=("record", *via), when=_PUBLISHED)


ENTRY_READ = Policy(
    "entry.read",
    Entry,
    "Inlägg",
    grants=(*(_grant(path) for path in FAMILY), *(_grant(path, "unit", "school_year") for path in _STAFF)),
    columns={"record": "pk", "unit": "unit_id", "school_year": "school_year_id"},
    audience="audience",
    kind="entry",
)

# Whoever sees the entry sees what hangs on it.
ENTRY_MEDIUM_READ = Policy(
    "entry_medium.read",
    EntryMedium,
    "Inläggets bilder och filer",
    grants=tuple(replace(grant, when=Q(record__published_at__isnull=False)) for grant in ENTRY_READ.grants),
    columns={"record": "record_id", "unit": "record__unit_id", "school_year": "record__school_year_id"},
    audience="record__audience",
)
