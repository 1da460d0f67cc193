"""What the sealed log knows of the ledger: how it ended at each destruction, so that a cut off end is found out (docs/adr/0215)."""

from django.db.models.query import QuerySet

from larka.audit.models import ACT
from larka.audit.models import Entry as LogEntry
from larka.vault.chain import read
from larka.vault.ledger import known_ledgers

DESTROYED, SIGNED = "key.destroyed", "ledger.signed"


def stands_in_log(head: str) -> bool:
    """Whether the log tells of a ledger that ended with this entry."""
    return _told().filter(details__head=head).exists()


def lacking() -> int:
    """How many ends that the log tells of stand in no ledger here, since somebody last said that it goes on without them.

    A ledger may tell of more than the log does: an older database was put back, or a destruction failed after it was written down.
    """
    accepted = _told().filter(details__has_key="lacks").order_by("-pk").values_list("pk", flat=True).first()
    ends = set(_told().filter(pk__gte=accepted or 0, details__has_key="head").values_list("details__head", flat=True))
    for path in known_ledgers() if ends else ():
        ends.difference_update(entry.hash for entry in read(path))
    return len(ends)


def cut_off() -> str:
    """What to say when the end of a ledger is gone, and what to do; nothing where all is there."""
    if not (count := lacking()):
        return ""
    return (
        f"gallringsliggaren är avklippt eller borta: loggen berättar om {count} tillfällen som inte står i den. Hämta kopian ur"
        " säkerhetskopiornas mapp (ledger/); finns den inte, låt liggaren gå vidare med `larka keys sign-ledger`. Se docs/keys.md"
    )


def _told() -> QuerySet[LogEntry]:
    return LogEntry.objects.alias(act=ACT).filter(act__in=(DESTROYED, SIGNED), kind=LogEntry.Kind.WRITTEN)
