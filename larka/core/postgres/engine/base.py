"""A connection that is asked whether it lives only after a pause; Django sends ``SELECT 1`` before every page."""

import datetime as dt
import select
import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

from larka.core.postgres.engine.plans import KeptPlans

_PAUSE = 30.0  # seconds; a server that is gone without a word is found by asking, as Django does


class MomentLoader(Loader):
    """A moment as the server writes it in UTC, read by the language itself: a list has hundreds of them."""

    timezone = dt.UTC  # as Django's own has it

    def load(self, data: Buffer) -> dt.datetime:
        """What only psycopg can read or complain of (infinity, before our era) is left to it."""
        try:
            return dt.datetime.fromisoformat(str(data, "ascii")).astimezone(dt.UTC)
        except ValueError:
            return TimestamptzLoader(self.oid, self.connection).load(data).astimezone(dt.UTC)


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that ends a connection says so on it: there is something to read where nothing was asked."""

    _heard_at = 0.0
    plans: KeptPlans

    def get_new_connection(self, conn_params: Any) -> Any:
        """A connection that reads moments quickly and keeps its plans."""
        raw = super().get_new_connection(conn_params)
        plans = KeptPlans()
        plans.prepare_threshold = raw.prepare_threshold
        raw._prepared = self.plans = plans  # the library has no other way to say when plans end (docs/adr/0229)
        if self.timezone is dt.UTC:
            raw.adapters.register_loader("timestamptz", MomentLoader)
        return raw

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
