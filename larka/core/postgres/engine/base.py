"""A connection that is asked whether it lives only after a pause; Django sends ``SELECT 1`` before every page."""

import select
import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

_PAUSE = 30.0  # seconds; a server that is gone without a word is found by asking, as Django does


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends a connection says so on it: there is something to read where nothing was asked."""

    _heard_at = 0.0

    def is_usable(self) -> bool:
        """Whether the connection can be used for the next page."""
        raw: Any = self.connection
        now, before = time.monotonic(), self._heard_at
        self._heard_at = now
        if raw is None or raw.closed or raw.info.transaction_status == TransactionStatus.INERROR:
            return False
        if now - before < _PAUSE and not select.select([raw.fileno()], [], [], 0)[0]:
            return True
        return bool(super().is_usable())
