"""The municipality as it is thought out, whatever the day."""

import datetime as dt

import pytest

from larka.core.dates import STOCKHOLM
from larka.demo.ids import person_id
from larka.demo.municipality import think_out
from larka.demo.numbers import numbers_of_a_day, temporary_numbers
from larka.demo.people import CAST
from larka.demo.register_files import RESOURCES, register_rows

DAYS = ["2026-08-01", "2026-11-23", "2027-01-01", "2027-02-14", "2028-02-29", "2027-07-31", "2031-12-31"]


@pytest.mark.parametrize("day", DAYS)
def test_the_municipality_can_be_thought_out_on_any_day(day: str) -> None:
    """The demo never grows old: its school year is today's."""
    at = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), STOCKHOLM)
    rows = register_rows(think_out(at))
    for resource in ("placements", "groups", "duties", "activities"):
        for row in rows[resource]:
            assert row["startDate"] <= day
            assert (row.get("endDate") or "9999") >= row["startDate"]
    ids = [row["id"] for resource in RESOURCES for row in rows[resource]]
    assert len(ids) == len(set(ids))


def test_the_same_day_gives_the_same_municipality() -> None:
    """Everything but public ids is decided by the day."""
    morning, evening = (dt.datetime(2026, 11, 23, hour, tzinfo=STOCKHOLM) for hour in (7, 21))
    assert register_rows(think_out(morning)) == register_rows(think_out(evening))


def test_the_cast_has_the_same_ids_on_any_day() -> None:
    """Documents and tests name people by their id in the register file."""
    world = think_out(dt.datetime(2029, 3, 5, 9, tzinfo=STOCKHOLM))
    assert {key: person.id for key, person in world.named.items()} == {key: person_id(key) for key in CAST}


def test_a_day_has_ten_numbers_for_each_sex_and_then_temporary_ones() -> None:
    """B3: an even serial is a woman's; the two kinds never meet."""
    born = dt.date(2015, 2, 28)
    women, men = numbers_of_a_day(born, female=True), numbers_of_a_day(born, female=False)
    assert (len(women), len(men), len({*women, *men})) == (10, 10, 20)
    assert all(int(number[10]) % 2 == 0 for number in women)
    assert temporary_numbers(born, female=False)[0] == "20150228TF10"
