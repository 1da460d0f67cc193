"""The template environment: translation, addresses, icons and the filters that say things as people say them."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static as static_url
from markupsafe import Markup

from larka.demo.offers import people_to_try
from larka.web import filters, pieces
from larka.web.addresses import url
from larka.web.built import ICONS
from larka.web.templating import PageEnvironment


def environment(**options: Any) -> PageEnvironment:
    """The Jinja2 environment of every page in one language. A name that a template misspells is an error, never an empty place."""
    settled: dict[str, Callable[..., Any]] = {"url": url, "static": _static, "icon": icon}
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


@lru_cache(maxsize=256)
def _kept_static(path: str) -> str:
    return static_url(path)


def _static(path: str) -> str:
    return static_url(path) if settings.DEBUG else _kept_static(path)


@lru_cache(maxsize=256)
def icon(name: str, css: str = "") -> Markup:
    """One icon of the sprite, hidden from screen readers: there is always text beside it."""
    if name not in ICONS:
        raise KeyError(f"{name} is not in larka.web.built.ICONS")
    address = f"{_static('web/icons.svg')}#{name}"
    return Markup('<svg class="icon{}" aria-hidden="true"><use href="{}"/></svg>').format(f" {css}" if css else "", address)
