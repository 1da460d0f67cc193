"""The three kinds of personal number."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from larka.core.personal_numbers import InvalidPersonalNumberError, PersonalNumber

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "personnummer"
TODAY = dt.date(2026, 11, 23)


def listed(name: str) -> list[Any]:
    """One of the published lists of test numbers."""
    if not DATA.exists():
        pytest.skip("Skatteverkets testnummer saknas: ../shared finns inte")
    found: list[Any] = json.loads((DATA / name).read_text())
    return found


def check_digit(nine: str) -> int:
    """The check digit, written anew from the rule: every other figure doubled, figures summed."""
    return -sum(sum(divmod(int(c) * (2 - i % 2), 10)) for i, c in enumerate(nine)) % 10


@pytest.mark.parametrize(("file", "kind"), [("allPins.json", "personnummer"), ("allCoords.json", "samordningsnummer")])
def test_every_published_test_number_is_valid(file: str, kind: str) -> None:
    """B3: Skatteverket's own."""
    for text in listed(file):
        number = PersonalNumber.parse(text)
        assert (number.value, number.kind) == (text, kind)
        assert number.born is None or number.born.year == int(text[:4])
        assert number.born is not None or kind == "samordningsnummer"


def test_numbers_published_as_valid_or_not_are_so() -> None:
    """B3: as twelve figures, with and without a hyphen."""
    for row in listed("list.json"):
        text = row["long_format"]
        try:
            number = PersonalNumber.parse(text)
        except InvalidPersonalNumberError:
            assert not row["valid"]
            continue
        assert row["valid"]
        assert number.female == row["isFemale"]
        assert PersonalNumber.parse(f"{text[:8]}-{text[8:]}") == number


@given(st.dates(dt.date(1900, 1, 1), TODAY), st.integers(980, 999), st.sampled_from([0, 60]))
def test_a_number_made_by_the_rule_is_read_and_every_other_check_digit_is_not(born: dt.date, serial: int, added: int) -> None:
    """B3: personnummer, and samordningsnummer where the day has 60 added."""
    day = born.day + added
    eight = f"{born:%Y%m}{day:02d}"
    right = check_digit(f"{eight[2:]}{serial}")
    number = PersonalNumber.parse(f"{eight}{serial}{right}")
    assert (number.kind, number.born) == ("samordningsnummer" if added else "personnummer", born)
    assert number.female == (serial % 2 == 0)
    for wrong in set(range(10)) - {right}:
        with pytest.raises(InvalidPersonalNumberError):
            PersonalNumber.parse(f"{eight}{serial}{wrong}")


@given(st.dates(dt.date(1900, 1, 1), TODAY), st.integers(0, 99))
def test_a_temporary_number_is_a_date_and_two_letters(born: dt.date, serial: int) -> None:
    """B3: 20130101TF01."""
    number = PersonalNumber.parse(f"{born:%Y%m%d}TF{serial:02d}")
    assert (number.kind, number.born, number.value) == ("temporary", born, f"{born:%Y%m%d}TF{serial:02d}")
    assert PersonalNumber.parse(f"{born:%Y%m%d}-tf{serial:02d}") == number


@pytest.mark.parametrize(
    "text",
    [
        "", "1504109888", "20150230TF01", "20151301TF01", "20130101TF1", "2013010１TF01", "201302309888", "19121212121",
        "2012-12-12-1212", "0" * 12, "TF0120130101",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_and_never_repeated(text: str) -> None:
    """B3: too short, no such day, letters elsewhere, figures of another script."""
    with pytest.raises(InvalidPersonalNumberError) as refused:
        PersonalNumber.parse(text)
    assert not text or text not in str(refused.value)


@given(st.text(max_size=16))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Q2: never another error."""
    try:
        number = PersonalNumber.parse(text)
    except InvalidPersonalNumberError:
        return
    assert len(number.value) == 12
