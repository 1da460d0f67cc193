"""Which day it is, is asked of Stockholm: for an hour or two every night the date of UTC is yesterday."""

import re

from tests.guards.source import PROJECT

# What answers the date of UTC, or of the machine.
ELSEWHERE = re.compile(r"(UTC\)|timezone\.now\(\))\.date\(\)|\bdate\.today\(\)|make_cast\(dt\.datetime\.now\(")


def test_no_date_is_taken_of_another_clock() -> None:
    """A19: `timezone.localdate()` and `Actor.today` are Stockholm's."""
    own = [path for folder in ("larka", "tests", "bench") for path in (PROJECT / folder).rglob("*.py") if path.name != "test_days.py"]
    assert len(own) > 500
    assert {path.relative_to(PROJECT) for path in own if ELSEWHERE.search(path.read_text("utf-8"))} == set()


def test_the_guard_knows_them() -> None:
    """A19: each of the ways that have been wrong."""
    for wrong in ("dt.datetime.now(dt.UTC).date()", "timezone.now().date()", "dt.date.today()", "make_cast(dt.datetime.now(dt.UTC))"):
        assert ELSEWHERE.search(wrong), wrong
    assert not ELSEWHERE.search("timezone.localdate()")
