"""The bench measures what it says, at the size of the cast."""

import datetime as dt
import json
import socket
import threading
from typing import Any

import pytest

from bench.browser import Answer
from bench.measure import expect_ok
from bench.pages import PAGES
from bench.report import Figure, growth, missed, report
from bench.served import Connection
from bench.texts import texts


def cost(cpu: float, *, queries: int = 4) -> dict[str, Any]:
    """One page's figures."""
    return {"median": cpu, "p95": cpu, "python": cpu / 2, "postgres": cpu / 2, "queries": queries, "bytes": 1024, "cpu": cpu}


def register(cpu: float) -> dict[str, Any]:
    """The figures of one register, in which every page costs the same."""
    rate = {str(count): {"per_second": 1000.0, "median": 2.0, "p95": 3.0} for count in (1, 4, 8)}
    imports = {"seconds": 1.0, "megabytes": 100.0}
    return {
        "floor": cost(1.0),
        "bare_floor": cost(0.5),
        "pages": {page.key: cost(cpu) for page in PAGES},
        "rates": dict.fromkeys(("floor", *(page.key for page in PAGES)), rate),
        "sizes": {"page": 20.0, "first": 30.0, "first_requests": 7, "next": 4.0},
        "papers": {"per_second": 30.0, "class_set_seconds": 0.5},
        "memory": {"after": 100.0, "requests": 10_000},
        "imports": {"import_first": imports, "import_again": imports},
    }


def run_of(small: float, large: float) -> dict[str, Any]:
    """A run of both sizes."""
    machine = {"cpu": "x", "cores": 2, "memory_gb": 8, "python": "3.11", "load_before": 0.1}
    return {"at": "2026-11-23", "quick": False, "machine": machine, "sizes": {"20000": register(small), "200000": register(large)}}


def test_a_page_that_is_not_shown_has_no_speed() -> None:
    """A page that answers 404 at once would look quick."""
    with pytest.raises(RuntimeError, match="404"):
        expect_ok(Answer(404, b"", 0.001), "/barn/x/")


def test_every_target_that_is_missed_is_named_and_the_rest_is_not() -> None:
    """Speed: CPU at most 8 times the floor, and at 200,000 at most 1.2 times that of 20,000."""
    assert missed(run_of(5.0, 5.5)) == []
    assert {name.split(" (")[0] for name in missed(run_of(9.0, 9.0))} == {f"{page.key}: CPU genom golvets" for page in PAGES}
    assert [figure.met for figure in growth(run_of(5.0, 7.0))] == [False] * len(PAGES)


def test_the_report_names_the_machine_the_floor_and_every_page() -> None:
    """Every number stands beside its floor and its machine, and can be kept as JSON."""
    run = run_of(5.0, 5.5)
    said = report(run)
    assert "2 kärnor" in said
    assert "Golvet" in said
    assert all(page.label in said for page in PAGES)
    assert json.loads(json.dumps(run)) == run


def test_a_figure_without_a_target_is_neither_met_nor_missed_in_print() -> None:
    """PDFs per second are told, not judged."""
    assert not str(Figure("PDF", 30.0, "/s")).endswith(("PASS", "MISS"))
    assert str(Figure("PDF", 2.0, "s", most=1.0)).endswith("MISS")


def test_the_texts_are_as_long_as_a_teachers_and_the_same_each_time() -> None:
    """Lifelike length: about 500 characters."""
    found = texts(40)
    assert found == texts(40)
    assert len(set(found)) == 40
    assert all(300 <= len(text) <= 700 for text in found)


def test_the_load_is_counted_only_when_the_whole_answer_has_come() -> None:
    """An answer in two pieces is one answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        asked = Connection(listening.getsockname()[1])
        served, _ = listening.accept()
        asked.question = b"GET / HTTP/1.1\r\n\r\n"
        asked.ask()
        served.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab")
        assert asked.heard() is None
        threading.Thread(target=served.sendall, args=(b"cd",)).start()
        took = asked.heard()
        assert took is not None
        assert dt.timedelta(seconds=took) < dt.timedelta(seconds=5)
        asked.socket.close()
        served.close()
