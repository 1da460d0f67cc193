"""What the database has planned is kept from one test to the next, for all that the program asks; only a test changes tables."""

import re
from collections.abc import Sequence
from typing import Any

from django.db.backends.signals import connection_created
from psycopg._preparing import Prepare
from psycopg.pq.abc import PGresult

from larka.core.postgres.engine.plans import KeptPlans

CHANGES = re.compile(rb"CREATE|ALTER|DROP|DISCARD|DEALLOCATE")
KEPT = 3_000  # the program has some two thousand


class KeptStatements(KeptPlans):
    """As the program's; where a test has changed a table they are forgotten, then and when that is taken back."""

    prepare_threshold = 1  # several statements at once cannot be planned at all, which is found out the first time
    prepared_max = KEPT

    def __init__(self) -> None:
        super().__init__()
        self.changed = False

    def _should_discard(self, _prep: Prepare, results: Sequence[PGresult], *_: Any) -> bool:
        if any(CHANGES.match(result.command_status or b"") for result in results):
            self.changed = True
            self.forget()
            return True
        return any((result.command_status or b"").startswith(b"ROLLBACK") for result in results) and self.clear()

    def clear(self) -> bool:
        """After a rollback: nothing is to be forgotten where no table was changed."""
        changed, self.changed = self.changed, False
        return changed and self.forget()


def keep(connection: Any, **_signal: Any) -> None:
    """For a new connection of the application's role; the owner's statements are written out with their values."""
    if connection.alias == "default":
        connection.plans = connection.connection._prepared = KeptStatements()


def install() -> None:
    """Once for each process that tests."""
    connection_created.connect(keep)
