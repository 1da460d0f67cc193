"""Days, numbers and names as people say them."""

import datetime as dt

import pytest
from django.utils.translation import override
from markupsafe import Markup

from larka.access.paging import Page
from larka.core.dates import STOCKHOLM
from larka.web import filters

NOW = dt.datetime(2026, 11, 3, 14, 30, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (dt.datetime(2026, 11, 3, 14, 2, tzinfo=STOCKHOLM), "i dag 14:02"),
        (dt.datetime(2026, 11, 2, 23, 59, tzinfo=STOCKHOLM), "i går 23:59"),
        (dt.datetime(2026, 11, 2, 23, 30, tzinfo=dt.UTC), "i dag 00:30"),
        (dt.date(2026, 11, 4), "i morgon"),
        (dt.date(2026, 11, 6), "på fredag"),
        (dt.date(2026, 11, 10), "10 november"),
        (dt.date(2026, 9, 1), "1 september"),
        (dt.date(2025, 9, 1), "1 september 2025"),
    ],
)
def test_a_day_is_said_as_people_say_it(value: dt.date, said: str) -> None:
    """4-pages; A19: the day is Stockholm's."""
    assert f"<span>{said}</span>" in filters.person_day(value, NOW)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (dt.date(2026, 12, 3), "torsdag 3 december"),
        (dt.date(2027, 6, 3), "torsdag 3 juni"),
        (dt.date(2027, 12, 3), "fredag 3 december 2027"),
        (dt.date(2026, 8, 3), "måndag 3 augusti 2026"),
    ],
)
def test_an_appointment_that_is_not_near_is_said_with_its_year(value: dt.date, said: str) -> None:
    """C7: a slip in the year is seen."""
    assert filters.weekday(value, NOW) == said


def test_the_full_date_stands_on_hover_and_in_print() -> None:
    """4-pages."""
    shown = filters.person_day(dt.datetime(2026, 11, 2, 14, 2, tzinfo=STOCKHOLM), NOW)
    assert 'title="måndag 2 november 2026 kl. 14:02"' in shown
    assert 'datetime="2026-11-02T14:02+01:00"' in shown
    assert filters.person_day(None) == ""


def test_days_are_said_in_the_readers_language() -> None:
    """Languages."""
    with override("en"):
        assert "<span>yesterday 14:02</span>" in filters.person_day(dt.datetime(2026, 11, 2, 14, 2, tzinfo=STOCKHOLM), NOW)
        assert "<span>on Friday</span>" in filters.person_day(dt.date(2026, 11, 6), NOW)


def test_numbers_weeks_and_lists_are_swedish() -> None:
    """4-pages."""
    assert filters.number(1207) == "1\u00a0207"
    assert filters.number(1234567.5) == "1\u00a0234\u00a0567,5"
    assert filters.week(dt.date(2026, 11, 3)) == "v. 45"
    assert filters.day(dt.date(2026, 11, 3)) == "3 november 2026"
    assert filters.listed(["Anna", "Bo", "Cilla"]) == "Anna, Bo och Cilla"
    assert filters.listed(["Anna"]) == "Anna"
    assert filters.listed([]) == ""
    with override("en"):
        assert filters.number(1234567.5) == "1,234,567.5"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Alva Åkesson", "AÅ"), ("Maria von Hammarskjöld-Ek", "ME"), ("Personal 4821", "P4"), ("Ö", "Ö"), ("", ""), ("-", "")],
)
def test_initials_are_of_the_first_and_last_name(name: str, letters: str) -> None:
    """4-pages: photo or initials."""
    assert filters.initials(name) == letters


def test_a_row_of_many_cells_escapes_what_is_not_markup() -> None:
    row = filters.row_maker([Markup("<td>"), "<b>"], {None: Markup("</td>"), "x": "&"})
    assert row([None, "x"]) == "<td></td>&lt;b&gt;&amp;"
    with pytest.raises(ValueError, match="zip"):
        row([None])


def test_text_becomes_paragraphs_and_never_markup() -> None:
    """Plain text stays plain."""
    assert filters.paragraphs("Ett <b>\r\nTvå\n\n\nTre") == "<p>Ett &lt;b&gt;<br>Två</p><p>Tre</p>"


def test_a_page_of_a_list_knows_its_neighbours() -> None:
    """An empty page stands alone."""
    assert Page(1, []) == Page(number=1, rows=[], previous="", next="")
