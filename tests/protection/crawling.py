"""Every page that a person comes to by links, by the search and by typing addresses, read to the last byte."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from larka.core.documents import pdf
from larka.invitations.pdf import letters
from larka.register.models import Activity, Group, Organisation, Person
from tests.cast import Cast, opener
from tests.guards.test_views import addresses
from tests.protection.planted import NAMES

LINK = re.compile(r"""(?:href|action|src|hx-get|formaction)=["']([^"'#]+)""")
TYPED = re.compile(r"""(?:q=|q%3D)[^"&\s]*""")


def paper_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF is what it is made of: the text that Typst is given."""

    class Compiler:
        def compile(self, *, input: dict[str, bytes], **_how: Any) -> bytes:  # noqa: A002 – the library's name
            return b"\n".join(content for name, content in input.items() if not name.endswith(".typ"))

    monkeypatch.setattr(pdf, "_compiler", Compiler)
    monkeypatch.setattr(letters._local, "compiler", Compiler(), raising=False)


def searches(cast: Cast) -> list[str]:
    """What somebody who looks for the planted people types: names, first letters, numbers, e-mail, street, working name."""
    typed = ["Personal 4821", "Personal", "5A"]
    for short, (given, family, serial) in NAMES.items():
        typed += [given, family[:2].lower(), f"{getattr(cast, short).birth_date:%Y%m%d}{serial}", f"{family}gränden"]
    return [f"{reverse('search')}?q={quote(text)}" for text in typed]


def asked(cast: Cast) -> list[str]:
    """Addresses that somebody may type: every page without an id, every search, every page about the planted and where they are."""
    listed = [reverse(str(p.name)) for p in addresses() if not p.pattern.converters]
    people = [getattr(cast, short) for short in NAMES]
    things: dict[type, Iterable[Any]] = {
        Person: people, Group: [cast.class_5a, cast.class_5b], Organisation: [cast.school, cast.municipality],
        Activity: Activity.objects.filter(activity_groups__group__in=[cast.maths_5a, cast.music_5a]),
    }  # fmt: skip
    for pattern in addresses():
        if set(pattern.pattern.converters) == {"public_id"}:
            about = things.get(pattern.callback.access_policy.model, ())
            listed += [reverse(str(pattern.name), args=[thing.public_id]) for thing in about]
    return [*listed, *searches(cast)]


def crawl(person: Person, start: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(page, everything that reaches the browser) for each page that this person opens from these addresses."""
    return ((name, text) for _address, name, text in walk(opener(Client(), person), start))


def walk(browser: Client, start: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """(address, page, everything that reaches it) for each page that this browser opens, in the session that it has.

    Every path is opened, and every choice that a link makes on it, in the company in which it is first met; not every set of choices.
    """
    waiting, known = ["/", *start], set[tuple[str, ...]]()
    while waiting:
        address = waiting.pop(0)
        name = _name(address)
        if name is None or choices(address) <= known:
            continue
        known |= choices(address)
        answer = browser.get(address)
        text = everything(answer, address)
        yield address, name if answer.status_code == 200 else str(answer.status_code), text
        if answer.status_code in (301, 302):
            waiting.append(urljoin(address, answer["Location"]))
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [urljoin(address, unescape(link)) for link in LINK.findall(text)]


def choices(address: str) -> set[tuple[str, ...]]:
    """Each choice on a path: a filter, a page of a list, what is searched for; that there is none is one, too."""
    there = urlsplit(address)
    return {(there.path, *choice) for choice in parse_qsl(there.query, keep_blank_values=True) or [("", "")]}


def everything(answer: Any, address: str) -> str:
    """The headers and the body, without the address and the question that were typed and come back as they were."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    text = TYPED.sub("", f"{headers}\n{answer.content.decode('utf-8', 'replace')}")
    for value in parse_qs(urlsplit(address).query).get("q", ()):
        text = text.replace(f'value="{value}"', "")
    here = urlsplit(address).path
    return text if here == "/" else text.replace(here, "").replace(quote(here, safe=""), "")


def _name(address: str) -> str | None:
    """The page's name; nothing where it is elsewhere, or the same for everybody."""
    there = urlsplit(address)
    try:
        found = resolve(there.path)
    except Resolver404:
        return None
    same = hasattr(found.func, "access_exemption") or there.scheme or there.netloc
    return None if same else found.view_name
