"""What every page must hold, whoever opens it. Each check answers with what is wrong, in words."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page

from tests.browser.devices import DESKTOP, TALL_SMALL_PHONE
from tests.browser.seen import SEEN

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_LIGHT_AND_SIZE = ["color-contrast", "target-size", "scrollable-region-focusable"]
AXE = Axe().axe_script
EVERYTHING = [-1]
AT_THE_BROWSER: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()  # where the reader's own text size is set
CHECKS = (Path(__file__).parent / "checks.js").read_text("utf-8")


def ask(page: Page, check: str) -> Any:
    """What a function of checks.js answers on the open page."""
    return page.evaluate(f"({CHECKS}).{check}()")


def problems_of(page: Page) -> Iterator[str]:
    """Everything that is wrong with the page that is open."""
    yield from problems_here(page)
    at_a_desk(page)


def problems_here(page: Page) -> Iterator[str]:
    """The same; afterwards the window is as the last check left it, and what is opened there next begins with that check."""
    checks = [when_wide, when_narrow_and_dark]
    for check in reversed(checks) if page.viewport_size == TALL_SMALL_PHONE else checks:
        yield from check(page)


def at_a_desk(page: Page) -> None:
    """A wide window in light colours."""
    page.emulate_media(media="screen", color_scheme="light", forced_colors="none", reduced_motion="reduce")
    if page.viewport_size != DESKTOP:
        page.set_viewport_size(DESKTOP)


def when_wide(page: Page) -> Iterator[str]:
    """Everything but what depends on a narrow window or on the dark."""
    at_a_desk(page)
    yield from in_structure(page)
    yield from for_assistive_technology(page, new_parts(page))
    yield from with_large_text(page)
    yield from on_paper(page)
    yield from in_forced_colours(page)


def in_structure(page: Page) -> Iterator[str]:
    """Q1, C10: one heading of the first level, a language, a title, a skip link, the print icon."""
    frame = ask(page, "frame")
    if len(frame["h1"]) != 1 or not frame["h1"][0].strip():
        yield f"first headings: {frame['h1']}"
    if frame["language"] != "sv":
        yield f"language: {frame['language']}"
    if not frame["title"].removesuffix(" – Lärka").strip() or not frame["title"].endswith("Lärka"):
        yield f"title: {frame['title']}"
    if (frame["skip"], frame["main"]) != ("#innehall", 1):
        yield f"skip link to {frame['skip']}, {frame['main']} places to land"
    if frame["print"] != 1:
        yield f"{frame['print']} print icons"
    if frame["ids"]:
        yield f"the same id twice: {frame['ids']}"


def new_parts(page: Page) -> list[int]:
    """The places of elements that axe has not looked at in this run, so shaped and in these colours: the page's frame is the same on
    all. What stands in one of them is looked at with it."""
    fresh: dict[int, None] = {}
    inside: set[int] = set()
    told, looked_at = ask(page, "shapes"), set(SEEN.all())
    for place, (shape, parent) in enumerate(told):
        if parent in inside:
            inside.add(place)
        elif shape not in looked_at:
            fresh[place] = None
            inside.add(place)
        looked_at.add(shape)
    SEEN.add(shape for shape, _parent in told)
    return list(fresh)


def for_assistive_technology(page: Page, parts: list[int]) -> Iterator[str]:
    """Q1: axe finds nothing against WCAG 2.2 AA."""
    yield from violations(page, {"type": "tag", "values": WCAG}, parts)


def violations(page: Page, run_only: dict[str, object], parts: list[int]) -> Iterable[str]:
    """What axe finds in these parts of the page, with the first place of each. No rule that is asked here reads style sheets."""
    if not parts:
        return []
    asked = [parts, {"runOnly": run_only, "resultTypes": ["violations"], "preload": {"assets": ["media"]}}]
    look = f"(asked) => ({CHECKS}).violations(asked)"
    found = page.evaluate(look, asked)
    if found is None:
        page.evaluate(AXE)
        found = page.evaluate(look, asked)
    return [f"axe {rule['id']}: {rule['nodes'][0]['html'][:160]} ({len(rule['nodes'])} places)" for rule in found]


def when_narrow_and_dark(page: Page) -> Iterator[str]:
    """Q1: 320 px without scrolling sideways, in dark colours that can be read, targets that a thumb hits."""
    page.emulate_media(media="screen", color_scheme="dark", forced_colors="none")
    page.set_viewport_size(TALL_SMALL_PHONE)
    yield from (f"too wide at 320 px: {what}" for what in ask(page, "tooWide"))
    yield from (f"cut off at 320 px: {what}" for what in ask(page, "cutOff"))
    yield from (f"dark: {what}" for what in violations(page, {"type": "rule", "values": OF_LIGHT_AND_SIZE}, new_parts(page)))


def with_large_text(page: Page) -> Iterator[str]:
    """Q1: the reader's own text size, twice the usual."""
    if page not in AT_THE_BROWSER:
        AT_THE_BROWSER[page] = page.context.new_cdp_session(page)
    browser = AT_THE_BROWSER[page]
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    yield from (f"too wide at 200 %: {what}" for what in ask(page, "tooWide"))
    yield from (f"cut off at 200 %: {what}" for what in ask(page, "cutOff"))
    browser.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})


def in_forced_colours(page: Page) -> Iterator[str]:
    """Q1: where the device decides the colours, every control can still be seen."""
    page.emulate_media(media="screen", forced_colors="active")
    yield from (f"lost in forced colours: {what}" for what in ask(page, "lostControls"))


def on_paper(page: Page) -> Iterator[str]:
    """C10, F5: no navigation and no buttons on paper; a name and the day above everything, and that it is not to be passed on."""
    page.emulate_media(media="print")
    paper = ask(page, "paper")
    yield from (f"on paper: {what}" for what in paper["there"])
    if paper["known"] and not paper["marked"]:
        yield "not marked as not to be passed on"
    if paper["known"] and not (paper["head"] and re.search(r"\w+ .*\b20\d\d$", paper["head"][0].replace("\n", " "))):
        yield f"head of the paper: {paper['head']}"
