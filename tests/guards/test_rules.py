"""Every rule that is built has a test that names it."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.guards.source import PROJECT

BUILT = ("A1–A13", "A16–A19", "B1–B6", "C1–C4", "C7–C10", "D1", "F5–F6", "H1", "Q1–Q4", "Q6")
_NAMED = re.compile(r"\b([A-HQ])(\d{1,2})(?:[–-](?:\1)?(\d{1,2}))?\b")


def rules_in(text: str) -> Iterator[str]:
    """A1, A3–A5 and the like."""
    for letter, first, last in _NAMED.findall(text):
        yield from (f"{letter}{number}" for number in range(int(first), int(last or first) + 1))


def _named() -> set[str]:
    named: set[str] = set()
    for path in (PROJECT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                named |= set(rules_in(ast.get_docstring(node) or ""))
    return named


NAMED = _named()


@pytest.mark.parametrize("rule", rules_in(", ".join(BUILT)))
def test_the_rule_is_named_by_a_test(rule: str) -> None:
    """Every rule is a test whose docstring names it."""
    assert rule in NAMED


def test_ranges_of_rules_are_understood() -> None:
    """As people write them."""
    assert list(rules_in("A1, A16–A19 and B3-B5; H2.")) == ["A1", "A16", "A17", "A18", "A19", "B3", "B4", "B5", "H2"]
