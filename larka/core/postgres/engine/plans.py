"""Which statements the server keeps a plan for, for how long, and how such a statement is put."""

import re
from collections.abc import Sequence
from typing import Any

from psycopg import Connection, RawCursor
from psycopg._preparing import Prepare, PrepareManager
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import OperationalError, error_from_result
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

_KEPT = 300  # statements for each connection: half a megabyte each of the server's memory
# The server no longer has the statement, or a table has other columns since it was planned.
_VOID = {b"26000", b"0A000"}
_ENDS_PLANS = re.compile(rb"^(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b").match

Rows = list[tuple[Any, ...]]


class KeptPlans(PrepareManager):
    """Plans outlive a transaction that is taken back.

    The library drops them all at every rollback, and those seldom used once there are a hundred: a page then has its questions planned
    again, which takes many times as long as to answer them. It guards against types and tables that are made in the transaction;
    nothing that uses these connections makes any, and the server itself plans anew what is about a table that was changed.
    """

    prepared_max = _KEPT

    def clear(self) -> bool:
        """Called when a transaction is taken back: the plans stay."""
        return False

    def _should_discard(self, prep: Prepare, results: Sequence[PGresult], *_: Any) -> bool:  # noqa: ARG002 – the library's signature
        if any(result.command_status and _ENDS_PLANS(result.command_status) for result in results):
            return self.forget()
        return False

    def forget(self) -> bool:
        """Every plan is made anew; answers whether there was any."""
        return super().clear()

    def rows(self, raw: Connection[Any], native: bytes, values: Sequence[Any]) -> Rows:
        """The rows of a statement in the server's own form. Where its plan is there already, nothing stands between it and the server.

        A transaction that has not begun yet is begun by the library's cursor, and a plan that is not there is made by it.
        """
        dumped = Transformer(raw)
        params: Any = dumped.dump_sequence(values, [PyFormat.AUTO] * len(values))
        key = native, dumped.types or ()
        if (name := self._names.get(key)) is None or not _has_begun(raw):
            cursor = RawCursor(raw).execute(native, values, prepare=True)
            return cursor.fetchall() if cursor.description else []
        self._names.move_to_end(key)
        result = raw.pgconn.exec_prepared(name, params, dumped.formats)
        if result.status == ExecStatus.COMMAND_OK:
            return []
        if result.status != ExecStatus.TUPLES_OK:
            return self._anew(raw, native, values, result)
        dumped.set_pgresult(result)
        return dumped.load_rows(0, result.ntuples, tuple)

    def _anew(self, raw: Connection[Any], native: bytes, values: Sequence[Any], failed: PGresult) -> Rows:
        """A plan that is void is made again, at once where no transaction has failed with it; all else is an error."""
        if failed.error_field(DiagnosticField.SQLSTATE) in _VOID:
            self._names.clear()
            if raw.autocommit and raw.pgconn.transaction_status == TransactionStatus.IDLE:
                return self.rows(raw, native, values)
        raise _error(raw, failed)


def _has_begun(raw: Connection[Any]) -> bool:
    return raw.autocommit or raw.pgconn.transaction_status != TransactionStatus.IDLE


def _error(raw: Connection[Any], result: PGresult) -> Exception:
    """What went wrong, as the library's cursor tells it."""
    if raw.pgconn.status == ConnStatus.BAD:
        return OperationalError(result.get_error_message(), info=result)
    return error_from_result(result, raw.info.encoding)
