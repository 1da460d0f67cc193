"""The bell at the top of every page, and how many notices are unread."""

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from larka.notices.queries.visible import NEW_AT_MOST


def bell(count: int, *, has_news: bool = False) -> Markup:
    """In the language in force. ``has_news``: something is unread, and the page is to ask at once how much of it may be seen.

    What it looks like is kept: the same few numbers are shown again and again.
    """
    return _bell(get_language() or "", min(count, NEW_AT_MOST + 1), has_news)


@lru_cache(maxsize=512)
def _bell(language: str, count: int, has_news: bool) -> Markup:  # noqa: ARG001, FBT001 – kept by place; the language in force is what is rendered
    shown = f"{NEW_AT_MOST}+" if count > NEW_AT_MOST else str(count)
    return Markup(render_to_string("notices/bell.html", {"count": count, "shown": shown, "has_news": has_news}))  # noqa: S704 – a template's
