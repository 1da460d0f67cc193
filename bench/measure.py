"""CPU time, wall time and queries of a page, in this process and in its PostgreSQL backend."""

import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.browser import Answer, Browser

_WARM_ROUNDS = 9
_LEAST_WARM = 16  # a statement is prepared at its second use and gets its lasting plan after five more
OK = 200


@dataclass(frozen=True, slots=True)
class Cost:
    """One page in one process, warm. Milliseconds; ``bytes`` before compression."""

    median: float
    p95: float
    python: float
    postgres: float
    queries: int
    bytes: int

    @property
    def cpu(self) -> float:
        """CPU milliseconds per request, Python and PostgreSQL together."""
        return self.python + self.postgres

    def as_dict(self) -> dict[str, Any]:
        """For the report."""
        return asdict(self) | {"cpu": self.cpu}


def measure(browsers: Sequence[tuple[Browser, str]], requests: int) -> Cost:
    """Each browser opens its address in turn until so many requests are made."""
    rounds = max(_WARM_ROUNDS, -(-_LEAST_WARM // len(browsers)))
    for browser, address in list(browsers) * rounds:
        expect_ok(browser.ask(address), address)
    queries = count_queries(*browsers[0])
    backend = backend_cpu_file()
    python, postgres = time.process_time_ns(), cpu_of(backend)
    seconds = []
    for browser, address in itertools.islice(itertools.cycle(browsers), requests):
        answer = browser.ask(address)
        seconds.append(answer.seconds)
    python, postgres = time.process_time_ns() - python, cpu_of(backend) - postgres
    expect_ok(answer, address)
    milliseconds = sorted(s * 1e3 for s in seconds)
    return Cost(
        median=statistics.median(milliseconds),
        p95=milliseconds[int(len(milliseconds) * 0.95)],
        python=python / 1e6 / requests,
        postgres=postgres / 1e6 / requests,
        queries=queries,
        bytes=len(answer.body),
    )


def expect_ok(answer: Answer, address: str) -> None:
    """A page that is not shown has no speed."""
    if answer.status != OK:
        raise RuntimeError(f"{address.split('/')[1]} svarade {answer.status}")


def count_queries(browser: Browser, address: str) -> int:
    """How many statements one request sends."""
    with count_queries_of() as count:
        browser.ask(address)
    return count()


@contextmanager
def count_queries_of() -> Iterator[Callable[[], int]]:
    """Counts the statements that are sent in this block."""
    from django.db import connections

    sent = [0]

    def one(execute: Any, *arguments: Any) -> Any:
        sent[0] += 1
        return execute(*arguments)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(one))
        yield lambda: sent[0]


def backend_cpu_file() -> Path:
    """Where the kernel counts the CPU time of this connection's backend."""
    from django.db import connection

    connection.ensure_connection()
    return Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")


def cpu_of(file: Path) -> int:
    """Nanoseconds on a CPU so far."""
    return int(file.read_text().split()[0])
