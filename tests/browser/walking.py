"""A walk through all kinds of pages that a person reaches from the start page, one of each kind."""

from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlsplit

from django.urls import resolve
from playwright.sync_api import Page

LINKS = """[...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href"))"""
DOWNLOADS = ("/hamta/", "/pdf/", ".csv", ".json")
ELSEWHERE = ("#", "mailto:", "tel:", "https://")


def kind_of(address: str) -> tuple[str, ...]:
    """Pages of one kind differ only in whom, what or when they are about; a search with an answer is another kind than one without."""
    there = urlsplit(address)
    return (resolve(there.path).view_name, *(key for key in parse_qs(there.query) if key == "q"))


def walk(page: Page, also: Iterable[str] = (), without: Iterable[str] = ()) -> Iterator[str]:
    """The kinds of the pages in turn, each open in the browser when it is yielded; ``also`` cannot be reached by links."""
    waiting, known = ["/", *also], {tuple(name.split("?")) for name in without}
    while waiting:
        address = waiting.pop(0)
        if kind_of(address) in known:
            continue
        known.add(kind_of(address))
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address}: {answer.status}"
        waiting += [link for link in links_on(page) if kind_of(link) not in known]
        yield "?".join(kind_of(address))


def links_on(page: Page) -> list[str]:
    """The links of the open page to further pages of the product."""
    here = urlsplit(page.url).path
    found = [link if link.startswith("/") else here + link for link in page.evaluate(LINKS) if not link.startswith(ELSEWHERE)]
    return [link for link in found if not urlsplit(link).path.endswith(DOWNLOADS)]
