"""Who acts: all that crosses from a request, a job or a command into the domain."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from larka.core.dates import stockholm_day
from larka.core.models import new_public_id

Level = Literal["weak", "strong"]


@dataclass(frozen=True)
class Actor:
    """A person at a moment, with the facts of the session. ``person_id`` is None for an operator at the command line.

    ``footing``: the tables of the register in which the person stands (``register.queries.FOOTING``); None where nobody has looked.
    """

    person_id: int | None
    at: dt.datetime
    name: str = ""
    public_id: uuid.UUID | None = None
    roles: frozenset[str] = frozenset()
    level: Level = "weak"
    strong_at: dt.datetime | None = None
    request_id: uuid.UUID = field(default_factory=new_public_id)
    address: str | None = None
    footing: frozenset[str] | None = None

    @cached_property
    def today(self) -> dt.date:
        """The date in Stockholm (A19)."""
        return stockholm_day(self.at)

    @property
    def writer(self) -> int:
        """Whoever writes: always a person."""
        if self.person_id is None:
            raise PermissionError("an operator writes nothing about anybody")
        return self.person_id

    @classmethod
    def operator(cls, at: dt.datetime) -> "Actor":
        """Whoever runs a command on the server; reaches nothing that a policy guards."""
        return cls(person_id=None, at=at, name="operator", roles=frozenset({"operator"}), level="strong", strong_at=at)
