"""How days, moments, numbers and names are said on a page."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from django.utils.dateformat import format as formatted
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from larka.core.dates import STOCKHOLM, needs_its_year, stockholm_day

_SMALL = range(1000)  # numbers that every language writes alike


def _clock(moment: dt.datetime) -> str:
    """The time of day; in the hour that comes twice in autumn, which of them (A19)."""
    time = f"{moment:%H:%M}"
    if moment.replace(fold=0).utcoffset() == moment.replace(fold=1).utcoffset():
        return time
    return (_("%(time)s normaltid") if moment.fold else _("%(time)s sommartid")) % {"time": time}


def person_day(value: dt.datetime | dt.date | None, now: dt.datetime | None = None) -> Markup | str:
    """A day or moment as people say it ("i går 14:02"), with the full date on hover and in print."""
    if value is None:
        return ""
    today = stockholm_day(now or dt.datetime.now(dt.UTC))
    if isinstance(value, dt.datetime):
        return _said_minute(value.astimezone(dt.UTC).replace(second=0, microsecond=0), today, get_language() or "")
    said, full, _with_time = _said_day(value, today, get_language() or "")
    return _time(value.isoformat(), full, said)


@lru_cache(maxsize=4096)
def _said_minute(value: dt.datetime, today: dt.date, language: str) -> Markup:
    """A moment, to the minute."""
    moment = value.astimezone(STOCKHOLM)
    said, full, with_time = _said_day(moment.date(), today, language)
    time = _clock(moment)
    return _time(moment.isoformat(timespec="minutes"), with_time % {"day": full, "time": time}, f"{said} {time}")


def _time(whole: str, full: str, said: str) -> Markup:
    return Markup(f'<time datetime="{whole}" title="{escape(full)}"><span>{escape(said)}</span></time>')  # noqa: S704 – each is escaped


@lru_cache(maxsize=1024)
def _said_day(date: dt.date, today: dt.date, language: str) -> tuple[str, str, str]:  # noqa: ARG001 – the language in force is what is said
    """A day as people say it, in full, and how a time is said after it. A page says the same day many times."""
    return _near(date, today), formatted(date, "l j F Y"), _("%(day)s kl. %(time)s")


def _near(date: dt.date, today: dt.date) -> str:
    near = {-1: _("i går"), 0: _("i dag"), 1: _("i morgon")}
    apart = (date - today).days
    if apart in near:
        return near[apart]
    if 1 < apart < 7:  # noqa: PLR2004 - a week
        return pgettext("kommande dag", "på %(weekday)s") % {"weekday": formatted(date, "l")}
    return formatted(date, "j F" if date.year == today.year else "j F Y")


def day(value: dt.date | None) -> str:
    """A date in full: 3 november 2026."""
    return "" if value is None else _day(value, get_language() or "")


def weekday(value: dt.datetime | dt.date, now: dt.datetime | None = None) -> str:
    """A day as an appointment says it: torsdag 3 december; with its year where it is not near."""
    date = value.astimezone(STOCKHOLM).date() if isinstance(value, dt.datetime) else value
    far = needs_its_year(date, stockholm_day(now or dt.datetime.now(dt.UTC)))
    return formatted(date, "l j F Y" if far else "l j F")


def weekday_clock(value: dt.datetime, now: dt.datetime | None = None) -> str:
    """A moment as an appointment says it: torsdag 3 december 15:20."""
    return f"{weekday(value, now)} {clock(value)}"


def day_before(value: dt.date) -> dt.date:
    """The last day of what ends before this one (B4)."""
    return value - dt.timedelta(days=1)


@lru_cache(maxsize=256)
def _day(date: dt.date, language: str) -> str:  # noqa: ARG001 – the language in force is what is said
    return formatted(date, "j F Y")


def clock(value: dt.datetime | None) -> str:
    """The time of day: 14:02."""
    return "" if value is None else f"{value.astimezone(STOCKHOLM):%H:%M}"


def week(value: dt.date) -> str:
    """The week's number: v. 45."""
    return _("v. %(number)s") % {"number": value.isocalendar().week}


def number(value: float) -> str:
    """A number as the language writes it: 1 207 or 1,207."""
    if type(value) is int and value in _SMALL:
        return str(value)
    thousands, decimal = pgettext("tusentalsavgränsare", "\u00a0"), pgettext("decimaltecken", ",")
    text = f"{value:,}"
    return text.replace(",", "\0").replace(".", decimal).replace("\0", thousands)


def initials(name: str) -> str:
    """First letters of the first and last name."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def listed(items: Iterable[object]) -> Markup:
    """Things in a sentence: Anna, Bo och Cilla."""
    parts = [escape(item) for item in items]
    if len(parts) < 2:  # noqa: PLR2004 - one thing needs no "and"
        return Markup("").join(parts)
    return Markup(" ").join([Markup(", ").join(parts[:-1]), escape(_("och")), parts[-1]])


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs; line breaks are kept."""
    blocks = (block.strip("\n") for block in str(escape(text)).replace("\r\n", "\n").split("\n\n"))
    shown = ["<p>" + block.replace("\n", "<br>") + "</p>" for block in blocks if block.strip()]
    return Markup("".join(shown))  # noqa: S704 – the text is escaped


def row_maker(starts: Iterable[object], ends: Mapping[Any, object]) -> Callable[[Iterable[Any]], Markup]:
    """What makes a row of cells, for tables of many: each cell is what its column starts with and what its value ends with."""
    begun = [str(escape(start)) for start in starts]
    ended = {value: str(escape(end)) for value, end in ends.items()}

    def row(values: Iterable[Any]) -> Markup:
        pieces = zip(begun, [ended[value] for value in values], strict=True)
        return Markup("".join(chain.from_iterable(pieces)))  # noqa: S704 – each piece is escaped

    return row
