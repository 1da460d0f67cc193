"""Icons of the sprite, and addresses of static files, as pages write them."""

from functools import lru_cache

from django.conf import settings
from django.templatetags.static import static as static_url
from markupsafe import Markup

from larka.web.built import ICONS


@lru_cache(maxsize=256)
def _kept_static(path: str) -> str:
    return static_url(path)


def static(path: str) -> str:
    """The address of a static file, which changes with what is in it."""
    return static_url(path) if settings.DEBUG else _kept_static(path)


@lru_cache(maxsize=256)
def icon(name: str, css: str = "") -> Markup:
    """One icon of the sprite, hidden from screen readers: there is always text beside it."""
    if name not in ICONS:
        raise KeyError(f"{name} is not in larka.web.built.ICONS")
    address = f"{static('web/icons.svg')}#{name}"
    return Markup('<svg class="icon{}" aria-hidden="true"><use href="{}"/></svg>').format(f" {css}" if css else "", address)
