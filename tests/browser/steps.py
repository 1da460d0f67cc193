"""Counting what a person must do: each click, tap or choice is one step (4-pages.md, click budgets)."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, Response

from tests.browser.devices import PATIENCE


@dataclass
class Steps:
    """The steps taken so far on a page."""

    page: Page
    taken: int = 0

    def press(self, what: Locator) -> None:
        """One step."""
        what.click()
        self.taken += 1

    def follow(self, name: str | re.Pattern[str]) -> None:
        """One step: a link of this name in the page itself."""
        self.press(self.page.locator("main").get_by_role("link", name=name).first)

    def act(self, name: str | re.Pattern[str]) -> None:
        """One step: a button of this name."""
        self.press(self.page.get_by_role("button", name=name).first)


def text_of(page: Page, pupil: str) -> Locator:
    """The place to write about a pupil."""
    return page.get_by_role("textbox", name=pupil, exact=True)


def draft_of(page: Page, pupil: str) -> Locator:
    """What the page says of the text being kept."""
    return page.locator(".writing-row", has=text_of(page, pupil)).locator(".draft-state")


def until(condition: Callable[[], object]) -> None:
    """Wait for something that happens outside the page."""
    end = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def until_on(page: Page, condition: Callable[[], object]) -> None:
    """Wait for something that the page is to ask for."""
    until(lambda: page.wait_for_timeout(20) or condition())


def goes(page: Page, address: str) -> Response:
    """Open an address by hand."""
    answer = page.goto(address)
    assert answer is not None
    return answer
