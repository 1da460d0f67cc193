"""docs/security.md says what is true: every test it names is there, and no requirement is missing or invented."""

import ast
import csv
import re

import pytest

from larka.core.home import PROJECT

DOCUMENT = PROJECT / "docs" / "security.md"
LIST = PROJECT.parent / "shared" / "data" / "security" / "asvs-5.0.csv"
CHAPTERS = ("V2", "V6", "V7", "V8")
STATES = {"met", "not yet", "n/a"}


def rows() -> list[list[str]]:
    """The table: requirement, level, state, how, tests."""
    lines = [line for line in DOCUMENT.read_text().splitlines() if re.match(r"\| V\d", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_each_requirement_is_met_by_a_test_or_says_why_not() -> None:
    """One row each, with a reason; what is met names a test."""
    numbers = [number for number, *_ in rows()]
    assert len(numbers) == len(set(numbers))
    for number, _level, state, how, tests in rows():
        assert state in STATES, number
        assert how, number
        assert bool(tests) == (state == "met"), number


def test_every_test_that_the_document_names_exists() -> None:
    """A test that was renamed proves nothing here any more."""
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT.read_text()))
    assert named
    for path, name in sorted(named):
        file = PROJECT / path
        assert file.is_file(), path
        found = {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}
        assert name in found, f"{path}::{name}"


def test_no_requirement_is_missing_and_none_is_invented() -> None:
    """Chapters V2, V6, V7 and V8, levels 1 and 2."""
    if not LIST.is_file():
        pytest.skip("../shared/data/security/asvs-5.0.csv is not beside the project")
    with LIST.open(newline="", encoding="utf-8") as file:
        wanted = {(row["req_id"], row["L"]) for row in csv.DictReader(file) if row["chapter_id"] in CHAPTERS and row["L"] in {"1", "2"}}
    assert {(number, level) for number, level, *_ in rows()} == wanted
