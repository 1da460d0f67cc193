"""The parts of the frame that are alike for everyone with the same roles, language and look: rendered once, then filled in.

Half a page's own cost went into rendering them anew (docs/adr/0072).
"""

from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_info
from markupsafe import Markup, escape

from larka.register.choices import Role
from larka.web.navigation import entries_for

# Characters of private use, which no name or address holds, stand where a person's own is filled in.
_NAME, _TOKEN, _PATH = "\ue000", "\ue001", "\ue002"


class _Blank:
    """A frame with places to fill in."""

    name, csrf_token, path = _NAME, _TOKEN, _PATH

    def __init__(self, language: str, theme: str, roles: frozenset[str]) -> None:
        self.language, self.theme = language, theme
        self.roles = [str(role.label) for role in Role if role in roles]
        self.languages = languages()


def languages() -> list[tuple[str, str]]:
    """Every language to choose, each under its own name."""
    return [(code, str(get_language_info(code)["name_local"]).capitalize()) for code, _name in settings.LANGUAGES]


def menu(language: str, theme: str, roles: frozenset[str], *, name: str, token: str, path: str) -> Markup:
    """The top of the frame of whoever is signed in."""
    blank = _menu(language, theme, roles)
    return Markup(blank.replace(_NAME, escape(name)).replace(_TOKEN, escape(token)).replace(_PATH, escape(path)))  # noqa: S704 – each is escaped


def side(language: str, roles: frozenset[str], path: str) -> Markup:
    """The navigation, with the entry that the page belongs under marked."""
    here = next((entry.url for entry in entries_for(roles) if entry.is_at(path)), "")
    return _side(language, roles, here)


@lru_cache(maxsize=256)
def _menu(language: str, theme: str, roles: frozenset[str]) -> str:
    return render_to_string("components/menu.html", {"frame": _Blank(language, theme, roles)})


@lru_cache(maxsize=512)
def _side(language: str, roles: frozenset[str], here: str) -> Markup:  # noqa: ARG001 – the language in force is what is rendered
    entries = entries_for(roles)
    return Markup(render_to_string("components/side.html", {"entries": entries, "here": here}) if entries else "")  # noqa: S704 – a template's
