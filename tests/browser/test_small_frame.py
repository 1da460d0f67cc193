"""The top row and the bar below on a phone: nothing lies over anything else, and everything has a name."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.devices import Opens
from tests.browser.school import Site
from tests.browser.soundness import EVERYTHING, ask, violations
from tests.browser.steps import goes
from tests.questionnaires.forms import form_of, started

NAMES = {"type": "rule", "values": ["summary-name", "link-name", "button-name"]}
PLACES = """(css) => [...document.querySelectorAll(css)].filter((e) => e.checkVisibility()).map((e) => {
  const range = document.createRange(); range.selectNodeContents(e);
  const seen = e.matches("span") ? range.getBoundingClientRect() : e.getBoundingClientRect();
  return [e.innerText, seen.left, seen.right];
})"""


def crowded(page: Page, css: str, room: int) -> list[str]:
    """What lies over its neighbour or reaches out of the window."""
    places = sorted(page.evaluate(PLACES, css), key=lambda place: place[1])
    over = [f"{a[0]} / {b[0]}" for a, b in pairwise(places) if b[1] < a[2] - 0.5]
    return over + [name for name, left, right in places if left < 0 or right > room]


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("who", ["anna", "rolf", "adam"])
def test_the_frame_fits_a_phone(site: Site, browser_as: Opens, who: str, width: int) -> None:
    """Q1: also for whoever has six entries in the bar."""
    page = browser_as(who, viewport={"width": width, "height": 844})
    goes(page, "/")
    assert crowded(page, ".top > a, .top > button, .top > .menu", width) == []
    assert crowded(page, ".side span", width) == []
    assert list(violations(page, NAMES, EVERYTHING)) == []
    assert ask(page, "tooWide") == []


def test_moving_a_round_on_fits_a_phone(site: Site, browser_as: Opens) -> None:
    """Q1: long texts of what is missing break."""
    started(site.cast)
    page = browser_as("mats", viewport={"width": 390, "height": 844})
    goes(page, site.path("move_forms", form_of(site.cast.elsa).round))
    assert ask(page, "tooWide") == []
