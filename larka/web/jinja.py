"""The template environment: translation, addresses, icons and the filters that say things as people say them."""

from collections.abc import Callable
from typing import Any

from larka.demo.offers import people_to_try
from larka.web import filters, pieces
from larka.web.addresses import url
from larka.web.icons import icon, static
from larka.web.templating import PageEnvironment


def environment(**options: Any) -> PageEnvironment:
    """The Jinja2 environment of every page in one language. A name that a template misspells is an error, never an empty place."""
    settled: dict[str, Callable[..., Any]] = {"url": url, "static": static, "icon": icon}
    options.pop("undefined")  # Django's wish
    env = PageEnvironment(settled=settled, plain=pieces.NAMES, trim_blocks=True, lstrip_blocks=True, cache_size=-1, **options)
    env.globals.update(demo_people=people_to_try, row_maker=filters.row_maker, pieces=pieces)
    env.filters.update(
        person_day=filters.person_day,
        day=filters.day,
        day_before=filters.day_before,
        clock=filters.clock,
        weekday=filters.weekday,
        weekday_clock=filters.weekday_clock,
        week=filters.week,
        number=filters.number,
        initials=filters.initials,
        listed=filters.listed,
        paragraphs=filters.paragraphs,
    )
    return env
