"""What one page shows: collected while it is made, logged as one row when it is sent (A11)."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Model

from larka.audit.actions import record
from larka.audit.models import Entry
from larka.audit.queries import may_ask_readers
from larka.core.dates import stockholm_day
from larka.register.actor import Actor
from larka.register.models import Person


class Reading:
    """The children a page tells about, in which role it was opened, and how far back it reaches.

    with_page: part of a page that has its own row.
    """

    def __init__(self, by: Actor, action: str, *, with_page: bool = False) -> None:
        self.by = by
        self.action = action
        self.with_page = with_page
        self.about: Model | None = None
        self.role = ""
        self.children: set[int] = set()
        self.records: tuple[str, list[int]] = ("", [])
        self.earliest_on: dt.date | None = None
        self.told = False
        self.details: dict[str, object] = {}
        self.repeated = False  # a page about nobody that fetches itself anew is logged when it was opened

    def opened(self, about: Model, *, role: str, child: int | None = None) -> None:
        """The page is about this one thing."""
        self.about, self.role, self.told = about, role, True
        if child is not None:
            self.children.add(child)

    def saw(self, children: Iterable[int], *, days: Iterable[dt.date | dt.datetime | None] = ()) -> None:
        """The page shows something about these children, written on these days. A page that lists nobody says so with ()."""
        self.told = True
        self.children.update(children)
        earliest = min((_day(day) for day in days if day is not None), default=None)
        if earliest is not None and (self.earliest_on is None or earliest < self.earliest_on):
            self.earliest_on = earliest

    def showed(self, kind: str, ids: Iterable[int]) -> None:
        """The page shows the text of these records: this is what "Vem har läst?" counts (A12)."""
        self.records = (kind, [*self.records[1], *ids])

    def may_ask_readers(self, child: Person) -> bool:
        """Whether whoever reads may ask who else has read what is written about the child (A12)."""
        return may_ask_readers(self.role, child.birth_date, self.by.today)

    def log(self) -> None:
        """Write the row."""
        if self.repeated and not self.children:
            return
        record(
            self.by,
            self.action,
            self.about,
            kind=Entry.Kind.READ,
            role=self.role,
            children=self.children,
            records=self.records,
            earliest_on=self.earliest_on,
            details=self.details,
        )


def _day(written: dt.date | dt.datetime) -> dt.date:
    """The date in Stockholm (A19)."""
    return stockholm_day(written) if isinstance(written, dt.datetime) else written
