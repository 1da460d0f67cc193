"""What the log costs a page: the same page with its row and without, in turn, a few requests at a time.

Only here can a page leave its row out: the switch is put into this process, there is none in the product.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from unittest import mock

from bench.browser import Browser
from bench.measure import backend_cpu_file, cpu_of, expect_ok

_AT_ONCE = 16
# The main pages of each role: each of them writes a row.
LOGGED = (
    "teacher_home", "class_list", "assessment_entry", "class_status", "child_page", "guardian_home", "guardian_child",
    "guardian_judgements", "pupil_home", "pupil_judgements", "mentor_judgements", "principal_home", "unit", "search",
)  # fmt: skip

Visits = Sequence[tuple[Browser, str]]


def shares(whom: dict[str, Visits], requests: int) -> dict[str, dict[str, float]]:
    """Of each page: CPU with and without the row, in milliseconds, and how much more the row makes it, in per cent."""
    return {key: _share(who, max(1, requests // _AT_ONCE)) for key, who in whom.items()}


def _share(who: Visits, pairs: int) -> dict[str, float]:
    """Pairs of a few requests each, in turn; the median of the differences, so that one disturbance is nothing."""
    _ask(who, 3 * _AT_ONCE)
    with without_the_log():
        _ask(who, _AT_ONCE)
    with_row, without = [], []
    for pair in range(pairs):
        for logged in (pair % 2 == 0, pair % 2 == 1):
            if logged:
                with_row.append(_ask(who, _AT_ONCE))
            else:
                with without_the_log():
                    without.append(_ask(who, _AT_ONCE))
    bare, more = statistics.median(without), statistics.median(a - b for a, b in zip(with_row, without, strict=True))
    return {"with": bare + more, "without": bare, "percent": 100 * more / bare}


@contextmanager
def without_the_log() -> Iterator[None]:
    """Pages write no row in this block."""
    with mock.patch("larka.audit.reading.Reading.log", autospec=True):
        yield


def _ask(who: Visits, requests: int) -> float:
    """CPU milliseconds of one request, Python and PostgreSQL together."""
    backend = backend_cpu_file()
    started = time.process_time_ns() + cpu_of(backend)
    for number in islice(range(10**9), requests):
        browser, address = who[number % len(who)]
        answer = browser.ask(address)
    spent = time.process_time_ns() + cpu_of(backend) - started
    expect_ok(answer, address)
    return spent / 1e6 / requests
