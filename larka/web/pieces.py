"""The smallest components, of which a list has hundreds: the call of a macro costs more than such a piece (docs/adr/0074)."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from larka.register.choices import Relation
from larka.web.addresses import url
from larka.web.filters import initials
from larka.web.icons import icon
from larka.web.templating import written

if TYPE_CHECKING:
    from larka.web.queries.people import Adult

NAMES = frozenset({"row_head", "cell", "portrait", "person", "adult_names", "chip"})  # by which every template calls them


def row_head(content: object) -> Markup:
    """The cell that names a table's row."""
    return Markup(f'<th scope="row">{written(content)}</th>')  # noqa: S704 – escaped


def cell(label: object, content: object) -> Markup:
    """A cell that knows its column's name, which a phone shows beside it."""
    return Markup(f'<td data-label="{written(label)}">{written(content)}</td>')  # noqa: S704 – each is escaped


_SIGNS = {"neutral": "circle", "begun": "circle-dashed", "done": "circle-check", "warning": "triangle-alert"}


def chip(text: object, tone: str = "neutral") -> Markup:
    """A state in words, with a sign and a colour."""
    return Markup(f'<span class="chip {tone}">{icon(_SIGNS[tone])}{written(text)}</span>')  # noqa: S704 – escaped


def portrait(name: str, picture: uuid.UUID | None = None, css: str = "") -> Markup:
    """A person's picture, where the reader may see one and there is one; else the initials. The name always stands beside.

    Those in lists wait until they are scrolled to; the one at the head of a page is there from the first.
    """
    waits = ' loading="lazy" decoding="async"' if css == "small" else ""
    css = f"initials {css}" if css else "initials"
    if not picture:
        return Markup(f'<span class="{css}" aria-hidden="true">{written(initials(name))}</span>')  # noqa: S704 – escaped
    source = url("medium_profilbild_small", picture, "liten")
    return Markup(f'<img class="{css}" src="{source}" alt="" width="160" height="160"{waits}>')  # noqa: S704 – ours


def person(name: str, href: str = "", detail: object = "", picture: uuid.UUID | None = None) -> Markup:
    """A person in a list."""
    said: object = written(name)
    if href:
        said = f'<a href="{written(href)}">{said}</a>'
    if detail:
        said = f'{said}<br><span class="muted">{written(detail)}</span>'
    return Markup(f'<span class="person">{portrait(name, picture, "small")}<span>{said}</span></span>')  # noqa: S704 – each is escaped


def adult_names(adults: "Iterable[Adult]") -> Markup:
    """The adults of a child in a row; what they are to it only where they are not its guardians."""
    return Markup(", ".join(_adult(adult) for adult in adults))  # noqa: S704 – each is escaped


def _adult(adult: "Adult") -> str:
    name = str(written(adult.name))
    return name if adult.relation == Relation.GUARDIAN else f'{name} <span class="muted">({written(adult.said)})</span>'
