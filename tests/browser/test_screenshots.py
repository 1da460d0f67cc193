"""Pictures of the main pages for people to look at: `LARKA_SCREENSHOTS=1` puts them into var/screenshots."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from larka.core.home import PROJECT
from tests.browser.devices import DESKTOP, PHONE, Opens
from tests.browser.school import Site, leaves

FOLDER = PROJECT / "var" / "screenshots"
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": DESKTOP},
    "phone": PHONE,
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "paper": {"viewport": {"width": 720, "height": 1000}},
}

pytestmark = pytest.mark.skipif("LARKA_SCREENSHOTS" not in os.environ, reason="LARKA_SCREENSHOTS=1 takes the pictures")


def pages_of(site: Site) -> list[tuple[str | None, str, str]]:
    """Who opens what."""
    cast = site.cast
    return [
        (None, "sign-in", "/logga-in/"),
        ("anna", "home-guardian", "/"),
        ("anna", "children", "/barn/"),
        ("anna", "child", site.path("child", cast.elsa)),
        ("anna", "judgements", site.path("child_judgements", cast.elsa)),
        ("anna", "group", site.path("group", cast.class_5a)),
        ("anna", "more", "/mer/"),
        ("anna", "help", "/hjalp/"),
        ("elsa", "home-pupil", "/"),
        ("tess", "home-teacher", "/"),
        ("tess", "write", site.path("write_judgements", site.maths)),
        ("tess", "publish", site.path("publish_judgements", site.maths)),
        ("tess", "who", site.path("expected_readers", site.maths)),
        ("tess", "search", "/sok/?q=el"),
        ("tess", "design", "/design"),
        ("mats", "home-mentor", "/"),
        ("mats", "class-status", site.path("class_status", cast.class_5a)),
        ("mats", "class-set", site.path("class_judgements", cast.class_5a)),
        ("rolf", "home-rektor", "/"),
        ("rolf", "unit", site.path("unit", cast.school)),
        ("rolf", "left-texts", "/omdomen/overlamna/"),
        ("stina", "not-found", site.path("child_judgements", cast.elsa)),
        ("adam", "home-empty", "/"),
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_pictures_of_the_main_pages(site: Site, browser_as: Opens, look: str) -> None:
    """4-pages: how it looks is judged by people."""
    leaves(site.cast, site.cast.per, site.cast.music_5a)
    FOLDER.mkdir(parents=True, exist_ok=True)
    open_pages: dict[str | None, Page] = {}
    for who, name, address in pages_of(site):
        if who not in open_pages:
            open_pages[who] = browser_as(who, **LOOKS[look])
        page = open_pages[who]
        page.goto(address)
        page.emulate_media(media="print" if look == "paper" else "screen")
        picture(page, FOLDER / f"{name}-{look}.png")


def picture(page: Page, path: Path) -> None:
    """The whole page in one picture."""
    page.screenshot(path=path, full_page=True)
    assert path.stat().st_size > 0
